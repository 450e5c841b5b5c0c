"""Variables that are put back to their values of before."""

import contextlib

from keras import ops


@contextlib.contextmanager
def kept(variables):
    """A context in which an error leaves variables as they were before."""
    put_back = _remembered(variables)
    try:
        yield
    except BaseException:
        put_back()
        raise


@contextlib.contextmanager
def restored(variables):
    """A context behind which variables are as they were before."""
    put_back = _remembered(variables)
    try:
        yield
    finally:
        put_back()


def _remembered(variables):
    # Copies, since variables of torch and TensorFlow change in place, and JAX
    # gives the memory of theirs to compiled functions.
    before = [ops.copy(v.value) for v in variables]

    def put_back():
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)

    return put_back
