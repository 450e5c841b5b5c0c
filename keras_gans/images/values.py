"""The range of images: float in [-1, 1] in models, uint8 in files."""

import keras
import numpy as np


def scale(images):
    """Uint8 images in [0, 255] to float32 in [-1, 1]."""
    return np.asarray(images, dtype="float32") / 127.5 - 1.0


def unscale(images):
    """Float images in [-1, 1] to uint8 in [0, 255]."""
    return np.clip(np.rint((images + 1.0) * 127.5), 0, 255).astype("uint8")


def check_images(images, image_shape):
    """Raises unless `images` are a float batch of the shape, in [-1, 1]."""
    images = keras.ops.convert_to_numpy(images)
    if images.shape[1:] != image_shape or not len(images):
        raise ValueError(
            f"The model makes images of shape {image_shape}; real ones must "
            "have it too, in batches. Received: an array of shape "
            f"{images.shape}"
        )
    check_values(images)


def check_values(images, name="Images"):
    """Raises unless images are floating point, in [-1, 1]."""
    images = keras.ops.convert_to_numpy(images)
    # bfloat16 is of NumPy's kind "V".
    if images.dtype.kind not in "fV":
        raise TypeError(
            f"{name} must be floating point in [-1, 1]; "
            "`keras_gans.datasets.scale` makes them from uint8. "
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
