"""What the check of every batch of a `tf.data.Dataset` costs in `fit`.

    python benchmarks/batch_check.py

Calls `fit` on the same data with the check and without it, in turn, and
compares the medians of the processor time (or, with `--wall`, of the time) of
whole calls. The last column is the time of the check alone, outside of `fit`.
"""

import argparse
import contextlib
import statistics
import time

import numpy as np
import tensorflow as tf

import keras_gans as kg
from keras_gans.training.watch import Watch

# Name: sides, channels, batch size, width.
CASES = {
    "digits, width 8": (8, 1, 64, 8),
    "28x28, width 16": (28, 1, 128, 16),
    "64x64 in colour, width 16": (64, 3, 64, 16),
}


@contextlib.contextmanager
def unchecked():
    """Leaves the check out of the pipelines that are made here."""
    function, tf.numpy_function = tf.numpy_function, lambda *arguments: None
    try:
        yield
    finally:
        tf.numpy_function = function


def data(side, channels, batch_size, batches):
    rng = np.random.default_rng(0)
    shape = (batch_size * batches, side, side, channels)
    images = rng.uniform(-1, 1, shape).astype("float32")
    return tf.data.Dataset.from_tensor_slices(images).batch(
        batch_size, drop_remainder=True
    )


def compare(case, rounds, batches, clock):
    """Medians of both with their spread, in ms a batch."""
    side, channels, batch_size, width = case
    dataset = data(side, channels, batch_size, batches)
    gan = kg.DCGAN((side, side, channels), 16, width=width, seed=0)
    gan.compile()
    seconds = {"without": [], "with": []}
    for i in range(rounds + 1):
        for name, times in seconds.items():
            context = unchecked if name == "without" else contextlib.nullcontext
            with context():
                start = clock()
                gan.fit(dataset, verbose=0)
                if i:  # The first compiles.
                    times.append(1000 * (clock() - start) / batches)
    return seconds


def alone(case, clock):
    """The median of the check itself, in ms a batch."""
    side, channels, batch_size, width = case
    gan = kg.DCGAN((side, side, channels), 16, width=width)
    watch, times = Watch(gan.check_batch), []
    batch = next(data(side, channels, batch_size, 1).as_numpy_iterator())
    for _ in range(100):
        start = clock()
        watch(0, (batch,))
        times.append(1000 * (clock() - start))
    return statistics.median(times)


def main(rounds, batches, clock):
    print(
        "| data | ms a batch without | with | ratio of medians "
        "(quartiles of pairs) | the check alone, ms |"
    )
    print("|---|---|---|---|---|")
    for name, case in CASES.items():
        seconds = compare(case, rounds, batches, clock)
        without, checked = map(statistics.median, seconds.values())
        ratios = [b / a for a, b in zip(*seconds.values())]
        low, *_, high = statistics.quantiles(ratios, n=4)
        print(
            f"| {name} | {without:.2f} | {checked:.2f} | "
            f"{checked / without:.2f} ({low:.2f} to {high:.2f}) | "
            f"{alone(case, clock):.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--batches", type=int, default=50)
    parser.add_argument("--wall", action="store_true")
    args = parser.parse_args()
    clock = time.perf_counter if args.wall else time.process_time
    main(args.rounds, args.batches, clock)
