r"""Modes of Stacked MNIST that generators find, as the papers count them.

    python examples/compare_images.py --dataset stacked_mnist \
        --models dcgan r3gan
    python benchmarks/stacked_mnist_modes.py runs/compare-stacked_mnist

Makes 26,000 images with every `model.keras` in the folder's folders, and prints
a table; the first row is of real images.
"""

import argparse
from pathlib import Path

import keras

import keras_gans as kg
from keras_gans import metrics
from keras_gans.training.batches import first_images

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--data-dir", help="where tensorflow-datasets keeps MNIST")
parser.add_argument("--cache-dir", help="where the classifier is kept")
parser.add_argument("--samples", type=int, default=26_000)
args = parser.parse_args()

classifier = metrics.mnist_classifier(
    data_dir=args.data_dir, cache_dir=args.cache_dir
)


def report(name, updates, images):
    found = metrics.stacked_mnist_coverage(images, classifier)
    print(
        f"| {name} | {updates} | {found.modes} | {found.kl:.3f} | "
        f"{found.high_quality:.0%} |",
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
