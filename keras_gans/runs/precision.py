"""The precision in which the layers of a run compute."""

import contextlib

import keras

from keras_gans.utils.checks import check_name

# The policies of Keras by precision.
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16"}


def check_precision(precision):
    """Raises a ValueError on a precision that no run has."""
    if precision == "float16":
        raise ValueError(
            "precision must not be float16, which would need losses that are "
            "scaled for each player; precision='bfloat16' needs none. "
            "Received: precision='float16'"
        )
    check_name("precision", precision, POLICIES)


@contextlib.contextmanager
def policy(precision):
    """A context in which layers are made for a precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(POLICIES[precision])
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
