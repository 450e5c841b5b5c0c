"""The losses, against NumPy."""

import numpy as np
import pytest
from keras import ops

from keras_gans.style import PerceptualLoss
from keras_gans.style import gram_matrix
from keras_gans.style import relative_error
from keras_gans.style import total_variation
from tests.style.helpers import LAYERS
from tests.style.helpers import picture


def features(n=2, height=3, width=4, channels=5, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, height, width, channels)).astype("float32")


def gram(x):
    """Sums written out."""
    n, height, width, channels = x.shape
    found = np.zeros((n, channels, channels))
    for i in range(height):
        for j in range(width):
            found += x[:, i, j, :, None] * x[:, i, j, None, :]
    return found / (height * width)


def error(found, target):
    square = (((found - target) ** 2).sum(axis=(-1, -2))).mean()
    return square / (target**2).sum(axis=(-1, -2)).mean()


def test_gram_matrix():
    x = features()
    assert np.allclose(gram_matrix(ops.convert_to_tensor(x)), gram(x), 1e-5)


def test_gram_matrices_of_two_sizes_compare():
    x = features()
    tiled = np.tile(x, (1, 2, 3, 1))
    a, b = (gram_matrix(ops.convert_to_tensor(y)) for y in (x, tiled))
    assert np.allclose(ops.convert_to_numpy(a), b, atol=1e-6)


def test_relative_error():
    a, b = features(seed=1), features(seed=2)
    expected = np.mean(
        [((x - y) ** 2).sum() / (y**2).sum() for x, y in zip(a, b)]
    )
    found = relative_error(*map(ops.convert_to_tensor, (a, b)))
    assert np.isclose(float(found), expected)
    assert float(relative_error(*map(ops.convert_to_tensor, (a, a)))) == 0
    zero = relative_error(*map(ops.convert_to_tensor, (0 * a, a)))
    assert np.isclose(float(zero), 1)


def test_total_variation():
    x = features()
    expected = np.mean(np.diff(x, axis=1) ** 2)
    expected += np.mean(np.diff(x, axis=2) ** 2)
    found = total_variation(ops.convert_to_tensor(x))
    assert np.isclose(float(found), expected)


def test_the_loss_is_the_weighted_sum_of_its_parts(weights):
    loss = PerceptualLoss(
        weights,
        content_layers=["block2_conv1"],
        style_layers={"block1_conv1": 0.5, "block2_conv1": 2.0},
        content_weight=3.0,
        style_weight=5.0,
        tv_weight=7.0,
        pooling="max",
    )
    image, content, style = (picture(seed=i)[None] for i in range(3))
    wide = np.tile(style, (1, 1, 2, 1))
    total, logs = loss(image, loss.content(content), loss.style(wide))
    found, target, styled = (
        {k: ops.convert_to_numpy(v) for k, v in loss.features(x).items()}
        for x in (image, content, wide)
    )
    part = found["block2_conv1"] - target["block2_conv1"]
    expected = {
        "content_loss": (part**2).sum() / (target["block2_conv1"] ** 2).sum(),
        "style_loss": sum(
            weight * error(gram(found[name]), gram(styled[name]))
            for name, weight in (("block1_conv1", 0.5), ("block2_conv1", 2.0))
        ),
        "tv_loss": np.mean(np.diff(image, axis=1) ** 2)
        + np.mean(np.diff(image, axis=2) ** 2),
    }
    for name, value in expected.items():
        assert np.isclose(float(logs[name]), value, rtol=1e-4), name
    weighted = zip((3.0, 5.0, 7.0), expected.values())
    assert np.isclose(float(total), sum(w * v for w, v in weighted), rtol=1e-4)
    assert float(total) == float(logs["loss"])


@pytest.mark.parametrize("layers", [(), "block1_conv1", None])
def test_layers_are_names(weights, layers):
    with pytest.raises(ValueError, match="style_layers must be names"):
        PerceptualLoss(
            weights,
            content_layers=LAYERS,
            style_layers=layers,
            content_weight=1,
            style_weight=1,
            tv_weight=1,
            pooling="max",
        )


def test_one_picture_is_no_batch():
    for function in (gram_matrix, total_variation):
        with pytest.raises(ValueError, match=r"\[None\]. of one.*\(16, 12, 3"):
            function(picture())
    with pytest.raises(ValueError, match="found and target must have the same"):
        relative_error(features(), features(channels=1))
