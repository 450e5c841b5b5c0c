"""What a training costs: parameters, memory and time."""

import math
import time
from pathlib import Path

import keras
from keras import ops

from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

BYTES = 4
# Steps from which the time is measured, after those that compile.
FIRST, LAST = 2, 12
# For gradients of features and other temporary tensors. Steps of DCGAN, WGANGP
# and R3GAN took between 1 and 1.6 times the memory of the features.
OVERHEAD = 1.5
SMALLEST = 4  # Images in a part of a batch that is worth its time.


class Cost(keras.callbacks.Callback):
    """Warns of too little memory, and prints the time of a training soon.

    The time is that of the training's own steps: what a step costs on a machine
    is not known before.

    Args:
        batch_size: Positive integer, real images in a batch.
        images: Positive integer, real images in an epoch.
        updates: Positive integer, updates of the whole training; `None` for
            those of its epochs.
    """

    def __init__(self, batch_size, images, updates=None):
        super().__init__()
        self.batch_size = batch_size
        self.images = images
        self.updates = updates
        self._steps = 0

    def on_train_begin(self, logs=None):
        self._trained = int(ops.convert_to_numpy(self.model.epochs_trained))
        warn_of_memory(self.model, self.batch_size)

    def on_train_batch_end(self, batch, logs=None):
        self._steps += 1
        if self._steps == FIRST:
            self._start = time.perf_counter()
        if self._steps == LAST:
            step = (time.perf_counter() - self._start) / (LAST - FIRST)
            images = self.batch_size * self.model.batches_per_step
            print(self._time_of(step / images))

    def _time_of(self, image):
        """What the time of one image, in seconds, means for the training."""
        epochs = self.params["epochs"] - self._trained
        images, what = self.images * epochs, f"{epochs} epochs"
        if self.updates is not None:
            left = self.updates - self._trained * self.params["steps"]
            images = left * self.batch_size * self.model.batches_per_step
            what = f"{left:,} updates"
        text = (
            f"Time: 1,000 images take about {duration(1000 * image)}, {what} "
            f"with {images:,} images about {duration(image * images)}."
        )
        if self.model.stages > 1:
            text += " That is for images of their present size."
        if useful := getattr(self.model, "useful_images", None):
            text += (
                f" Useful results of {type(self.model).__name__} take about "
                f"{useful:,} images: {duration(image * useful)}."
            )
        return text


def described(model, batch_size):
    """Returns the parameters and the memory of a training as a sentence."""
    generator, discriminator = (
        sum(network.count_params() for network in networks)
        for networks in (model.g_networks, model.d_networks)
    )
    size = memory(model, batch_size) / 1e9
    return (
        f"{generator:,} parameters in the generator, {discriminator:,} in the "
        f"discriminator; about {size:.1f} GB of memory for a step."
    )


def memory(model, batch_size):
    """Estimates the memory of a training step on a device, in bytes.

    Args:
        model: Compiled `AdversarialModel`.
        batch_size: Positive integer, real images in a batch.
    """
    state = model.variables + model.optimizer.variables
    gradients = model.g_variables + model.d_variables
    fixed = sum(math.prod(v.shape) for v in state + gradients)
    images = batch_size / _shares(model)
    return int(BYTES * (fixed + images * _features(model)))


def _shares(model):
    """The shares of a batch of which each device has one in memory."""
    return model.devices * model.accumulate


def _features(model):
    """Numbers that a step keeps for each image, gradients included."""
    # The discriminator sees a real and a generated image.
    return OVERHEAD * (
        sum(map(_outputs, model.g_networks))
        + 2 * sum(map(_outputs, model.d_networks))
    )


def _outputs(network):
    """The size of all outputs of layers for one image."""
    nothing_new = (keras.Model, keras.layers.InputLayer)
    shapes = [
        tensor.shape[1:]
        for layer in all_layers(network)
        if not isinstance(layer, nothing_new)
        for tensor in _outputs_of(layer)
    ]
    return sum(math.prod(shape) for shape in shapes if None not in shape)


def _outputs_of(layer):
    try:
        return keras.tree.flatten(layer.output)
    except AttributeError:  # A part of another layer.
        return []


def warn_of_memory(model, batch_size):
    """Warns if a training step needs more memory than is free."""
    free, needed = free_memory(), memory(model, batch_size)
    if free is None or needed < free:
        return
    fixed = needed - BYTES * batch_size / _shares(model) * _features(model)
    fits = int((free - fixed) / (BYTES * _features(model)))
    remedy = "Take a smaller width, or smaller images."
    if fits > 0:
        size = _shares(model) * 2 ** (fits.bit_length() - 1)
        parts = _parts(batch_size // model.devices, fits)
        same = f"accumulate={parts} for the same batches in parts, " * bool(
            parts
        )
        remedy = f"Take {same}batch_size={size}, or smaller images."
    warn(
        f"A step needs about {needed / 1e9:.1f} GB of memory, and this machine "
        f"has {free / 1e9:.1f} GB free. {remedy} "
        f"Received: batch_size={batch_size}"
    )


def _parts(images, fits):
    """The least number of equal parts that fit, unless they are tiny."""
    numbers = range(2, images // SMALLEST + 1)
    return next(
        (k for k in numbers if images % k == 0 and images // k <= fits), 0
    )


def free_memory():
    """Returns the free memory in bytes, or `None` where it is not known."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:  # Not Linux.
        return None
    sizes = dict(line.split(":") for line in lines)
    return 1024 * int(sizes["MemAvailable"].split()[0])


def duration(seconds):
    """Returns a time in the unit that suits it, such as "3.5 hours"."""
    units = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
    fits = (unit for unit in units if seconds >= 1.5 * units[unit])
    unit = next(fits, "seconds")
    number = seconds / units[unit]
    return f"{number:.2g} {unit}" if number < 99.5 else f"{number:,.0f} {unit}"
