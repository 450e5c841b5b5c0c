"""Embeddings of positions, resized as torch does for the authors of DINOv2."""

import numpy as np
import pytest

from keras_gans.metrics.extractors.dinov2_positions import cubic_weights


@pytest.mark.parametrize(("before", "after"), [(37, 16), (4, 9), (5, 5)])
def test_weights_are_torchs(before, after):
    torch = pytest.importorskip("torch", reason="the reference")
    grid = np.random.default_rng(0).normal(size=(before, before))
    expected = torch.nn.functional.interpolate(
        torch.from_numpy(grid[None, None]),
        scale_factor=((after + 0.1) / before,) * 2,
        mode="bicubic",
    )[0, 0].numpy()
    weights = cubic_weights(before, after)
    np.testing.assert_allclose(weights @ grid @ weights.T, expected, atol=1e-12)


def test_weights_keep_constants_and_straight_lines():
    weights = cubic_weights(37, 16)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    centres = (np.arange(16) + 0.5) * 37 / 16.1 - 0.5
    # Inside, where no edge is repeated. A filter of slope -0.75 is not exact
    # for lines, as one of -0.5 is.
    found = weights @ np.arange(37)
    np.testing.assert_allclose(found[1:-1], centres[1:-1], atol=0.1)
    assert (np.count_nonzero(weights, axis=1) <= 4).all()
