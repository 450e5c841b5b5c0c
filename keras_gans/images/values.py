"""The range of images: float in [-1, 1] in models, uint8 in files."""

import keras
import numpy as np


def scale(images):
    """Converts uint8 images in [0, 255] to float32 in [-1, 1]."""
    return np.asarray(images, dtype="float32") / 127.5 - 1.0


def unscale(images):
    """Converts float images in [-1, 1] to uint8 in [0, 255]."""
    return np.clip(np.rint((images + 1.0) * 127.5), 0, 255).astype("uint8")


def with_padding(function, images, multiple, least=1, mode="symmetric"):
    """Applies a function to images of any size, padded to an allowed size.

    Images are mirrored at the bottom and the right. The result is cropped to
    their size.

    Args:
        function: Function of an array `(n, height, width, channels)` that
            returns one of the same height and width.
        images: Float array `(n, height, width, channels)`.
        multiple: Positive integer, a divisor of all allowed sizes.
        least: Positive integer, the least allowed size, a multiple of
            `multiple`.
        mode: As for `numpy.pad`, `"symmetric"` or `"reflect"`.

    Returns:
        Array `(n, height, width, ...)`.
    """
    height, width = images.shape[1:3]
    more = [(0, max(least - n, -n % multiple)) for n in (height, width)]
    larger = np.pad(images, [(0, 0), *more, (0, 0)], mode=mode)
    return function(larger)[:, :height, :width]


def check_image_batch(images, image_shape):
    """Raises unless images are a batch for a model of `image_shape`.

    Raises:
        TypeError: If images hold integers.
        ValueError: If images have another shape, there is no image, or a value
            is not finite or outside [-1, 1].
    """
    images = keras.ops.convert_to_numpy(images)
    if images.shape[1:] != image_shape or not len(images):
        raise ValueError(
            f"The model generates images of shape {image_shape}; real images "
            "must have the same shape, in batches of at least one. "
            f"Received: an array of shape {images.shape}"
        )
    check_image_values(images)


def check_image_values(images, name="Images"):
    """Raises unless images are finite and floating point, in [-1, 1].

    `fit`, metrics and translation all use this rule.

    Args:
        images: Array or tensor of at least one value; bfloat16 is allowed.
        name: Text, what errors call the images.

    Raises:
        TypeError: If images hold integers.
        ValueError: If a value is not finite or outside [-1, 1].
    """
    images = keras.ops.convert_to_numpy(images)
    # bfloat16 has NumPy's kind "V".
    if images.dtype.kind not in "fV":
        raise TypeError(
            f"{name} must be floating point in [-1, 1]; "
            "`keras_gans.datasets.scale` converts them from uint8. "
            f"Received: dtype {images.dtype}"
        )
    low, high = float(images.min()), float(images.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError(
            f"{name} must be finite. Received: values from {low} to {high}"
        )
    if low < -1.001 or high > 1.001:
        raise ValueError(
            f"{name} must lie in [-1, 1]. "
            f"Received: values from {low:g} to {high:g}"
        )
