"""Checks the names of the arguments of a model."""

import inspect
import itertools

import keras

from keras_gans.training.compile_arguments import REMEDIES
from keras_gans.utils.near_names import did_you_mean

# What `get_config` of a Keras model holds, and its constructor takes.
OF_KERAS = ("name", "trainable", "dtype")


def arguments_of(kind):
    """The names of the arguments of a class of models, without Keras's own."""
    classes = itertools.takewhile(
        lambda parent: parent is not keras.Model, kind.__mro__
    )
    names = (
        name
        for parent in classes
        for name, parameter in _parameters(parent).items()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    )
    return list(dict.fromkeys(names))


def check_known(kind, others):
    """Raises on arguments that no class of a model has.

    Args:
        kind: Class of the model.
        others: Dictionary of the arguments that are left for Keras.
    """
    known = arguments_of(kind)
    for name, value in others.items():
        if name not in OF_KERAS:
            hint = did_you_mean(name, known)
            hint = hint or f" Use one of {', '.join(known)}."
            if name in REMEDIES:
                hint = f" {REMEDIES[name]}."
            raise TypeError(
                f"{kind.__name__} has no argument {name!r}.{hint} "
                f"Received: {name}={value!r}"
            )


def _parameters(kind):
    """The arguments of a class's own constructor, if it has one."""
    if "__init__" not in vars(kind):
        return {}
    _, *parameters = inspect.signature(kind.__init__).parameters.items()
    return dict(parameters)
