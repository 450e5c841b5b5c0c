"""TrainingCurves: a table and a plot of the logs of a training."""

import csv
import math
import time

import keras

from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import local_path
from keras_gans.utils.files import replacing

# Logs whose values are about 0 to 1. They share one panel of the plot.
SHARES = ("d_real", "d_fake", "d_accuracy", "k")
# Seconds, at least, between two writes of the table within an epoch, and
# between two plots.
WRITE_EVERY = 10
COLUMNS = ["row", "epoch", "step"]
LABELS = {"d_real": "D(x)", "d_fake": "D(G(z))", "d_accuracy": "accuracy of D"}


class TrainingCurves(keras.callbacks.Callback):
    """Writes the logs to `history.csv` and plots them in `curves.png`.

    The table has a row every `every` steps with the means of the logs since the
    previous row, and a row for each epoch with the means of the epoch. Column
    `row` is `step` or `epoch`; column `step` counts generator updates. The
    table is also written within epochs.

    The plot is redrawn after epochs, at most every ten seconds, and when the
    training ends. Its upper panel shows the losses. Its
    lower panel shows D(x), D(G(z)) and the discriminator's accuracy, if the
    model logs them.

    A resumed training continues the table of the interrupted one, and a second
    `fit` that of the first. A new model starts a new table. Epochs are those of
    all calls of `fit`.

    Args:
        directory: Folder of both files; it is created if missing.
        every: Positive integer, steps between two rows.

    Raises:
        ValueError: In `fit`, if a training resumes and `history.csv` is not a
            table that this callback wrote.
    """

    records_logs = True

    def __init__(self, directory, every=50):
        super().__init__()
        check_positive(every=every)
        self.directory = local_path("directory", directory)
        self.every = every
        self._rows = None

    def on_train_begin(self, logs=None):
        check_writable(self.directory)
        self._rows = None
        self._is_drawn, self._drawn = True, -math.inf

    def on_epoch_begin(self, epoch, logs=None):
        self._resumed = steps_resumed(self)
        if self._rows is None:
            self._rows = self._read(epochs_done(self, epoch), self._resumed)
            self._written = time.monotonic()
        self._epoch = epochs_done(self, epoch) + 1
        self._steps_before = _steps_of_epochs(self._rows)
        self._steps = self._last = 0
        self._sums = {}

    def on_train_batch_end(self, batch, logs=None):
        self._is_drawn = False
        self._steps = self._resumed + batch + 1
        n = self._steps - self._last
        if n < self.every:
            return
        # Logs are means since the epoch began; rows hold means since the
        # previous row.
        sums = {
            name: float(value) * self._steps for name, value in logs.items()
        }
        means = {k: (v - self._sums.get(k, 0.0)) / n for k, v in sums.items()}
        self._sums, self._last = sums, self._steps
        self._add("step", means)
        if time.monotonic() - self._written > WRITE_EVERY:
            self._write()

    def on_epoch_end(self, epoch, logs=None):
        self._add("epoch", logs or {})
        self._write()
        if time.monotonic() - self._drawn > WRITE_EVERY:
            self._draw()

    def on_train_end(self, logs=None):
        if self._rows and not self._is_drawn:
            self._write()
            self._draw()

    def progress(self):
        """Writes the table; returns what it takes to go on with the epoch."""
        self._write()
        return {"sums": self._sums, "last": self._last}

    def resume_epoch(self, progress):
        """Goes on with an epoch, after `on_epoch_begin`."""
        self._sums, self._last = progress["sums"], progress["last"]

    def on_train_interrupted(self):
        if self._rows:
            self._write()

    def _add(self, kind, logs):
        row = {
            "row": kind,
            "epoch": self._epoch,
            "step": self._steps_before + self._steps,
        }
        logs = {name: float(value) for name, value in logs.items()}
        self._rows.append(row | logs)

    def _read(self, epoch, steps):
        """The rows of the interrupted training, up to a step after an epoch."""
        path = self.directory / "history.csv"
        try:
            with open(path, newline="", encoding="utf-8") as file:
                rows = list(_rows(csv.DictReader(file)))
        except FileNotFoundError:
            return []
        except (KeyError, TypeError, ValueError, csv.Error) as error:
            raise ValueError(
                f"{path} must be the table of the training that is resumed; "
                "move the file away to start a new table. "
                f"Received: a file that raises {error!r}"
            ) from error
        kept = [row for row in rows if row["epoch"] <= epoch]
        end = _steps_of_epochs(kept) + steps
        return kept + [
            row
            for row in rows
            if row["epoch"] == epoch + 1
            and row["row"] == "step"
            and row["step"] <= end
        ]

    def _write(self):
        # A step can be kept before the table has a row.
        logs = [name for row in self._rows for name in row]
        names = dict.fromkeys(COLUMNS + logs)
        path = self.directory / "history.csv"
        with (
            replacing(path) as aside,
            open(aside, "w", newline="", encoding="utf-8") as file,
        ):
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(self._rows)
        self._written = time.monotonic()

    def _draw(self):
        from matplotlib.figure import Figure

        steps = [row for row in self._rows if row["row"] == "step"]
        epochs = [row for row in self._rows if row["row"] == "epoch"]
        # Logs of other callbacks are left out; their scale may differ.
        names = [
            n
            for n in (epochs or steps)[-1]
            if n.removeprefix("val_") in self.model.log_names
        ]
        shares = [n for n in names if n.removeprefix("val_") in SHARES]
        panels = [[n for n in names if n not in shares], shares]
        panels = [panel for panel in panels if panel]
        figure = Figure(figsize=(9, 3.2 * len(panels)), layout="constrained")
        axes = figure.subplots(len(panels), sharex=True, squeeze=False)[:, 0]
        for axis, panel in zip(axes, panels, strict=True):
            for name in panel:
                _line(axis, name, steps, epochs)
            axis.legend(loc="best")
            axis.grid(alpha=0.3)
        axes[0].set_ylabel("loss")
        if shares:
            axes[-1].set_ylabel("share")
            axes[-1].set_ylim(min(0, axes[-1].get_ylim()[0]), None)
        axes[-1].set_xlabel("generator updates")
        with replacing(self.directory / "curves.png") as aside:
            figure.savefig(aside, dpi=100)
        self._is_drawn, self._drawn = True, time.monotonic()


def _steps_of_epochs(rows):
    """The number of steps in the epochs that rows hold."""
    return max((r["step"] for r in rows if r["row"] == "epoch"), default=0)


def _line(axis, name, steps, epochs):
    """A line with a mark at each epoch, over a thin line of the steps."""
    label = LABELS.get(name, name.replace("val_", "validation "))
    (line,) = axis.plot(*_points(name, epochs), marker=".", label=label)
    axis.plot(
        *_points(name, steps), color=line.get_color(), alpha=0.4, linewidth=0.8
    )


def _points(name, rows):
    rows = [row for row in rows if name in row]
    return [row["step"] for row in rows], [row[name] for row in rows]


def _rows(table):
    """The rows of the file with typed values, without empty cells."""
    if table.fieldnames is None or table.fieldnames[:3] != COLUMNS:
        raise ValueError(f"its first columns are not {', '.join(COLUMNS)}")
    for texts in table:
        row = {name: text for name, text in texts.items() if text}
        kind, *numbers = (row.pop(name) for name in COLUMNS)
        epoch, step = map(int, numbers)
        logs = {name: float(text) for name, text in row.items()}
        yield {"row": kind, "epoch": epoch, "step": step, **logs}
