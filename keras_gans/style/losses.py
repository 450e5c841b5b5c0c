"""What style transfer minimises.

Errors are relative to their targets, so that weights mean the same for pictures
of any size and for VGG-19's published and normalised weights alike: those of
Gatys et al. 2016 with layer weights of one over the target's own square.
"""

from keras import ops


def gram_matrix(features):
    """Which channels appear together, wherever they do.

    Gatys et al. 2016, equation 3, as a mean over positions, so that pictures of
    two sizes compare.

    Args:
        features: `(n, height, width, channels)`.

    Returns:
        `(n, channels, channels)`.
    """
    height, width, channels = features.shape[1:]
    flat = ops.reshape(features, (-1, height * width, channels))
    return ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / (height * width)


def relative_error(found, target):
    """The square of the difference over that of the target, a mean over n.

    Of features it is the content loss (Gatys et al. 2016, equation 1), of Gram
    matrices the style loss of a layer (equation 4), but for constant factors.

    Args:
        found: `(n, ...)`.
        target: The same, or `(1, ...)`.

    Returns:
        A scalar, 1 where nothing was found.
    """
    axes = tuple(range(1, len(target.shape)))
    error = ops.sum(ops.square(found - target), axis=axes)
    return ops.mean(error / (ops.sum(ops.square(target), axis=axes) + 1e-12))


def total_variation(images):
    """The mean square of the differences between neighbours, down and right.

    Mahendran and Vedaldi 2015 (arXiv:1412.0035), section 3.2, with beta = 2.

    Args:
        images: `(n, height, width, channels)`.

    Returns:
        A scalar.
    """
    down = images[:, 1:] - images[:, :-1]
    right = images[:, :, 1:] - images[:, :, :-1]
    return ops.mean(ops.square(down)) + ops.mean(ops.square(right))
