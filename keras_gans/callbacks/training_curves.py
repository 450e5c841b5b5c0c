"""TrainingCurves: what the losses do, as a table and a plot."""

import csv
import time
from pathlib import Path

import keras

from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing

# Logs that are at most 1, or near it.
SHARES = ("d_real", "d_fake", "d_accuracy", "k")
# Seconds between two writings of the table inside an epoch.
WRITE_EVERY = 10
LABELS = {"d_real": "D(x)", "d_fake": "D(G(z))", "d_accuracy": "accuracy of D"}


class TrainingCurves(keras.callbacks.Callback):
    """Writes `history.csv` and draws `curves.png`, inside epochs too.

    The table has a row every `every` steps, the means of the logs since the row
    before, and a row for each epoch, its means: column `row` is `step` or
    `epoch`, column `step` counts generator updates. The plot, redrawn after
    each epoch, shows the model's losses above and D(x), D(G(z)) and the
    discriminator's accuracy, where there are such, below.

    A resumed training goes on with the table of the interrupted one.

    Args:
        directory: Folder of both files, made if need be.
        every: Positive integer, steps between two rows.
    """

    def __init__(self, directory, every=50):
        super().__init__()
        check_positive(every=every)
        self.directory = Path(directory)
        self.every = every
        self._rows = None

    def on_train_begin(self, logs=None):
        check_writable(self.directory)
        self._rows = None

    def on_epoch_begin(self, epoch, logs=None):
        if self._rows is None:
            # A resumed training repeats the epoch that was interrupted.
            self._rows = self._read(epoch)
            self._written = time.monotonic()
        self._epoch = epoch + 1
        self._steps_before = self._rows[-1]["step"] if self._rows else 0
        self._steps = self._last = 0
        self._sums = {}

    def on_train_batch_end(self, batch, logs=None):
        self._steps = batch + 1
        n = self._steps - self._last
        if n < self.every:
            return
        # Logs are means since the epoch began; these, since the row before.
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
        self._draw()

    def _add(self, kind, logs):
        row = {
            "row": kind,
            "epoch": self._epoch,
            "step": self._steps_before + self._steps,
        }
        logs = {name: float(value) for name, value in logs.items()}
        self._rows.append(row | logs)

    def _read(self, epoch):
        """The rows up to an epoch that a training before this one wrote."""
        path = self.directory / "history.csv"
        try:
            with open(path, newline="") as file:
                rows = [_row(row) for row in csv.DictReader(file)]
        except FileNotFoundError:
            return []
        except (KeyError, TypeError, ValueError, csv.Error) as error:
            raise ValueError(
                f"{path} must be the table of the training that goes on here; "
                f"move it away to begin another. Received: {error!r} in it"
            ) from error
        return [row for row in rows if row["epoch"] <= epoch]

    def _write(self):
        names = dict.fromkeys(name for row in self._rows for name in row)
        path = self.directory / "history.csv"
        with replacing(path) as aside, open(aside, "w", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(self._rows)
        self._written = time.monotonic()

    def _draw(self):
        from matplotlib.figure import Figure

        steps = [row for row in self._rows if row["row"] == "step"]
        epochs = [row for row in self._rows if row["row"] == "epoch"]
        # Not what other callbacks log, whose scale may be another.
        names = [
            n
            for n in epochs[-1]
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


def _line(axis, name, steps, epochs):
    """A thin line of the steps under one with a mark at each epoch's end."""
    label = LABELS.get(name, name.replace("val_", "validation "))
    (line,) = axis.plot(*_points(name, epochs), marker=".", label=label)
    axis.plot(
        *_points(name, steps), color=line.get_color(), alpha=0.4, linewidth=0.8
    )


def _points(name, rows):
    rows = [row for row in rows if name in row]
    return [row["step"] for row in rows], [row[name] for row in rows]


def _row(texts):
    """A row of the file, without empty cells."""
    row = {name: text for name, text in texts.items() if text}
    kind, *numbers = (row.pop(name) for name in ("row", "epoch", "step"))
    epoch, step = map(int, numbers)
    logs = {name: float(text) for name, text in row.items()}
    return {"row": kind, "epoch": epoch, "step": step, **logs}
