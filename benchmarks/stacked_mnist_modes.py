r"""Modes of Stacked MNIST that generators cover, counted as in the papers.

    python examples/compare_images.py --dataset stacked_mnist \
        --models dcgan r3gan
    python benchmarks/stacked_mnist_modes.py runs/compare-stacked_mnist

Generates 26,000 images with each `FOLDER/*/model.keras` and prints a table. Its
first row is for real images.
"""

import argparse
from pathlib import Path

import keras

import keras_gans as kg
from keras_gans import metrics
from keras_gans.training.batches import first_images

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
parser.add_argument("--cache-dir", help="folder of the classifier")
parser.add_argument("--samples", type=int, default=26_000)
args = parser.parse_args()

classifier = metrics.mnist_classifier(
    data_dir=args.data_dir, cache_dir=args.cache_dir
)


def report(name, updates, images):
    coverage = metrics.stacked_mnist_coverage(images, classifier)
    print(
        f"| {name} | {updates} | {coverage.modes} | {coverage.kl:.3f} | "
        f"{coverage.high_quality:.0%} |",
        flush=True,
    )


print("| | updates | modes | KL | sure of all three digits |")
print("|---|---|---|---|---|")
real = kg.datasets.stacked_mnist(100, data_dir=args.data_dir)
report("real images", "", first_images(real, args.samples))
for path in sorted(args.folder.glob("*/model.keras")):
    gan = keras.saving.load_model(path)
    updates = int(gan.g_opt.iterations)
    report(path.parent.name, f"{updates:,}", gan.generate(args.samples, seed=0))
