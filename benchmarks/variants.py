"""The time and memory of each variant, relative to DCGAN.

    python benchmarks/variants.py
    python benchmarks/variants.py --models pix2pix cyclegan --size 64 \\
        --channels 3 --batch-size 4
    python benchmarks/variants.py --models r3gan --processor \\
        --steps 19 --settings '{"penalty_every": 16}'

Times the steps of `fit` on noise. All variants have their defaults and the same
width. DCGAN and the variant run in turn. Prints the medians of the milliseconds
per step and of the ratios of neighbouring runs. A step is one generator update
with all discriminator updates of the paper. With `--processor`, times are means
of the processor's: on a machine with other work, the wall clock would measure
that work. Means count lazy regularisers, which medians leave out.

Memory is the peak memory of a process that trains for a few steps, minus that
of the imports: networks, optimizers, activations and compiled code.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--size", type=int, default=28)
parser.add_argument("--channels", type=int, default=1)
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--steps", type=int, default=20)
parser.add_argument("--models", nargs="+", default=[*kg.models.LATENT_MODELS])
parser.add_argument("--settings", type=json.loads, default={})
parser.add_argument("--processor", action="store_true")
parser.add_argument("--peak-memory", help=argparse.SUPPRESS)
args = parser.parse_args()

SHAPE = (args.size, args.size, args.channels)


def make(name, **settings):
    cls = kg.models.MODELS[name]
    labels = {"num_classes": 10} if issubclass(cls, kg.Conditional) else {}
    model = cls(SHAPE, width=args.width, **labels, **settings)
    model.compile()
    return model


def data(model, steps):
    n = args.batch_size * model.d_steps * steps
    noise = np.random.default_rng(0).uniform(-1, 1, (n, *SHAPE))
    noise = noise.astype("float32")
    if isinstance(model, kg.Conditional):
        return noise, np.arange(n) % 10
    if isinstance(model, kg.Translation):
        return noise, noise
    return (noise,)


class Clock(keras.callbacks.Callback):
    """Records the times at which steps end."""

    def on_train_begin(self, logs=None):
        self.times = []

    def on_train_batch_end(self, batch, logs=None):
        clock = time.process_time if args.processor else time.perf_counter
        self.times.append(clock())


def milliseconds(model, steps=args.steps):
    clock = Clock()
    model.fit(
        *data(model, steps),
        batch_size=args.batch_size,
        verbose=0,
        callbacks=[clock],
    )
    # The first steps include the start of `fit`.
    times = np.diff(clock.times)[2:]
    return 1000 * float(np.mean(times) if args.processor else np.median(times))


def peak_memory(name):
    """Peak MiB without the imports, measured in a separate process."""
    command = [sys.executable, *sys.argv, "--peak-memory", name]
    return float(subprocess.check_output(command, text=True).split()[-1])


def print_peak_memory(name):
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10

    before = peak()
    settings = {} if name == "dcgan" else args.settings
    milliseconds(make(name, **settings), steps=6)
    print(peak() - before)


def compare():
    # First, since child processes start with the peak of this process.
    peaks = {name: peak_memory(name) for name in ["dcgan", *args.models]}
    dcgan = make("dcgan")
    milliseconds(dcgan)
    base = peaks["dcgan"]
    print(
        f"Keras on {keras.backend.backend()}, {SHAPE}, width {args.width}, "
        f"batches of {args.batch_size}; DCGAN takes {base:.0f} MiB"
    )
    print("| variant | ms per step | time | range | memory |")
    print("|---|---|---|---|---|")
    for name in args.models:
        model = make(name, **args.settings)
        milliseconds(model)  # Compiles.
        pairs = [
            (milliseconds(dcgan), milliseconds(model))
            for _ in range(args.rounds)
        ]
        ratios = [variant / base for base, variant in pairs]
        print(
            f"| {name} | {statistics.median(b for _, b in pairs):.0f} | "
            f"{statistics.median(ratios):.2f} | "
            f"{min(ratios):.2f} to {max(ratios):.2f} | "
            f"{peaks[name] / base:.2f} |",
            flush=True,
        )


if args.peak_memory:
    print_peak_memory(args.peak_memory)
else:
    compare()
