import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from keras_gans.images.grids import image_grid
from keras_gans.images.grids import sample_grid
from tests.helpers import dense_gan
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import slow_on_jax


@slow_on_jax
@pytest.mark.parametrize(
    "shape", [(8, 8, 8), (8, 6, 2), (8, 8, 4), (64, 1), (4, 4, 4, 1)]
)
def test_whatever_can_be_trained_is_drawn(tmp_path, shape):
    model = dense_gan(shape)
    callback = kg.callbacks.SampleGrid(tmp_path, n=4)
    model.fit(images(4, shape), batch_size=4, verbose=0, callbacks=[callback])
    with Image.open(tmp_path / "epoch-0001.png") as found:
        expected = image_grid(model.generate(4, seed=0))
        assert found.mode == ("RGBA" if shape[-1] == 4 else "RGB")
        np.testing.assert_array_equal(np.asarray(found), np.asarray(expected))


def test_points_are_refused_before_training(tmp_path):
    model = kg.GAN((2,), 4, width=4)
    model.compile()
    points = images(4, (2,))
    callback = kg.callbacks.SampleGrid(tmp_path, n=4)
    with pytest.raises(ValueError, match=r"SampleScatter.*of shape \(2,\)"):
        model.fit(points, batch_size=4, verbose=0, callbacks=[callback])
    assert int(model.epochs_trained.value) == 0


def fit(model, epochs, callback, **kwargs):
    model.fit(
        images(),
        batch_size=16,
        epochs=epochs,
        verbose=0,
        callbacks=[callback],
        **kwargs,
    )


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_grid_for_each_epoch_and_all_of_them_at_the_end(tmp_path):
    model = quick("gan")
    fit(model, 2, kg.callbacks.SampleGrid(tmp_path, n=4))
    grids = ["epoch-0000.png", "epoch-0001.png", "epoch-0002.png"]
    assert names(tmp_path) == [*grids, "training.webp"]
    expected = image_grid(model.generate(4, seed=0))
    last = Image.open(tmp_path / "epoch-0002.png")
    np.testing.assert_array_equal(np.asarray(last), np.asarray(expected))


def test_every_nth_epoch_and_the_last(tmp_path):
    callback = kg.callbacks.SampleGrid(tmp_path, n=4, every=2, animation=False)
    fit(quick("gan"), 3, callback)
    assert names(tmp_path) == [
        "epoch-0000.png",
        "epoch-0002.png",
        "epoch-0003.png",
    ]


def test_the_latents_stay_the_same(tmp_path):
    # A generator that does not learn makes the same grid again.
    model = quick("gan", g_opt="sgd")
    model.g_opt.learning_rate = 0.0
    fit(model, 1, kg.callbacks.SampleGrid(tmp_path, n=4))
    first, second = (Image.open(tmp_path / f"epoch-000{i}.png") for i in (0, 1))
    np.testing.assert_array_equal(np.asarray(first), np.asarray(second))


def test_an_animation_of_another_name_and_kind(tmp_path):
    path = tmp_path / "film.webp"
    fit(
        quick("gan"),
        1,
        kg.callbacks.SampleGrid(tmp_path / "a", n=4, animation=path),
    )
    with Image.open(path) as film:
        assert film.n_frames == 2


def test_bad_arguments_are_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"must end in .gif or .webp.*film.mp4"
    ):
        kg.callbacks.SampleGrid(tmp_path, animation="film.mp4")
    with pytest.raises(TypeError, match="animation must be a path"):
        kg.callbacks.SampleGrid(tmp_path, animation=True)
    with pytest.raises(ValueError, match="Received: n=0"):
        kg.callbacks.SampleGrid(tmp_path, n=0)


def test_an_unwritable_folder_is_refused_before_training(tmp_path):
    (tmp_path / "file").write_text("")
    model = quick("gan")
    with pytest.raises(OSError, match="Could not write"):
        fit(model, 1, kg.callbacks.SampleGrid(tmp_path / "file"))
    assert int(model.epochs_trained.value) == 0


def test_models_that_translate_are_refused_before_training(tmp_path):
    model = quick("cyclegan")
    callback = kg.callbacks.SampleGrid(tmp_path / "grids")
    with pytest.raises(ValueError, match="TranslationGrid.*: CycleGAN"):
        model.fit(images(4), images(4), 4, verbose=0, callbacks=[callback])
    assert not (tmp_path / "grids").exists()


def conditional_grid(model, path, **kwargs):
    callback = kg.callbacks.SampleGrid(path, animation=False, **kwargs)
    callback.set_model(model)
    callback.draw(path / "grid.png", {})
    return np.asarray(Image.open(path / "grid.png"))


def test_each_class_of_a_conditional_model_has_a_row(tmp_path):
    model = quick("acgan")
    samples = model.generate(9, seed=0, labels=[0, 0, 0, 1, 1, 1, 2, 2, 2])
    expected = image_grid(samples, 3, ["0", "1", "2"])
    grid = conditional_grid(model, tmp_path, n=11)
    np.testing.assert_array_equal(grid, np.asarray(expected))


def test_attributes_alone_have_rows_with_their_names(tmp_path):
    model = quick("acgan-attributes")
    labels = np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
    samples = model.generate(4, seed=3, labels=labels)
    expected = image_grid(samples, 2, ["round", "thin"])
    grid = conditional_grid(model, tmp_path, n=64, seed=3, columns=2)
    np.testing.assert_array_equal(grid, np.asarray(expected))
    # Those that are asked for have none.
    grid = conditional_grid(model, tmp_path, n=4, seed=3, labels=labels)
    np.testing.assert_array_equal(grid, np.asarray(image_grid(samples)))


def test_more_columns_than_samples_make_one_row_of_all(tmp_path):
    model = quick("acgan")
    expected = image_grid(model.generate(4, seed=0, labels=0), 4, ["0"])
    grid = conditional_grid(model, tmp_path, n=4, columns=8)
    np.testing.assert_array_equal(grid, np.asarray(expected))


@pytest.mark.parametrize("name", ["gan", "acgan"])
@pytest.mark.parametrize("arguments", [{"n": 0}, {"columns": 0}])
def test_a_grid_needs_images_and_columns(name, arguments):
    with pytest.raises(ValueError, match="must be a positive integer"):
        sample_grid(quick(name), **arguments)


def test_forty_attributes_stand_in_several_columns():
    arguments = kg.datasets.label_arguments("celeba")
    model = kg.ACGAN((8, 8, 3), 4, width=4, **arguments)
    grid = sample_grid(model, 64, seed=0)
    assert grid.height < grid.width < 1400
    samples = model.generate(40, seed=0)
    expected = image_grid(samples, 1, arguments["label_names"])
    np.testing.assert_array_equal(np.asarray(grid), np.asarray(expected))


def test_more_classes_than_samples_leave_the_last_out(tmp_path):
    model = quick("acgan")
    expected = image_grid(model.generate(2, seed=0), 1, ["a", "b"])
    grid = conditional_grid(model, tmp_path, n=2, row_labels=["a", "b"])
    np.testing.assert_array_equal(grid, np.asarray(expected))
