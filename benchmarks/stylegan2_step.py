"""The time of a StyleGAN2 step, compared with eager PyTorch.

    pip install torch==2.13.0
    KERAS_BACKEND=tensorflow python benchmarks/stylegan2_step.py
    KERAS_BACKEND=torch python benchmarks/stylegan2_step.py

Trains the networks of `config="small"` at 64x64, in turn in one process:

    (a) an eager PyTorch loop, written for this comparison: the same networks
        and arithmetic, style mixing, R1 every 16 and path lengths every 8
        updates, and the moving average
    (b) `keras_gans.StyleGAN2.fit`
    (c) the same without the regularisers

A round is 16 steps, in which each regulariser has its share. Prints the medians
of the milliseconds a step, of (b)/(a), and of the share of a step that the
regularisers take, 1 - (c)/(b). Times are of the processor: on a machine with
other work, the wall clock would measure that work.
"""

import argparse
import math
import os
import statistics
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import torch
from torch_peers.stylegan2 import StyleGAN2

import keras_gans as kg

STEPS = 16
SMALL = {"latent_dim": 128, "width": 16, "depth": 2, "path_every": 8}


def make(size, **settings):
    model = kg.StyleGAN2((size, size, 3), config="small", **settings)
    assert SMALL == {name: getattr(model, name) for name in SMALL}
    model.compile()
    return model


def count(parameters):
    return sum(math.prod(p.shape) for p in parameters)


def main(size, batch_size, rounds):
    shape = (STEPS * batch_size, size, size, 3)
    images = np.random.default_rng(0).uniform(-1, 1, shape).astype("float32")
    tensor = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
    eager, gan = StyleGAN2(size, **SMALL), make(size)
    plain = make(size, r1_weight=0, path_weight=0)
    for ours, theirs in (
        (gan.g_variables, eager.generator),
        (gan.d_variables, eager.discriminator),
    ):
        assert count(ours) == count(theirs.parameters())
    runs = {
        "a": lambda: [eager.step(x) for x in tensor.split(batch_size)],
        "b": lambda: gan.fit(images, batch_size=batch_size, verbose=0),
        "c": lambda: plain.fit(images, batch_size=batch_size, verbose=0),
    }
    for run in runs.values():  # Compiles.
        run()
    times = {name: [] for name in runs}
    for i in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            spent = time.process_time() - start
            times[name].append(1000 * spent / STEPS)
        print(
            f"round {i + 1}: "
            + ", ".join(f"({k}) {v[-1]:.0f} ms" for k, v in times.items()),
            flush=True,
        )
    a, b, c = times.values()
    ratios = [y / x for x, y in zip(a, b)]
    shares = [1 - z / y for y, z in zip(b, c)]
    print(
        f"\nKeras on {keras.backend.backend()}, {size}x{size}, batches of "
        f"{batch_size}, medians of {rounds} rounds:\n"
        + ", ".join(
            f"({k}) {statistics.median(v):.0f} ms" for k, v in times.items()
        )
        + f"\n(b)/(a) {statistics.median(ratios):.2f}, from {min(ratios):.2f} "
        f"to {max(ratios):.2f}\nregularisers "
        f"{statistics.median(shares):.0%} of a step, from {min(shares):.0%} to "
        f"{max(shares):.0%}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    main(**vars(parser.parse_args()))
