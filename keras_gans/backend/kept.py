"""Variables that an error leaves as they were."""

import contextlib

from keras import ops


@contextlib.contextmanager
def kept(variables):
    """A context in which an error leaves variables as they were before."""
    # Copies, since variables of torch and TensorFlow change in place, and JAX
    # gives the memory of theirs to compiled functions.
    before = [ops.copy(v.value) for v in variables]
    try:
        yield
    except BaseException:
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)
        raise
