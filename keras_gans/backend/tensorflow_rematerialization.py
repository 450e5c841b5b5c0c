"""Gradients that compute features again, on TensorFlow."""

import tensorflow as tf


def checkpoint(fn):
    """See `backend.rematerialization`.

    `tf.recompute_grad` has no second derivatives.
    """

    def run(*xs):
        sizes = []

        @tf.custom_gradient
        def flat(*xs):
            outputs, others = fn(*xs)
            sizes[:] = [len(outputs)]

            def gradient(*cotangents):
                again = checkpoint(_gradients(fn, len(xs)))
                found, _ = again(*xs, *cotangents[: len(outputs)])
                found = iter(found)
                return [next(found) if _has_gradient(x) else None for x in xs]

            return [*outputs, *others], gradient

        results = flat(*map(tf.convert_to_tensor, xs))
        return results[: sizes[0]], results[sizes[0] :]

    return run


def _gradients(fn, n):
    """The gradients of `fn`, as a function of its arguments and cotangents."""

    def gradients(*tensors):
        xs = _not_before(tensors[n:], tensors[:n])
        sources = [x for x in xs if _has_gradient(x)]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(sources)
            outputs, _ = fn(*xs)
        found = tape.gradient(
            outputs,
            sources,
            output_gradients=tensors[n:],
            unconnected_gradients=tf.UnconnectedGradients.ZERO,
        )
        return [tf.convert_to_tensor(x) for x in found], []

    return gradients


def _has_gradient(x):
    return x.dtype.is_floating


def _not_before(others, xs):
    """The tensors xs, which a graph has once it has the others.

    Else it would compute what is only made of xs at once, or not again.
    """
    # XLA ignores control dependencies: it may keep what it would compute again.
    with tf.control_dependencies(others):
        return [tf.identity(x) for x in xs]
