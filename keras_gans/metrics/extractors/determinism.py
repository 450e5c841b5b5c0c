"""Contexts that keep scores independent of global state, and vice versa."""

import contextlib
import random

import keras
import numpy as np


@contextlib.contextmanager
def float32_policy():
    """Networks built inside compute in float32, whatever the global policy."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


@contextlib.contextmanager
def isolated_randomness(seed):
    """Seeds the global generators inside and restores their states after.

    Keras seeds layers from Python's and NumPy's global generators.

    Args:
        seed: Integer.
    """
    states = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
