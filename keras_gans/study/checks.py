"""Checks of what a study was given, and its values as Python has them."""

import inspect
import math

import keras

from keras_gans.datasets import DATASETS
from keras_gans.metrics import VALUES
from keras_gans.models import LATENT_MODELS
from keras_gans.models import MODELS
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed

PAPER = "paper"  # The optimizers that a model takes by itself.
OPTIMIZERS = {
    PAPER: None,
    "adam": keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
    "rmsprop": keras.optimizers.RMSprop,
}
# What tells one configuration of a study from another.
LABELS = (
    "dataset",
    "model",
    "optimizer",
    "learning_rate",
    "batch_size",
    "case",
)
# Those whose values are names, with arguments behind where they are needed.
NAMED = {
    "dataset": DATASETS,
    "model": LATENT_MODELS,
    "optimizer": OPTIMIZERS,
}
FIRST = "first"  # The first stage, in a claim.


def entries(name, value):
    if isinstance(value, dict):  # In YAML, names with arguments.
        value = [{key: arguments} for key, arguments in value.items()]
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        value = [value]
    value = tuple(value)
    if not value and name not in ("metrics", "claims"):
        raise ValueError(
            f"{name} must name at least one. Received: {list(value)}"
        )
    return value


def rate(value):
    """A learning rate, or two; YAML reads 2e-4 as text."""
    if value is None:
        return None
    if isinstance(value, list | tuple) and len(value) == 2:
        return [_one_rate(v) for v in value]
    return _one_rate(value)


def _one_rate(value):
    try:
        if not isinstance(value, bool) and 0 < float(value) < math.inf:
            return float(value)
    except (TypeError, ValueError):
        pass
    raise ValueError(
        "A learning rate must be a positive number, or two, of the "
        f"discriminator and the generator. Received: {value!r}"
    )


def check_labels(labels):
    """Checks the labels of runs that a claim names, `epochs` among them."""
    for key in labels:
        check_name("A label of a claim", key, (*LABELS, "epochs"))
    epochs = labels.get("epochs", FIRST)
    if epochs != FIRST:
        check_positive(epochs=epochs)
    for key, names in NAMED.items():
        if labels.get(key) is not None:
            name, _, _ = str(labels[key]).partition(" (")
            check_name(f"A {key} of a claim", name, names)


def check_metric(name):
    known = [value.name for value in VALUES.values() if value.better]
    check_name("A metric", name, known)


def check_seeds(seeds):
    if None in seeds:
        raise ValueError(
            f"seeds must be non-negative integers. Received: {list(seeds)}"
        )
    for seed in seeds:
        check_seed(seed)


def check_text(**values):
    for name, value in values.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} must be text. Received: {value!r}")


def dictionary(name, value):
    """The value, a dictionary; one without entries for nothing."""
    if not isinstance(value, dict | None):
        raise ValueError(
            f"{name} must hold keys and values. Received: {value!r}"
        )
    return value or {}


def check_stages(epochs):
    for value in epochs:
        check_positive(epochs=value)
    if list(epochs) != sorted(set(epochs)):
        raise ValueError(
            "epochs must increase: they are the stages of one run. "
            f"Received: {list(epochs)}"
        )


def check_optimizer(choice):
    check_name("An optimizer", choice.name, OPTIMIZERS)
    cls = OPTIMIZERS[choice.name]
    known = inspect.signature(cls).parameters if cls else ()
    for key in choice.arguments:
        check_name(f"An argument of {choice.name}", key, known)


def check_settings(model, arguments):
    known = {
        name: parameter
        for cls in MODELS[model].__mro__
        for name, parameter in inspect.signature(cls).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
        or parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }
    for key in dictionary("settings", arguments):
        check_name(f"An argument of {model}", key, known)
