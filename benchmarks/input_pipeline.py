"""The speed of each data pipeline, relative to the training that it feeds.

    python benchmarks/input_pipeline.py --data-dir DIR --celeba-dir DIR

Prints, for each pipeline, the images per second that it yields, those that a
DCGAN of its image size consumes, and the ratio (the goal is at least five).
Both are measured in turn; the values are medians of five. CelebA is read in two
ways: decoded in memory, as for 8,000 pictures, and from the files in each
epoch, as for all 202,599. Each way also runs in its own process to measure its
peak memory (the goal is at most 1.5 GiB).
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

import keras_gans as kg
from keras_gans.datasets import pipeline

ROUNDS = 5


def pipelines(data_dir, celeba_dir):
    """Yields names, functions that make data sets, and widths of DCGAN."""
    tfds = {"data_dir": data_dir}
    yield "digits", lambda: kg.datasets.digits(32), 32
    yield "mnist", lambda: kg.datasets.mnist(**tfds), 64
    yield (
        "mnist, augmented",
        lambda: kg.datasets.mnist(flip_and_shift=True, **tfds),
        64,
    )
    yield "fashion_mnist", lambda: kg.datasets.fashion_mnist(**tfds), 64
    yield "image_folder", lambda: kg.datasets.image_folder(celeba_dir, 64), 64
    yield "32x32x3, as cifar10", cifar10_like, 64
    for name in ("in memory", "from files"):
        yield f"celeba, {name}", lambda n=name: celeba(celeba_dir, n), 64


def cifar10_like():
    """Noise in the size and shape of CIFAR-10, through the same pipeline."""
    images = np.random.default_rng(0).integers(
        0, 256, (50_000, 32, 32, 3), "uint8"
    )
    return pipeline.batches(pipeline.Source.of_array(images), batch_size=128)


def celeba(data_dir, mode):
    if mode == "from files":
        pipeline.MEMORY_LIMIT = 0
    return kg.datasets.celeba(batch_size=64, data_dir=data_dir)


def pipeline_rate(dataset, seconds=2.0):
    """Images per second, without the time to create the iterator."""
    n, iterator = 0, iter(dataset)
    size = len(next(iterator))
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        if next(iterator, None) is None:
            iterator = iter(dataset)
        n += 1
    return n * size / (time.perf_counter() - start)


def step_rate(gan, images):
    start = time.perf_counter()
    gan.fit(images, batch_size=len(images) // 4, verbose=0)
    return len(images) / (time.perf_counter() - start)


def compare(name, make, width):
    dataset = make()
    batch = next(iter(dataset)).numpy()
    images = np.tile(batch, (4, 1, 1, 1))
    gan = kg.DCGAN(batch.shape[1:], width=width)
    gan.compile()
    step_rate(gan, images)  # Compiles.
    rates = [
        (pipeline_rate(dataset), step_rate(gan, images)) for _ in range(ROUNDS)
    ]
    alone, step = (statistics.median(column) for column in zip(*rates))
    ratio = statistics.median(a / s for a, s in rates)
    print(f"{name:20} {alone:10.0f} {step:10.0f} {ratio:10.1f}")


def peak_memory(data_dir, mode):
    """Prints the peak GiB of a process that only reads an epoch of CelebA."""
    for _ in celeba(data_dir, mode):
        pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)


def main(data_dir, celeba_dir):
    print(f"{'pipeline':20} {'images/s':>10} {'step':>10} {'ratio':>10}")
    for entry in pipelines(data_dir, celeba_dir):
        compare(*entry)
    for mode in ("in memory", "from files"):
        command = [sys.executable, __file__, "--celeba-dir", celeba_dir]
        run = subprocess.run(
            [*command, "--peak-memory", mode],
            capture_output=True,
            text=True,
            check=True,
        )
        gib = float(run.stdout.splitlines()[-1])
        print(f"celeba, {mode}: peak memory {gib:.2f} GiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
    parser.add_argument(
        "--celeba-dir", required=True, help="folder of img_align_celeba"
    )
    parser.add_argument("--peak-memory", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peak_memory:
        peak_memory(args.celeba_dir, args.peak_memory)
    else:
        main(args.data_dir, args.celeba_dir)
