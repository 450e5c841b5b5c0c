"""Diagnosis: a callback that reports failures of a training."""

import dataclasses
import json
import math
from pathlib import Path

import keras
import numpy as np

from keras_gans.callbacks.diagnosis.gradient import generator_gradient_norm
from keras_gans.callbacks.diagnosis.reference import Reference
from keras_gans.callbacks.diagnosis.reference import random_images
from keras_gans.callbacks.diagnosis.rules import diagnose
from keras_gans.callbacks.schedule import is_due
from keras_gans.images.values import check_image_batch
from keras_gans.training.batches import first_batches
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing
from keras_gans.utils.untrusted import read_json

# Images, at most, in the batch that the generator's gradient is computed on.
BATCH = 64
# Steps between two checks of the logs for NaN. Reading logs makes an
# accelerator wait, so they are not read after each step.
STEPS = 50


class Diagnosis(keras.callbacks.Callback):
    """Prints a failure of the training when it begins, and what to do.

    It checks the logs. If `real` is given, it also checks the norm of the
    generator's gradient on a small batch, the diversity of samples and their
    distance from real images. The rules are `RULES` of
    `keras_gans.callbacks.diagnosis`. Within epochs, it checks the logs for NaN
    and infinity every 50 steps.

    It adds `diversity` to the epoch's logs: the mean distance between two
    samples, divided by that between two real images. Put this callback before
    callbacks that read the logs.

    Distances compare pixels, after images are averaged down to at most 16x16.
    They show that all samples are alike, but not that a class of images is
    missing; use `metrics` for that. Memorisation is detected if at least a
    tenth of the samples are copies of the 2,000 real images that are kept.

    The training is not changed. A training resumed by `Checkpoint` keeps its
    earlier observations. The attributes `observations` and `findings` hold what
    the file holds.

    Args:
        directory: Folder of `diagnosis.json`, which holds the observations and
            findings of all epochs; the folder is created if missing. `None`
            writes no file.
        real: Float array of the training images in [-1, 1], or shuffled batches
            of them, such as a `tf.data.Dataset`, whose first images are used.
            For a conditional model, batches of images and labels. `None`
            checks the logs alone, which works for every model.
        every: Positive integer, epochs between two observations. The last epoch
            and epochs with NaN or infinity are always observed.
        samples: Positive integer, number of images to generate for each
            observation; at most as many as there are real images are compared.
        seed: Integer, seed of the latents, which are the same each time.
        stop: Whether a finding stops the training.

    Raises:
        ValueError: In `fit`, if `real` does not fit the model, holds fewer than
            8 images, or holds the same image only; or if `real` is given and
            the model does not generate images from latents.

    Example:

    ```python
    digits = kg.datasets.digits(batch_size=64)
    diagnosis = kg.callbacks.Diagnosis("runs/digits", real=digits)
    gan.fit(digits, epochs=50, callbacks=[diagnosis])
    for finding in diagnosis.findings:
        print(finding.epoch, finding.rule, finding.evidence, finding.remedy)
    ```
    """

    def __init__(
        self,
        directory=None,
        real=None,
        every=1,
        samples=256,
        *,
        seed=0,
        stop=False,
    ):
        super().__init__()
        check_positive(every=every, samples=samples)
        self.directory = None if directory is None else Path(directory)
        self.real = real
        self.every = every
        self.samples = samples
        self.seed = seed
        self.stop = stop
        self.observations = []
        self.findings = []
        self._reference = self._batch = None

    def on_train_begin(self, logs=None):
        if self.directory:
            check_writable(self.directory)
        self._is_first = True
        if self.real is None:
            return
        if not hasattr(self.model, "generate"):
            raise ValueError(
                "real needs a model that generates images from latents; leave "
                "it out to check the logs alone. "
                f"Received: real images and a {type(self.model).__name__}"
            )
        batch = first_batches(self.real, 1)[0]
        self._batch = tuple(np.asarray(part[:BATCH]) for part in batch)
        self.model.check_batch(self._batch)
        images = random_images(self.real, self.seed)
        check_image_batch(images, self.model.image_shape)
        self._reference = Reference(images, self.samples)
        self.real = None  # The batch and the reference suffice; free the rest.

    def on_epoch_begin(self, epoch, logs=None):
        if self._is_first:
            self._is_first = False
            self._resume(epoch)
        self._epoch, self._last_check = epoch + 1, 0

    def on_train_batch_end(self, batch, logs=None):
        if batch + 1 - self._last_check < STEPS:
            return
        self._last_check = batch + 1
        values = self._model_logs(logs)
        if not _is_finite(values):
            self._report(diagnose([{"epoch": self._epoch, **values}]))

    def on_epoch_end(self, epoch, logs=None):
        values = self._model_logs(logs)
        if not is_due(self, epoch) and _is_finite(values):
            return
        observation = self._observe(epoch + 1, values)
        if logs is not None and "diversity" in observation:
            logs["diversity"] = observation["diversity"]
        self.observations.append(observation)
        findings = diagnose(self.observations)
        self.findings += findings
        self._report(findings)
        self._active = {finding.rule for finding in findings}
        self._write()

    def _model_logs(self, logs):
        """The logs of the model itself, without those of other callbacks."""
        names = [name for name in self.model.log_names if name in (logs or {})]
        return {name: float(logs[name]) for name in names}

    def _observe(self, epoch, values):
        """An observation of the model, as `symptoms` describes it."""
        step = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))
        observation = {"epoch": epoch, "step": step, **values}
        if self._reference is None:
            return observation
        samples = self.model.generate(self.samples, seed=self.seed)
        gradient = generator_gradient_norm(self.model, self._batch)
        return {
            **observation,
            "gradient": gradient,
            **self._reference.compare(samples),
        }

    def _report(self, findings):
        """Prints the findings that are new, and stops if `stop` is set."""
        for finding in findings:
            if finding.rule not in self._active:
                print(f"\nDiagnosis, {finding}")
                self._active.add(finding.rule)
        if findings and self.stop:
            self.model.stop_training = True

    def _resume(self, epoch):
        """Restores the observations up to an epoch, or makes the first one."""
        earlier = self._read() if self.directory else self.observations
        earlier = [o for o in earlier if epoch and o["epoch"] <= epoch]
        self.observations = earlier or [self._observe(epoch, {})]
        by_epoch = [
            diagnose(self.observations[: i + 1])
            for i, observation in enumerate(self.observations)
            if observation["epoch"] > 0
        ]
        self.findings = [f for findings in by_epoch for f in findings]
        self._active = {f.rule for f in by_epoch[-1]} if by_epoch else set()

    def _read(self):
        path = self.directory / "diagnosis.json"
        try:
            return [
                {name: _number(value) for name, value in observation.items()}
                | {"epoch": int(observation["epoch"])}
                for observation in read_json(path)["observations"]
            ]
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{path} must be the diagnosis of the training that is "
                "resumed; move the file away to start a new one. "
                f"Received: a file that raises {error!r}"
            ) from error

    def _write(self):
        if not self.directory:
            return
        content = {
            "observations": [_for_json(o) for o in self.observations],
            "findings": [dataclasses.asdict(f) for f in self.findings],
        }
        with replacing(self.directory / "diagnosis.json") as aside:
            aside.write_text(json.dumps(content, indent=1))


def _is_finite(values):
    return all(map(math.isfinite, values.values()))


def _for_json(observation):
    """The observation with NaN and infinity as text: JSON has neither."""
    return {
        k: v if math.isfinite(v) else str(v) for k, v in observation.items()
    }


def _number(value):
    return float(value) if isinstance(value, str) else +value
