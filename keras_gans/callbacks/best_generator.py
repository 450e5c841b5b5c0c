"""BestGenerator: keeps the model of the epoch with the best score."""

import json
import math
import warnings
from pathlib import Path

import keras

from keras_gans.utils.checks import check_name
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing


class BestGenerator(keras.callbacks.Callback):
    """Saves the model when a score is better than ever before.

    GANs get worse again when trained for too long: the last epoch is seldom
    the best one. Put it after the callback that logs the score. The score
    stands beside the model, in a JSON file of its name: a training that
    `Checkpoint` resumes replaces it by a better one only. A new training
    begins anew.

    Args:
        path: Path of the model, ending in `.keras`.
        monitor: Name of the score in the epoch's logs, such as `"fid"`. Epochs
            without it are passed over.
        mode: `"min"` or `"max"`, which is better.

    Raises:
        ValueError: On another suffix or mode.
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
        self.best, self._is_first, self._seen = None, True, 0

    def on_epoch_begin(self, epoch, logs=None):
        if self._is_first and epoch > 0:
            self.best = self._read()
        self._is_first = False

    def on_epoch_end(self, epoch, logs=None):
        score = (logs or {}).get(self.monitor)
        if score is None:
            return
        self._seen += 1
        if not math.isfinite(score):
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
        if not self._seen:
            warnings.warn(
                "monitor must be a log of an earlier callback, such as FID. "
                f"Received: monitor={self.monitor!r}, which no epoch logged",
                stacklevel=2,
            )

    def _read(self):
        try:
            content = json.loads(self.path.with_suffix(".json").read_text())
            return content[self.monitor] if self.path.exists() else None
        except (OSError, ValueError, KeyError):
            return None
