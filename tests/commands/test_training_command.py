"""The command that trains a run again."""

import shlex

import pytest

pytest.importorskip("tensorflow")

from keras_gans.commands.actions.settings import with_settings
from keras_gans.commands.actions.training_command import training_command
from keras_gans.runs.config import Config


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        ("sngan", {}, ""),
        ("sngan", {"width": 8}, "--width 8"),
        ("sngan", {"learning_rate": 1e-4}, "--learning-rate 0.0001"),
        (
            "sngan",
            {"g_learning_rate": 1e-4, "optimizer": "sgd"},
            "--optimizer sgd --g-learning-rate 0.0001",
        ),
        (
            "dcgan",
            {"set": ["label_smoothing=0.1"]},
            "--set label_smoothing=0.1",
        ),
    ],
)
def test_it_gives_what_is_not_recommended(model, given, expected):
    settings = with_settings(given, model)
    config = Config.recommended(model, "digits", **settings)
    command = training_command(config)
    start = ["keras-gans", "train", model, "--dataset", "digits"]
    assert shlex.split(command)[:5] == start
    _, _, end = command.partition("--seed 0")
    assert end.strip() == expected


def test_settings_of_the_paper():
    config = Config.with_defaults("sngan", "digits")
    assert training_command(config).endswith("--config paper")
