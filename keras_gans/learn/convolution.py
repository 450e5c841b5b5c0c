"""Convolutions and transposed convolutions as matrices."""

import numpy as np


def output_size(n, kernel, stride, padding):
    """The side of a convolution's output for an input of side n.

    `floor((n - kernel) / stride) + 1` without padding (`"valid"`), `ceil(n /
    stride)` with (`"same"`).
    """
    if padding == "same":
        return -(-n // stride)
    return (n - kernel) // stride + 1


def matrix(kernel, size, stride=1, padding="valid"):
    """The matrix of a convolution of square images of one channel.

    A convolution is linear: the output, as a vector, is this matrix times the
    input as a vector. Its transpose is the matrix of the transposed
    convolution, which leads from outputs back to the size of inputs.

    Args:
        kernel: Array `(k, k)`.
        size: Positive integer, the side of the input.
        stride: Positive integer.
        padding: `"valid"` or `"same"`, as in Keras.

    Returns:
        An array `(m * m, size * size)` for outputs of side m.
    """
    k = len(kernel)
    m = output_size(size, k, stride, padding)
    padded = max((m - 1) * stride + k - size, 0) if padding == "same" else 0
    rows = np.zeros((m, m, size, size))
    for index in np.ndindex(m, m, k, k):
        i, j, u, v = index
        y = i * stride + u - padded // 2
        x = j * stride + v - padded // 2
        if 0 <= y < size and 0 <= x < size:
            rows[i, j, y, x] = kernel[u, v]
    return rows.reshape(m * m, size * size)


def overlaps(kernel_size, size, stride=2):
    """How many inputs write to each output of a transposed convolution.

    Unequal numbers are a checkerboard that the generator has to unlearn (Odena
    et al. 2016).

    Args:
        kernel_size: Positive integer.
        size: Positive integer, the side of the output.
        stride: Positive integer, which divides `size`.

    Returns:
        An array `(size, size)`.
    """
    ones = np.ones((kernel_size, kernel_size))
    forward = matrix(ones, size, stride, "same")
    return forward.T.sum(axis=1).reshape(size, size)


def figure():
    """The matrices of a kernel, and the overlaps of two."""
    from matplotlib.figure import Figure

    kernel = np.arange(1.0, 10).reshape(3, 3)
    forward = matrix(kernel, 4)
    drawing = Figure((9, 6.4), layout="constrained")
    axes = drawing.subplot_mosaic(
        "AABBBB;CCDDEE", height_ratios=(1, 1.1), empty_sentinel="."
    )
    _draw(axes["A"], kernel, "A kernel of 3x3", numbers=True)
    title = "Its convolution, from 4x4 = 16 pixels to 2x2 = 4"
    _draw(axes["B"], forward, title, numbers=True)
    title = "Transposed:\nfrom 4 pixels to 16"
    _draw(axes["C"], forward.T, title, numbers=True)
    for key, k in (("D", 3), ("E", 4)):
        title = f"Kernel {k}x{k}, stride 2:\ninputs that reach an output"
        _draw(axes[key], overlaps(k, 10), title, numbers=True)
    return drawing


def _draw(axis, values, title, numbers=False):
    axis.imshow(values, cmap="Blues", vmin=0, vmax=1.6 * values.max())
    axis.set_title(title, fontsize=10)
    axis.set(xticks=[], yticks=[])
    for (y, x), value in np.ndenumerate(values):
        if numbers and value:
            axis.text(x, y, f"{value:g}", ha="center", va="center", fontsize=7)
