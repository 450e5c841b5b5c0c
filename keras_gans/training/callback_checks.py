"""What is asked of callbacks before training.

A callback of this package that adds logs has a property `added_logs`: the names
of the logs, each with its better direction, `"min"`, `"max"` or `None`.
"""

import importlib.util
import inspect
import string
import warnings

import keras

from keras_gans.training.two_optimizers import check_settable

SETS_RATES = (
    keras.callbacks.LearningRateScheduler,
    keras.callbacks.ReduceLROnPlateau,
)


def check_callbacks(model, callbacks, has_validation):
    """Raises on callbacks that would fail, or do nothing, in mid-training.

    Sets the `mode` of callbacks that monitor a log whose better direction an
    earlier callback declares.

    Args:
        model: Compiled `ResumableModel`.
        callbacks: What `fit` was given: a callback, a nest of them, a
            `CallbackList` or `None`.
        has_validation: Whether `fit` has validation data.
    """
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks = callbacks.callbacks
    logs = Logs(model, has_validation)
    # `flatten` makes a list of one `None`.
    for callback in keras.tree.flatten(callbacks or []):
        _check_is_callback(callback)
        _check_suits(callback, model)
        logs.check(callback)
        logs.add(callback)


class Logs:
    """The logs that a callback finds, as far as they are known.

    Args:
        model: `ResumableModel`.
        has_validation: Whether `fit` has validation data.
    """

    def __init__(self, model, has_validation):
        self.model = model
        self.of_model = dict.fromkeys(model.log_names)
        self.known = dict(self.of_model)
        validation = [f"val_{name}" for name in model.test_log_names]
        if has_validation:
            self.known |= dict.fromkeys(validation)
        # The names that only the model could log.
        self.reserved = ("loss", "val_loss", *validation)
        # Whether a callback of unknown kind may have added others.
        self.are_all_known = True
        # Logs that some epochs leave out.
        self.rare = set()

    def add(self, callback):
        """Adds the logs that a callback adds."""
        added = self._added_by(callback)
        if added is None:
            self.are_all_known = False
        else:
            self.known |= added
            if getattr(callback, "every", 1) > 1:
                self.rare |= set(added)

    def check(self, callback):
        """Raises unless there are the logs that a callback reads."""
        if isinstance(callback, keras.callbacks.CSVLogger) and self.rare:
            warnings.warn(
                "CSVLogger writes the logs of the first epoch, which has no "
                f"{' and no '.join(sorted(self.rare))}; TrainingCurves writes "
                "all logs.",
                stacklevel=2,
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
        if mode == "auto":
            callback.mode = better
        elif mode in ("min", "max") and better not in (None, mode):
            raise ValueError(
                f"{_name(callback)} must have mode={better!r}, since "
                f"{'lower' if better == 'min' else 'higher'} values of "
                f"{monitor!r} are better. Received: mode={mode!r}"
            )

    def _check_path(self, callback, frequency):
        """Raises unless a callback can fill in its file name each time."""
        fields = {
            field.split(".")[0].split("[")[0]
            for _, field, _, _ in string.Formatter().parse(callback.filepath)
            if field
        }
        if frequency == "epoch":
            wrong = {f for f in fields - {"epoch"} if not self._may_be(f)}
            wrong |= fields & self.rare
        else:
            wrong = fields - {"epoch", "batch"} - self.of_model.keys()
        if wrong:
            raise ValueError(
                f"{_name(callback)} must have a file name of epoch and of "
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
            f"There are {self._listed()}. A callback that logs another, such "
            "as FID, must stand before it."
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
                for name, _ in _optimizers(self.model)
            )
        if "on_epoch_end" in vars(callback):  # A `LambdaCallback`.
            return None
        kind = type(callback)
        is_known = kind.__module__.split(".")[0] in ("keras", "keras_gans")
        base = keras.callbacks.Callback
        is_known |= kind.on_epoch_end is base.on_epoch_end
        return {} if is_known else None


def _check_is_callback(callback):
    base = keras.callbacks.Callback
    if inspect.isclass(callback) and issubclass(callback, base):
        raise TypeError(
            f"callbacks must be objects: write {callback.__name__}(...). "
            f"Received: the class {callback.__name__}"
        )
    if not isinstance(callback, base):
        raise TypeError(
            "callbacks must be Keras callbacks; a function goes into "
            "keras.callbacks.LambdaCallback(on_epoch_end=...). "
            f"Received: {callback!r}"
        )


def _check_suits(callback, model):
    """Raises on a callback of Keras that cannot work with the model."""
    optimizers = _optimizers(model)
    if isinstance(callback, SETS_RATES):
        for name, optimizer in optimizers:
            check_settable(name or "optimizer", optimizer)
    elif isinstance(callback, keras.callbacks.SwapEMAWeights):
        if not any(optimizer.use_ema for _, optimizer in optimizers):
            raise ValueError(
                "SwapEMAWeights needs an optimizer with use_ema=True; a model "
                "with ema=0.999 has an average without it. "
                "Received: optimizers with use_ema=False"
            )
    elif isinstance(callback, keras.callbacks.TerminateOnNaN):
        if "loss" not in model.log_names:
            raise ValueError(
                "TerminateOnNaN looks at a log 'loss', which the model does "
                "not have. Use callbacks.Diagnosis(stop=True). "
                f"Received: logs {', '.join(model.log_names)}"
            )
    elif isinstance(callback, keras.callbacks.RemoteMonitor):
        if importlib.util.find_spec("requests") is None:
            raise ImportError(
                "RemoteMonitor needs the package requests: "
                "`pip install requests`."
            )


def _optimizers(model):
    """Pairs of name and optimizer; the name of a single one is empty."""
    if hasattr(model.optimizer, "optimizers"):
        return [(opt.name, opt) for opt in model.optimizer.optimizers]
    return [] if model.optimizer is None else [("", model.optimizer)]


def _name(callback):
    return type(callback).__name__
