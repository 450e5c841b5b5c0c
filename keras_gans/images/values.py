"""The range of images: float in [-1, 1] in models, uint8 in files."""

import sys

import numpy as np

from keras_gans.utils.arrays import to_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.warnings import warn

# So few images can look odd by chance.
ENOUGH = 16
UNIT_RANGE = (
    " in [0, 1]? Models generate images in [-1, 1]; `2 * %s - 1` converts them."
)


def scale(images):
    """Converts images from [0, 255] to float32 in [-1, 1].

    It takes arrays, and tensors of `tf.data.Dataset.map`.

    Raises:
        ValueError: On values outside [0, 255], and on floats in [0, 1].
    """
    tf = sys.modules.get("tensorflow")
    if tf and tf.is_tensor(images) and not hasattr(images, "numpy"):
        # In `Dataset.map`, where values are not known yet.
        return tf.cast(images, "float32") / 127.5 - 1.0
    images = to_array("images", images)
    low = float(images.min(initial=0))
    high = float(images.max(initial=0))
    is_scaled = images.dtype.kind in "fb" and 0 < high <= 1
    if not (low >= 0 and high <= 255) or is_scaled:
        raise ValueError(
            "images must have values from 0 to 255; `2 * images - 1` converts "
            f"them from [0, 1]. Received: values from {low:g} to {high:g}"
        )
    return images.astype("float32") / 127.5 - 1.0


def unscale(images):
    """Converts float images in [-1, 1] to uint8 in [0, 255].

    Raises:
        TypeError: On integers, which are no such images.
    """
    images = to_array("images", images)
    if images.dtype.kind in "iu":
        raise TypeError(
            "images must be floating point in [-1, 1]. "
            f"Received: dtype {images.dtype}"
        )
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
    shape = tuple(images.shape)
    if shape[1:] != image_shape or not shape[0]:
        raise ValueError(
            f"The model generates images of shape {image_shape}; real images "
            "must have the same shape, in batches of at least one."
            f"{shape_hint(shape, image_shape)} "
            f"Received: an array of shape {shape}"
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
    images = to_numpy(images)
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
        hint = ""
        if low >= 0 and 2 < high <= 255:
            hint = " `images / 127.5 - 1` brings values from 0 to 255 there."
        elif low >= -2 and high <= 2:
            hint = " `numpy.clip(images, -1, 1)` cuts what is a little beyond."
        raise ValueError(
            f"{name} must lie in [-1, 1].{hint} "
            f"Received: values from {low:g} to {high:g}"
        )


def shape_hint(shape, expected):
    """How to bring an array to batches of images, a sentence or nothing.

    Args:
        shape: The array's shape.
        expected: The shape of one image.
    """
    axes = range(2, len(shape))
    if shape == expected:
        return (
            " Make batches: `.batch(32)` of a tf.data.Dataset, `images[None]` "
            "of an array."
        )
    if shape[2:] == expected:
        return " These are batches of batches: leave out one `.batch`."
    if (*shape[1:], 1) == expected:
        return " Add the axis of channels: `images[..., None]`."
    if axes and (*shape[2:], shape[1]) == expected:
        order = f"(0, {', '.join(map(str, axes))}, 1)"
        return (
            f" Channels come last: `images.transpose{order}`, or "
            f"`images.permute{order}` of a torch tensor."
        )
    if len(shape) != len(expected) + 1 or len(expected) < 2:
        return ""
    if shape[-1] == 4 and expected[-1] == 3:
        return " Drop the alpha channel with `images[..., :3]`."
    if shape[-1] != expected[-1]:
        return " Grey images have 1 channel, colour ones 3."
    return ""


def warn_of_unsigned(low, n, name="images", of=""):
    """Warns of n images whose lowest value is not negative.

    A few images are not judged.
    """
    if n >= ENOUGH and low >= 0:
        warn(
            f"The first {n} {name}{of} have no value below {low:g}: are they"
            f"{UNIT_RANGE % name}"
        )


def warn_of_values(images, name="images", of=""):
    """Warns of images that are valid, but probably not meant to be so.

    Args:
        images: Float NumPy array `(n, ...)` in [-1, 1]. A few images, and
            points `(n, k)`, are not judged.
        name: Text, what warnings call the images.
        of: Text that follows the name, such as `" of validation_data"`.
    """
    n = len(images)
    if n < ENOUGH or images.ndim < 3:
        return
    low, high = float(images.min()), float(images.max())
    flat = images.reshape(n, -1)
    if (flat == flat[:1]).all():
        found = f"are all the same. Is one of the {name} repeated?"
    elif (flat == flat[:, :1]).all():
        found = f"have one value each. Are the {name} read correctly?"
    elif low >= 0:
        warn_of_unsigned(low, n, name, of)
        return
    elif high <= -0.5:
        found = (
            f"have no value above {high:g}: are they dark, or files of 16 bits "
            "with values of 10 or 12? Scale such files to the 16 bits."
        )
    elif max(-low, high) <= 0.6:
        found = (
            f"have values from {low:g} to {high:g}: are they in [-0.5, 0.5]? "
            f"Models generate images in [-1, 1]; `2 * {name}` converts them."
        )
    else:
        return
    warn(f"The first {n} {name}{of} {found}")


def warn_of_unit_range(images, name="images"):
    """Warns of images that are probably in [0, 1], real or generated.

    Bright pictures of files are not warned of: their values are some of 256
    even steps in [-1, 1].

    Args:
        images: Float NumPy array in [-1, 1] of any shape.
        name: As for `warn_of_values`.
    """
    low, steps = images.min(), (images + 1) * 127.5
    if low >= 0 and not np.allclose(steps, np.rint(steps), atol=0.01):
        warn(
            f"The lowest value of {name} is {low:g}: is this range"
            f"{UNIT_RANGE % name}"
        )
