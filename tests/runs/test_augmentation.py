"""Augmentation in runs, and what a run takes from another."""

import dataclasses

import numpy as np
import pytest

from keras_gans.layers import AdaptiveAugmentation
from keras_gans.layers import DiffAugmentation
from keras_gans.runs.augmentation import make_augmentation
from keras_gans.runs.config import Config
from keras_gans.runs.folder import read_initial_model
from keras_gans.runs.folder import write_config
from keras_gans.runs.loading import started


def config(model="lsgan", **arguments):
    others = {"image_size": 8, "settings": {"width": 4, "latent_dim": 2}}
    return Config.with_defaults(model, "digits", **others | arguments)


def test_a_name_makes_an_augmentation():
    assert make_augmentation(None) is None
    assert make_augmentation("diff").policy == DiffAugmentation().policy
    assert make_augmentation("cutout,color").policy == ("cutout", "color")
    assert make_augmentation("ada").images == 500_000
    assert config(augment="none").augment is None
    model = config(augment="translation").make_model()
    assert model.augmentation.policy == ("translation",)


@pytest.mark.parametrize(
    "model, arguments, text",
    [
        ("gan", {"augment": "flips"}, "'color,translation'.*flip_and_shift=Tr"),
        ("gan", {"augment": True}, "flip_and_shift=True.*augment=True"),
        ("wgan", {"augment": "ada"}, "for wgan, since .*; augment='diff' is"),
        ("gan", {"freeze_d": 2}, r"of a trained model \(start_from"),
        (
            "pix2pix",
            {"augment": "diff", "task": "edges"},
            "augment is not for pix2pix, which translates",
        ),
    ],
)
def test_what_does_not_suit_a_model_is_refused(model, arguments, text):
    with pytest.raises(ValueError, match=text):
        config(model, **arguments)


@pytest.mark.parametrize("was", [True, False])
def test_older_runs_flipped_and_shifted_by_another_name(was):
    run = config(flip_and_shift=was)
    content = dataclasses.asdict(run) | {"augment": was}
    del content["flip_and_shift"], content["freeze_d"]
    assert Config.read(content) == run
    assert Config.read(dataclasses.asdict(run)) == run


def test_a_run_from_another_adapts_faster_and_may_freeze_layers(tmp_path):
    source = config(augment="diff").make_model()
    source.save(tmp_path / "model.keras")
    run = config(
        augment="ada", freeze_d=1, start_from=str(tmp_path / "model.keras")
    )
    model = started(run)
    assert isinstance(model.augmentation, AdaptiveAugmentation)
    assert model.augmentation.images == 100_000
    for mine, theirs in zip(
        model.discriminator.get_weights(),
        source.discriminator.get_weights(),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, theirs)
    write_config(run, model, None, tmp_path)
    resumed = read_initial_model(tmp_path)
    assert resumed.augmentation.images == 100_000
    for m in (model, resumed):
        count = len(m.discriminator.trainable_variables)
        assert count == len(source.discriminator.trainable_variables) - 2
    plain = dataclasses.replace(run, augment=None, freeze_d=None)
    assert started(plain).augmentation is None
