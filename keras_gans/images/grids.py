"""Pictures of many images at once."""

import math
from pathlib import Path

import numpy as np

from keras_gans.images.values import unscale
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing

# Grids of small images are enlarged to about this many pixels a side.
SIDE = 512
# Larger frames would fill the memory, which holds all of an animation.
FRAME = 1280
# More rows than ten classes, or a translation, have may stand side by side.
ROWS = 12
GAP = 2
LETTER = 7


def image_grid(images, columns=None, row_labels=None):
    """One picture of all images, row by row.

    Args:
        images: Float array `(n, height, width, channels)` in [-1, 1].
        columns: Positive integer; the square root of `n` by default.
        row_labels: Text to the left of each row, or `None`. More than 12 rows
            that are many for their width go on to the right, at the top again.

    Returns:
        A `PIL.Image`.
    """
    from PIL import Image

    n, height, width, channels = np.shape(images)
    columns = columns or math.ceil(math.sqrt(n))
    rows = -(-n // columns)
    cells = np.full(
        (rows * columns, height + GAP, width + GAP, channels), 255, "uint8"
    )
    cells[:n, :height, :width] = unscale(np.asarray(images))
    cells = cells.reshape(rows, columns, height + GAP, width + GAP, channels)
    pixels = cells.swapaxes(1, 2).reshape(rows * (height + GAP), -1, channels)
    picture = Image.fromarray(pixels.squeeze()).convert("RGB")
    parts = 1  # Side by side, as many as leave the images no wider than high.
    if row_labels is not None and rows > ROWS:
        parts = max(1, math.isqrt(picture.height // picture.width))
    part = -(-rows // parts) * (height + GAP)
    zoom = max(1, round(SIDE / max(parts * picture.width, part)))
    picture = picture.resize(
        (picture.width * zoom, picture.height * zoom), Image.Resampling.NEAREST
    )
    if row_labels is None:
        return picture
    return _cut(_with_labels(picture, row_labels, rows), part * zoom)


def sample_grid(
    model, n=64, *, seed=None, labels=None, columns=None, row_labels=None
):
    """One picture of what a model makes.

    Of a conditional model, each class, or each attribute alone, has a row with
    its name, the first n of them if there are more, unless `labels` says what
    to make. Many rows stand in several columns.

    Args:
        model: A `LatentGAN`.
        n: Positive integer, images; of a conditional model at most so many,
            in rows of one length.
        seed: Integer or `None`, as for `generate`.
        labels: As for `Conditional.generate`.
        columns: Positive integer, of a conditional model n at most; the square
            root of `n` by default, or what n leaves for each row of a
            conditional model.
        row_labels: Text to the left of each row, or `None` for the names.

    Returns:
        A `PIL.Image`.
    """
    check_positive(n=n, columns=columns or 1)
    names = getattr(model, "label_names", None)
    if names is None or labels is not None:
        known = {} if names is None else {"labels": labels}
        images = model.generate(n, seed=seed, **known)
        return image_grid(images, columns, row_labels)
    rows = min(n // min(columns or 1, n), len(names))
    columns = min(columns or n, n // rows)
    numbers = np.repeat(np.arange(rows), columns)
    images = model.generate(
        len(numbers), seed=seed, labels=model.labels.numbered(numbers)
    )
    return image_grid(images, columns, row_labels or names[:rows])


def animate(pictures, path):
    """Writes an animation of picture files, a GIF or, by its suffix, a WebP.

    It lasts eight seconds at most, and two more on the last picture.

    Args:
        pictures: Paths of at least one picture; at most 100, evenly spread, are
            shown, no larger than 1280 pixels a side.
        path: Path that ends in `.gif` or `.webp`.
    """
    shown = np.linspace(0, len(pictures) - 1, min(len(pictures), 100)).round()
    frames = [_frame(pictures[int(i)]) for i in shown]
    pause = min(400, 8000 // len(frames))
    durations = [pause] * (len(frames) - 1) + [pause + 2000]
    with replacing(path) as aside:
        frames[0].save(
            aside,
            save_all=True,
            append_images=frames[1:],
            duration=durations,
            loop=0,
            **({"quality": 80} if Path(path).suffix == ".webp" else {}),
        )


def _frame(path):
    from PIL import Image

    with Image.open(path) as file:
        frame = file.convert("RGB")
    frame.thumbnail((FRAME, FRAME))
    return frame


def _with_labels(picture, labels, rows):
    from PIL import Image
    from PIL import ImageDraw

    if len(labels) != rows:
        raise ValueError(
            f"row_labels must name each of the {rows} rows. "
            f"Received: {len(labels)} labels"
        )
    margin = LETTER * max(map(len, map(str, labels))) + 2 * LETTER
    wide = Image.new("RGB", (margin + picture.width, picture.height), "white")
    wide.paste(picture, (margin, 0))
    draw = ImageDraw.Draw(wide)
    for i, label in enumerate(labels):
        middle = (i + 0.5) * picture.height / rows
        draw.text(
            (margin - LETTER, middle), str(label), fill="black", anchor="rm"
        )
    return wide


def _cut(picture, height):
    """Parts of a picture, of this height, side by side."""
    from PIL import Image

    parts = -(-picture.height // height)
    wide = Image.new("RGB", (parts * picture.width, height), "white")
    for i in range(parts):
        wide.paste(picture, (i * picture.width, -i * height))
    return wide
