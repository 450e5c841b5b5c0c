"""Train the variants on MNIST, Stacked MNIST or CelebA for the same time.

    python examples/compare_images.py --models wgan wgangp --cpu-minutes 30
    python examples/compare_images.py --dataset celeba --data-dir ~/celeba

Writes a folder for each variant, such as `runs/compare-mnist/wgan`, with grids
of samples, curves and the model. `all.png` shows the last grid of each variant.
The networks are narrow, for a CPU. If a folder already holds a model, it is
trained for the same time again.
"""

import argparse
import math
import time
from pathlib import Path

import keras
from matplotlib.figure import Figure
from PIL import Image

import keras_gans as kg

# Networks are narrower for variants with several critic updates per step, or
# with convolutions at the full size of the image.
WIDTHS = {
    "gan": 64,
    "dcgan": 32,
    "lsgan": 32,
    "wgan": 16,
    "wgangp": 16,
    "sngan": 16,
    "ebgan": 32,
    "began": 8,
    "r3gan": 8,
}

SHAPES = {
    "mnist": (28, 28, 1),
    "stacked_mnist": (28, 28, 3),
    "celeba": (64, 64, 3),
}

parser = argparse.ArgumentParser()
parser.add_argument("--models", nargs="+", default=[*WIDTHS])
parser.add_argument("--cpu-minutes", type=float, default=30, help="per variant")
parser.add_argument("--dataset", choices=[*SHAPES], default="mnist")
parser.add_argument("--run-dir", help="default: runs/compare-DATASET")
parser.add_argument("--data-dir", help="folder of the data set")
args = parser.parse_args()


class Budget(keras.callbacks.Callback):
    """Stops training after `--cpu-minutes` minutes of processor time."""

    def on_train_begin(self, logs=None):
        self.end = time.process_time() + 60 * args.cpu_minutes

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = time.process_time() > self.end


def draw_all(folder):
    """Draws the last grid of each variant in the folder into one picture."""
    grids = {
        name: sorted(Path(folder, name, "samples").glob("*.png"))
        for name in WIDTHS
    }
    grids = {name: paths[-1] for name, paths in grids.items() if paths}
    columns = math.ceil(math.sqrt(len(grids)))
    rows = -(-len(grids) // columns)
    figure = Figure((3.6 * columns, 3.8 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis in axes:
        axis.axis("off")
    for axis, (name, path) in zip(axes, grids.items(), strict=False):
        axis.imshow(Image.open(path), interpolation="nearest")
        axis.set_title(name)
    figure.savefig(Path(folder, "all.png"), dpi=100)


def build(name):
    """A new compiled model with the settings that its paper recommends."""
    keras.utils.set_random_seed(0)
    model = kg.models.MODELS[name]
    settings = model.recommended.get(args.dataset, {})
    settings = settings | {"width": WIDTHS[name]}
    gan = model(SHAPES[args.dataset], seed=0, **settings)
    if name == "began":  # The paper's 1e-4 is slow for minutes.
        gan.compile(
            keras.optimizers.Adam(5e-4, beta_1=0.5),
            keras.optimizers.Adam(5e-4, beta_1=0.5),
        )
    else:
        gan.compile()
    return gan


folder = args.run_dir or f"runs/compare-{args.dataset}"
for name in args.models:
    print(f"== {name}")
    path = Path(folder, name, "model.keras")
    gan = keras.saving.load_model(path) if path.exists() else build(name)
    gan.fit(
        kg.datasets.load(
            args.dataset,
            batch_size=16 if name == "began" else 64,
            data_dir=args.data_dir,
        ),
        initial_epoch=int(gan.epochs_trained),
        epochs=1000,
        verbose=2,
        callbacks=[
            Budget(),
            kg.callbacks.SampleGrid(
                f"{folder}/{name}/samples", animation=False
            ),
            kg.callbacks.TrainingCurves(f"{folder}/{name}"),
        ],
    )
    gan.save(path)
    draw_all(folder)
