"""Images a second of one model, on one side, in one precision."""

import math

from accelerator_parts.cases import case_of
from accelerator_parts.cases import noise
from accelerator_parts.precision import set_in_keras
from accelerator_parts.precision import set_in_torch
from accelerator_parts.timing import peak_memory
from accelerator_parts.timing import rates


def measure(side, model, precision, miniature, seconds, lock):
    case = case_of(model, miniature)
    prepare = prepare_peer if side == "peer" else prepare_ours
    run, parameters, of_images = prepare(case, precision, miniature)
    found = rates(run, case.steps * case.batch, seconds, lock)
    return {
        "batch": case.batch,
        "parameters": parameters,
        **found,
        "peak_memory_mib": peak_memory(side) - of_images,
    }


def prepare_ours(case, precision, miniature):
    """`fit` on arrays in the memory of the host."""
    set_in_keras(precision)
    model = case.model()
    model.compile()
    data = [noise(case, seed) for seed in range(1 + case.is_paired)]

    def run(epochs):
        model.fit(*data, batch_size=case.batch, epochs=epochs, verbose=0)

    variables = model.g_variables + model.d_variables
    parameters = sum(math.prod(v.shape) for v in variables)
    return run, parameters, 0


def prepare_peer(case, precision, miniature):
    """A loop in PyTorch, compiled, on images in the device's memory."""
    import torch

    set_in_torch(precision)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    peer = case.peer(
        device=device,
        half=precision == "bfloat16",
        # Code for a CPU would take minutes to compile.
        compiler=lambda function: torch.compile(
            function, backend="aot_eager" if miniature else "inductor"
        ),
    )
    sides = [
        torch.from_numpy(noise(case, seed).transpose(0, 3, 1, 2)).to(
            device, memory_format=torch.channels_last
        )
        for seed in range(1 + case.is_paired)
    ]
    batches = [side.split(case.batch) for side in sides]
    batches = list(zip(*batches)) if case.is_paired else batches[0]

    def run(epochs):
        for _ in range(epochs):
            for batch in batches:
                losses = peer.step(batch)
            [float(loss) for loss in losses]  # Waits for the device.

    parameters = sum(
        p.numel()
        for network in (peer.generator, peer.discriminator)
        for p in network.parameters()
    )
    size = sum(side.nbytes for side in sides) if device == "cuda" else 0
    return run, parameters, round(size / 2**20)
