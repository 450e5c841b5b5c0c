"""The pictures of a page: inside it, crisp and small."""

import base64
import functools
import io
import re
import typing

from keras_gans.images.cells import without_paper
from keras_gans.images.formats import open_picture

# Tried in turn for a picture that is too large without loss.
QUALITIES = (85, 60)
WIDTHS = (560, 400, 320)
LARGEST = 1120
# A PNG of so many times the size can become small enough without loss.
LIKELY = 3
# Pictures of at most this width are shown with sharp pixels.
FEW_PIXELS = 400


class Picture(typing.NamedTuple):
    """A picture for the page.

    Attributes:
        uri: Its data URI.
        width: Its width in pixels.
        height: Its height in pixels.
    """

    uri: str
    width: int
    height: int

    @property
    def is_pixelated(self):
        """Whether its pixels are enlarged as sharp squares."""
        return self.width <= FEW_PIXELS


def frames(folder, count, size):
    """The pictures of the epochs, from the first to the last.

    Every, every second, fourth, ... epoch has one, so that the pictures of a
    running training stay the same; the last epoch always has one.

    Args:
        folder: Folder of `epoch-0000.png` and so on.
        count: Positive integer, pictures at most, plus the last.
        size: Positive integer, bytes of a picture at most.

    Returns:
        A dictionary of `Picture`s by epoch. Files that are no pictures are left
        out.
    """
    paths = {}
    for path in folder.glob("epoch-*.png"):
        if match := re.fullmatch(r"epoch-(\d+)", path.stem):
            paths[int(match[1])] = path
    epochs = sorted(paths)
    step = 1
    while len(epochs[::step]) > count:
        step *= 2
    chosen = sorted({*epochs[::step], *epochs[-1:]})
    found = {epoch: picture(paths[epoch], size) for epoch in chosen}
    return {epoch: frame for epoch, frame in found.items() if frame}


def picture(path, size):
    """The `Picture` of a file, or `None` if it is none."""
    try:
        changed = path.stat().st_mtime_ns
        return _encoded(path, changed, size)
    except Exception:  # Damage makes PIL raise all kinds.
        return None


# A page is written again after each epoch, most of its pictures unchanged.
@functools.lru_cache(maxsize=128)
def _encoded(path, changed, size):
    with open_picture(path) as opened:
        opened.load()
        shown = without_paper(opened)
    content = None
    # Compression without loss takes long where it achieves little.
    if path.stat().st_size < LIKELY * size:
        content = _webp(shown, lossless=True, method=2)
    else:
        shown.thumbnail((LARGEST, 4 * LARGEST))
    for quality in QUALITIES:
        if content is None or len(content) > size:
            content = _webp(shown, quality=quality)
    for width in WIDTHS:
        if len(content) > size:
            shown.thumbnail((width, 4 * width))
            content = _webp(shown, quality=QUALITIES[-1])
    encoded = base64.b64encode(content).decode()
    return Picture(f"data:image/webp;base64,{encoded}", *shown.size)


def _webp(shown, **options):
    file = io.BytesIO()
    shown.save(file, "WEBP", **options)
    return file.getvalue()
