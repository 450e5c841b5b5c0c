"""Measure arithmetic, boundaries and projections of a generator of digits.

    python benchmarks/latent.py runs/sngan-digits
    python benchmarks/latent.py runs/sngan-mnist --pictures 10

Arithmetic: for 100 triples of two classes A and B and an image of class B, how
often the data set's classifier sees class A in "A - B + image", with the
latents of three random images for each concept, and with those of all; and in
an image that was moved across the boundary of class A. Nothing but the
classifier's answers tells the classes of latents.

Projection: how near generated images, and with --pictures N held-out pictures
of the data set, are found again (root of the mean squared difference of pixels
in [-1, 1]); beside the nearest training picture.
"""

import argparse

import numpy as np

import keras_gans as kg
from keras_gans import latent
from keras_gans.datasets import DATASETS
from keras_gans.runs.folder import read_config
from keras_gans.runs.loading import load
from keras_gans.training.batches import first_images

TRIPLES = 100
SAMPLES = 2000
STRENGTH = 3.0

parser = argparse.ArgumentParser()
parser.add_argument("run")
parser.add_argument("--pictures", type=int, default=0)
parser.add_argument("--steps", type=int, default=200)
parser.add_argument("--data-dir")
args = parser.parse_args()


def arithmetic(gan, classifier):
    """Prints how often the classifier agrees."""
    random = np.random.default_rng(0)

    def classes(points):
        images = gan.decode(np.asarray(points, "float32"), batch_size=64)
        return classifier(images).probabilities.argmax(axis=1)

    codes = gan.random_codes(SAMPLES, None, seed=0)
    seen = classes(codes)
    rows = [np.flatnonzero(seen == kind) for kind in range(seen.max() + 1)]
    normals = [
        latent.boundary(codes, seen == kind) for kind in range(len(rows))
    ]

    def concept(kind, n=None):
        own = rows[kind] if n is None else random.choice(rows[kind], n)
        return latent.concept(codes[own])

    made = {"unchanged": [], "three each": [], "all of a class": []}
    made["boundary"] = []
    wanted = []
    for _ in range(TRIPLES):
        a, b = random.choice(len(rows), 2, replace=False)
        image = codes[random.choice(rows[b])]
        wanted.append(a)
        made["unchanged"].append(image)
        for name, n in (("three each", 3), ("all of a class", None)):
            # With means of three the third is one too, as in the paper.
            c = image if n is None else concept(b, 3)
            parts = concept(a, n), concept(b, n), c
            made[name].append(latent.analogy(*parts, norm=gan.code_norm))
        step = STRENGTH * (normals[a] - normals[b])
        made["boundary"].append(image + step)
    for name, points in made.items():
        share = (classes(points) == wanted).mean()
        print(f"{name:15} {share:.0%} of {TRIPLES} triples", flush=True)


def distances(name, found, nearest=None):
    line = f"{name}: {np.mean(found):.3f} on average, {np.max(found):.3f} worst"
    if nearest is not None:
        better = np.mean(np.less(found, nearest))
        line += (
            f"; nearest training picture {np.mean(nearest):.3f}, farther for "
            f"{better:.0%}"
        )
    print(line, flush=True)


def projection(gan, record):
    """Prints how near images are found."""

    def found(image):
        return gan.project(image, steps=args.steps).distance

    images = gan.generate(seeds=range(5))
    distances("5 generated images", [found(image) for image in images])
    if not args.pictures:
        return

    def pictures(split, n):
        data = record.load(
            batch_size=1000, data_dir=args.data_dir, split=split, shuffle=False
        )
        return first_images(data, n)

    held_out = pictures("test", args.pictures)
    real = pictures("train", 60_000).reshape(60_000, -1)
    nearest = [
        np.sqrt(np.square(real - x.reshape(1, -1)).mean(axis=1).min())
        for x in held_out
    ]
    distances("held-out pictures", [*map(found, held_out)], nearest)


gan = load(args.run)
dataset = read_config(args.run).dataset
if not args.pictures:
    arithmetic(gan, kg.metrics.mnist_classifier(dataset))
projection(gan, DATASETS[dataset])
