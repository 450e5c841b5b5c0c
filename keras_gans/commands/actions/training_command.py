"""The command that trains a run again."""

import dataclasses
import shlex

import typer

from keras_gans.commands.actions.settings import OF_MODEL
from keras_gans.commands.wording import option_of
from keras_gans.models import MODELS

# Fields whose defaults are those of the data set, which may change.
EXPLICIT = ("dataset", "epochs", "batch_size", "image_size", "channels", "seed")
# Fields whose options have other names.
RENAMED = {"scores": "score"}
# What is said otherwise, or is the user's own.
LEFT_OUT = ("model", "optimizer", "learning_rate", "data_dir", "second_dir")


def training_command(config, *, own_folders=False):
    """The command of a `Config`, as text.

    What no option sets follows in a comment.

    Args:
        config: A `Config`.
        own_folders: Whether the command names the folders of the user, which
            are no business of others.
    """
    words = ["keras-gans", "train", config.model]
    options = _options()
    for field in dataclasses.fields(config):
        value = getattr(config, field.name)
        option = options.get(RENAMED.get(field.name, field.name))
        if field.name == "epochs" and config.updates is not None:
            continue
        is_default = field.name not in EXPLICIT and value == field.default
        if option and not is_default and field.name not in LEFT_OUT:
            words += _option(option, value)
    if own_folders:
        for name in ("data_dir", "second_dir"):
            if value := getattr(config, name):
                words += _option(options[name], value)
    elif config.record.own_pictures:
        words += [options["data_dir"], "PICTURES"]
    of_model, others = _of_model(config)
    words += of_model
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


def _of_model(config):
    """Options for what is not recommended, and what no option sets."""
    run = MODELS[config.model].recommended_run.get(config.dataset, {})
    recommended, words = run.get("settings", {}), []
    if config.start_from or not recommended.keys() <= config.settings.keys():
        words = [] if config.start_from else ["--config", "paper"]
        run, recommended = {}, {}
    for name, value in config.settings.items():
        if name not in recommended or recommended[name] != value:
            words += _setting(name, value)
    others = {}
    rate = run.get("learning_rate")
    if config.optimizer != run.get("optimizer"):
        rate = None
        if config.optimizer.keys() == {"name"}:
            words += ["--optimizer", config.optimizer["name"]]
        else:
            others["optimizer"] = config.optimizer
    if config.learning_rate != rate:
        words += _rates(config.learning_rate)
    return words, others


def _setting(name, value):
    if name in (*OF_MODEL, "config"):
        return [f"--{name.replace('_', '-')}", str(value)]
    return ["--set", f"{name}={value}"]


def _rates(rate):
    if not isinstance(rate, list):
        return ["--learning-rate", str(rate)]
    options = ("--d-learning-rate", "--g-learning-rate")
    pairs = zip(options, rate, strict=True)
    return [x for o, r in pairs if r is not None for x in (o, str(r))]
