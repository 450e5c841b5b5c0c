"""What augmentations do to a picture, at several strengths.

    python benchmarks/augmentations.py ~/celeba/img_align_celeba/000001.jpg

Draws it as the discriminator sees it: as it is, augmented adaptively with
probability 0.2, 0.5 and 0.8, and by DiffAugment.
"""

import argparse

import keras
import numpy as np

import keras_gans as kg
from keras_gans.images.grids import rows_grid

parser = argparse.ArgumentParser()
parser.add_argument("picture")
parser.add_argument("--image-size", type=int, default=64)
parser.add_argument("--columns", type=int, default=9)
parser.add_argument("--output", default="docs/images/augmentation.png")
args = parser.parse_args()

(picture,) = kg.datasets.image_folder(
    [args.picture], 1, image_size=args.image_size
).as_numpy_iterator()
same = np.repeat(picture, args.columns, axis=0)
rows = {"as it is": same}
adaptive = kg.layers.AdaptiveAugmentation()
for p in (0.2, 0.5, 0.8):
    adaptive.p.assign(p)
    rows[f"ADA, p = {p}"] = adaptive(same, seed=keras.random.SeedGenerator(0))
diff = kg.layers.DiffAugmentation()
rows["DiffAugment"] = diff(same, seed=keras.random.SeedGenerator(0))
grid = rows_grid(
    {
        name: keras.ops.convert_to_numpy(images).clip(-1, 1)
        for name, images in rows.items()
    }
)
grid.save(args.output)
