"""Errors of this package that TensorFlow's data pipeline has wrapped."""

import re
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def text_in_pipeline(error):
    """The text of an error that this package raised while data were read.

    TensorFlow keeps only the text of the original error and its traceback, and
    adds thirty lines of its own.

    Args:
        error: Exception.

    Returns:
        Text, or `None` for an error that is not of TensorFlow's pipeline, or
        that no `raise` statement of this package raised.
    """
    tensorflow = sys.modules.get("tensorflow")
    if not tensorflow or not isinstance(error, tensorflow.errors.OpError):
        return None
    text, _, traceback = error.message.partition("\nTraceback ")
    frames = re.findall(r'File "(.+)", line .+\n +(\w+)', traceback)
    if not frames:
        return None
    file, statement = frames[-1]
    ours = Path(file).is_relative_to(PACKAGE) and statement == "raise"
    return text.partition("Error: ")[2] if ours else None
