"""The options of `keras-gans train` that set the model and its optimizers."""

import ast
import math

from keras_gans.models import MODELS
from keras_gans.models.stylegan2 import StyleGAN2
from keras_gans.study.checks import OPTIMIZERS
from keras_gans.study.checks import PAPER
from keras_gans.training.model_arguments import arguments_of
from keras_gans.utils.checks import check_name
from keras_gans.utils.near_names import did_you_mean

# The options that are arguments of the model by the same name.
OF_MODEL = ("latent_dim", "width", "d_steps", "ema")
RATES = ("d_learning_rate", "g_learning_rate")
# What sets the arguments of a model that --set cannot.
ELSEWHERE = {
    "image_shape": "--image-size and --channels set it",
    "seed": "--seed sets it",
    "augmentation": "--augment sets it",
    "dtype": "--precision sets it",
    "config": "--config sets it",
    "freeze_d": "--freeze-d sets it",
    "input_channels": "--task sets it",
    **dict.fromkeys(
        ("num_classes", "num_attributes", "label_names"), "the data set sets it"
    ),
    **dict.fromkeys(
        (
            *("generator", "generator_ab", "generator_ba"),
            *("discriminator", "discriminator_a", "discriminator_b"),
        ),
        "networks of your own need Python",
    ),
}


def with_settings(given, model):
    """`given`, with fields of `Config` in place of these options.

    Args:
        given: Dictionary of the options that were given.
        model: Name of `models.MODELS`.

    Raises:
        ValueError: If an option has no such value, or does not go with another.
    """
    given = dict(given)
    settings = {k: given.pop(k) for k in OF_MODEL if k in given}
    known = arguments_of(MODELS[model])
    for name in settings:
        if name not in known:
            raise ValueError(
                f"{name} is not for {model}. Received: {name}={settings[name]}"
            )
    settings |= _set(given.pop("set", ()), settings, known)
    chosen = given.pop("config", None)
    if issubclass(MODELS[model], StyleGAN2):
        settings |= {"config": chosen} if chosen else {}
    elif chosen not in (None, "paper"):
        raise ValueError(
            "--config is for stylegan2 and conditionalstylegan2; other models "
            "take paper alone. Leave it out. Received: --config "
            f"{chosen} and {model}"
        )
    if settings or chosen:
        given["settings"] = settings
    if "optimizer" in given:
        known = [name for name in OPTIMIZERS if name != PAPER]
        check_name("--optimizer", given["optimizer"], known)
        given["optimizer"] = {"name": given["optimizer"]}
    return _with_rates(given)


def check_with_weights(given):
    """Raises on options that need new networks, for a run `--from` another."""
    options = {"config": "--config", "set": "--set", "precision": "--precision"}
    options |= {name: f"--{name.replace('_', '-')}" for name in OF_MODEL}
    for name, option in options.items():
        if name in given:
            raise ValueError(
                f"{option} is for new networks. Leave it out with --from, "
                "whose networks and settings stay as they are. Received: "
                f"{option} {_as_given(given[name])}"
            )


def _as_given(value):
    if isinstance(value, list | tuple):
        return " --set ".join(map(repr, value))
    return value


def _set(texts, others, known):
    """The arguments that `--set NAME=VALUE` gives."""
    known = [name for name in known if name not in ELSEWHERE]
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (equals and name.isidentifier() and value):
            raise ValueError(
                "--set must be NAME=VALUE, such as --set label_smoothing=0.1. "
                f"Received: --set {text!r}"
            )
        if name in ELSEWHERE:
            raise ValueError(
                f"--set must name an argument that no other option sets; "
                f"{ELSEWHERE[name]}. Received: --set {text!r}"
            )
        if name not in known:
            names = (each for each in known if each not in OF_MODEL)
            hint = did_you_mean(name, known)
            hint = hint or f" Use one of {', '.join(names)}."
            raise ValueError(
                f"--set must name an argument of the model.{hint} "
                f"Received: --set {text!r}"
            )
        if name in found or name in others:
            raise ValueError(
                "An argument can be set once. Received: "
                f"--set {text!r}, and another value for {name!r}"
            )
        found[name] = _value(value)
    return found


def _value(text):
    """A number, truth value or list as Python writes it, or else the text."""
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text


def _with_rates(given):
    """`given`, with the rates of the players as one `learning_rate`."""
    for name in ("learning_rate", *RATES):
        if name in given and not 0 < given[name] < math.inf:
            raise ValueError(
                f"{name} must be a positive number, such as {name}=0.0002. "
                f"Received: {name}={given[name]}"
            )
    rates = [given.pop(name, None) for name in RATES]
    if rates == [None, None]:
        return given
    if "learning_rate" in given:
        raise ValueError(
            "--learning-rate is for both players. Leave it out with "
            "--d-learning-rate or --g-learning-rate. Received: --learning-rate "
            f"{given['learning_rate']}"
        )
    return given | {"learning_rate": rates}
