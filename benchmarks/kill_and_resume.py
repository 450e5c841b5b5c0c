"""Kills trainings at random moments and compares their results.

    python benchmarks/kill_and_resume.py --kills 20 --model progan

Trains a small model once without interruption, with held-out data: on flipped
and shifted digits with TensorFlow, on an array with other backends. Then
repeats the training in processes that get SIGKILL or SIGTERM at random moments
and are resumed by new processes, until `--kills` processes were ended. After
SIGTERM they save the present step, within the epoch. Each training must end
with bitwise the same weights, optimizer state, random states, table of losses
and pictures as the first. KERAS_BACKEND chooses the backend.

A kill meets `progan` mostly in the middle of a fade, which lasts for two of six
epochs. It meets `stylegan2` between two lazy penalties, and while the
probability of its augmentation moves.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

EPOCHS = 6
SIGNALS = (signal.SIGKILL, signal.SIGTERM)
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


def train(model, directory):
    """Trains with held-out data and all three callbacks."""
    import keras

    import keras_gans as kg

    if keras.backend.backend() == "tensorflow":
        data = {
            "x": kg.datasets.digits(32, image_size=8, flip_and_shift=True),
            "validation_data": kg.datasets.digits(256, image_size=8, seed=1),
        }
    else:
        images = np.random.default_rng(0).uniform(-1, 1, (640, 8, 8, 1))
        images = images.astype("float32")
        data = {"x": images, "batch_size": 8, "validation_split": 0.2}
    keras.utils.set_random_seed(0)
    gan = MODELS[model](kg)
    gan.compile()
    gan.fit(
        **data,
        epochs=EPOCHS,
        verbose=0,
        callbacks=[
            start_marker(directory / "started"),
            kg.callbacks.SampleGrid(directory / "samples", n=16),
            kg.callbacks.TrainingCurves(directory, every=7),
            kg.callbacks.Checkpoint(directory / "checkpoint"),
        ],
    )


def start_marker(path):
    """A callback that creates a file when training begins."""
    import keras

    return keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: path.write_text("")
    )


def start(model, directory):
    arguments = ["--model", model, "--train", str(directory)]
    return subprocess.Popen(
        [sys.executable, __file__, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    _, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"The training failed:\n{errors}")


def wait_for_start(process, directory):
    while not (directory / "started").exists():
        if process.poll() is not None:
            finish(process)
        time.sleep(0.01)


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


def kill_once(model, directory, seconds):
    """Trains for a random time; returns whether the training was killed."""
    (directory / "started").unlink(missing_ok=True)
    process = start(model, directory)
    wait_for_start(process, directory)
    try:
        process.wait(random.uniform(0, seconds))
        return False
    except subprocess.TimeoutExpired:
        number = random.choice(SIGNALS)
        process.send_signal(number)
        # Also before the training begins, and after it.
        if process.wait() not in (-number, 128 + number, 0):
            finish(process)
        return True


def main(model, kills, seed):
    random.seed(seed)
    with tempfile.TemporaryDirectory() as root:
        whole = Path(root) / "whole"
        whole.mkdir()
        process = start(model, whole)
        wait_for_start(process, whole)
        began = time.monotonic()
        finish(process)
        seconds = time.monotonic() - began
        expected = result(whole)
        killed = trainings = 0
        while killed < kills:
            directory = Path(root) / f"killed-{trainings}"
            directory.mkdir()
            while killed < kills and kill_once(model, directory, seconds):
                killed += 1
            finish(start(model, directory))
            results = result(directory)
            different = [
                name for name in expected if results.get(name) != expected[name]
            ]
            if different:
                sys.exit(f"Training {trainings} has other results: {different}")
            trainings += 1
            print(
                f"{killed} kills, {trainings} trainings, all with equal results"
            )
    print(
        f"{killed} of {killed} kills resumed to exactly the uninterrupted "
        "result"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", choices=MODELS, default="dcgan")
    parser.add_argument("--train", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.train:
        train(arguments.model, arguments.train)
    else:
        main(arguments.model, arguments.kills, arguments.seed)
