"""BestGenerator: saves the model of the epoch with the best score."""

import math

import keras

from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.scores import DIRECTIONS
from keras_gans.metrics import VALUES
from keras_gans.utils.checks import check_name
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import local_path
from keras_gans.utils.files import write_json
from keras_gans.utils.untrusted import read_json
from keras_gans.utils.warnings import warn


class BestGenerator(keras.callbacks.Callback):
    """Saves the model whenever a score is better than in all epochs before.

    GANs often get worse when trained for too long, so the last epoch is seldom
    the best. Put this callback after the callback that logs the score. The file
    holds the whole model, which `keras_gans.load_model` loads: its images are
    those that were scored, of the average if there is one. A JSON file beside
    the model holds the score. A training that is resumed, or continued by a
    second `fit`, keeps the saved model until an epoch is better; a new training
    replaces it.

    Args:
        path: Path of the model, ending in `.keras`.
        monitor: Name of the score in the epoch's logs: `"mind"`, the default
            of `Scores`, or another, such as `"fid"`. Epochs that do not log it
            are skipped.
        mode: `"min"` or `"max"`, the better direction; `None` for that of a
            score of this package or of a callback's `added_logs`, and `"min"`
            for other logs.

    Raises:
        ValueError: If `path` does not end in `.keras` or has fields in braces,
            or `mode` is unknown. In `fit`, if another callback writes the file.
        TypeError: If `monitor` is no name.
        OSError: In `fit`, if the file cannot be written.

    Example:

    ```python
    scores = kg.callbacks.Scores(kg.metrics.mnist_classifier("digits"), digits)
    best = kg.callbacks.BestGenerator("best.keras")
    gan.fit(digits, epochs=20, callbacks=[scores, best])
    ```
    """

    def __init__(self, path, monitor="mind", mode=None):
        super().__init__()
        self.path = local_path("path", path)
        if self.path.suffix != ".keras":
            raise ValueError(f"path must end in .keras. Received: {path}")
        if "{" in self.path.name:
            raise ValueError(
                "path must be the one file that holds the best model, without "
                f"fields in braces. Received: {path}"
            )
        better = {v.log: DIRECTIONS[v.better] for v in VALUES.values()}
        if mode is not None:
            check_name("mode", mode, ("min", "max"))
        if not isinstance(monitor, str):
            raise TypeError(
                "monitor must be the name of a log, such as 'mind'. "
                f"Received: monitor={monitor!r}"
            )
        self.monitor = monitor
        # `fit` sets it if the callback that logs a score declares what is best.
        self.mode = mode or better.get(monitor)
        self.best = None

    def on_train_begin(self, logs=None):
        check_writable(self.path.parent)
        self.best, self._is_first, self._seen = None, True, 0

    def on_epoch_begin(self, epoch, logs=None):
        if self._is_first and epochs_done(self, epoch) > 0:
            self.best = self._read()
        self._is_first = False

    def on_epoch_end(self, epoch, logs=None):
        score = (logs or {}).get(self.monitor)
        if score is None:
            return
        self._seen += 1
        if not math.isfinite(score):
            return
        sign = -1 if self.mode == "max" else 1
        if self.best is not None and sign * score >= sign * self.best:
            return
        self.best = float(score)
        self.model.save(self.path)
        trained = epochs_done(self, epoch + 1)
        content = {self.monitor: self.best, "epoch": trained}
        write_json(self.path.with_suffix(".json"), content)

    def on_train_end(self, logs=None):
        # `Scores` says it of a training that ended within an epoch.
        if not (self._seen or getattr(self.model, "stop_at_step", None)):
            warn(
                "monitor must name a log of an earlier callback, such as "
                f"Scores. Received: monitor={self.monitor!r}, which no epoch "
                "logged",
            )

    def _read(self):
        try:
            content = read_json(self.path.with_suffix(".json"))
            best = float(content[self.monitor])
            return best if self.path.exists() else None
        except KeyError:
            warn(
                "path holds the best model by another score, which the best "
                f"by {self.monitor!r} replaces: give BestGenerator another "
                f"path to keep both. Received: path={str(self.path)!r}"
            )
        except (OSError, ValueError, TypeError):
            pass
        return None
