"""VGG16Features, with random weights in a file as the real ones come."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans.datasets import scale
from keras_gans.metrics import VGG16Features
from keras_gans.metrics import evaluate
from keras_gans.metrics.extractors.resize import tf1_resize
from tests.helpers import values
from tests.metrics.extractors import inception_weights

PIXELS = inception_weights.images(5, 40, 50)


def small_vgg16(weights=None):
    """A network with the inputs and the last layers of VGG-16, only smaller."""
    model = keras.Sequential(
        [
            keras.Input((224, 224, 3)),
            layers.AveragePooling2D(32),
            layers.Flatten(),
            layers.Dense(
                7,
                activation="relu",
                kernel_initializer=keras.initializers.RandomNormal(seed=1),
                name="fc2",
            ),
            layers.Dense(4, activation="softmax", name="predictions"),
        ]
    )
    if weights:
        model.load_weights(weights)
    return model


@pytest.fixture
def weights(monkeypatch, tmp_path):
    """A file of a small network, which takes the place of VGG-16."""
    path = tmp_path / "small.weights.h5"
    small_vgg16().save_weights(path)
    monkeypatch.setattr(keras.applications, "VGG16", small_vgg16)
    return path


def test_features_are_those_of_the_second_dense_layer_after_its_relu(weights):
    seen = VGG16Features(weights)(scale(PIXELS), batch_size=3)
    resized = keras.ops.convert_to_numpy(tf1_resize(PIXELS, 224))
    # As the network of Simonyan and Zisserman was trained.
    inputs = resized[..., ::-1] - np.array([103.939, 116.779, 123.68])
    pooled = inputs.reshape(5, 7, 32, 7, 32, 3).mean(axis=(2, 4))
    kernel, bias, last, last_bias = values(small_vgg16(weights).weights)
    expected = np.maximum(pooled.reshape(5, -1) @ kernel + bias, 0)
    assert seen.features.shape == (5, 7) and (seen.features == 0).any()
    np.testing.assert_allclose(seen.features, expected, rtol=1e-4, atol=1e-3)
    logits = expected @ last + last_bias
    np.testing.assert_array_equal(
        seen.probabilities.argmax(axis=1), logits.argmax(axis=1)
    )
    np.testing.assert_allclose(seen.probabilities.sum(axis=1), 1, rtol=1e-6)


def test_precision_has_a_protocol_of_its_own(weights):
    extractor = VGG16Features(weights)
    seen = extractor(scale(PIXELS))
    precision, recall = evaluate(seen, seen, extractor, ["pr"], reference="x")
    assert precision.protocol == "precision_vgg16-fc2_5"
    assert recall.protocol == "recall_vgg16-fc2_5"
    assert (precision.resize, precision.details["k"]) == ("tf1", 3)
    others = weights.with_name("others.weights.h5")
    model = small_vgg16(weights)
    model.layers[-1].bias.assign([1e-6, 0, 0, 0])
    model.save_weights(others)
    extractor = VGG16Features(others)
    seen = extractor(scale(PIXELS))
    other, _ = evaluate(seen, seen, extractor, ["pr"], reference="x")
    with pytest.raises(ValueError, match="one protocol.*weights"):
        precision < other  # noqa: B015


def test_without_weights_the_errors_say_what_to_put_where(
    weights, monkeypatch, tmp_path
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(
        keras.applications,
        "VGG16",
        lambda weights: keras.utils.get_file("vgg16.h5", "https://x.invalid/y"),
    )
    with pytest.raises(ConnectionError, match=r"Put vgg16_weights.*\.h5") as e:
        VGG16Features()
    assert str(tmp_path / "keras" / "models") in str(e.value)
    with pytest.raises(FileNotFoundError, match=r"or a file.*nowhere\.h5"):
        VGG16Features("nowhere.h5")
    (tmp_path / "no.h5").write_bytes(b"no weights")
    monkeypatch.setattr(keras.applications, "VGG16", small_vgg16)
    with pytest.raises(ValueError, match=r"Could not read VGG-16's .*no\.h5"):
        VGG16Features(tmp_path / "no.h5")


# Half a gigabyte of weights, written and read.
@pytest.mark.slow
def test_the_network_is_that_of_keras(tmp_path):
    network = keras.applications.VGG16(weights=None)
    path = tmp_path / "vgg16.weights.h5"
    network.save_weights(path)
    seen = VGG16Features(path)(scale(PIXELS[:2]))
    assert seen.features.shape == (2, 4096)
    assert seen.probabilities.shape == (2, 1000)
    resized = keras.ops.convert_to_numpy(tf1_resize(PIXELS[:2], 224))
    inputs = resized[..., ::-1] - np.float32([103.939, 116.779, 123.68])
    np.testing.assert_allclose(
        seen.probabilities, network.predict_on_batch(inputs), rtol=1e-3
    )
