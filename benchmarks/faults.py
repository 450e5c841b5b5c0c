"""What a long training, many trainings and many pictures cost; and faults.

    python benchmarks/faults.py long --minutes 40
    python benchmarks/faults.py fits --fits 1000
    python benchmarks/faults.py pictures --pictures 100000

Each prints a table in Markdown, which `docs/reliability.md` holds. `long`
trains a small DCGAN with all callbacks and measures this process every minute:
its memory, its open files, the files of the run's folder. `fits` calls `fit` on
one model again and again. `pictures` reads a folder of as many pictures. Linux
only, since the figures come from /proc.
"""

import argparse
import itertools
import os
import tempfile
import time
from pathlib import Path

import numpy as np


def memory():
    """Resident memory of this process in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def handles():
    """Open file descriptors of this process."""
    return len(os.listdir("/proc/self/fd"))


def row(*cells):
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def header(*cells):
    row(*cells)
    row(*("---" for _ in cells))


def small_gan():
    """A compiled DCGAN for pictures of 8x8."""
    import keras

    import keras_gans as kg

    keras.utils.set_random_seed(0)
    gan = kg.DCGAN((8, 8, 1), 8, width=8, seed=0)
    gan.compile()
    return gan


def long(minutes):
    """Trains for some minutes with the callbacks of `keras-gans train`."""
    import keras

    import keras_gans as kg

    class Meter(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.begin = time.monotonic()
            self.printed = 0

        def on_epoch_end(self, epoch, logs=None):
            minute = int((time.monotonic() - self.begin) / 60)
            if minute > self.printed:
                self.printed = minute
                files = sum(len(names) for _, _, names in os.walk(folder))
                row(
                    minute,
                    epoch + 1,
                    int(self.model.optimizer.iterations.numpy()),
                    f"{memory():.0f}",
                    handles(),
                    files,
                )
            self.model.stop_training |= minute >= minutes

    header("minute", "epochs", "updates", "MiB", "open files", "files")
    with tempfile.TemporaryDirectory() as folder:
        digits = kg.datasets.digits(32, image_size=8, flip_and_shift=True)
        small_gan().fit(
            digits,
            epochs=10**9,
            verbose=0,
            callbacks=[
                kg.callbacks.SampleGrid(
                    f"{folder}/samples", every=100, animation=False
                ),
                kg.callbacks.Diagnosis(folder, real=digits, every=10),
                kg.callbacks.TrainingCurves(folder),
                kg.callbacks.Checkpoint(f"{folder}/checkpoint"),
                Meter(),
            ],
        )


def fits(count):
    """Calls `fit` on one model, with a data set and with an array in turn."""
    import keras_gans as kg

    images = np.random.default_rng(0).uniform(-1, 1, (64, 8, 8, 1))
    images = images.astype("float32")
    data_set = kg.datasets.digits(64, image_size=8).take(1)
    gan = small_gan()
    header("calls of fit", "MiB", "open files", "seconds a call")
    begin, before = time.monotonic(), 0
    for i, data in zip(
        range(1, count + 1), itertools.cycle((images, data_set))
    ):
        gan.fit(data, batch_size=None, epochs=1, verbose=0)
        if i in (1, 2, 10) or i % 100 == 0:
            now = time.monotonic()
            seconds = (now - begin) / (i - before)
            row(i, f"{memory():.0f}", handles(), f"{seconds:.2f}")
            begin, before = now, i


def pictures(count):
    """Reads a folder of hard links to a few pictures."""
    from PIL import Image

    import keras_gans as kg
    from keras_gans.datasets.picture_files import find_pictures

    random = np.random.default_rng(0)
    header("step", "seconds", "MiB")
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        originals = [Path(folder) / f"original-{i}.png" for i in range(10)]
        for path in originals:
            pixels = random.integers(0, 256, (16, 16, 3), "uint8")
            Image.fromarray(pixels).save(path)
        for i in range(count - len(originals)):
            os.link(originals[i % 10], Path(folder) / f"{i:07d}.png")

        def done(step):
            nonlocal begin
            row(step, f"{time.monotonic() - begin:.1f}", f"{memory():.0f}")
            begin = time.monotonic()

        done(f"made {count} pictures of 16x16")
        find_pictures(folder)
        done("listed them")
        data = kg.datasets.image_folder(folder, image_size=16)
        done("checked all, decoded all")
        next(iter(data))
        done("first batch")
        sum(1 for _ in data)
        done("one pass")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("long", "fits", "pictures"))
    parser.add_argument("--minutes", type=int, default=40)
    parser.add_argument("--fits", type=int, default=1000)
    parser.add_argument("--pictures", type=int, default=100_000)
    arguments = parser.parse_args()
    if arguments.what == "long":
        long(arguments.minutes)
    elif arguments.what == "fits":
        fits(arguments.fits)
    else:
        pictures(arguments.pictures)
