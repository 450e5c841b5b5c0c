"""The page of a run: its pictures, curves, findings and what it is doing."""

import dataclasses
import time
from pathlib import Path

from keras_gans.pages import pictures
from keras_gans.pages import plots
from keras_gans.pages.curves import Line
from keras_gans.pages.curves import curves
from keras_gans.pages.rendering import HERE
from keras_gans.pages.rendering import environment
from keras_gans.pages.rendering import render
from keras_gans.pages.state import FAILED as FAILED
from keras_gans.pages.state import FINISHED as FINISHED
from keras_gans.pages.state import NAME
from keras_gans.pages.state import RUNNING as RUNNING
from keras_gans.pages.state import STOPPED as STOPPED
from keras_gans.pages.wording import by_rule
from keras_gans.pages.wording import duration
from keras_gans.utils.files import replacing

REAL = "real.png"
# Pictures of a page, and bytes of each.
FRAMES, FRAME_BYTES = 32, 60_000
# Seconds without news, at least, after which the page takes a training for
# dead, and the longest time between two looks of the page for news.
SILENCE, REFRESH = 120, 30


@dataclasses.dataclass(frozen=True)
class Run:
    """What a page says of a training.

    Attributes:
        folder: Name of the run's folder.
        title: Text.
        state: `RUNNING`, `FINISHED`, `STOPPED` or `FAILED`.
        done: Float, epochs of all that are trained.
        epochs: Positive integer, epochs that were asked for.
        steps: Integer, generator updates.
        seconds: Float, since this process began or resumed the training.
        epoch_seconds: Float, the time of an epoch; `None` if unknown.
        interval: Float, seconds between two writings of the page.
        is_growing: Whether later epochs take more time.
        error: Text of the error that ended the training, or `None`.
        commands: Dictionary of commands by their purpose.
        configuration: Dictionary of what JSON can hold.
    """

    folder: str
    title: str
    state: str
    done: float
    epochs: int
    steps: int
    seconds: float
    epoch_seconds: float | None
    interval: float
    is_growing: bool
    error: str | None
    commands: dict
    configuration: dict
    written: float = dataclasses.field(default_factory=time.time)

    @property
    def epoch(self):
        """The epoch that is being trained, or the last one."""
        running = self.state == RUNNING and self.done < self.epochs
        return int(self.done) + running

    @property
    def progress(self):
        if self.state == FINISHED:  # A budget may end it before.
            return self.epochs
        return round(min(self.done, self.epochs), 3)

    @property
    def news(self):
        """What the page says after the state."""
        if self.state == FINISHED:
            number = f"{round(self.done, 2):,g}"
            return f"{number} epoch{'' if number == '1' else 's'}."
        if self.state != RUNNING:
            return f"after {int(self.done)} of {self.epochs} epochs."
        left = "the time left is not known yet"
        if self.epoch_seconds is not None:
            seconds = max(0, self.epochs - self.done) * self.epoch_seconds
            about = "at least" if self.is_growing else "about"
            left = f"{about} {duration(seconds)} left"
        return f"epoch {self.epoch} of {self.epochs}, {left}."

    @property
    def facts(self):
        """What the page says below the progress."""
        words = f"{self.steps:,} updates"
        if self.epoch_seconds is not None:
            words += f", {duration(self.epoch_seconds)} per epoch"
        began = time.localtime(self.written - self.seconds)
        since = time.strftime("%H:%M", began)
        return f"{words}, {duration(self.seconds)} in all since {since}."

    @property
    def clock(self):
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.written))

    @property
    def refresh(self):
        """Seconds between two looks of the page for news."""
        return round(min(REFRESH, max(2, self.interval)))

    @property
    def silence(self):
        """Seconds without news that are too many."""
        return round(max(SILENCE, 3 * self.interval, self.epoch_seconds or 0))


def prepare():
    """Loads what the first page needs, so that its time is that of others."""
    plots.draw({"": [Line("", [(0, 0), (1, 1)])]}, "plot")
    environment(HERE)


def write(folder, run, findings):
    """Writes the page from the files of a run's folder.

    Args:
        folder: Folder that holds `samples`, `history.csv` and `real.png`, or
            some of these.
        run: `Run`.
        findings: Dictionaries with the attributes of a `Finding`.
    """
    folder = Path(folder)
    frames = pictures.frames(folder / "samples", FRAMES, FRAME_BYTES)
    page = render(
        HERE / "run.html.jinja",
        run=run,
        findings=by_rule(findings)[::-1],
        frames=frames,
        real=pictures.picture(folder / REAL, FRAME_BYTES),
        plots=plots.draw(curves(folder / "history.csv"), "plot"),
    )
    with replacing(folder / NAME) as aside:
        aside.write_text(page, encoding="utf-8", errors="replace")
