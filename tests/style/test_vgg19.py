"""VGG-19's features, against keras.applications', and its files."""

import shutil

import keras
import numpy as np
import pytest
from keras import ops

from keras_gans.style import VGG19Features
from keras_gans.style import load_vgg19
from tests.helpers import SHARED
from tests.helpers import needs_shared
from tests.style.helpers import LAYERS
from tests.style.helpers import picture

PARTIAL = SHARED / "vgg19" / "vgg19_normalised_to_block3_conv1.npz"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """keras.applications' network of random weights, and their file."""
    keras.utils.set_random_seed(0)
    model = keras.applications.VGG19(include_top=False, weights=None)
    path = tmp_path_factory.mktemp("keras") / "vgg19.weights.h5"
    model.save_weights(path)
    names = ["block1_conv2", "block3_conv1", "block5_conv1"]
    outputs = [model.get_layer(name).output for name in names]
    return keras.Model(model.inputs[0], outputs), names, path


def test_features_are_those_of_keras_applications(published):
    model, names, path = published
    images = np.stack([picture(32, 48, seed=i) for i in range(2)])
    pixels = (images + 1) * 127.5
    expected = model.predict_on_batch(
        keras.applications.vgg19.preprocess_input(pixels.copy())
    )
    features = VGG19Features(path, names, padding="zero")
    assert features.smallest == 32
    for name, value in zip(names, expected):
        found = ops.convert_to_numpy(features(images)[name])
        assert np.allclose(found, value, rtol=1e-3, atol=1e-3 * value.max())


def test_pooling_and_padding_are_as_asked(weights):
    """A kernel that passes a channel on, pooled and padded by hand."""
    arrays = load_vgg19(weights)
    image = picture(8, 8)[None]
    first = VGG19Features(weights, ["block1_conv1"], padding="reflect")
    kernel, bias = arrays["block1_conv1"]
    pixels = (image[..., ::-1] + 1) * 127.5 - [103.939, 116.779, 123.68]
    padded = np.pad(pixels, [(0, 0), (1, 1), (1, 1), (0, 0)], mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))
    expected = np.einsum("nhwcij,ijco->nhwo", windows, kernel) + bias
    found = ops.convert_to_numpy(first(image)["block1_conv1"])
    assert np.allclose(found, np.maximum(expected, 0), atol=1e-3)
    means = VGG19Features(weights, LAYERS, pooling="average")
    assert means(image)["block2_conv1"].shape == (1, 4, 4, 128)


@pytest.mark.parametrize(
    "layers, message",
    [
        (["block2_conv2"], r"in .*vgg19\.npz must be one of .*'block2_conv1'"),
        (["block9_conv1"], r"A layer of VGG-19 must be.*Did you mean"),
        (["block1_convl"], r"Did you mean 'block1_conv.'\?"),
    ],
)
def test_layers_beyond_the_weights_are_refused_by_name(
    weights, layers, message
):
    with pytest.raises(ValueError, match=message):
        VGG19Features(weights, layers)


@needs_shared
def test_the_partial_weights_are_normalised_to_a_mean_of_about_one():
    """As Gatys et al. scaled them, over ImageNet; here over two pictures."""
    from sklearn.datasets import load_sample_images

    pictures = np.stack(load_sample_images().images)[:, ::4, ::4]
    names = list(load_vgg19(PARTIAL))
    assert names[-1] == "block3_conv1"
    features = VGG19Features(PARTIAL, names)(pictures / 127.5 - 1.0)
    for value in features.values():
        assert 0.5 < float(ops.mean(value)) < 2


def test_no_weights_and_no_network(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def no_network(*args, **kwargs):
        raise OSError("no network")

    monkeypatch.setattr(keras.applications, "VGG19", no_network)
    with pytest.raises(ConnectionError, match=r"vgg19_weights.*no network"):
        load_vgg19()


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"or a file.*none\.npz"):
        load_vgg19(tmp_path / "none.npz")


@pytest.mark.parametrize("name", ["vgg19.npz", "vgg19.h5"])
def test_a_file_of_something_else_is_an_error(tmp_path, name):
    path = tmp_path / name
    path.write_text("This is no file of weights.")
    with pytest.raises(ValueError, match=r"Could not read VGG-19's weights"):
        load_vgg19(path)


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda a: a.clear(), "must hold block1_conv1/kernel.*nothing"),
        (lambda a: a.pop("block1_conv2/bias"), "block1_conv2/bias.*nothing"),
        (
            lambda a: a.update({"block1_conv1/bias": np.zeros(3)}),
            r"of shape \(64,\). Received: shape \(3,\)",
        ),
        (
            lambda a: a.update({"block1_conv1/bias": np.full(64, np.nan)}),
            "must be finite",
        ),
    ],
)
def test_a_broken_file_is_an_error(weights, tmp_path, change, message):
    with np.load(weights) as file:
        arrays = dict(file)
    change(arrays)
    np.savez(tmp_path / "broken.npz", **arrays)
    with pytest.raises(ValueError, match=message):
        load_vgg19(tmp_path / "broken.npz")


def test_a_file_may_end_after_any_convolution(weights, tmp_path):
    path = shutil.copy(weights, tmp_path / "short.npz")
    with np.load(weights) as file:
        arrays = {k: v for k, v in file.items() if "block2" not in k}
    np.savez(path, **arrays)
    assert list(load_vgg19(path)) == ["block1_conv1", "block1_conv2"]


def test_what_it_cannot_look_at_is_refused(weights):
    network = VGG19Features(weights, LAYERS)
    with pytest.raises(ValueError, match=r"height, width, 3\), at least 4 pix"):
        network(picture())
    with pytest.raises(ValueError, match=r"at least 4 pixels.*\(1, 3, 12, 3\)"):
        network(picture()[None, :3])
    with pytest.raises(TypeError, match="floating point.*uint8"):
        network(np.zeros((1, 8, 8, 3), "uint8"))
    for layers in ((), "block1_conv1"):
        with pytest.raises(ValueError, match="layers must be a list of names"):
            VGG19Features(weights, layers)
