"""Seeds: as users type them, and new ones."""

import random
import re

# More images would not fit into the memory of a small machine.
MOST = 10_000


def new_seed():
    """Returns a new seed, which `keras.utils.set_random_seed` determines.

    As Keras does for its own generators, it asks that of Python.
    """
    return random.randrange(2**31)


def read_seeds(name, text, most=MOST):
    """The seeds of a text, such as `"1,2,8-10"`.

    Args:
        name: Text, what errors call them.
        text: Text.
        most: Positive integer, how many seeds are allowed.

    Raises:
        ValueError: If a part is neither a number nor a range, or there are too
            many.
    """
    seeds = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,10})(?:-(\d{1,10}))?\s*", part)
        first, last = match.groups() if match else (1, 0)
        first, last = int(first), int(first if last is None else last)
        if not first <= last < 2**31 or last - first + len(seeds) >= most:
            raise ValueError(
                f"{name} must be comma-separated numbers and ranges below "
                f"2**31, such as 1,2,8-10, and at most {most:,} of them. "
                f"Received: {name} {text}"
            )
        seeds += range(first, last + 1)
    return seeds
