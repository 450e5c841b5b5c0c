"""The pictures of the explorer: those that the model's own methods give."""

import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from keras_gans.explorer.views import Views
from keras_gans.images.display import displayed
from keras_gans.images.grids import tiled
from tests.helpers import SHAPE
from tests.helpers import quick
from tests.models.test_style_based import tiny as tiny_stylegan2


@pytest.fixture(scope="module")
def views():
    return Views(kg.DCGAN(SHAPE, 6, width=4, seed=1))


def check(picture, images):
    np.testing.assert_array_equal(np.asarray(picture), displayed(images)[0])


def test_samples(views):
    picture, seeds = views.samples(3, 5, truncation=0.5)
    images = views.model.generate(seeds=range(3, 8), truncation=0.5)
    expected = np.asarray(tiled(displayed(images), 3)).astype(int)
    # Batches round otherwise than single images.
    assert np.abs(np.asarray(picture) - expected).max() <= 1
    assert seeds == [3, 6]
    # The end of the slider does not truncate.
    most = views.truncation.most
    expected = views.model.codes([3])
    np.testing.assert_array_equal(views.codes([3], None, most), expected)
    with pytest.raises(ValueError, match="non-negative integers"):
        views.samples(-1, 5)
    with pytest.raises(ValueError, match="Enter a seed"):
        views.samples(None, 5)


def test_ways_and_directions(views):
    model = views.model
    ends = [views.codes([seed]) for seed in (3, 8)]
    expected = model.interpolate([3, 8], 6)
    for i in (0, 3, 6):
        check(views.between(ends, i / 6), expected[[i]])
    assert views.way(ends).size == (7 * 10, 10)  # With gaps.
    check(views.moved(ends[0], "sefa", [0, 0]), model.generate(seeds=[3]))
    first, second = model.directions(2)
    code = ends[0] + 2 * first - second
    check(views.moved(ends[0], "sefa", [2, -1]), model.decode(code))
    assert views.methods == ["sefa", "pca"]


def test_sums_and_projections(views, tmp_path):
    rows = views.arithmetic("1,2", "1-3", "4", None, 0.7)
    assert rows.size == (4 * 10, 4 * 10)
    with pytest.raises(ValueError, match="Seeds of B must be .* Received: "):
        views.arithmetic("1", "two", "4")
    with pytest.raises(ValueError, match="at most 20"):
        views.arithmetic("0-20", "1", "4")
    picture = np.full((8, 16, 3), 255, "uint8")
    Image.fromarray(picture).save(tmp_path / "white.png")
    seen = []
    given, found, distance = views.project(
        tmp_path / "white.png", steps=2, on_step=lambda *step: seen.append(step)
    )
    assert given.size == found.size == (8, 8) and len(seen) == 2
    assert np.asarray(given).min() == 255 and distance > 0


def test_styles():
    model = tiny_stylegan2(kg.ConditionalStyleGAN2, num_classes=3)
    views = Views(model)
    a, b = (views.codes([seed], "1") for seed in (3, 8))
    check(views.mixed(a, b, views.layers), model.decode(a))
    check(views.mixed(a, b, 0), model.decode(b))
    layers = np.stack([a, b, b, b], axis=1)
    check(views.mixed(a, b, 1), model.decode(layers))
    # Without a label, that of the seed, also for the mean style.
    expected = model.codes([5], labels=[2], truncation=-1.0)
    np.testing.assert_allclose(views.codes([5], "", -1.0), expected, atol=1e-5)


def test_labels(tmp_path):
    views = Views(quick("acgan-attributes"))
    chosen = [["thin"], [], ["round", "thin"]]
    vectors = [views.codes([3], label)[1][0].tolist() for label in chosen]
    assert vectors == [[0, 1], [0, 0], [1, 1]]
    ends = [views.codes([3], label) for label in chosen[:2]]
    expected = views.codes([3])[0], np.array([[0, 0.5]], "float32")
    picture = np.asarray(views.between(ends, 0.5)).astype(int)
    images = displayed(views.model.decode(expected))
    assert np.abs(picture - images[0]).max() <= 1
    Image.new("L", (8, 8)).save(tmp_path / "black.png")
    for label in ("", ["thin"]):
        assert views.project(tmp_path / "black.png", label, 1)[2] > 0


def test_models_of_points_are_refused():
    shape = (2,)
    model = kg.GAN(
        shape,
        4,
        generator=kg.networks.mlp_generator(shape, 4, hidden=(4,)),
        discriminator=kg.networks.mlp_discriminator(shape, hidden=(4,)),
    )
    with pytest.raises(ValueError, match="The explorer draws images"):
        Views(model)
