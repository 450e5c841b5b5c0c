"""The devices that a run trains on."""

import contextlib

import keras

from keras_gans import backend
from keras_gans.training.share import Share
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import only_the_first_prints


@contextlib.contextmanager
def used(devices, batch_size, parts=1):
    """A context in which models are trained on so many devices.

    It yields a function that returns the context to make them in. Processes
    that were started together, as by torchrun, meet here. Then only the first
    one prints.

    Args:
        devices: Positive integer, `"all"`, or `None` for as many accelerators
            of this machine as can share a batch, or else one device.
        batch_size: Positive integer, of all devices together.
        parts: Positive integer, the parts in which each device computes a
            batch.

    Raises:
        ValueError: If there are fewer devices, they cannot share a batch, or
            the backend needs other commands for several devices.
    """
    with backend.meeting():
        if devices is None and backend.process()[1] > 1:
            devices = "all"
        number = number_of(devices, batch_size, parts, *backend.seen_devices())
        with backend.spread(number) as making, only_the_first_prints():
            yield making


def number_of(devices, batch_size, parts, seen, are_accelerators):
    """The number of devices that a run trains on.

    Args:
        devices: As for `used`.
        batch_size: As for `used`.
        parts: As for `used`.
        seen: Positive integer, the devices that there are.
        are_accelerators: Whether all of them are to be used by default.

    Raises:
        ValueError: As `used` does.
    """
    joins_parts = keras.backend.backend() != "tensorflow"
    if devices is None:
        most = seen if are_accelerators and (joins_parts or parts == 1) else 1
        fits = [n for n in range(1, most + 1) if batch_size % (n * parts) == 0]
        devices = max(fits, default=1)
    if devices == "all":
        devices = seen
    check_positive(devices=devices)
    if devices > seen:
        raise ValueError(
            f"devices must be at most {seen}, all that "
            f"{keras.backend.backend()} can use. Received: devices={devices}"
        )
    if devices > 1 and parts > 1 and not joins_parts:
        raise ValueError(
            "accumulate must be 1 on several devices of TensorFlow; take "
            f"devices=1, or JAX or torch. Received: accumulate={parts}, "
            f"devices={devices}"
        )
    Share(devices, parts=parts).check(batch_size)
    return devices
