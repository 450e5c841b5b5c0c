"""Images shown on the spot: below a notebook's cell or in a window."""

import sys

from keras_gans.images.grids import image_grid


def show(images, columns=None):
    """Shows images in one picture and returns it.

    In a notebook, the picture stands below the cell; elsewhere, the system's
    viewer of pictures opens, if there is one. `show(images).save("grid.png")`
    keeps it.

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
    else:
        picture.show()
    return picture


def notebook_display():
    """IPython's module `display` in a notebook, else `None`."""
    # A notebook has imported it.
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return ipython.display if hasattr(shell, "kernel") else None
