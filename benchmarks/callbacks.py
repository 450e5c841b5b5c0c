"""What the callbacks cost: seconds an epoch, and the share of an epoch.

    python benchmarks/callbacks.py --data-dir DIR
    OMP_NUM_THREADS=1 python benchmarks/callbacks.py --data-dir DIR --steps 40

Trains a DCGAN with its defaults on MNIST in batches of 128, in one `fit` whose
epochs are by turns without and with `Diagnosis`, `SampleGrid`,
`TrainingCurves`, `RunPage` (which shows what these three write) and
`Checkpoint`, all with their defaults. Prints the medians of the ratios of
neighbouring epochs, and for each callback the median of its seconds in an epoch
and their share. The goal is that all take at most 3 % of an epoch, and the page
less than 1 %. Here the page is written after each epoch, as it is if epochs are
long enough.

Times are of the processor: on a machine with other work, the wall clock would
measure that work. What a callback waits for, such as the disk, is in the column
of the wall clock alone. What callbacks do once, at the start and at the end of
`fit`, has a table of its own.
"""

import argparse
import collections
import functools
import math
import os
import statistics
import tempfile
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

import keras_gans as kg
from keras_gans.callbacks import run_page

BATCH = 128
STEPS = 60_000 // BATCH
HOOKS = (
    "on_train_begin",
    "on_epoch_begin",
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_epoch_end",
    "on_train_end",
)


def clocks():
    return time.process_time(), time.perf_counter()


class Alternating(keras.callbacks.Callback):
    """Calls callbacks in every second epoch, and measures all their calls.

    The first two epochs count as a warm-up.
    """

    def __init__(self, callbacks):
        super().__init__()
        self.callbacks = callbacks
        self.once = collections.defaultdict(list)
        self.seconds = collections.defaultdict(list)
        self.epochs = []
        for hook in HOOKS:
            setattr(self, hook, functools.partial(self.on, hook))

    def set_params(self, params):
        for callback in self.callbacks:
            callback.set_params(params)
        super().set_params(params)

    def set_model(self, model):
        for callback in self.callbacks:
            callback.set_model(model)
        super().set_model(model)

    def on(self, hook, *args, **kwargs):
        if hook == "on_epoch_begin":
            self.start, self.calls = clocks(), collections.Counter()
            self.active = args[0] % 2 == 1
        is_once = hook in ("on_train_begin", "on_train_end")
        if is_once or self.active:
            for callback in self.callbacks:
                self._call(callback, hook, is_once, args, kwargs)
        if hook == "on_epoch_end":
            self._note()

    def _call(self, callback, hook, is_once, args, kwargs):
        before = clocks()
        getattr(callback, hook)(*args, **kwargs)
        spent = [b - a for a, b in zip(before, clocks(), strict=True)]
        name = type(callback).__name__
        if is_once:
            self.once[name, hook] = spent
        else:
            for clock, seconds in zip(("cpu", "wall"), spent, strict=True):
                self.calls[name, clock] += seconds

    def _note(self):
        cpu, wall = (b - a for a, b in zip(self.start, clocks(), strict=True))
        self.epochs.append((cpu, wall))
        if self.active:
            for key, seconds in self.calls.items():
                self.seconds[key].append(seconds)


def main(rounds, steps, data_dir):
    run_page.SHARE = math.inf
    data = kg.datasets.mnist(BATCH, data_dir=data_dir)
    gan = kg.DCGAN((28, 28, 1))
    gan.compile()
    with tempfile.TemporaryDirectory() as folder:
        alternating = Alternating(
            [
                kg.callbacks.Diagnosis(folder, real=data),
                kg.callbacks.SampleGrid(folder + "/samples"),
                kg.callbacks.TrainingCurves(folder),
                kg.callbacks.RunPage(folder, data, observe=False),
                kg.callbacks.Checkpoint(folder + "/checkpoint"),
            ]
        )
        gan.fit(
            data.take(steps),
            epochs=2 * rounds + 2,
            verbose=0,
            callbacks=[alternating],
        )
    report(alternating, STEPS / steps)


def report(timed, scale):
    for i, clock in enumerate(("processor", "wall clock")):
        pairs = [
            (a[i], b[i])
            for a, b in zip(timed.epochs[2::2], timed.epochs[3::2], strict=True)
        ]
        ratios = [b / a for a, b in pairs]
        base = statistics.median(a for a, _ in pairs)
        print(
            f"{clock}: an epoch takes {base:.1f} s; with all callbacks "
            f"{statistics.median(ratios):.3f} times that, from "
            f"{min(ratios):.3f} to {max(ratios):.3f}, {len(ratios)} pairs"
        )
    epoch = scale * statistics.median(cpu for cpu, _ in timed.epochs[2::2])
    print(f"an epoch of {STEPS} steps: {epoch:.1f} s of the processor")
    print("\n| callback | processor s | wall clock s | share |")
    print("|---|---|---|---|")
    total = 0
    for name in dict.fromkeys(name for name, _ in timed.seconds):
        # The first epoch makes functions and reads fonts.
        cpu, wall = (
            statistics.median(timed.seconds[name, clock][1:])
            for clock in ("cpu", "wall")
        )
        total += cpu
        print(f"| {name} | {cpu:.3f} | {wall:.3f} | {cpu / epoch:.2%} |")
    print(f"| all | {total:.3f} | | {total / epoch:.2%} |")
    print("\n| once | processor s | wall clock s |\n|---|---|---|")
    for (name, hook), (cpu, wall) in timed.once.items():
        print(f"| {name}, `{hook}` | {cpu:.3f} | {wall:.3f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--data-dir")
    main(**vars(parser.parse_args()))
