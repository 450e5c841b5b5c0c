"""Where the images of a grid lie, noted in the picture and its PNG file."""

import json
import typing

import numpy as np

KEY = "keras_gans cells"
# Legible on white and on black; the text of a page's dark side is not known.
LABEL = (118, 118, 118)


class Cells(typing.NamedTuple):
    """The layout of a grid, in pixels.

    Attributes:
        height: Height of an image.
        width: Width of an image.
        gap: Width of the gap to the right of an image and below it.
        zoom: How often each pixel is repeated in both directions. The other
            numbers but `margin` and `block` do not count the repetitions.
        margin: Width of the row labels to the left of a block.
        block: Width of a block; blocks of rows lie side by side.
    """

    height: int
    width: int
    gap: int
    zoom: int
    margin: int
    block: int


def note(picture, cells):
    """Returns the picture, which knows its `Cells` from now on."""
    picture.info[KEY] = json.dumps(cells)
    return picture


def save_grid(picture, path):
    """Saves a grid as PNG, with its cells."""
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    if KEY in picture.info:
        text.add_text(KEY, picture.info[KEY])
    picture.save(path, pnginfo=text)


def cells_of(picture):
    """The `Cells` that were noted in a picture; `None` if there are none."""
    try:
        cells = Cells(*map(int, json.loads(picture.info[KEY])))
    except (KeyError, TypeError, ValueError):
        return None
    sizes = (cells.height, cells.width, cells.zoom, cells.block)
    return cells if min(sizes) > 0 and min(cells) >= 0 else None


def without_paper(picture):
    """A grid without its white paper, as a page of any colour shows it.

    Gaps become transparent, those at the right and below are cut off, labels
    become grey. A grid without labels gets the size of its images' pixels.

    Args:
        picture: `PIL.Image` of a grid that knows its cells; of others nothing
            is changed.

    Returns:
        A `PIL.Image` of mode RGB or RGBA.
    """
    from PIL import Image

    cells = cells_of(picture)
    has_alpha = "A" in picture.mode or "transparency" in picture.info
    mode = "RGBA" if cells or has_alpha else "RGB"
    pixels = np.array(picture.convert(mode))
    if cells is None:
        return Image.fromarray(pixels)
    zoom = cells.zoom
    across = np.arange(pixels.shape[1]) % cells.block - cells.margin
    down = np.arange(pixels.shape[0]) // zoom % (cells.height + cells.gap)
    between = across // zoom % (cells.width + cells.gap) >= cells.width
    gaps = (down >= cells.height)[:, None] | between
    margin = across < 0
    paper = 255 - pixels[:, margin, :3].mean(-1)
    pixels[gaps, 3] = 0
    pixels[:, margin, :3], pixels[:, margin, 3] = LABEL, paper
    gap = cells.gap * zoom
    pixels = pixels[:-gap, :-gap] if gap else pixels
    step = 1 if cells.margin else zoom
    return Image.fromarray(np.ascontiguousarray(pixels[::step, ::step]))
