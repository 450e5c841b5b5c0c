"""What augmentation is worth with few pictures.

    python benchmarks/few_pictures.py ~/celeba/img_align_celeba

Trains a small DCGAN on the first 200 pictures of a folder, without
augmentation, with DiffAugment and with ADA, from the same weights and for as
many updates. Then it compares 1,000 generated pictures with the next 1,000 of
the folder, which no model has seen:

- the Fréchet distance (of features as in `colorize_scores.py`);
- the diversity, relative to that of the real ones;
- how near samples are to the 200, by the median distance from the nearest of
  them, relative to that of the real ones: far below 1, they are copies.

A picture shows samples of each, and the training picture nearest to each.
"""

import argparse
import time
from pathlib import Path

import keras
import numpy as np
import picture_features

import keras_gans as kg
from keras_gans.images.grids import rows_grid

COLUMNS = 12

parser = argparse.ArgumentParser()
parser.add_argument("folder", help="folder of pictures")
picture_features.add_options(parser)
parser.add_argument("--pictures", type=int, default=200)
parser.add_argument("--held-out", type=int, default=1000)
parser.add_argument("--image-size", type=int, default=32)
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--batch-size", type=int, default=20)
parser.add_argument("--updates", type=int, default=5000)
parser.add_argument(
    "--adapt", type=int, default=50_000, help="images that take p from 0 to 1"
)
parser.add_argument("--only", nargs="*", help="names of augmentations")
parser.add_argument("--output", default="few-pictures.png")
args = parser.parse_args()

AUGMENTATIONS = {
    "none": lambda: None,
    "DiffAugment": kg.layers.DiffAugmentation,
    "ADA": lambda: kg.layers.AdaptiveAugmentation(images=args.adapt),
}

count = args.pictures + args.held_out
files = sorted(Path(args.folder).iterdir())[:count]
(pictures,) = kg.datasets.image_folder(
    files, count, image_size=args.image_size, shuffle=False
).as_numpy_iterator()
known, unseen = pictures[: args.pictures], pictures[args.pictures :]
features = picture_features.extractor(args.inception, args.vgg19)


def trained(augmentation):
    keras.utils.set_random_seed(0)
    gan = kg.DCGAN(
        pictures.shape[1:],
        width=args.width,
        ema=0.999,
        augmentation=augmentation,
        seed=0,
    )
    gan.compile()
    updates = len(known) // args.batch_size
    history = gan.fit(
        known,
        batch_size=args.batch_size,
        epochs=args.updates // updates,
        verbose=0,
    ).history
    return gan, {name: values[-1] for name, values in history.items()}


def nearest(a):
    return kg.metrics.nearest_neighbours(a, of_known)


of_known, of_unseen = features(known), features(unseen)
real = np.median(nearest(of_unseen).distances)
spread = kg.metrics.sample_diversity(of_unseen)
rows = {}
print("| augmentation | Fréchet distance | diversity | distance to the", end="")
print(
    " nearest | D(x) | D(G(z)) | p | minutes |\n|---|---|---|---|---|---|---|"
)
for name in args.only or AUGMENTATIONS:
    start = time.process_time()
    gan, logs = trained(AUGMENTATIONS[name]())
    minutes = (time.process_time() - start) / 60
    images = gan.generate(args.held_out, seed=0)
    made = features(images)
    found = nearest(made)
    figures = (
        kg.metrics.frechet_distance(of_unseen, made),
        kg.metrics.sample_diversity(made) / spread,
        np.median(found.distances) / real,
        logs["d_real"],
        logs["d_fake"],
        logs.get("augmentation_p", 0.0),
        minutes,
    )
    numbers = " | ".join(f"{x:.3g}" for x in figures)
    print(f"| {name} | {numbers} |", flush=True)
    rows[name] = images[:COLUMNS]
    rows["the nearest, " + name] = known[found.indices[:COLUMNS, 0]]
rows_grid(rows).save(args.output)
