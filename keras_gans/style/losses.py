"""The losses of style transfer.

Errors are relative to their targets. So the weights of losses do not depend on
the size of pictures, nor on whether VGG-19 has its published or its normalised
weights. These are the losses of Gatys et al. 2016 with layer weights of 1 /
sum(target^2).
"""

from keras import ops


def gram_matrix(features):
    """The Gram matrix: how often channels are active together, anywhere.

    Gatys et al. 2016, equation 3, but a mean over positions instead of a sum,
    so that pictures of different sizes can be compared.

    Args:
        features: `(n, height, width, channels)`.

    Returns:
        `(n, channels, channels)`.
    """
    _check_maps("features", features)
    height, width, channels = features.shape[1:]
    flat = ops.reshape(features, (-1, height * width, channels))
    return ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / (height * width)


def relative_error(found, target):
    """The mean over n of sum((found - target)^2) / sum(target^2).

    Up to constant factors, this is the content loss of features (Gatys et al.
    2016, equation 1), and the style loss of a layer's Gram matrices (equation
    4).

    Args:
        found: Tensor `(n, ...)`.
        target: Tensor of the same shape, or `(1, ...)`.

    Returns:
        A scalar: 0 if `found` equals the target, 1 if it is 0.
    """
    if found.shape[1:] != target.shape[1:]:
        raise ValueError(
            "found and target must have the same shape, but for the first "
            f"axis. Received: {tuple(found.shape)} and {tuple(target.shape)}"
        )
    axes = tuple(range(1, len(target.shape)))
    error = ops.sum(ops.square(found - target), axis=axes)
    return ops.mean(error / (ops.sum(ops.square(target), axis=axes) + 1e-12))


def total_variation(images):
    """The mean squared difference of vertical neighbours, plus of horizontal.

    Mahendran and Vedaldi 2015 (arXiv:1412.0035), section 3.2, with beta = 2.

    Args:
        images: `(n, height, width, channels)`.

    Returns:
        A scalar.
    """
    _check_maps("images", images)
    down = images[:, 1:] - images[:, :-1]
    right = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(down)) + ops.mean(ops.square(right))


def _check_maps(name, x):
    """Raises unless an array or a tensor is a batch of maps."""
    if len(x.shape) != 4:
        raise ValueError(
            f"{name} must be of shape (n, height, width, channels), such as "
            f"`{name}[None]` of one. Received: shape {tuple(x.shape)}"
        )
