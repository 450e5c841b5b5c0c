"""Images shown on the spot: below a notebook's cell or in a window."""

import os
import sys

from keras_gans.images.grids import image_grid
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
        ValueError: On data of another shape.
    """
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
