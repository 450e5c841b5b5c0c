from types import SimpleNamespace

import keras
import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from tests.helpers import BACKEND
from tests.helpers import quick

REAL, _ = kg.datasets.sample_gaussians(200)
CENTERS, SIGMA = kg.datasets.gaussian_modes()


class Generator(keras.Sequential):
    """Makes the same points of the ring, `modes` of its modes."""

    def __init__(self, modes=8):
        super().__init__([keras.layers.Dense(1)])
        self.modes = modes
        self.asked = []
        self.compile("sgd", "mse", run_eagerly=BACKEND == "tensorflow")

    def generate(self, n, seed):
        self.asked.append((n, seed))
        _, labels = kg.datasets.sample_gaussians(n, seed=seed)
        return CENTERS[labels % self.modes]


def fit(model, callback, epochs=1):
    zeros = np.zeros((4, 2), "float32")
    return model.fit(
        zeros, zeros[:, :1], epochs=epochs, verbose=0, callbacks=[callback]
    ).history


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def pixels(path):
    """What is within the axes."""
    with Image.open(path) as picture:
        inside = np.asarray(picture.convert("RGB")).astype(int)[60:-60, 70:-20]
    assert (inside[[0, -1]] == 255).all()
    return inside


def test_a_picture_for_each_epoch_and_all_of_them_at_the_end(tmp_path):
    model = Generator()
    callback = kg.callbacks.SampleScatter(tmp_path, REAL, n=50, seed=3)
    history = fit(model, callback, epochs=2)
    pictures = ["epoch-0000.png", "epoch-0001.png", "epoch-0002.png"]
    assert names(tmp_path) == [*pictures, "training.webp"]
    assert model.asked == [(50, 3)] * 3
    assert set(history) == {"loss"}


def test_every_nth_epoch_and_the_last(tmp_path):
    callback = kg.callbacks.SampleScatter(
        tmp_path, REAL, n=10, every=2, animation=False
    )
    fit(Generator(), callback, epochs=3)
    assert names(tmp_path) == [
        "epoch-0000.png",
        "epoch-0002.png",
        "epoch-0003.png",
    ]


def picture(folder, samples, real=((0.0, 0.0),), **kwargs):
    """The first picture of a generator of these samples."""
    callback = kg.callbacks.SampleScatter(
        folder, real, len(samples), animation=False, **kwargs
    )
    callback.set_model(
        SimpleNamespace(generate=lambda n, seed: np.array(samples))
    )
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    return pixels(folder / "epoch-0000.png")


def test_samples_are_blue_and_real_points_grey(tmp_path):
    drawn = picture(tmp_path, [[0.5, -0.5]], real=[[-0.5, 0.5]])
    blue = np.argwhere(drawn[..., 2] - drawn[..., 0] > 60)
    grey = np.argwhere((drawn == 191).all(axis=-1))  # 0.75 of 255.
    assert len(blue) > 0 < len(grey)
    down, right = blue.mean(axis=0) - grey.mean(axis=0)
    # The axes of 2.1 units are as wide as high.
    assert down == pytest.approx(right, abs=2)
    assert 180 < down < 240


def test_real_points_may_be_batches_without_an_end():
    batches = (REAL[i : i + 7] for _ in range(2) for i in range(0, 49, 7))
    callback = kg.callbacks.SampleScatter("points", batches, n=20)
    np.testing.assert_array_equal(callback.real, REAL[:20])


def test_a_circle_of_three_sigma_is_drawn_at_each_mode(tmp_path):
    points = [[0.0, 0.0]]
    plain = picture(tmp_path / "a", points)
    drawn = picture(
        tmp_path / "b", points, centers=[[-0.5, 0.0], [0.5, 0.0]], sigma=0.1
    )
    assert (plain.sum(axis=-1) < 128).sum() == 0
    dark = np.argwhere(drawn.sum(axis=-1) < 128)
    height, width = dark.max(axis=0) - dark.min(axis=0)
    assert height / width == pytest.approx(0.6 / 1.6, rel=0.03)


def test_modes_join_the_logs(tmp_path):
    callback = kg.callbacks.SampleScatter(
        tmp_path,
        REAL,
        n=100,
        every=2,
        centers=CENTERS,
        sigma=SIGMA,
        animation=False,
    )
    history = fit(Generator(modes=3), callback, epochs=3)
    assert history["modes"] == [3, 3]
    assert history["high_quality"] == [1.0, 1.0]
    assert len(history["loss"]) == 3


@pytest.mark.parametrize("shape", [(4,), (4, 3), (2, 8, 8, 1)])
def test_only_points_of_the_plane_can_be_drawn(tmp_path, shape):
    with pytest.raises(ValueError, match=r"real must be points \(m, 2\)"):
        kg.callbacks.SampleScatter(tmp_path, np.zeros(shape))


def test_a_model_of_images_is_refused_before_training(tmp_path):
    callback = kg.callbacks.SampleScatter(tmp_path, REAL)
    callback.set_model(quick("gan"))
    with pytest.raises(ValueError, match=r"points.*GAN of shape \(8, 8, 1\)"):
        callback.on_train_begin()
    callback.set_model(quick("cyclegan"))
    with pytest.raises(ValueError, match="points.*CycleGAN"):
        callback.on_train_begin()


def test_a_gan_of_points_is_drawn_and_measured(tmp_path):
    model = kg.GAN((2,), 4)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    callback = kg.callbacks.SampleScatter(
        tmp_path, REAL, n=64, centers=CENTERS, sigma=SIGMA, animation=False
    )
    history = model.fit(
        REAL, batch_size=100, epochs=1, verbose=0, callbacks=[callback]
    ).history
    expected = kg.metrics.mode_coverage(
        model.generate(64, seed=0), CENTERS, SIGMA
    )
    assert history["modes"] == [expected.modes]
    assert history["high_quality"] == [expected.high_quality]
    assert names(tmp_path) == ["epoch-0000.png", "epoch-0001.png"]


def test_bad_arguments_are_refused(tmp_path):
    scatter = kg.callbacks.SampleScatter
    with pytest.raises(ValueError, match=r"in .gif or .webp.*film.mp4"):
        scatter(tmp_path, REAL, animation="film.mp4")
    with pytest.raises(ValueError, match="Received: n=0"):
        scatter(tmp_path, REAL, n=0)
    with pytest.raises(ValueError, match=r"real must lie in \[-1, 1\]"):
        scatter(tmp_path, 9 * REAL)
    with pytest.raises(ValueError, match="real must be finite"):
        scatter(tmp_path, np.nan * REAL)
    with pytest.raises(ValueError, match="Received: every=0"):
        scatter(tmp_path, REAL, every=0)
    with pytest.raises(ValueError, match="together.*sigma alone"):
        scatter(tmp_path, REAL, sigma=0.1)
    with pytest.raises(ValueError, match="together.*centers alone"):
        scatter(tmp_path, REAL, centers=CENTERS)
