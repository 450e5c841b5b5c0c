"""RunPage: a page to watch a training in a browser."""

import dataclasses
import time
import traceback
from collections.abc import Mapping

import keras
from keras import ops

from keras_gans.callbacks import page_parts
from keras_gans.callbacks.diagnosis import record
from keras_gans.callbacks.pace import Pace
from keras_gans.callbacks.schedule import Thrift
from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.pages import run as page
from keras_gans.training.kinds import check_batches
from keras_gans.training.stopping import Pause
from keras_gans.training.stopping import Signal
from keras_gans.utils.checks import check_flag
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import is_first
from keras_gans.utils.files import local_path

# Within an epoch, the page is written every so many seconds at most.
WITHIN = 30


class RunPage(keras.callbacks.Callback):
    """Writes `index.html`, a page that shows the training while it runs.

    Open the file in a browser. It needs no server and no network, and loads
    itself again while the training runs. It shows samples of all epochs beside
    real pictures, the losses, scores and diversity over time, the findings of
    the diagnosis with their remedies, the time left and the configuration. The
    file is whole at any moment. Its pictures are inside it, so it can be sent
    to others.

    Put it last in the list, so that it shows the logs of all callbacks. In a
    notebook, the last samples and curves are shown below the cell too.

    Writing takes at most 1 % of the time: with short epochs, not each of them
    is written.

    Args:
        folder: Folder of the page; it is created if missing.
        real: The training data, as for `fit`: images of the same shape as the
            samples are shown beside these, and `Diagnosis` compares the two.
            `None` shows the samples alone.
        title: Text above the page; the name of the model by default.
        configuration: Dictionary of what the page shows of the training's
            arguments; by default those of the model and its optimizers.
        commands: Dictionary of commands by their purpose, such as
            `{"Repeat it": "python train.py"}`.
        observe: Whether to run `SampleGrid`, or for a translation
            `TranslationGrid`, `Diagnosis` and `TrainingCurves`, which write
            what the page shows into the folder. `False` if these callbacks are
            in the list with the same folder, the grids in `folder/samples`.

    Example:

    ```python
    digits = kg.datasets.digits(batch_size=64)
    gan.fit(digits, epochs=50, callbacks=[kg.callbacks.RunPage("run", digits)])
    ```
    """

    records_logs = True

    def __init__(
        self,
        folder,
        real=None,
        *,
        title=None,
        configuration=None,
        commands=None,
        observe=True,
    ):
        super().__init__()
        if real is not None:
            check_batches(real, "real")
        check_flag(observe=observe)
        mappings = {"configuration": configuration, "commands": commands}
        for name, value in mappings.items():
            if not isinstance(value, Mapping | None):
                raise TypeError(
                    f"{name} must be a dictionary of texts by their names, or "
                    f"None. Received: {name}={value!r}"
                )
        self.folder = local_path("folder", folder)
        self.real = real
        self.title = title
        self.configuration = configuration
        self.commands = commands or {}
        self.observe = observe
        self._state = None  # Before training.
        self._parts = []
        self._notebook = page_parts.Notebook()

    @property
    def added_logs(self):
        """The names of its logs; neither direction is better."""
        adds = self.observe and self.real is not None
        return {"diversity": None} if adds else {}

    def on_train_begin(self, logs=None):
        check_writable(self.folder)
        self._began, self._pace = time.monotonic(), Pace()
        self._thrift = Thrift()
        self._done = self._step = 0
        self._steps = self.params["steps"]  # In an epoch, if known.
        self._state, self._total = page.RUNNING, None
        self._updates, self._counted = 0, (0, 0)
        page.prepare()
        page_parts.draw_real(self.model, self.real, self.folder / page.REAL)
        if self.observe and not self._parts:
            self._parts = page_parts.observers(
                self.model, self.real, self.folder
            )
        self._each("set_params", self.params)
        self._each("set_model", self.model)
        self._each("on_train_begin", logs)

    def on_epoch_begin(self, epoch, logs=None):
        self._each("on_epoch_begin", epoch, logs)
        self._done = epochs_done(self, epoch)
        self._step = steps_resumed(self)
        if self._total is None:
            self._total = self._done + self.params["epochs"] - epoch
            self._write()

    def on_train_batch_begin(self, batch, logs=None):
        self._each("on_train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        self._each("on_train_batch_end", batch, logs)
        self._pace.count(batch)
        self._step = steps_resumed(self) + batch + 1
        if self._thrift.is_due(WITHIN):
            self._write()

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        self._each("on_epoch_end", epoch, logs)
        self._steps = self._steps or self._step
        self._done, self._step = epochs_done(self, epoch + 1), 0
        if self._thrift.is_due():
            self._write()

    def on_train_end(self, logs=None):
        self._each("on_train_end", logs)
        self._done = epochs_done(self, self._done)
        is_whole = self._done >= (self._total or 0) and not self._step
        stop = self.model.stop_at_step
        has_ended = is_whole or (stop and not isinstance(stop, Signal | Pause))
        self._end(page.FINISHED if has_ended else page.STOPPED)

    def on_train_interrupted(self):
        """What `fit` calls after Ctrl-C."""
        if self._state != page.RUNNING:  # It has not begun.
            return
        for part in self._parts:
            if hasattr(part, "on_train_interrupted"):
                part.on_train_interrupted()
        self._end(page.STOPPED)

    def on_train_failed(self, error):
        """What `fit` calls after an error."""
        if self._state == page.RUNNING:
            words = traceback.format_exception_only(error)
            self._end(page.FAILED, "".join(words).strip())

    def _each(self, hook, *args):
        for part in self._parts:
            getattr(part, hook)(*args)

    def _end(self, state, error=None):
        self._state = state
        self._write(error)

    def _write(self, error=None):
        if not is_first():  # It writes the pictures that the page shows.
            return
        with self._thrift.writing():
            page.write(self.folder, self._run(error), self._findings())
            self._notebook.show(self.folder)

    def _findings(self):
        try:
            _, findings = record.read(self.folder)
        except ValueError:  # Another's file.
            return []
        return [
            dataclasses.asdict(finding)
            for finding in findings
            if finding.epoch <= self._done
        ]

    def _run(self, error):
        now, steps, step = time.monotonic(), self._steps, self._pace.seconds
        # An epoch is not done before its end.
        part = min(0.99, self._step / steps) if steps else 0
        if error is None:
            self._updates = int(ops.convert_to_numpy(self.model.updates))
            self._counted = self._done, self._step
        elif steps:
            # The error may have left the model without its variables.
            done, before = self._counted
            self._updates += (self._done - done) * steps + self._step - before
        configuration = self.configuration
        if configuration is None:
            configuration = page_parts.configuration(self.model)
        return page.Run(
            folder=str(self.folder),
            title=self.title or type(self.model).__name__,
            state=self._state,
            done=self._done + part,
            epochs=max(1, self._total or self._done),
            steps=self._updates,
            seconds=now - self._began,
            epoch_seconds=steps * step if steps and step else None,
            interval=max(WITHIN, self._thrift.interval),
            is_growing=getattr(self.model, "stages", 1) > 1,
            error=error,
            commands=self.commands,
            configuration=configuration,
        )
