"""What the tests of memorisation say of a generator and of copies.

    keras-gans train sngan --epochs 80
    python benchmarks/copies.py runs/sngan-digits

Prints the copied share and C_T of the run's samples, and of training images
with noise or shifted by a pixel, on the digits.
"""

import argparse

import numpy as np

import keras_gans as kg
from keras_gans.metrics import mnist_classifier
from keras_gans.runs.loading import load

COPIES = 500
CELLS = 4

parser = argparse.ArgumentParser()
parser.add_argument("run", help="folder of a run on the digits")
parser.add_argument("--samples", type=int, default=1000)
args = parser.parse_args()

model = load(args.run)
(real,) = kg.datasets.digits(
    1790, image_size=model.image_shape[0]
).as_numpy_iterator()
copied = real[:COPIES]
random = np.random.default_rng(0)


def with_noise(size):
    noise = random.normal(scale=size, size=copied.shape)
    return np.clip(copied + noise, -1, 1).astype("float32")


images = {
    "samples": model.generate(args.samples, seed=0),
    "copies, noise 0.02": with_noise(0.02),
    "copies, noise 0.2": with_noise(0.2),
    "copies, shifted by a pixel": np.roll(copied, 1, axis=2),
}
extractor = mnist_classifier("digits")
of_real = extractor(real).features
print("| | copied share | C_T |\n|---|---|---|")
for name, shown in images.items():
    features = extractor(shown).features
    share = kg.metrics.find_copies(of_real, features).share
    c_t = kg.metrics.data_copying(of_real, features, cells=CELLS)
    print(f"| {name} | {share:.2g} | {c_t:.3g} |", flush=True)
