"""What the device can do, and what the models ask of it."""

import statistics
import time

import torch

from accelerator_parts.cases import case_of
from accelerator_parts.flop import flop_per_image
from accelerator_parts.precision import set_in_torch


def measure(models, precisions, miniature):
    found = {
        "name": "CPU",
        "torch": torch.__version__,
        "matrix_flop_per_second": {
            precision: matrix_peak(precision, 256 if miniature else 8192)
            for precision in precisions
        },
        "flop_per_image": {
            name: flop_per_image(case_of(name, miniature)) for name in models
        },
    }
    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        found["name"] = properties.name
        found["memory_mib"] = properties.total_memory // 2**20
    return found


def matrix_peak(precision, n):
    """FLOP per second of a product of two random n x n matrices.

    The median of ten, after three to warm up.
    """
    set_in_torch(precision)
    cuda = torch.cuda.is_available()
    dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
    device = "cuda" if cuda else "cpu"
    a, b = (torch.randn(n, n, device=device, dtype=dtype) for _ in range(2))
    times = []
    for _ in range(13):
        start = time.perf_counter()
        a @ b
        if cuda:
            torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return 2 * n**3 / statistics.median(times[3:])
