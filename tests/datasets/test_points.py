import math

import numpy as np
import pytest

from keras_gans.datasets import gaussian_modes
from keras_gans.datasets import gaussians
from keras_gans.datasets import sample_gaussians
from keras_gans.datasets import sample_swiss_roll
from keras_gans.datasets import swiss_roll
from tests.helpers import needs_tensorflow

LAYOUTS = pytest.mark.parametrize("layout", ["ring", "grid"])
SAMPLERS = pytest.mark.parametrize(
    "sample", [sample_gaussians, sample_swiss_roll]
)


def epoch(dataset):
    """The batches of one pass."""
    return list(dataset.as_numpy_iterator())


def in_order(points):
    """The points sorted, to be compared in any order."""
    return points[np.lexsort(points.T)]


def test_the_ring_is_as_published_but_for_its_scale():
    centers, sigma = gaussian_modes("ring")
    assert centers.dtype == np.float32
    angles = 2 * np.pi * np.arange(8) / 8
    expected = np.stack([np.cos(angles), np.sin(angles)], 1) / 1.05
    np.testing.assert_allclose(centers, expected, atol=1e-6)
    assert sigma == pytest.approx(0.01 / 1.05)


def test_the_grid_is_as_published_but_for_its_scale():
    centers, sigma = gaussian_modes("grid")
    expected = [(x, y) for y in (-4, -2, 0, 2, 4) for x in (-4, -2, 0, 2, 4)]
    np.testing.assert_allclose(centers, np.array(expected) / 4.25, atol=1e-6)
    assert sigma == pytest.approx(0.05 / 4.25)


@LAYOUTS
def test_five_sigma_fit(layout):
    centers, sigma = gaussian_modes(layout)
    assert type(sigma) is float
    assert np.abs(centers).max() + 5 * sigma == pytest.approx(1)


@LAYOUTS
def test_points_are_around_the_mode_of_their_label(layout):
    centers, sigma = gaussian_modes(layout)
    points, labels = sample_gaussians(50_000, layout, seed=1)
    assert (points.dtype, labels.dtype) == (np.float32, np.int32)
    offsets = (points - centers[labels]) / sigma
    np.testing.assert_allclose(offsets.mean(axis=0), 0, atol=0.02)
    np.testing.assert_allclose(np.cov(offsets.T), np.eye(2), atol=0.03)
    expected = 50_000 / len(centers)
    counts = np.bincount(labels)
    assert len(counts) == len(centers)
    assert np.abs(counts - expected).max() < 5 * math.sqrt(expected)


@SAMPLERS
def test_points_follow_from_the_seed(sample):
    (a, labels), (b, same), (c, other) = (
        sample(100, seed=s) for s in (3, 3, 4)
    )
    np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(labels, same)
    assert (a != c).any()
    assert (labels != other).any()


@SAMPLERS
def test_points_stay_in_range(sample):
    points, _ = sample(50_000)
    assert points.shape == (50_000, 2)
    assert np.abs(points).max() <= 1


def test_the_swiss_roll_is_a_spiral():
    points, position = sample_swiss_roll(1000, noise=0)
    assert points.dtype == position.dtype == np.float32
    expected = np.stack([np.cos(position), np.sin(position)], 1)
    expected *= position[:, None] / (4.5 * np.pi)
    np.testing.assert_allclose(points, expected, atol=1e-6)
    assert position.min() >= 1.5 * np.pi
    assert position.max() <= 4.5 * np.pi


def test_the_noise_of_the_swiss_roll_is_scaled_with_it():
    points, position = sample_swiss_roll(50_000, noise=0.5)
    spiral = position * np.stack([np.cos(position), np.sin(position)])
    offsets = points.T * (4.5 * np.pi + 5 * 0.5) - spiral
    assert offsets.std() == pytest.approx(0.5, rel=0.02)


@needs_tensorflow
@pytest.mark.parametrize(
    ("load", "sample"),
    [(gaussians, sample_gaussians), (swiss_roll, sample_swiss_roll)],
)
def test_an_epoch_holds_the_sampled_points_in_another_order(load, sample):
    expected, labels = sample(40, seed=5)
    dataset = load(8, n=40, seed=5, labels=True)
    assert len(dataset) == 5
    orders = []
    for _ in range(2):
        batches = epoch(dataset)
        points = np.concatenate([batch[0] for batch in batches])
        assert points.dtype == np.float32
        np.testing.assert_array_equal(in_order(points), in_order(expected))
        found = np.concatenate([batch[1] for batch in batches])
        assert found.dtype == labels.dtype
        rows = [expected.tolist().index(point) for point in points.tolist()]
        np.testing.assert_array_equal(found, labels[rows])
        orders.append(rows)
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == list(range(40))


@needs_tensorflow
def test_the_grid_and_the_noise_reach_the_pipelines():
    (points,) = epoch(gaussians(64, layout="grid", n=64, shuffle=False))
    np.testing.assert_array_equal(points, sample_gaussians(64, "grid")[0])
    (points,) = epoch(swiss_roll(64, noise=2.0, n=64, shuffle=False))
    np.testing.assert_array_equal(points, sample_swiss_roll(64, 2.0)[0])


@needs_tensorflow
@pytest.mark.parametrize("load", [gaussians, swiss_roll])
def test_there_are_50_000_points_256_a_batch_by_default(load):
    dataset = load()
    assert dataset.element_spec.shape == (256, 2)
    assert dataset.element_spec.dtype == "float32"
    assert len(dataset) == 50_000 // 256


@needs_tensorflow
@pytest.mark.parametrize("load", [gaussians, swiss_roll])
def test_points_cannot_be_augmented(load):
    with pytest.raises(
        ValueError,
        match=r"Only images .* flip_and_shift=True, data of shape \(2,\)",
    ):
        load(n=256, flip_and_shift=True)


def test_a_misspelt_layout_is_answered_with_the_near_one():
    with pytest.raises(ValueError, match="Did you mean 'ring'.*'rings'"):
        gaussian_modes("rings")


@SAMPLERS
def test_there_must_be_points(sample):
    with pytest.raises(ValueError, match="n must be a positive.*n=0"):
        sample(0)


def test_noise_is_not_negative():
    with pytest.raises(ValueError, match="noise must be a finite.*noise=-1"):
        sample_swiss_roll(3, noise=-1)
