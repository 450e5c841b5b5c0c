"""Scores of MNIST generators, with those of real test digits as the bound.

    python examples/compare_images.py
    python benchmarks/mnist_scores.py runs/compare-mnist

Scores 10,000 samples of each `FOLDER/*/model.keras` against the training set,
by the features of an MNIST classifier. Prints a table.
"""

import argparse
from pathlib import Path

import keras
import numpy as np

import keras_gans as kg
from keras_gans import metrics
from keras_gans.training.batches import first_images

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
parser.add_argument("--cache-dir", help="folder of the classifier")
parser.add_argument("--samples", type=int, default=10_000)
args = parser.parse_args()

extractor = metrics.mnist_classifier(
    data_dir=args.data_dir, cache_dir=args.cache_dir
)


def real(split):
    data = kg.datasets.mnist(100, data_dir=args.data_dir, split=split)
    return extractor(first_images(data, args.samples))


def report(name, fake):
    results = metrics.evaluate(
        train, fake, extractor, ["fid", "is", "pr"], reference="mnist train"
    )
    values = {result.metric: result for result in results}
    counts = np.bincount(fake.probabilities.argmax(axis=1), minlength=10)
    shares = counts / counts.sum()
    classes = np.count_nonzero(shares > 0.01)
    print(
        f"| {name} | {values['fid'].value:.1f} | {values['is'].value:.2f} ± "
        f"{values['is'].std:.2f} | {values['precision'].value:.2f} | "
        f"{values['recall'].value:.2f} | {classes} | {shares.min():.1%} to "
        f"{shares.max():.1%} |",
        flush=True,
    )


train = real("train")
print(f"classifier of {extractor.accuracy:.2%}, {extractor.weights[:8]}")
print("| | fid | is | precision | recall | classes | shares of classes |")
print("|---|---|---|---|---|---|---|")
report("real test digits", real("test"))
for path in sorted(args.folder.glob("*/model.keras")):
    model = keras.saving.load_model(path)
    report(path.parent.name, extractor(model.generate(args.samples, seed=0)))
