"""Diagnosis: says when a training goes wrong, why, and what to do."""

import dataclasses
import json
import math
from pathlib import Path

import keras
import numpy as np

from keras_gans.callbacks.diagnosis.gradient import generator_gradient_norm
from keras_gans.callbacks.diagnosis.reference import Reference
from keras_gans.callbacks.diagnosis.reference import some
from keras_gans.callbacks.diagnosis.rules import diagnose
from keras_gans.callbacks.schedule import is_due
from keras_gans.images.values import check_image_batch
from keras_gans.training.batches import first_batches
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing

# Images of the batch that shows the generator's gradient.
BATCH = 64
# Reading logs makes an accelerator wait, so not after each step.
STEPS = 50


class Diagnosis(keras.callbacks.Callback):
    """Prints what goes wrong in a training once it does, and what to do.

    It looks at the logs and, with `real`, at the generator's gradient on a
    small batch, the diversity of samples and their distance from real images;
    the rules are those of `keras_gans.callbacks.diagnosis`. NaN and infinity in
    the logs
    are looked for within epochs too. The epoch's logs get `diversity`, the mean
    distance of two samples divided by that of two real images: put this
    callback before those that write or follow the logs.

    It compares pixels, averaged over squares until an image has at most 16x16:
    that shows samples which are all alike, not whether some class of images is
    missing, for which there are `metrics`. Copies of training images are seen
    if a tenth of the samples are copies of the 2,000 real images it keeps.

    It changes nothing of the training. One that `Checkpoint` resumes goes on
    with its earlier observations. They are attributes, `observations` and
    `findings`, as in the file.

    Args:
        directory: Folder of `diagnosis.json`, the observations and findings of
            all epochs, made if need be; `None` for no file.
        real: Float array of the training images in [-1, 1], or batches of them
            such as a `tf.data.Dataset`, shuffled, of which the first are taken;
            for a conditional model, batches of images and labels. `None` to
            watch the logs alone, as of models that translate images.
        every: Positive integer, epochs between two observations; there is also
            one of the last epoch, and of each with NaN.
        samples: Positive integer, generated images a time, of which as many are
            compared as there are real ones.
        seed: Integer, of the latents, the same each time.
        stop: Whether a finding ends the training.

    Raises:
        ValueError: In `fit`, where real images do not fit the model, are fewer
            than 8, or are all the same, or the model does not make images of
            latents.
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
                "Images that a model makes of latents are compared with real "
                "ones; of others, leave out real to watch the logs alone. "
                f"Received: real images and a {type(self.model).__name__}"
            )
        batch = first_batches(self.real, 1)[0]
        self._batch = tuple(np.asarray(part[:BATCH]) for part in batch)
        self.model.check_batch(self._batch)
        images = some(self.real, self.seed)
        check_image_batch(images, self.model.image_shape)
        self._reference = Reference(images, self.samples)
        self.real = None  # Of it, this is all that is needed.

    def on_epoch_begin(self, epoch, logs=None):
        if self._is_first:
            self._is_first = False
            self._resume(epoch)
        self._epoch, self._looked = epoch + 1, 0

    def on_train_batch_end(self, batch, logs=None):
        if batch + 1 - self._looked < STEPS:
            return
        self._looked = batch + 1
        figures = self._figures(logs)
        if not _is_finite(figures):
            self._tell(diagnose([{"epoch": self._epoch, **figures}]))

    def on_epoch_end(self, epoch, logs=None):
        figures = self._figures(logs)
        if not is_due(self, epoch) and _is_finite(figures):
            return
        observation = self._observe(epoch + 1, figures)
        if logs is not None and "diversity" in observation:
            logs["diversity"] = observation["diversity"]
        self.observations.append(observation)
        found = diagnose(self.observations)
        self.findings += found
        self._tell(found)
        self._active = {finding.rule for finding in found}
        self._write()

    def _figures(self, logs):
        names = [name for name in self.model.log_names if name in (logs or {})]
        return {name: float(logs[name]) for name in names}

    def _observe(self, epoch, figures):
        step = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))
        observation = {"epoch": epoch, "step": step, **figures}
        if self._reference is None:
            return observation
        samples = self.model.generate(self.samples, seed=self.seed)
        gradient = generator_gradient_norm(self.model, self._batch)
        return {
            **observation,
            "gradient": gradient,
            **self._reference.compare(samples),
        }

    def _tell(self, findings):
        """Prints those that the epoch before had not, and perhaps stops."""
        for finding in findings:
            if finding.rule not in self._active:
                print(f"\nDiagnosis, {finding}")
                self._active.add(finding.rule)
        if findings and self.stop:
            self.model.stop_training = True

    def _resume(self, epoch):
        """Goes on with what was observed before an epoch, or anew."""
        earlier = self._read() if self.directory else self.observations
        earlier = [o for o in earlier if epoch and o["epoch"] <= epoch]
        self.observations = earlier or [self._observe(epoch, {})]
        found = [
            diagnose(self.observations[: i + 1])
            for i, observation in enumerate(self.observations)
            if observation["epoch"] > 0
        ]
        self.findings = [finding for findings in found for finding in findings]
        self._active = {finding.rule for finding in (found or [[]])[-1]}

    def _read(self):
        try:
            content = (self.directory / "diagnosis.json").read_text()
        except FileNotFoundError:
            return []
        return [
            {name: _number(value) for name, value in observation.items()}
            for observation in json.loads(content)["observations"]
        ]

    def _write(self):
        if not self.directory:
            return
        content = {
            "observations": [_for_json(o) for o in self.observations],
            "findings": [dataclasses.asdict(f) for f in self.findings],
        }
        with replacing(self.directory / "diagnosis.json") as aside:
            aside.write_text(json.dumps(content, indent=1))


def _is_finite(figures):
    return all(map(math.isfinite, figures.values()))


def _for_json(observation):
    """With NaN and infinity as text, since JSON has none."""
    return {
        k: v if math.isfinite(v) else str(v) for k, v in observation.items()
    }


def _number(value):
    return float(value) if isinstance(value, str) else value
