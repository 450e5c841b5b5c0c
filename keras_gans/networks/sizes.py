"""The sizes that a network runs through."""

from keras_gans.utils.checks import check_image_shape


def pyramid(image_shape, bases):
    """Sizes from a base to the image's, each twice the one before.

    Args:
        image_shape: `(size, size, channels)`.
        bases: Permitted first sizes; the first of them that fits is taken.

    Raises:
        ValueError: Unless size = base·2^k with k of at least 1.
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
