"""The sizes of a network's feature maps."""

from keras_gans.utils.checks import check_image_shape


def pyramid(image_shape, bases):
    """Sizes from a base to the image's, each twice the one before.

    Args:
        image_shape: `(size, size, channels)`.
        bases: Allowed first sizes; the first one that fits is used.

    Raises:
        ValueError: If no base gives size = base·2^k for k of at least 1.
    """
    size = check_image_shape(image_shape)[0]
    is_square = len(image_shape) == 3 and size == image_shape[1]
    for base in bases:
        doublings = (size // base).bit_length() - 1
        if is_square and size == base << max(doublings, 1):
            return [base << i for i in range(doublings + 1)]
    rule = " or ".join(f"{base}·2^k" for base in bases)
    raise ValueError(
        "image_shape must be (size, size, channels) with a size of "
        f"{rule} for k of at least 1. "
        f"Received: image_shape={image_shape}"
    )
