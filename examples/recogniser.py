"""Use the discriminator of a trained GAN to recognise digits.

    keras-gans train sngan
    python examples/recogniser.py runs/sngan-digits

A logistic regression on features learns from a few labelled digits and is
tested on the others: on the features of the trained discriminator, on those of
one with random weights, and on pixels. Writes `neighbours.png`: in each row a
digit, then those of the nearest features.
"""

import argparse

import keras
import numpy as np

import keras_gans as kg
from keras_gans.images.grids import image_grid
from keras_gans.runs.loading import load

ROWS, COLUMNS = 8, 8

parser = argparse.ArgumentParser()
parser.add_argument("model", help="a saved model or the folder of a run")
parser.add_argument("--labelled", type=int, default=100)
parser.add_argument("--output", default="neighbours.png")
args = parser.parse_args()

gan = load(args.model)
size, channels = gan.image_shape[0], gan.image_shape[-1]
data = kg.datasets.digits(
    batch_size=1797,
    image_size=size,
    channels=channels,
    labels=True,
    shuffle=False,
)
images, classes = next(iter(data.as_numpy_iterator()))
order = np.random.default_rng(0).permutation(len(images))
images, classes = images[order], classes[order]

keras.utils.set_random_seed(0)
untrained = type(gan).from_config(gan.get_config())
features = {
    "trained": gan.features(images),
    "untrained": untrained.features(images),
    "pixels": images.reshape(len(images), -1),
}
n = args.labelled
for name, x in features.items():
    share = kg.metrics.linear_probe(x[:n], classes[:n], x[n:], classes[n:])
    print(f"{name:10} {share:.1%} of {len(images) - n} digits, by {n} labelled")

x = features["trained"]
x = x / np.linalg.norm(x, axis=1, keepdims=True)
nearest = np.argsort(-(x[:ROWS] @ x.T), axis=1)[:, :COLUMNS]
image_grid(images[nearest.ravel()], columns=COLUMNS).save(args.output)
print(f"Wrote {args.output}")
