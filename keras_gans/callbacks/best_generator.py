"""BestGenerator: keeps the model of the epoch with the best score."""

import json
import math
from pathlib import Path

import keras

from keras_gans.checks import check_name
from keras_gans.files import check_writable
from keras_gans.files import replacing


class BestGenerator(keras.callbacks.Callback):
    """Saves the model when a score is better than ever before.

    GANs get worse again when trained for too long: the last epoch is seldom
    the best one. Put it after the callback that logs the score. The score
    stands beside the model, in `best.json`, so that a resumed training only
    replaces it by a better one.

    Args:
        path: Path of the model, ending in `.keras`.
        monitor: Name of the score in the epoch's logs, such as `"fid"`. Epochs
            without it are passed over.
        mode: `"min"` or `"max"`, which is better.

    Raises:
        ValueError: On another suffix or mode; in `fit`, where no epoch had
            this log.
    """

    def __init__(self, path, monitor="fid", mode="min"):
        super().__init__()
        self.path = Path(path)
        if self.path.suffix != ".keras":
            raise ValueError(f"path must end in .keras. Received: {path}")
        check_name("mode", mode, ("min", "max"))
        self.monitor = monitor
        self.mode = mode
        self.best = None

    def on_train_begin(self, logs=None):
        check_writable(self.path.parent)
        if self.best is None and self.path.exists():
            self.best = self._read()

    def on_epoch_end(self, epoch, logs=None):
        score = (logs or {}).get(self.monitor)
        if score is None or not math.isfinite(score):
            return
        sign = 1 if self.mode == "min" else -1
        if self.best is not None and sign * score >= sign * self.best:
            return
        self.best = float(score)
        with replacing(self.path) as aside:
            self.model.save(aside)
        content = {self.monitor: self.best, "epoch": epoch + 1}
        with replacing(self.path.with_suffix(".json")) as aside:
            aside.write_text(json.dumps(content))

    def on_train_end(self, logs=None):
        if self.best is None:
            raise ValueError(
                "monitor must be a log of an earlier callback, such as FID. "
                f"Received: monitor={self.monitor!r}, which no epoch logged"
            )

    def _read(self):
        try:
            content = json.loads(self.path.with_suffix(".json").read_text())
            return content.get(self.monitor)
        except (OSError, ValueError):
            return None
