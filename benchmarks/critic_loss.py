"""Does the loss of a critic indicate the quality of samples?

    python examples/compare_images.py --models wgan wgangp
    python benchmarks/critic_loss.py runs/compare-mnist/wgan \\
        runs/compare-mnist/wgangp

Compares two values for each epoch of a run on MNIST: the logged Wasserstein
estimate, and the energy distance (Székely and Rizzo 2013) between the 64
samples of the grid and 5,000 real digits. The energy distance uses Euclidean
distances of pixels in [-1, 1] and no network. It is 0 for equal distributions,
and large for blurred digits and for digits that are all alike. Plots both
values and prints their rank correlation.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
import tensorflow_datasets as tfds
from matplotlib.figure import Figure
from PIL import Image
from scipy.stats import spearmanr

parser = argparse.ArgumentParser()
parser.add_argument("runs", nargs="+", type=Path)
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
parser.add_argument("--output", default="critic-loss.png")
args = parser.parse_args()


def samples(path):
    """The 64 images of a grid, as rows in [-1, 1]."""
    picture = Image.open(path).convert("L")
    picture = picture.resize((8 * 30, 8 * 30), Image.Resampling.NEAREST)
    cells = np.asarray(picture, "float32").reshape(8, 30, 8, 30)
    images = cells.swapaxes(1, 2)[:, :, :28, :28].reshape(64, -1)
    return images / 127.5 - 1


def distances(a, b):
    squares = (a**2).sum(1)[:, None] - 2 * a @ b.T + (b**2).sum(1)
    return np.sqrt(squares.clip(0))


def energy_distance(images):
    """Unbiased 2 E|x - y| - E|x - x'| - E|y - y'|, x images, y real ones."""
    n = len(images)
    within = distances(images, images).sum() / (n * (n - 1))
    return 2 * distances(images, real).mean() - within - REAL_WITHIN


data = tfds.load("mnist", split="train", data_dir=args.data_dir, batch_size=-1)
real = tfds.as_numpy(data)["image"].reshape(60_000, -1)[:5000] / 127.5 - 1
real = real.astype("float32")
REAL_WITHIN = distances(real, real).sum() / (len(real) * (len(real) - 1))
figure = Figure((6 * len(args.runs), 4), layout="constrained")
for axis, run in zip(
    figure.subplots(1, len(args.runs), squeeze=False)[0], args.runs, strict=True
):
    with open(run / "history.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["row"] == "epoch"]
    steps = [int(row["step"]) for row in rows]
    estimates = [float(row["wasserstein"]) for row in rows]
    grids = [run / f"samples/epoch-{int(r['epoch']):04d}.png" for r in rows]
    energies = [energy_distance(samples(grid)) for grid in grids]
    correlation = spearmanr(estimates, energies).statistic
    print(f"{run.name}: {len(rows)} epochs, rank correlation {correlation:.2f}")
    axis.plot(steps, estimates, color="tab:blue")
    axis.set_xlabel("generator updates")
    axis.set_ylabel("Wasserstein estimate", color="tab:blue")
    other = axis.twinx()
    other.plot(steps, energies, color="tab:red")
    other.set_ylabel("energy distance from real digits", color="tab:red")
    axis.set_title(f"{run.name}: rank correlation {correlation:.2f}")
figure.savefig(args.output, dpi=100)
