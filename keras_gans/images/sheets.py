"""Sheets of pictures to print, with boxes to tick."""

import math

from keras_gans.utils.checks import check_positive

# Inches, of a page of A4.
PAGE = (8.27, 11.69)
# More pictures would be too small on paper.
MOST = 60


def answer_sheet(pictures, choices, question, note=""):
    """Draws numbered pictures, each above boxes to tick, on a page of A4.

    Args:
        pictures: Uint8 array `(n, height, width, 3 or 4)` of at most 60.
        choices: List of texts, one for each box.
        question: Text at the top.
        note: Text at the bottom.

    Returns:
        A matplotlib figure.

    Raises:
        ValueError: If there are more pictures.
    """
    from matplotlib.figure import Figure

    check_fits(len(pictures))
    columns = max(2, round(math.sqrt(0.75 * len(pictures))))
    rows = -(-len(pictures) // columns)
    figure = Figure(figsize=PAGE, dpi=150, layout="constrained")
    # Printers leave a margin.
    figure.get_layout_engine().set(rect=(0.05, 0.05, 0.9, 0.89), h_pad=0.08)
    figure.suptitle(question, y=0.97, fontsize=13)
    boxes = "   ".join(f"\N{BALLOT BOX} {choice}" for choice in choices)
    cells = figure.subplots(rows, columns, squeeze=False).flat
    for number, (axes, picture) in enumerate(zip(cells, pictures), start=1):
        axes.imshow(picture, interpolation="none")
        axes.set(xticks=[], yticks=[])
        axes.set_title(number, fontsize=10, pad=3)
        axes.set_xlabel(boxes, fontsize=8)
    for axes in cells:  # Those that are left.
        axes.axis("off")
    figure.supxlabel(note, y=0.025, fontsize=7)
    return figure


def check_fits(n):
    """Raises unless so many pictures fit on a sheet."""
    check_positive(n=n)
    if n > MOST:
        raise ValueError(
            f"n must be at most {MOST}, so that the pictures are large enough. "
            "For more pictures, write several sheets with different seeds. "
            f"Received: n={n}"
        )
