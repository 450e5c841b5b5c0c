"""Checks of what a study was given, and its values as Python has them."""

import inspect

import keras

from keras_gans.checks import check_name
from keras_gans.checks import check_positive
from keras_gans.models import MODELS

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
        return [rate(v) for v in value]
    try:
        if float(value) > 0:
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
    }
    for key in arguments:
        check_name(f"An argument of {model}", key, known)


def check_seed(seed):
    if not isinstance(seed, int):
        raise ValueError(f"Seeds must be integers. Received: {seed!r}")
