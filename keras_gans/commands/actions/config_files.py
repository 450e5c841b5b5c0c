"""Files that hold the options of `keras-gans train`."""

from pathlib import Path

import typer
import yaml

from keras_gans.commands.train import OF_A_CALL
from keras_gans.commands.wording import option_of
from keras_gans.runs.config import Config
from keras_gans.runs.layout import CONFIG
from keras_gans.utils.checks import check_name
from keras_gans.utils.untrusted import read_json
from keras_gans.utils.yaml_reading import read_yaml

SUFFIXES = (".yaml", ".yml", ".json")
UsageError = typer.BadParameter.__base__  # Typer has no public name for it.
# What the command writes between the parts of options that may be lists.
LISTS = {"image_size": "x", "score": ",", "augment": ","}


def is_file(text, has_model):
    """Whether `--config` names a file, or a run, and not a set of settings.

    Sets of settings need a model. Without one, it must be a file.
    """
    if text in ("small", "auto", "paper"):
        return False
    if Path(text).exists():
        return True
    if Path(text).suffix in SUFFIXES or not has_model:
        raise ValueError(
            "--config must be a YAML file of options, the config.json of a run "
            f"or a set of settings. Received: --config {text}, which does not "
            "exist"
        )
    return False


def fields_of(path):
    """The fields of the `Config` of a run, without the names it starts from.

    Args:
        path: Path of its config.json, or of its folder.

    Returns:
        A dictionary; `None` if the file is none of a run.
    """
    path = Path(path)
    if path.is_dir():
        path /= CONFIG
    if path.suffix != ".json":
        return None
    try:
        content = read_json(path)
        if path.name != CONFIG and "arguments" not in content:
            return None
        config = Config.read(content["arguments"])
    except Exception as error:  # A foreign file raises all kinds.
        raise ValueError(f"Could not read {path}: {error}") from error
    return dict(vars(config))


def options_of(path):
    """The options of a YAML file, as the command would give them.

    Args:
        path: Path of the file, YAML or JSON: a mapping of options, without
            their dashes, to values. `set` is a mapping of arguments of the
            model.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no such mapping, an option is unknown, or a value
            is of another type.
    """
    try:
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise ValueError(
                "it must hold options, such as `epochs: 5`. "
                f"Received: a {type(content).__name__}"
            )
        return _parsed(content)
    except UsageError as error:
        text = error.format_message().rstrip(".") + _received(content, error)
        raise ValueError(f"Could not read {path}: {text}") from None
    except (ValueError, TypeError, RecursionError, yaml.YAMLError) as error:
        raise ValueError(f"Could not read {path}: {error}") from error


def _received(content, error):
    """The value of a file that an error refuses, in words."""
    refused = getattr(error, "param", None)
    for name, value in content.items():
        if refused and f"--{_dashed(name)}" == option_of(refused):
            return f". Received: {name}: {value!r}"
    return ""


def _dashed(name):
    return str(name).replace("_", "-")


def _parsed(content):
    """The parameters of the command that the content of a file gives."""
    from keras_gans.commands import app

    train = typer.main.get_command(app).commands["train"]
    all_options = {
        max(p.opts, key=len).removeprefix("--"): p for p in train.params
    }
    known = {k: p for k, p in all_options.items() if p.name not in OF_A_CALL}
    words = []
    for name, value in content.items():
        name = _dashed(name)
        if name in all_options.keys() - known.keys():
            raise ValueError(
                "A file must hold options of the training, and not of a call: "
                f"give --{name} to the command. Received: {name}: {value}"
            )
        check_name("An option", name, known)
        words += _words(known[name], f"--{name}", value)
    found = train.make_context("train", words).params
    given = {k: v for k, v in found.items() if v not in (None, (), False)}
    if "set_" in given:
        given["set"] = given.pop("set_")
    return given


def _words(parameter, option, value):
    """An option of a file as words of a command."""
    if value is None:
        raise ValueError(
            f"{option} must have a value, or be left out. "
            f"Received: {option.removeprefix('--')} without a value"
        )
    if getattr(parameter, "is_flag", False):
        if not isinstance(value, bool):
            raise ValueError(
                f"{option} must be true or false. Received: {value!r}"
            )
        return [option] if value else []
    if parameter.name == "set_":
        if not isinstance(value, dict):
            raise ValueError(
                "set must hold arguments of the model, such as `gamma: 0.5`. "
                f"Received: {value!r}"
            )
        return [f"--set={key}={each!r}" for key, each in value.items()]
    if isinstance(value, list) and parameter.name in LISTS:
        value = LISTS[parameter.name].join(map(str, value))
    if isinstance(value, list | dict):
        raise ValueError(
            f"{option} must have a single value. Received: {value!r}"
        )
    if parameter.param_type_name == "argument":
        return [str(value)]
    return [f"{option}={value}"]
