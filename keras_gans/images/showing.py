"""Images shown on the spot: below a notebook's cell or in a window."""

import os
import sys

from keras_gans.images.display import check_displayable
from keras_gans.images.grids import image_grid
from keras_gans.images.values import check_image_values
from keras_gans.utils.arrays import to_array
from keras_gans.utils.checks import check_positive
from keras_gans.utils.warnings import warn


def show(images, columns=None):
    """Shows images in one picture and returns it.

    In a notebook, the picture stands below the cell; elsewhere, the system's
    viewer of pictures opens. A warning says that there is no screen, as on a
    server. `show(images).save("grid.png")` keeps the picture.

    Args:
        images: Float array in [-1, 1] of images `(n, height, width, channels)`,
            as `generate` returns them; of signals `(n, length, channels)`; or
            of volumes `(n, height, width, depth, channels)`.
        columns: Positive integer, images in a row; the square root of `n` by
            default.

    Returns:
        A `PIL.Image`.

    Raises:
        TypeError: If images hold integers.
        ValueError: On data of another shape, not finite or outside [-1, 1].
    """
    if columns is not None:
        check_positive(columns=columns)
    images = to_array("images", images)
    check_displayable(images.shape[1:], "show")
    if not len(images):
        raise ValueError(
            "images must be at least one. "
            f"Received: an array of shape {images.shape}"
        )
    check_image_values(images, "images")
    _warn_of_shape(images.shape)
    picture = image_grid(images, columns)
    if display := notebook_display():
        display.display(picture)
    elif has_screen():
        picture.show()
    else:
        warn(
            "There is no screen to show the picture on. "
            '`keras_gans.show(images).save("grid.png")` keeps it'
        )
    return picture


def _warn_of_shape(shape):
    """Warns where signals `(n, length, channels)` are rather images."""
    if len(shape) != 3:
        return
    n, length, channels = shape
    if n == length > 4 and channels in (1, 3, 4):
        hint = "`images[None]` makes a batch of one image"
    elif length == channels > 4:
        hint = "`images[..., None]` adds the axis of channels to grey images"
    else:
        return
    warn(
        f"{n} signals of length {length} and {channels} channels are shown: "
        f"{hint}. Received: images of shape {shape}"
    )


def has_screen():
    """Whether programs can open windows."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(k) for k in ("DISPLAY", "WAYLAND_DISPLAY"))


def notebook_display():
    """IPython's module `display` in a notebook, else `None`."""
    # A notebook has imported it.
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return ipython.display if hasattr(shell, "kernel") else None
