"""The speed of DCGAN, compared with a tutorial train_step and eager PyTorch.

    pip install torch==2.13.0
    python benchmarks/train_step.py

Measures the images per second of the same networks (28x28x1, batch size 128,
Adam 2e-4), in turn in one process:

    (a) a tutorial-style Keras `train_step` in `fit` with Keras's defaults
    (b) an eager PyTorch loop that reuses the fake batch for both updates
    (c) `keras_gans.DCGAN.fit` with its defaults

Prints the medians of the ratios (c)/(a) and (c)/(b), and the FLOP per second of
(c) as a share of the peak measured with matrix products.

Memory is the peak memory of a process that trains for a few steps in one of the
ways, minus that of the imports: networks, optimizers, activations and compiled
code.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
import torch
from peers import LATENT_DIM
from peers import EagerTorch
from peers import Tutorial

import keras_gans as kg

IMAGE_SHAPE = (28, 28, 1)
BATCH = 128


def step_flop():
    """Floating-point operations per image in a training step.

    The discriminator has three forward passes, two backward passes to weights
    and inputs, and one backward pass to inputs only. The generator has one
    forward and one backward pass. A backward pass costs as much as a forward
    pass for the weights and another one for the inputs.
    """
    macs = {"generator": 100 * 6272 + 49 * 128 * 64 * 16 + 196 * 64 * 16}
    macs["discriminator"] = 196 * 64 * 16 + 49 * 64 * 128 * 16 + 6272
    return 2 * (8 * macs["discriminator"] + 3 * macs["generator"])


def matmul_peak():
    """FLOP per second of the fastest measured float32 matrix product."""
    a, b = torch.randn(2048, 2048), torch.randn(2048, 2048)
    times = []
    for _ in range(30):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return 2 * 2048**3 / min(times)


def peak_memory(name):
    """Peak MiB without the imports, measured in a separate process."""
    command = [sys.executable, __file__, "--steps", "6", "--peak-memory", name]
    return float(subprocess.check_output(command, text=True).split()[-1])


def print_peak_memory(name, steps):
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10

    before = peak()
    trainings(steps, [name])[0][name]()
    print(peak() - before)


def trainings(steps, names="abc"):
    """Functions that train for so many steps, by name, and their images."""
    images = np.random.default_rng(0).uniform(
        -1, 1, (steps * BATCH, *IMAGE_SHAPE)
    )
    images = images.astype("float32")
    # TensorFlow's autotuner can delay the end of `fit` for seconds (2.21), far
    # longer than the steps. `kg.datasets` also disable it.
    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = tf.data.Dataset.from_tensor_slices(images).batch(BATCH)
    dataset = dataset.prefetch(2).with_options(options)
    tensor = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())

    def tutorial():
        model = Tutorial(IMAGE_SHAPE)
        model.compile()
        return lambda: model.fit(dataset, verbose=0)

    def eager():
        model = EagerTorch(IMAGE_SHAPE)
        return lambda: model.fit(tensor.split(BATCH))

    def gan():
        model = kg.DCGAN(IMAGE_SHAPE, LATENT_DIM)
        model.compile()
        return lambda: model.fit(dataset, verbose=0)

    ways = {"a": tutorial, "b": eager, "c": gan}
    return {name: ways[name]() for name in names}, len(images)


def main(rounds, steps):
    # First, since child processes start with the peak of this process.
    peaks = {name: round(peak_memory(name)) for name in "abc"}
    runs, n = trainings(steps)
    for run in runs.values():  # Compiles.
        run()
    rates = {name: [] for name in runs}
    for i in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            rates[name].append(n / (time.perf_counter() - start))
        print(
            f"round {i + 1}: "
            + ", ".join(f"({k}) {v[-1]:.0f}" for k, v in rates.items())
        )
    median = {name: statistics.median(values) for name, values in rates.items()}
    print(
        "\nimages/s, medians:",
        {name: round(value) for name, value in median.items()},
    )
    print("peak memory, MiB:", peaks)
    for other in "ab":
        pairs = [c / o for c, o in zip(rates["c"], rates[other])]
        print(
            f"(c)/({other}): median {statistics.median(pairs):.2f}, "
            f"from {min(pairs):.2f} to {max(pairs):.2f}, {len(pairs)} pairs"
        )
    peak = matmul_peak()
    share = median["c"] * step_flop() / peak
    print(
        f"(c) reaches {share:.0%} of {peak / 1e9:.0f} GFLOP/s, the "
        "matrix-product peak"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--peak-memory", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peak_memory:
        print_peak_memory(args.peak_memory, args.steps)
    else:
        main(args.rounds, args.steps)
