"""The sizes of images that a translating generator allows."""

import keras

from keras_gans.networks.sizes import nearest_multiples


def check_size(generator, shape):
    """Raises if a generator cannot translate images of a size.

    Args:
        generator: Keras model that maps images to images.
        shape: `(height, width, channels)`.

    Raises:
        ValueError: If it cannot; the message names the allowed sizes.
    """
    height, width, channels = shape
    if not _keeps(generator, shape):
        multiple, least = allowed_sizes(generator, channels)
        raise ValueError(
            "The height and width of images must be multiples of "
            f"{multiple}, at least {least}, for this generator. "
            f"Use {nearest_multiples(height, width, multiple, least)}. "
            f"Received: images of {height}x{width}"
        )


def allowed_sizes(generator, channels):
    """Returns the heights and widths that a generator allows.

    Args:
        generator: Keras model that maps images to images of the same size.
        channels: Positive integer, channels of its inputs.

    Returns:
        A power of two that divides all allowed sizes, and the least allowed
        size.

    Raises:
        ValueError: If the generator does not allow all multiples of a power of
            two up to 512.
    """
    for multiple in (2**i for i in range(10)):
        # Odd factors, so no larger power of two divides the sizes; large
        # factors, so the sizes exceed any reflection padding.
        if _keeps(generator, (17 * multiple, 19 * multiple, channels)):
            break
    else:
        raise ValueError(
            "The generator must accept all multiples of some power of two up "
            "to 512 to translate images of other sizes than in training. "
            "Received: a generator that does not"
        )
    sizes = range(multiple, 18 * multiple, multiple)
    return multiple, next(
        size for size in sizes if _keeps(generator, (size, size, channels))
    )


def _keeps(generator, shape):
    """Whether a generator's outputs have the size of its inputs."""
    try:
        images = generator(keras.Input(shape))
    except ValueError:  # Skip connections of two sizes, for example.
        return False
    return images.shape[1:3] == shape[:2]
