"""Diagnosis: a callback that reports failures of a training."""

import math

import keras

from keras_gans.callbacks.diagnosis.batch_statistics import inference_spread
from keras_gans.callbacks.diagnosis.gradient import generator_gradient_norm
from keras_gans.callbacks.diagnosis.record import read
from keras_gans.callbacks.diagnosis.record import write
from keras_gans.callbacks.diagnosis.reference import Incomparable
from keras_gans.callbacks.diagnosis.reference import Reference
from keras_gans.callbacks.diagnosis.reference import random_images
from keras_gans.callbacks.diagnosis.rules import RULES
from keras_gans.callbacks.diagnosis.rules import diagnose
from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import is_due
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.images.values import check_image_batch
from keras_gans.training.batches import first_batches
from keras_gans.training.kinds import check_batches
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import local_path
from keras_gans.utils.warnings import warn

# Images, at most, in the batch that the generator's gradient is computed on.
BATCH = 64
# Updates before which batch statistics may lag, unless the training ends.
SETTLED = 400
# Steps between two checks of the logs for NaN. Reading logs makes an
# accelerator wait, so they are not read after each step.
STEPS = 50


class Diagnosis(keras.callbacks.Callback):
    """Prints each failure of the training when it begins, with a remedy.

    It checks the logs. If `real` is given, it also checks the norm of the
    generator's gradient on a small batch, the diversity of samples, their
    distance from real images, and whether the batch statistics of inference
    lag behind. The rules are `RULES` of `keras_gans.callbacks.diagnosis`. They
    count generator updates, in periods of at least 400, so that short epochs
    raise no alarm. Within epochs, it checks the logs for NaN and infinity every
    50 steps.

    It adds `diversity` to the epoch's logs: the mean distance between two
    samples, divided by that between two real images. Put this callback before
    callbacks that read the logs.

    Distances compare pixels, after images are averaged down to at most 16x16.
    They show that all samples are alike, but not that a class of images is
    missing; use `metrics` for that. Memorisation is detected if at least a
    tenth of the samples are copies of the 2,000 real images that are kept.

    The training is not changed. A training that is resumed, or continued by a
    second `fit`, keeps its earlier observations. The attributes `observations`
    and `findings` hold what the file holds.

    Args:
        directory: Folder of `diagnosis.json`, which holds the observations and
            findings of all epochs; the folder is created if missing. `None`
            writes no file.
        real: Float array of the training images in [-1, 1], or shuffled batches
            of them, such as a `tf.data.Dataset`, whose first images are used.
            It warns if they are fewer than 8, or the same image only, with
            which no sample is compared. For a conditional model, batches of
            images and labels. `None` checks the logs alone, which works for
            every model.
        every: Positive integer, epochs between two observations. The last epoch
            and epochs with NaN or infinity are always observed.
        samples: Integer from 2, number of images to generate for each
            observation; at most as many as there are real images are compared.
        seed: Integer, seed of the latents, which are the same each time.
        stop: Whether a finding stops the training; or the name of a rule, or
            of several, whose findings do, such as `["non-finite values"]`.

    Raises:
        ValueError: If `stop` names an unknown rule. In `fit`, if `real` does
            not fit the model; if `real` is given and the model does not
            generate images from latents; or if the folder holds another
            `diagnosis.json`.

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
        check_positive(every=every)
        check_at_least(2, samples=samples)
        check_seed(seed)
        names = [rule.name for rule in RULES]
        if isinstance(stop, bool):
            self._fatal = names if stop else []
        else:
            are_several = isinstance(stop, list | tuple | set)
            self._fatal = [*stop] if are_several else [stop]
        for name in self._fatal:
            check_name("stop", name, names)
        if real is not None:
            check_batches(real, "real")
        self.directory = None
        if directory is not None:
            self.directory = local_path("directory", directory)
        self.real = real
        self.every = every
        self.samples = samples
        self.seed = seed
        self.observations = []
        self.findings = []
        self._reference = self._batch = None

    # The callback that the user has made, for errors.
    owner = "Diagnosis"

    @property
    def _of(self):
        return f"in real of {self.owner}"

    @property
    def added_logs(self):
        """The names of its logs; neither direction is better."""
        has_real = self.real is not None or self._reference is not None
        return {"diversity": None} if has_real else {}

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
        try:
            self._take(self.real)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{error}, {self._of}") from None
        self.real = None  # The batch and the reference suffice; free the rest.

    def _take(self, real):
        batch = first_batches(real, 1)[0]
        self._batch = tuple(to_numpy(part[:BATCH]) for part in batch)
        self.model.check_batch(self._batch)
        images = random_images(real, self.seed)
        check_image_batch(images, self.model.image_shape)
        try:
            self._reference = Reference(images, self.samples)
        except Incomparable as reason:
            warn(
                "The diagnosis does not compare samples with real images: "
                f"{reason}"
            )
        self.model.look_at((images,), f" {self._of}")

    def on_epoch_begin(self, epoch, logs=None):
        if self._is_first:
            self._is_first = False
            self._resume(epochs_done(self, epoch))
        self._epoch, self._last_check = epochs_done(self, epoch) + 1, 0

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
        is_last = epoch + 1 == self.params["epochs"]
        observation = self._observe(self._epoch, values, is_last)
        if logs is not None and "diversity" in observation:
            logs["diversity"] = observation["diversity"]
        self.observations.append(observation)
        findings = diagnose(self.observations)
        self.findings += findings
        self._report(findings)
        self._active = {finding.rule for finding in findings}
        if self.directory:
            write(self.directory, self.observations, self.findings)

    def _model_logs(self, logs):
        """The logs of the model itself, without those of other callbacks."""
        names = [name for name in self.model.log_names if name in (logs or {})]
        return {name: float(logs[name]) for name in names}

    def _observe(self, epoch, values, is_last=False):
        """An observation of the model, as `symptoms` describes it."""
        step = int(keras.ops.convert_to_numpy(self.model.updates))
        observation = {"epoch": epoch, "step": step, **values}
        smoothing = getattr(self.model, "label_smoothing", 0.0)
        if smoothing and "d_real" in values:
            observation["d_target"] = 1.0 - smoothing
        if self._batch is None:
            return observation
        observation["gradient"] = generator_gradient_norm(
            self.model, self._batch
        )
        if self._reference:
            samples = self.model.generate(self.samples, seed=self.seed)
            observation |= self._reference.compare(samples)
        if step >= SETTLED or is_last:
            spread = inference_spread(self.model, self._batch)
            if spread is not None:
                observation["inference_spread"] = spread
        return observation

    def _report(self, findings):
        """Prints the findings that are new, and stops if one of `stop` is."""
        for finding in findings:
            if finding.rule not in self._active:
                print(f"\nDiagnosis, {finding}")
                self._active.add(finding.rule)
        if any(finding.rule in self._fatal for finding in findings):
            self.model.stop_training = True

    def _resume(self, epoch):
        """Restores what was observed up to an epoch, or observes the first."""
        observations, findings = self.observations, self.findings
        if self.directory:
            observations, findings = read(self.directory)
        # A new model has nothing to do with what the folder holds.
        has_begun = epoch or steps_resumed(self)
        earlier = [o for o in observations if has_begun and o["epoch"] <= epoch]
        self.observations = earlier or [self._observe(epoch, {})]
        last = self.observations[-1]["epoch"]
        self.findings = [f for f in findings if earlier and f.epoch <= last]
        self._active = {f.rule for f in self.findings if f.epoch == last}


def _is_finite(values):
    return all(map(math.isfinite, values.values()))
