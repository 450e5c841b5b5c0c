"""Progress bars on standard error: standard output is for results."""

import contextlib
import functools


def progress_bar(disable=False):
    """A bar of `rich`. Where there is no terminal, it is one line at the end.

    So it is in notebooks, where `rich` would ask for one more package.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, force_jupyter=False)
    return Progress(console=console, disable=disable)


@contextlib.contextmanager
def counted(total, name, is_shown=True):
    """Shows how many of a number of things are done.

    Args:
        total: Integer, or `None` if the number is not known.
        name: Text before the bar.
        is_shown: Whether to show a bar.

    Yields:
        A function to call with the number of things that were done.
    """
    with progress_bar(disable=not is_shown) as progress:
        yield functools.partial(
            progress.advance, progress.add_task(name, total=total)
        )
