"""The command that trains a run again."""

import dataclasses
import shlex

import typer

from keras_gans.commands.wording import option_of
from keras_gans.models import MODELS

# Fields whose defaults are those of the data set, which may change.
EXPLICIT = ("dataset", "epochs", "batch_size", "image_size", "channels", "seed")


def training_command(config):
    """The command of a `Config`, as text.

    The folders of the user are left out. What no option sets follows in a
    comment.

    Args:
        config: A `Config`.
    """
    words = ["keras-gans", "train", config.model]
    options = _options()
    for field in dataclasses.fields(config):
        value, option = getattr(config, field.name), options.get(field.name)
        is_default = field.name not in EXPLICIT and value == field.default
        if option and not is_default and field.name != "model":
            words += _option(option, value)
    if config.record.own_pictures:
        words += [options["data_dir"], "PICTURES"]
    chosen, others = _settings(config)
    words += [options["config"], chosen] if chosen else []
    return shlex.join(words) + (f"  # with {others}" if others else "")


def _options():
    """The options of `keras-gans train` by the names of their parameters."""
    from keras_gans.commands import app

    train = typer.main.get_command(app).commands["train"]
    return {parameter.name: option_of(parameter) for parameter in train.params}


def _option(name, value):
    if isinstance(value, bool):
        return [name] if value else []
    if isinstance(value, list):
        value = "x".join(map(str, value))
    return [name, str(value)]


def _settings(config):
    """The value of `--config`, and what no option sets; each may be `None`."""
    run = MODELS[config.model].recommended_run.get(config.dataset, {})
    recommended = run.get("settings", {})
    others = {
        name: getattr(config, name)
        for name in ("optimizer", "learning_rate")
        if getattr(config, name) not in (None, run.get(name))
    }
    if config.settings == recommended:
        return None, others
    if not config.settings:
        return "paper", others
    if set(config.settings) == {"config"}:
        return config.settings["config"], others
    return None, others | config.settings
