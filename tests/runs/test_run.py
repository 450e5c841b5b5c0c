"""Runs and their folders: whose a folder is, and how a run goes on."""

import dataclasses
import json
import warnings

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from keras_gans.runs.fit_scores import ends_before_scores
from keras_gans.runs.folder import alone
from keras_gans.runs.folder import read_config
from keras_gans.runs.folder import write_config
from keras_gans.runs.loading import load
from keras_gans.runs.loading import started
from keras_gans.runs.resume import check_run_dir
from keras_gans.runs.resume import resumed_config


def picture(path, grey):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (grey,) * 3).save(path)


def config(data_dir, model="gan", **arguments):
    for i in range(8):
        picture(data_dir / f"{'ab'[i % 2]}/{i}.png", 20 * i)
    arguments = {"epochs": 1, "batch_size": 4, "image_size": 8} | arguments
    return Config.with_defaults(
        model,
        "image_folder",
        data_dir=str(data_dir),
        settings={"width": 2, "latent_dim": 2},
        **arguments,
    )


def begun(folder, config, epochs=1):
    """A run as it is after some epochs, with a checkpoint that is empty."""
    (folder / "checkpoint").mkdir(parents=True)
    (folder / f"checkpoint/epoch-{epochs:05d}.npz").write_text("")
    write_config(config, config.make_model(), None, folder)


@pytest.mark.slow
def test_other_and_more_pictures_are_said_and_the_run_goes_on(tmp_path):
    data, run_dir = tmp_path / "data", tmp_path / "run"
    first = config(data)
    runs.train(first, run_dir)
    assert not list(run_dir.glob(".*")), "a lock was left"
    picture(data / "a/0.png", 255)
    for i in range(8, 12):
        picture(data / f"a/{i}.png", 20 * i)
    with pytest.warns(UserWarning) as caught:
        runs.train(resumed_config(run_dir, epochs=2), run_dir, resume=True)
    texts = [str(warning.message) for warning in caught]
    assert texts[0].startswith(
        "1 of 8 pictures replaced, 4 added to 8 pictures since the run in"
    )
    assert any("2 steps per epoch in the checkpoint, 3 now" in t for t in texts)
    assert read_config(run_dir).epochs == 2
    assert (run_dir / "history.csv").read_text().count("\nepoch,") == 2
    model = load(run_dir)
    assert int(np.array(model.epochs_trained)) == 2

    # Another run begins with its weights, by itself or by its file.
    for source in (run_dir, run_dir / "model.keras"):
        other = dataclasses.replace(
            first, start_from=str(source), batch_size=2, seed=5
        )
        copy = started(other)
        for mine, theirs in zip(
            copy.generator.weights, model.generator.weights, strict=True
        ):
            np.testing.assert_array_equal(mine, theirs)
        assert copy.seed == 5 and int(np.array(copy.epochs_trained)) == 0
        assert int(np.array(copy.d_opt.iterations)) == 0
    other = dataclasses.replace(other, image_size=16, channels=1)
    with pytest.raises(
        ValueError,
        match="image_size: 8 there, 16 here; channels: 3 there, 1 here$",
    ):
        started(other)


def test_a_refused_run_leaves_nothing(tmp_path):
    too_few = config(tmp_path / "data", "wgan", batch_size=2)
    with pytest.raises(
        ValueError,
        match="8 images make 4 batches of 2; a step of wgan takes 5: "
        "batch_size must be at most 1. Received: batch_size=2",
    ):
        runs.train(too_few, tmp_path / "runs/new")
    assert not (tmp_path / "runs").exists()


def test_samples_have_the_attributes_of_images_in_a_grid(tmp_path):
    import tensorflow as tf

    config = Config.with_defaults("acgan", "celeba", image_size=8)
    images = np.zeros((96, 8, 8, 3), "float32")
    labels = np.arange(96)[:, None] // 2 ** np.arange(40) % 2
    data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(32)
    grid, _ = runs._observers(config, data, tmp_path, 1)
    np.testing.assert_array_equal(grid.labels, labels[:64])
    assert grid.n == 64
    # Each class has a row of its own.
    config = Config.with_defaults("acgan", "mnist")
    assert runs._observers(config, None, tmp_path, 1)[0].labels is None


@pytest.mark.parametrize(
    ("updates", "every", "remedy"),
    [
        (35, 1, "updates=56"),
        (57, None, "score_every=1"),
        (112, 3, None),  # It ends with an epoch, the last one.
        (150, 2, None),
        (None, 9, None),
    ],
)
def test_a_training_too_short_for_its_scores_is_told(updates, every, remedy):
    given = {"updates": updates, "scores": "fid", "score_every": every}
    config = Config.with_defaults("gan", "digits", epochs=3, **given)
    config = dataclasses.replace(config, updates=updates)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert ends_before_scores(config, 56) is bool(remedy)
    assert [f"use {remedy}, or" in str(w.message) for w in said] == (
        [True] if remedy else []
    )


def test_one_process_at_a_time_trains_in_a_folder(tmp_path):
    with alone(tmp_path / "run"):
        with (
            pytest.raises(FileExistsError, match="Another process is training"),
            alone(tmp_path / "run"),
        ):
            raise AssertionError("never reached")
    with alone(tmp_path / "run"):  # The lock is free again.
        pass
    assert not (tmp_path / "run").exists()


def test_what_a_resumed_run_may_change(tmp_path):
    run_dir = tmp_path / "run"
    first = config(tmp_path / "data", epochs=5)
    begun(run_dir, first, epochs=4)
    assert resumed_config(run_dir) == first
    longer = resumed_config(run_dir, epochs=9, data_dir="moved")
    check_run_dir(longer, run_dir, resume=True)
    for changes, message in (
        ({"batch_size": 2}, "batch_size: 4 before, 2 now$"),
        ({"seed": 3}, "start_from='.*run' begins another.*seed: 0 before, 3"),
        ({"epochs": 3}, "at least 4, which the run in .* has trained. .*=3$"),
    ):
        with pytest.raises(ValueError, match=message):
            check_run_dir(
                resumed_config(run_dir, **changes), run_dir, resume=True
            )
    with pytest.raises(FileExistsError, match="already holds a run"):
        check_run_dir(first, run_dir, resume=False)
    content = json.loads((run_dir / "config.json").read_text())
    content["versions"]["backend"] = "another"
    (run_dir / "config.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match="KERAS_BACKEND to another"):
        check_run_dir(first, run_dir, resume=True)


def test_a_model_without_checkpoints_is_not_overwritten(tmp_path):
    run_dir = tmp_path / "run"
    first = config(tmp_path / "data")
    begun(run_dir, first)
    (run_dir / "checkpoint/epoch-00001.npz").rename(run_dir / "model.keras")
    with pytest.raises(FileExistsError, match="already holds a run"):
        check_run_dir(first, run_dir, resume=False)
    with pytest.raises(ValueError, match="without checkpoints.*start_from="):
        check_run_dir(first, run_dir, resume=True)


def test_a_new_class_is_another_training(tmp_path):
    run_dir, data = tmp_path / "run", tmp_path / "data"
    first = config(data, "conditionalgan")
    begun(run_dir, first)
    picture(data / "c/new.png", 3)
    with pytest.raises(
        ValueError,
        match=r"in another run_dir. Received: 2 classes before, 3 now "
        r"\(new: c\)$",
    ):
        runs.prepare(first, run_dir, resume=True)


@pytest.mark.parametrize("place", ["data/run", "data/a/b/run", "data"])
def test_a_run_is_not_among_its_pictures(tmp_path, place):
    inside = config(tmp_path / "data")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match="run_dir must not be inside data_dir"):
        runs.train(inside, tmp_path / place)
    assert sorted(tmp_path.rglob("*")) == before
