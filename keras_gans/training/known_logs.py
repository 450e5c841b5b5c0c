"""The logs that callbacks of `fit` find, as far as they are known before it."""

import string

import keras

from keras_gans import backend
from keras_gans.training.two_optimizers import optimizers_of
from keras_gans.utils.warnings import warn

# They log the rates that they set.
SETS_RATES = (
    keras.callbacks.LearningRateScheduler,
    keras.callbacks.ReduceLROnPlateau,
)
# They record all logs that they find.
RECORDS = (keras.callbacks.CSVLogger, keras.callbacks.TensorBoard)


class Logs:
    """The logs that a callback finds, as far as they are known.

    Args:
        model: `ResumableModel`.
        has_validation: Whether `fit` has validation data.
        frequency: The `validation_freq` of `fit`.
    """

    def __init__(self, model, has_validation, frequency=1):
        self.model = model
        # As in Keras, the one known direction is that of "loss".
        better = {"loss": "min"}
        own = [metric.name for metric in model.own_metrics]
        names = (*model.log_names, *own)
        self.of_model = {name: better.get(name) for name in names}
        validation = {
            f"val_{name}": better.get(name)
            for name in (*model.test_log_names, *own)
        }
        self.known = self.of_model | (validation if has_validation else {})
        # The names that only the model could log.
        self.reserved = {"loss", "val_loss", *validation}
        # Whether a callback of unknown kind, or a step that a subclass
        # overrides, may not have added others.
        self.are_all_known = all(
            getattr(type(model), step) is getattr(backend.StepAdapter, step)
            for step in ("train_step", "test_step")
        )
        # Logs that some epochs leave out: those of callbacks and all.
        self.rare = set()
        self.sparse = set(validation) if frequency != 1 else set()
        # Callbacks that record all logs that they find.
        self.tables = []

    def add(self, callback):
        """Adds the logs that a callback adds."""
        added = self._added_by(callback)
        if added is None:
            self.are_all_known = False
        else:
            self._check_new(callback, added)
            self._check_recorded(callback, added)
            self.known |= added
            if getattr(callback, "every", 1) > 1:
                self.rare |= set(added)

        if getattr(callback, "records_logs", isinstance(callback, RECORDS)):
            self.tables.append(_name(callback))

    def _check_recorded(self, callback, added):
        """Warns of logs that a callback adds behind one that records logs."""
        new = [name for name in added if name not in self.known]
        if new and self.tables and hasattr(callback, "added_logs"):
            warn(
                f"{' and '.join(self.tables)} will not record "
                f"{', '.join(new)}: put {_name(callback)}, which logs "
                "it, before it in the list of callbacks."
            )

    def _check_new(self, callback, added):
        """Raises on a score that another callback logs under the same name."""
        for name, better in added.items():
            if better and name in self.known:
                raise ValueError(
                    f"{_name(callback)} logs {name!r}, as a callback before it "
                    "does, and would replace its values. Leave one of the two "
                    "out; metrics.evaluate scores the trained model against "
                    f"other images. Received: two callbacks that log {name!r}"
                )

    def check(self, callback):
        """Raises unless there are the logs that a callback reads."""
        if isinstance(callback, keras.callbacks.CSVLogger) and self.rare:
            warn(
                "CSVLogger writes only logs of the first epoch, which has no "
                f"{' and no '.join(sorted(self.rare))}; TrainingCurves writes "
                "all logs.",
            )
        frequency = getattr(callback, "save_freq", "epoch")
        best_only = getattr(callback, "save_best_only", True)
        if isinstance(getattr(callback, "filepath", None), str):
            self._check_path(callback, frequency)
        monitor = getattr(callback, "monitor", None)
        if not isinstance(monitor, str) or (
            monitor == "val_loss" and not best_only
        ):
            return
        self._check_monitor(callback, monitor)
        if frequency != "epoch" and best_only:
            raise ValueError(
                f"{_name(callback)} compares epochs, not batches: give it "
                "save_freq='epoch', or save_best_only=False. "
                f"Received: save_freq={frequency}"
            )

    def _check_monitor(self, callback, monitor):
        if not self._may_be(monitor):
            raise ValueError(
                f"{_name(callback)} monitors {monitor!r}, which neither the "
                "model nor a callback before it logs. "
                f"{self._remedy(monitor)} Received: monitor={monitor!r}"
            )
        better = self.known.get(monitor)
        mode = getattr(callback, "mode", None)
        if mode == "auto" and better is None:
            raise ValueError(
                f"{_name(callback)} must be told which values of {monitor!r} "
                "are better: add mode='min' or mode='max'. The losses of a GAN "
                "do not measure its quality; scores such as 'fid' do, and need "
                f"no mode. Received: monitor={monitor!r}, mode='auto'"
            )
        if mode == "auto" or (mode is None and hasattr(callback, "mode")):
            callback.mode = better
        elif mode in ("min", "max") and better not in (None, mode):
            raise ValueError(
                f"{_name(callback)} must have mode={better!r}, since "
                f"{'lower' if better == 'min' else 'higher'} values of "
                f"{monitor!r} are better. Received: mode={mode!r}"
            )

    def _check_path(self, callback, frequency):
        """Raises unless a callback can fill in its file name each time."""
        if callback.filepath.endswith(".h5") and not getattr(
            callback, "save_weights_only", True
        ):
            raise ValueError(
                f"{_name(callback)} must have a file name that ends in .keras, "
                "or save_weights_only=True and one that ends in .weights.h5. "
                f"Received: {callback.filepath!r}"
            )
        fields = {
            field.split(".")[0].split("[")[0]
            for _, field, _, _ in string.Formatter().parse(callback.filepath)
            if field
        }
        if frequency == "epoch":
            wrong = {f for f in fields - {"epoch"} if not self._may_be(f)}
            wrong |= fields & (self.rare | self.sparse)
        else:
            wrong = fields - {"epoch", "batch"} - self.of_model.keys()
        if wrong:
            raise ValueError(
                f"{_name(callback)} must use in its file name only epoch and "
                f"logs that it finds each time: {self._listed()}. "
                f"Received: {callback.filepath!r}, with {sorted(wrong)}"
            )

    def _may_be(self, name):
        return name in self.known or not (
            self.are_all_known or name in self.reserved
        )

    def _remedy(self, monitor):
        if monitor.removeprefix("val_") in self.of_model:
            return "Give fit validation_data."
        return (
            f"The logs are {self._listed()}. A callback that adds others, such "
            "as FID, must come before it."
        )

    def _listed(self):
        return ", ".join(self.known)

    def _added_by(self, callback):
        """The logs of a callback by name, or `None` if they are unknown."""
        if hasattr(callback, "added_logs"):
            return callback.added_logs
        if isinstance(callback, SETS_RATES):
            return dict.fromkeys(
                f"learning_rate_{name}" if name else "learning_rate"
                for name, _ in optimizers_of(self.model)
            )
        if "on_epoch_end" in vars(callback):  # A `LambdaCallback`.
            return None
        kind = type(callback)
        is_known = kind.__module__.split(".")[0] in ("keras", "keras_gans")
        base = keras.callbacks.Callback
        is_known |= kind.on_epoch_end is base.on_epoch_end
        return {} if is_known else None


def _name(callback):
    return type(callback).__name__
