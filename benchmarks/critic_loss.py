"""Does a critic's loss say how good the samples are?

    python examples/compare_images.py --models wgan wgangp
    python benchmarks/critic_loss.py runs/compare-mnist/wgan \\
        runs/compare-mnist/wgangp

For each epoch of a run on MNIST: the logged Wasserstein estimate, and the
distance of the 64 samples of its grid from the nearest of the 60,000 real
digits (mean of Euclidean distances of pixels in [-1, 1]), which no network of
the training has a part in. Draws both, and prints their rank correlation.
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
parser.add_argument("--data-dir", help="where tensorflow-datasets keeps MNIST")
parser.add_argument("--output", default="critic-loss.png")
args = parser.parse_args()


def samples(path):
    """The 64 images of a grid, as rows in [-1, 1]."""
    picture = Image.open(path).convert("L")
    picture = picture.resize((8 * 30, 8 * 30), Image.Resampling.NEAREST)
    cells = np.asarray(picture, "float32").reshape(8, 30, 8, 30)
    images = cells.swapaxes(1, 2)[:, :, :28, :28].reshape(64, -1)
    return images / 127.5 - 1


def nearest(images, real):
    """Mean distance from the nearest real image."""
    squares = (images**2).sum(1)[:, None] - 2 * images @ real.T
    squares = squares + (real**2).sum(1)
    return float(np.sqrt(squares.min(axis=1).clip(0)).mean())


data = tfds.load("mnist", split="train", data_dir=args.data_dir, batch_size=-1)
real = tfds.as_numpy(data)["image"].reshape(60_000, -1) / 127.5 - 1
real = real.astype("float32")
figure = Figure((6 * len(args.runs), 4), layout="constrained")
for axis, run in zip(
    figure.subplots(1, len(args.runs), squeeze=False)[0], args.runs, strict=True
):
    with open(run / "history.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["row"] == "epoch"]
    steps = [int(row["step"]) for row in rows]
    estimates = [float(row["wasserstein"]) for row in rows]
    distances = [
        nearest(
            samples(run / f"samples/epoch-{int(row['epoch']):04d}.png"), real
        )
        for row in rows
    ]
    correlation = spearmanr(estimates, distances).statistic
    print(f"{run.name}: {len(rows)} epochs, rank correlation {correlation:.2f}")
    axis.plot(steps, estimates, color="tab:blue")
    axis.set_xlabel("generator updates")
    axis.set_ylabel("Wasserstein estimate", color="tab:blue")
    other = axis.twinx()
    other.plot(steps, distances, color="tab:red")
    other.set_ylabel("distance from the nearest digit", color="tab:red")
    axis.set_title(f"{run.name}: rank correlation {correlation:.2f}")
figure.savefig(args.output, dpi=100)
