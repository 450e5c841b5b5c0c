"""Several devices on torch: a process for each, in one group."""

import contextlib
import os

import keras
import torch
from torch import distributed

# Whether a training step runs. All else, such as `generate`, is done by each
# process alone, and with the same result.
_in_step = False


def seen_in_a_batch():
    """See `keras_gans.backend.split`."""
    return 1


def replica():
    """See `keras_gans.backend`."""
    return process() if _in_step else (0, 1)


def rows(draw, n, axis=0):
    """See `keras_gans.backend`."""
    number, replicas = replica()
    if replicas == 1:
        return draw(n)
    return draw(n * replicas).narrow(axis, number * n, n)


def agreed(values):
    """See `keras_gans.backend`."""
    _, replicas = replica()
    tensors = keras.tree.flatten(values)
    if replicas == 1 or not tensors:
        return values
    # One vector, since each call costs a round trip.
    vector = torch.cat([x.detach().float().reshape(-1) for x in tensors])
    distributed.all_reduce(vector)
    parts = (vector / replicas).split([x.numel() for x in tensors])
    means = [part.view_as(x).to(x.dtype) for part, x in zip(parts, tensors)]
    return keras.tree.pack_sequence_as(values, means)


def gathered(x):
    """See `keras_gans.backend`."""
    if replica()[1] == 1:
        return x
    return _Gathered.apply(x)


class _Gathered(torch.autograd.Function):
    """The rows of all processes; torch's own is deprecated or private."""

    @staticmethod
    def forward(context, x):
        parts = [torch.empty_like(x) for _ in range(replica()[1])]
        distributed.all_gather(parts, x.contiguous())
        return torch.cat(parts)

    @staticmethod
    def backward(context, gradient):
        return _Summed.apply(gradient)


class _Summed(torch.autograd.Function):
    """The own rows of the sum over processes, the adjoint of `_Gathered`."""

    @staticmethod
    def forward(context, x):
        number, replicas = replica()
        x = x.clone(memory_format=torch.contiguous_format)
        distributed.all_reduce(x)
        return x.chunk(replicas)[number]

    @staticmethod
    def backward(context, gradient):
        return _Gathered.apply(gradient)


def predict(network, batch):
    """See `keras_gans.backend`."""
    return network.predict_on_batch(batch)


@contextlib.contextmanager
def meeting():
    """See `keras_gans.backend`; the variables are those of torchrun."""
    if int(os.environ.get("WORLD_SIZE", 1)) == 1:
        yield
        return
    is_gpu = torch.cuda.is_available()
    if is_gpu:  # Before a variable is made.
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group("nccl" if is_gpu else "gloo")
    try:
        yield
    finally:
        distributed.destroy_process_group()


def joining(number, processes, host, port):
    """See `keras_gans.backend`; the variables are those of torchrun."""
    return {
        "MASTER_ADDR": host,
        "MASTER_PORT": str(port),
        "WORLD_SIZE": str(processes),
        "RANK": str(number),
        # Each process sees the device that it is given, and no other.
        "LOCAL_RANK": "0",
    }


def seen_devices():
    """See `keras_gans.backend`."""
    return process()[1], process()[1] > 1


@contextlib.contextmanager
def spread(devices):
    """See `keras_gans.backend`."""
    if devices != process()[1]:
        raise ValueError(
            "On torch, each device has a process, and all of them train. "
            f"Received: devices={devices} and {process()[1]} processes"
        )
    yield contextlib.nullcontext


def process():
    """See `keras_gans.backend`."""
    if not (distributed.is_available() and distributed.is_initialized()):
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()


def largest(number):
    """See `keras_gans.backend`."""
    if process()[1] == 1:
        return number
    device = "cuda" if distributed.get_backend() == "nccl" else "cpu"
    numbers = torch.tensor(number, device=device)
    distributed.all_reduce(numbers, distributed.ReduceOp.MAX)
    return int(numbers)


def synchronize(variables=()):
    """See `keras_gans.backend`."""
    if process()[1] == 1:
        return
    with torch.no_grad():
        for variable in variables:
            distributed.broadcast(variable.value, src=0)
    distributed.barrier()


@contextlib.contextmanager
def training_step():
    global _in_step
    _in_step = True
    try:
        yield
    finally:
        _in_step = False


class SharedBatches:
    """What a model knows of the devices that share its batches."""

    # Each process tests on all data.
    tests_alone = True

    @property
    def devices(self):
        return process()[1]

    def shared(self, batch):
        """The rows of this process."""
        number, processes = process()

        def own(x):
            n = len(x) // processes
            return x[number * n : (number + 1) * n]

        return keras.tree.map_structure(own, batch)

    def check_devices(self):
        if keras.distribution.distribution() is not None:
            raise ValueError(
                "On torch, models train on several devices under torchrun, "
                "without a Keras distribution: keras.distribution."
                "set_distribution(None). Received: distribution="
                f"{keras.distribution.distribution()}"
            )
        started = int(os.environ.get("WORLD_SIZE", 1))
        if process()[1] < started:
            raise ValueError(
                "Each of several processes would train a model of its own: "
                "call torch.distributed.init_process_group() before the model "
                "is made. Received: "
                f"WORLD_SIZE={started} and a group of {process()[1]}"
            )


def random_devices():
    """The devices whose random generators a step uses, besides the CPU."""
    return [torch.cuda.current_device()] if torch.cuda.is_available() else []
