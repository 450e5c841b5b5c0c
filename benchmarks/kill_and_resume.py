"""Kills trainings at random moments and compares their results.

    python benchmarks/kill_and_resume.py --kills 20 --model progan

Trains a small model, with held-out data: on flipped and shifted digits with
TensorFlow, on an array with other backends. Processes that train get SIGKILL or
SIGTERM, one to six of them in a training, behind a random step or before the
first one. After SIGTERM they save the present step, within the epoch. A last
process ends the training; that of the first training then trains the same model
once more, without interruption. Each training must end with bitwise the same
weights, optimizer state, random states, table of losses and pictures as that
one. KERAS_BACKEND chooses the backend.

A kill meets `progan` mostly in the middle of a fade, which lasts for two of six
epochs. It meets `stylegan2` between two lazy penalties, and while the
probability of its augmentation moves.

If results differ, the files are kept, and two more processes tell why: whether
the same kill leads to these results again, and whether an uninterrupted
training always has the same ones.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

EPOCHS = 6
# The most kills in a training.
MOST = 6
SIGNALS = (signal.SIGKILL, signal.SIGTERM)
# Seconds: for a kill before the first step, and behind a random one.
STARTING, STEPPING = 10, 0.3
MODELS = {
    "dcgan": lambda kg: kg.DCGAN((8, 8, 1), 8, width=8, seed=0),
    "progan": lambda kg: kg.ProGAN(
        (8, 8, 1), 4, width=4, phase_images=3000, seed=0
    ),
    "stylegan2": lambda kg: kg.StyleGAN2(
        (8, 8, 1),
        4,
        width=4,
        depth=1,
        r1_every=5,
        path_every=3,
        augmentation=kg.layers.AdaptiveAugmentation(target=0.01, images=10_000),
        seed=0,
    ),
}


def train(model, directories):
    """Trains one model in each folder, from the same first weights."""
    import keras

    import keras_gans as kg

    keras.utils.set_random_seed(0)
    gan = MODELS[model](kg)
    gan.compile()
    variables = gan.variables + gan.optimizer.variables
    # JAX takes arrays of its own away while it trains.
    values = [np.array(keras.ops.convert_to_numpy(v)) for v in variables]
    for directory in directories:
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        fit(gan, directory)


def fit(gan, directory):
    """Trains with held-out data and all three callbacks."""
    import keras

    import keras_gans as kg

    if keras.backend.backend() == "tensorflow":
        data = {
            "x": kg.datasets.digits(128, image_size=8, flip_and_shift=True),
            "validation_data": kg.datasets.digits(600, image_size=8, seed=1),
        }
    else:
        images = np.random.default_rng(0).uniform(-1, 1, (1792, 8, 8, 1))
        images = images.astype("float32")
        data = {"x": images, "batch_size": 96, "validation_split": 0.2}

    class Progress(keras.callbacks.Callback):
        """Writes which part of the training is done."""

        def on_train_begin(self, logs=None):
            (directory / "started").write_text("")

        def on_epoch_begin(self, epoch, logs=None):
            self.before = epoch * self.params["steps"] + gan.resumed_step

        def on_train_batch_end(self, batch, logs=None):
            done = self.before + batch + 1
            part = done / EPOCHS / self.params["steps"]
            (directory / "progress").write_text(f"{part:.6f}")

    directory.mkdir(exist_ok=True)
    gan.fit(
        **data,
        epochs=EPOCHS,
        verbose=0,
        callbacks=[
            Progress(),
            kg.callbacks.SampleGrid(directory / "samples", n=16),
            kg.callbacks.TrainingCurves(directory, every=5),
            kg.callbacks.Checkpoint(directory / "checkpoint"),
        ],
    )


def start(model, *directories):
    return subprocess.Popen(
        [sys.executable, __file__, "--model", model, "--train", *directories],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    _, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"The training failed:\n{errors}")


def kill_once(model, directory):
    """Trains up to a random moment; returns a text of it, or `None`.

    The training may end before.
    """
    (directory / "started").unlink(missing_ok=True)
    first = done(directory)
    process = start(model, directory)
    while process.poll() is None and not (directory / "started").exists():
        time.sleep(0.01)
    if random.random() < 0.1:
        time.sleep(random.uniform(0, STARTING))
    else:
        goal = random.uniform(first, 1)
        while process.poll() is None and done(directory) <= goal:
            time.sleep(0.001)
        time.sleep(random.uniform(0, STEPPING))
    if process.poll() is not None:
        finish(process)
        return None
    number = random.choice(SIGNALS)
    process.send_signal(number)
    process.wait()
    # Also before the training begins, and after it.
    if process.returncode not in (-number, 128 + number, 0):
        finish(process)
    return f"{number.name} at {done(directory):.3f}"


def done(directory):
    """The part of a training that is done."""
    path = directory / "progress"
    # It is empty while it is written.
    return float((path.exists() and path.read_text()) or 0)


def result(directory):
    """Dictionary of all results of a training that must be the same."""
    with np.load(directory / "checkpoint" / f"epoch-{EPOCHS:05d}.npz") as file:
        results = {name: file[name].tobytes() for name in file.files}
    for path in [
        directory / "history.csv",
        *directory.glob("samples/epoch-*.png"),
    ]:
        results[path.name] = path.read_bytes()
    return results


def differences(directory, expected):
    results = result(directory)
    return [n for n in expected if results.get(n) != expected[n]]


def explanation(model, root, directory, killed, expected):
    """What can be known of a training with other results."""
    finish(start(model, killed))
    finish(start(model, root / "whole-again"))
    tables = [
        (folder / "history.csv").read_text().splitlines()
        for folder in (root / "whole", directory)
    ]
    rows = [a for a, b in zip(*tables) if a != b]
    return (
        f"Other results: {differences(directory, expected)}\n"
        f"The first other row: {rows[0] if rows else None}\n"
        f"Resumed again: {differences(killed, expected) or 'equal'}\n"
        "Uninterrupted again: "
        f"{differences(root / 'whole-again', expected) or 'equal'}\n"
        f"The files are in {root}"
    )


def main(model, kills, seed):
    random.seed(seed)
    root = Path(tempfile.mkdtemp())
    whole = root / "whole"
    expected, n, trainings = None, 0, 0
    while n < kills:
        directory = root / f"training-{trainings}"
        directory.mkdir()
        moments = []
        for _ in range(min(kills - n, random.randint(1, MOST))):
            moment = kill_once(model, directory)
            moments += [moment] if moment else []
        n, trainings = n + len(moments), trainings + 1
        killed = root / f"killed-{trainings}"
        shutil.copytree(directory, killed)
        finish(start(model, directory, *([] if expected else [whole])))
        expected = expected or result(whole)
        print(f"training {trainings}: {', '.join(moments)}", flush=True)
        if differences(directory, expected):
            sys.exit(explanation(model, root, directory, killed, expected))
    shutil.rmtree(root)
    print(f"{n} of {n} kills resumed to exactly the uninterrupted result")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", choices=MODELS, default="dcgan")
    parser.add_argument("--train", type=Path, nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.train:
        train(arguments.model, arguments.train)
    else:
        main(arguments.model, arguments.kills, arguments.seed)
