"""Batches of any shape, as images that can be looked at."""

import numpy as np

from keras_gans.images.values import unscale
from keras_gans.utils.arrays import to_numpy

# Pixels of the drawing of a signal, at least.
SIGNAL = 64
# The colours of a signal's channels, as matplotlib has them.
LINES = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728")


def check_displayable(shape, who):
    """Raises unless `displayed` can draw data of a shape.

    Args:
        shape: Shape of one example, such as `(height, width, channels)`.
        who: Text, the name of the drawing object in errors.

    Raises:
        ValueError: On points and other vectors, and on more than 4 axes.
    """
    if not 2 <= len(shape) <= 4:
        raise ValueError(
            f"{who} draws images (height, width, channels), signals (length, "
            "channels) and volumes (height, width, depth, channels); "
            "SampleScatter draws points (2,). "
            f"Received: data of shape {tuple(shape)}"
        )


def displayed(batch):
    """A batch as uint8 images of 3 channels, or of 4 (RGBA).

    One channel becomes grey, two become red and green, and four stay. Batches
    of five or more channels show the first three. Signals are drawn as lines,
    one for each channel up to the fourth, between -1 at the bottom and 1 at the
    top. Volumes show the middle slice along the depth.

    Args:
        batch: Float array in [-1, 1] of images `(n, height, width, channels)`,
            signals `(n, length, channels)` or volumes `(n, height, width,
            depth, channels)`.

    Returns:
        Uint8 array `(n, height, width, 3 or 4)`.

    Raises:
        ValueError: On other data.
    """
    batch = to_numpy(batch)
    check_displayable(batch.shape[1:], "A grid")
    if batch.ndim == 3:
        return np.stack([_drawn(signal) for signal in batch])
    if batch.ndim == 5:
        batch = batch[:, :, :, batch.shape[3] // 2]
    images, channels = unscale(batch), batch.shape[-1]
    if channels == 1:
        return np.repeat(images, 3, axis=-1)
    if channels == 2:
        return np.pad(images, [(0, 0)] * 3 + [(0, 1)])
    return images if channels == 4 else images[..., :3]


def _drawn(signal):
    """A signal `(length, channels)` as lines on a white image."""
    from PIL import Image
    from PIL import ImageDraw

    width = max(SIGNAL, len(signal))
    image = Image.new("RGB", (width, SIGNAL), "white")
    draw = ImageDraw.Draw(image)
    across = np.linspace(0, width - 1, len(signal))
    down = (1 - np.clip(signal, -1, 1)) / 2 * (SIGNAL - 1)
    for line, colour in zip(down.T, LINES):
        draw.line(list(zip(across, line)), fill=colour)
    return np.asarray(image)
