"""What a training costs: parameters and memory."""

import math
from pathlib import Path

import keras

from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

BYTES = 4
# For gradients of features and other temporary tensors. Steps of DCGAN, WGANGP
# and R3GAN took between 1 and 1.6 times the memory of the features.
OVERHEAD = 1.5
# What rematerialisation leaves of them: a third to three quarters was measured
# (docs/scale.md), and no saving by JAX on a CPU.
REMATERIALIZED = 1.0 if keras.backend.backend() == "jax" else 0.75
SMALLEST = 4  # Images in a part of a batch that is worth its time.


def described(model, batch_size):
    """Returns the parameters and the memory of a training as a sentence."""
    generator, discriminator = (
        sum(network.count_params() for network in networks)
        for networks in (model.g_networks, model.d_networks)
    )
    size = _in_bytes(memory(model, batch_size))
    return (
        f"{generator:,} parameters in the generator, {discriminator:,} in the "
        f"discriminator; about {size} of memory for a step."
    )


def _in_bytes(size):
    if size < 1e9:
        return f"{math.ceil(size / 1e6)} MB"
    return f"{size / 1e9:.1f} GB"


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
    share = OVERHEAD * (REMATERIALIZED if model.rematerialize else 1)
    # The discriminator sees a real and a generated image.
    return share * (
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
    remedy = "Use a smaller width, or smaller images."
    if fits > 0:
        size = _shares(model) * 2 ** (fits.bit_length() - 1)
        parts = _parts(batch_size // model.devices, fits)
        remedies = [f"batch_size={size}", "smaller images"]
        if parts:
            remedies.insert(0, f"accumulate={parts} for the same batches")
        less = fixed + REMATERIALIZED * (needed - fixed)
        if not model.rematerialize and less < free:
            remedies.insert(0, "rematerialize=True")
        remedy = f"Use {', or '.join(remedies)}."
    warn(
        f"A step needs about {_in_bytes(needed)} of memory, and this machine "
        f"has {_in_bytes(free)} free. {remedy} "
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
