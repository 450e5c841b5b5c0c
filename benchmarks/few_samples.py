"""What scores of few samples are worth, told by real digits of MNIST.

    python benchmarks/few_samples.py [--data-dir DIR] [--random-features N]

Training digits play two generators: a perfect one, and one that never makes an
8. Prints

- the distances of both to as many other training digits, means and standard
  deviations over draws. A score is honest where the perfect one is near 0, and
  of use where the two are far apart;
- for 1,000 samples of the second, the standard deviation of each score over
  draws, and how many times that the bootstrap of single draws says.

The features are those of the small classifier, or N of a random layer of
rectifiers, which are as many as Inception's with N = 2048.
"""

import argparse
import warnings

import numpy as np

from keras_gans import datasets
from keras_gans.metrics import METRICS
from keras_gans.metrics import Extractor
from keras_gans.metrics import Features
from keras_gans.metrics import mnist_classifier
from keras_gans.metrics.bootstrap import bootstrapped

parser = argparse.ArgumentParser()
parser.add_argument("--data-dir")
parser.add_argument("--draws", type=int, default=10)
parser.add_argument("--random-features", type=int)
args = parser.parse_args()
warnings.simplefilter("ignore")  # Few samples are the point here.
random = np.random.default_rng(0)
COUNTS = 500, 1000, 2000, 5000, 10_000
DISTANCES = "mind", "fid", "fid-inf"
if args.random_features:  # Whose other scores take hours.
    COUNTS, DISTANCES = COUNTS[:3], DISTANCES[:2]


class RandomFeatures(Extractor):
    def outputs(self, images):
        pixels = images.reshape(len(images), -1)
        shape = pixels.shape[1], args.random_features
        weights = np.random.default_rng(1).normal(size=shape)
        features = np.maximum(0, pixels @ weights / np.sqrt(len(weights)))
        return features, np.ones((len(images), 1))


def features_of_digits():
    """Features of all training digits, with their labels."""
    if args.random_features:
        extractor = RandomFeatures()
    else:
        extractor = mnist_classifier("mnist", data_dir=args.data_dir)
    data = datasets.mnist(1000, labels=True, data_dir=args.data_dir)
    images, labels = zip(*data.as_numpy_iterator(), strict=True)
    return extractor(np.concatenate(images), labels=np.concatenate(labels))


def draw(digits, n, without=None):
    """Features of n digits as the real ones, and of n others."""
    rows = random.permutation(len(digits.labels))
    real, rest = rows[:n], rows[n:]
    fake = rest[digits.labels[rest] != without][:n]
    return (Features(*(x[rows] for x in digits)) for rows in (real, fake))


def scores_of(key, real, fake, resamples=None):
    settings = {"subsets": 10} if key == "kid" else {}
    return bootstrapped(METRICS[key], real, fake, settings, resamples)


def compare_distances(digits):
    for n in COUNTS:
        for name, without in (("perfect", None), ("without 8", 8)):
            found = []
            for _ in range(args.draws):
                real, fake = draw(digits, n, without)
                scores = [scores_of(key, real, fake) for key in DISTANCES]
                found.append(
                    [s.value for each in scores for s in each.values()]
                )
            cells = zip(np.mean(found, axis=0), np.std(found, axis=0))
            row = " | ".join(f"{mean:.2f} ± {std:.2f}" for mean, std in cells)
            print(f"| {n} | {name} | {row} |", flush=True)


def check_bootstrap(digits, n=1000, sets=40, single=5, resamples=50):
    real, _ = draw(digits, n)
    fakes = [[*draw(digits, n, 8)][1] for _ in range(sets)]
    for key in METRICS:
        stds = {}
        for fake in fakes[:single]:
            for name, score in scores_of(key, real, fake, resamples).items():
                stds.setdefault(name, []).append(score.std)
        scores = [scores_of(key, real, fake) for fake in fakes]
        for name in stds:
            values = [score[name].value for score in scores]
            ratio = np.mean(stds[name]) / np.std(values)
            print(
                f"| {name} | {np.mean(values):.4g} | {np.std(values):.2g} | "
                f"{ratio:.2f} |",
                flush=True,
            )


digits = features_of_digits()
print(f"| n | generator | {' | '.join(DISTANCES)} |")
compare_distances(digits)
if not args.random_features:
    print("| score | mean | std over draws | bootstrap's std / that |")
    check_bootstrap(digits)
