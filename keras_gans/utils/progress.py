"""Progress bars."""


def progress_bar(disable=False):
    """A bar of `rich` on standard error: standard output is for results."""
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), disable=disable)
