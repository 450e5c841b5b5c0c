"""InceptionV3Features, with random weights in files as the real ones come."""

import importlib.util

import keras
import numpy as np
import pytest

from keras_gans.datasets import scale
from keras_gans.metrics import InceptionV3Features
from keras_gans.metrics.extractors.inception import fid_inception
from keras_gans.metrics.extractors.resize import clean_resize
from keras_gans.metrics.extractors.resize import tf1_resize
from tests.helpers import slow_on_tensorflow
from tests.helpers import values
from tests.metrics.extractors import inception_weights

PIXELS = inception_weights.images(3, 40, 50)


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def keras_network():
    """keras.applications' network of random weights."""
    return keras.applications.InceptionV3(weights=None)


@pytest.fixture(scope="module")
def keras_extractor(keras_network, tmp_path_factory):
    """Built under a policy of bfloat16, which its network must not follow."""
    path = tmp_path_factory.mktemp("weights") / "mine.weights.h5"
    keras_network.save_weights(path)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        extractor = InceptionV3Features(path)
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")
    return extractor


@pytest.fixture(scope="module")
def fid_extractor(fid_file):
    extractor = InceptionV3Features(fid_file, "clean")
    assert extractor.resize == "clean"
    return extractor


@pytest.fixture(scope="module")
def fid_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    state = inception_weights.random_state(fid_inception())
    try:
        import torch  # noqa: F401
    except ImportError:
        pytest.importorskip("tensorflow", reason="neither torch nor TensorFlow")
        path = folder / "graph.pb"
        path.write_bytes(inception_weights.graph(state))
        return path
    path = folder / "weights.pth"
    inception_weights.write_state(path, state)
    return path


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@slow_on_tensorflow
@pytest.mark.parametrize("resize", ["tf1", "clean"])
def test_fid_features_of_images_are_those_of_their_pixels(
    fid_extractor, resize
):
    extractor = fid_extractor
    extractor.resize = resize
    seen = extractor(scale(PIXELS), batch_size=2)
    resized = {"tf1": tf1_resize, "clean": clean_resize}[resize](PIXELS, 299)
    features, logits = values(extractor.model((resized - 128.0) / 128.0))
    assert seen.features.shape == (3, 2048)
    np.testing.assert_allclose(seen.features, features, rtol=1e-3, atol=1e-2)
    np.testing.assert_allclose(
        seen.probabilities, softmax(logits.astype("float64")), atol=1e-3
    )
    assert extractor.name == "fid-inception"


@slow_on_tensorflow
def test_images_are_rounded_to_the_levels_of_files(fid_extractor):
    nearly = scale(PIXELS) + 0.4 / 127.5
    exact = fid_extractor(scale(PIXELS)).features
    seen = fid_extractor(nearly.clip(-1, 1)).features
    np.testing.assert_array_equal(seen, exact)


@slow_on_tensorflow
def test_a_file_of_keras_weights(keras_network, keras_extractor):
    seen = keras_extractor(scale(PIXELS))
    resized = keras.ops.convert_to_numpy(tf1_resize(PIXELS, 299))
    np.testing.assert_allclose(
        seen.probabilities,
        keras_network.predict_on_batch(resized / 127.5 - 1),
        rtol=1e-3,
        atol=1e-6,
    )
    assert seen.features.shape == (3, 2048)
    assert seen.probabilities.shape == (3, 1000)
    assert keras_extractor.name == "keras-imagenet"
    assert keras_extractor.resize == "tf1"


@slow_on_tensorflow
def test_the_network_computes_in_float32_whatever_the_policy(keras_extractor):
    layers = keras_extractor.model.layers
    assert {layer.compute_dtype for layer in layers} == {"float32"}


def test_without_a_network_the_errors_say_what_to_put_where(tmp_path):
    with pytest.raises(ConnectionError, match=r"Put inception_v3.*\.h5") as e:
        InceptionV3Features()
    assert str(tmp_path / "keras" / "models") in str(e.value)
    has_tensorflow = importlib.util.find_spec("tensorflow") is not None
    error = ConnectionError if has_tensorflow else ImportError
    with pytest.raises(error, match="Inception's .*archive|inception-2015-12"):
        InceptionV3Features("fid")


def test_refuses(tmp_path):
    (tmp_path / "no.h5").write_bytes(b"no weights")
    with pytest.raises(ValueError, match=r"Could not read .*no\.h5"):
        InceptionV3Features(tmp_path / "no.h5")
    with pytest.raises(FileNotFoundError, match=r"nowhere\.h5"):
        InceptionV3Features(tmp_path / "nowhere.h5")
    with pytest.raises(FileNotFoundError, match="imagnet"):
        InceptionV3Features("imagnet")
    with pytest.raises(ValueError, match="Did you mean 'clean'"):
        InceptionV3Features(resize="cleen")
