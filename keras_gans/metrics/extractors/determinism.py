"""What scoring must not disturb, and must not depend on."""

import contextlib
import random

import keras
import numpy as np


@contextlib.contextmanager
def float32_policy():
    """Networks built within compute in float32, whatever the global policy."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


@contextlib.contextmanager
def own_randomness(seed):
    """Python's and NumPy's global generators, from which Keras seeds layers.

    They start from the seed within, and go on after it as if nothing had been.
    """
    states = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
