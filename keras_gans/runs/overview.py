"""What a run is about to do, in a few lines."""

import os
import sys

import keras

from keras_gans.datasets.fingerprint import count
from keras_gans.images.sizes import height_and_width
from keras_gans.runs.cost import described


def overview(config, model, steps, data):
    """The lines that a training begins with.

    Args:
        config: A `Config`, with the epochs of its updates.
        model: Its compiled model.
        steps: Positive integer, generator updates in an epoch.
        data: Fingerprint of the pictures, or `None`.

    Returns:
        A list of texts: device, pictures, networks, updates and memory, and
        the stages of a growing model.
    """
    whole = config.updates or steps * config.epochs
    epochs = f"{config.epochs:,} epoch{'' if config.epochs == 1 else 's'}"
    height, width = height_and_width(config.image_size)
    return [
        f"Device: {_device()}, {keras.backend.backend()}, {config.precision}.",
        f"Pictures: {_pictures(config, model, steps, data)}.",
        f"Model: {type(model).__name__}, {height}x{width}x{config.channels}; "
        f"{described(model, config.batch_size)}",
        f"Training: {whole:,} updates, {steps:,} per epoch, in batches of "
        f"{_batches(config)}; {epochs}.",
        *_stages(model),
    ]


def _stages(model):
    if model.stages == 1:
        return []
    images = model.growth.phase_images
    phases = f"phases of {images:,} images" if images else "equal phases"
    return [
        f"Stages: the images grow through {model.stages} sizes, in {phases}."
    ]


def _batches(config):
    if config.accumulate == 1:
        return f"{config.batch_size:,}"
    images = config.batch_size // config.accumulate
    return f"{config.batch_size:,}, {images:,} at a time"


def _device():
    torch = sys.modules.get("torch")
    if keras.backend.backend() != "torch":
        names = keras.distribution.list_devices()
    elif torch.cuda.is_available():
        names = [
            torch.cuda.get_device_name(i)
            for i in range(torch.cuda.device_count())
        ]
    else:
        names = ["cpu:0"]
    if all(name.startswith("cpu") for name in names):
        return f"CPU, {os.cpu_count()} cores"
    return ", ".join(names)


def _pictures(config, model, steps, data):
    used = steps * model.batches_per_step * config.batch_size
    if data is None:
        return f"{used:,} of {config.dataset} per epoch"
    folders = [f for f in (config.data_dir, config.second_dir) if f]
    found = " and ".join(
        f"{count(text):,} in {folder}"
        for text, folder in zip(data, folders, strict=True)
    )
    return f"{found}; {used:,} per epoch"
