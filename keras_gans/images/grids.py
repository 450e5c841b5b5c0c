"""Grids of images."""

import math

import numpy as np

from keras_gans.images.cells import Cells
from keras_gans.images.cells import note
from keras_gans.images.display import displayed
from keras_gans.utils.checks import check_positive

# Grids of small images are enlarged to about this many pixels a side.
SIDE = 512
# Grids of more labelled rows are split into blocks side by side.
ROWS = 12
GAP = 2
LETTER = 7


def image_grid(images, columns=None, row_labels=None):
    """Draws all images into one picture, row by row.

    Args:
        images: Float array in [-1, 1] of images, signals or volumes, as for
            `displayed`.
        columns: Positive integer; the square root of `n` by default.
        row_labels: List of texts, one to the left of each row, or `None`. Tall
            grids of more than 12 labelled rows are split into blocks side by
            side.

    Returns:
        A `PIL.Image` of mode RGB, or RGBA for images of 4 channels.
    """
    return _grid(displayed(images), columns, row_labels)


def rows_grid(rows):
    """Draws batches of images below each other, each a labelled row.

    Args:
        rows: Dictionary from names to batches of equal length, as for
            `displayed`. Their channels may differ.

    Returns:
        A `PIL.Image`, as `image_grid` returns it.
    """
    batches = [displayed(row) for row in rows.values()]
    if any(batch.shape[-1] == 4 for batch in batches):
        batches = [_with_opacity(batch) for batch in batches]
    return _grid(np.concatenate(batches), len(batches[0]), list(rows))


def tiled(images, columns=None):
    """Puts images side by side, row by row, and leaves their size.

    Args:
        images: Uint8 array `(n, height, width, 3 or 4)`.
        columns: Positive integer; the square root of `n` by default.

    Returns:
        A `PIL.Image`.
    """
    from PIL import Image

    n, height, width, channels = images.shape
    columns = columns or math.ceil(math.sqrt(n))
    rows = -(-n // columns)
    cells = np.full(
        (rows * columns, height + GAP, width + GAP, channels), 255, "uint8"
    )
    cells[:n, :height, :width] = images
    cells = cells.reshape(rows, columns, height + GAP, width + GAP, channels)
    pixels = cells.swapaxes(1, 2).reshape(rows * (height + GAP), -1, channels)
    return Image.fromarray(pixels)


def _grid(images, columns, row_labels):
    """The grid of uint8 images `(n, height, width, 3 or 4)`."""
    from PIL import Image

    picture = tiled(images, columns)
    rows = picture.height // (images.shape[1] + GAP)
    parts = 1  # Blocks side by side; the most that keep it no wider than high.
    if row_labels is not None and rows > ROWS:
        parts = max(1, math.isqrt(picture.height // picture.width))
    part = -(-rows // parts) * (images.shape[1] + GAP)
    zoom = max(1, round(SIDE / max(parts * picture.width, part)))
    picture = picture.resize(
        (picture.width * zoom, picture.height * zoom), Image.Resampling.NEAREST
    )
    margin, plain = 0, picture.width
    if row_labels is not None:
        picture = _with_labels(picture, row_labels, rows)
        margin = picture.width - plain
        picture = _cut(picture, part * zoom)
    height, width = images.shape[1:3]
    cells = Cells(height, width, GAP, zoom, margin, margin + plain)
    return note(picture, cells)


def _with_opacity(images):
    missing = [(0, 0)] * 3 + [(0, 4 - images.shape[-1])]
    return np.pad(images, missing, constant_values=255)


def sample_grid(
    model,
    n=64,
    *,
    seed=None,
    labels=None,
    columns=None,
    row_labels=None,
    **kwargs,
):
    """Draws generated images into one picture.

    A conditional model gets one labelled row for each class or attribute (the
    first `n` if there are more), unless `labels` is given. Tall grids are split
    into blocks side by side.

    Args:
        model: A `LatentGAN` of images, signals or volumes, as for `displayed`.
        n: Positive integer, number of images. With labelled rows, the largest
            number up to `n` that fills rows of equal length.
        seed: Integer or `None`, as for `generate`.
        labels: As for `Conditional.generate`.
        columns: Positive integer; by default the square root of `n`, or with
            labelled rows the most that `n` images allow.
        row_labels: List of texts, one to the left of each row; `None` shows
            the names of the labels.
        **kwargs: Further arguments of `generate`, such as `truncation`.

    Returns:
        A `PIL.Image`.
    """
    check_positive(n=n, columns=1 if columns is None else columns)
    names = getattr(model, "label_names", None)
    if names is None or labels is not None:
        images = model.generate(n, labels=labels, seed=seed, **kwargs)
        return image_grid(images, columns, row_labels)
    rows = min(n // min(columns or 1, n), len(names))
    columns = min(columns or n, n // rows)
    numbers = np.repeat(np.arange(rows), columns)
    labels = model.labels.numbered(numbers)
    images = model.generate(len(numbers), seed=seed, labels=labels, **kwargs)
    return image_grid(images, columns, row_labels or names[:rows])


def _with_labels(picture, labels, rows):
    from PIL import Image
    from PIL import ImageDraw

    if len(labels) != rows:
        raise ValueError(
            f"row_labels must name each of the {rows} rows. "
            f"Received: {len(labels)} labels"
        )
    margin = LETTER * max(map(len, map(str, labels))) + 2 * LETTER
    size = margin + picture.width, picture.height
    wide = Image.new(picture.mode, size, "white")
    wide.paste(picture, (margin, 0))
    draw = ImageDraw.Draw(wide)
    for i, label in enumerate(labels):
        middle = (i + 0.5) * picture.height / rows
        draw.text(
            (margin - LETTER, middle), str(label), fill="black", anchor="rm"
        )
    return wide


def _cut(picture, height):
    """Cuts a picture into blocks of this height, placed side by side."""
    from PIL import Image

    parts = -(-picture.height // height)
    wide = Image.new(picture.mode, (parts * picture.width, height), "white")
    for i in range(parts):
        wide.paste(picture, (i * picture.width, -i * height))
    return wide
