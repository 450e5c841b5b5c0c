"""Checks the names of the arguments of a model."""

import inspect
import itertools

import keras

from keras_gans.training.compile_arguments import REMEDIES
from keras_gans.utils.near_names import did_you_mean

# What `get_config` of a Keras model holds, and its constructor takes.
OF_KERAS = ("name", "trainable", "dtype")


def check_known(kind, others):
    """Raises on arguments that no class of a model has.

    Args:
        kind: Class of the model.
        others: Dictionary of the arguments that are left for Keras.
    """
    classes = itertools.takewhile(
        lambda parent: parent is not keras.Model, kind.__mro__
    )
    known = [
        name
        for parent in classes
        for name, parameter in _parameters(parent).items()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    for name, value in others.items():
        if name not in OF_KERAS:
            names = ", ".join(dict.fromkeys(known))
            hint = did_you_mean(name, known) or f" Use one of {names}."
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
