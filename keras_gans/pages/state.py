"""What a run's page says of the training's state, read without Keras."""

import html.parser
import typing
from pathlib import Path

NAME = "index.html"
RUNNING, FINISHED, STOPPED, FAILED = "running", "finished", "stopped", "failed"
# What a page becomes that says "running" and has no more news.
DIED = "died"
# The state stands before the pictures, which are large.
HEAD = 100_000


class State(typing.NamedTuple):
    """What a page says.

    Attributes:
        state: `RUNNING`, `FINISHED`, `STOPPED` or `FAILED`.
        title: Text.
        epochs: Positive integer, epochs that were asked for.
        written: Seconds since 1970.
        silence: Seconds without news after which a training is dead.
        updates: Integer, generator updates that are made.
    """

    state: str
    title: str
    epochs: int
    written: float
    silence: float
    updates: int


def read(folder):
    """The `State` of the page in a folder; `None` without a run's page.

    Raises:
        OSError: If the page cannot be read.
    """
    path = Path(folder) / NAME
    if not path.is_file():
        return None
    parser = _Parser()
    with open(path, encoding="utf-8", errors="replace") as file:
        parser.feed(file.read(HEAD))
    run, title = parser.run, parser.title
    try:
        return State(
            run["data-state"],
            title,
            int(run["max"]),
            float(run["data-written"]),
            float(run["data-silence"]),
            int(run["data-updates"]),
        )
    except (KeyError, TypeError, ValueError):
        return None  # Another's page.


class _Parser(html.parser.HTMLParser):
    """Keeps the first heading, and attributes of the state and progress."""

    def __init__(self):
        super().__init__()
        self.run, self.title = {}, ""
        self._in_title = False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self._in_title = tag == "h1"
        if attributes.get("id") == "run" or tag == "progress":
            self.run = attributes | self.run

    def handle_endtag(self, tag):
        self._in_title = False

    def handle_data(self, data):
        if self._in_title:
            self.title += data
