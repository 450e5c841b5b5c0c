"""Standardisation whose second derivatives are right on every backend."""

from keras import ops


def standardized(x, axes, epsilon):
    """Returns `(x - mean) / sqrt(variance + epsilon)` in float32.

    The mean and the variance are over `axes`. TensorFlow's `tf.nn.moments`,
    which Keras's layers use, treats the mean in the variance as a constant.
    First derivatives are right all the same; second derivatives, which a
    gradient penalty needs, are not.

    Args:
        x: Float tensor.
        axes: Tuple of integers.
        epsilon: Float.
    """
    x = ops.cast(x, "float32")
    x = x - ops.mean(x, axis=axes, keepdims=True)
    variance = ops.mean(ops.square(x), axis=axes, keepdims=True)
    return x * ops.rsqrt(variance + epsilon)
