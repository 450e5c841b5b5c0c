"""Trains a network to paint in the style of a picture, and paints with it.

    python examples/fast_style_transfer.py strokes.png photo.jpg ...
    python examples/fast_style_transfer.py strokes.png photo.jpg \\
        --photos DIR --weights vgg19.npz \\
        --layers block1_conv1 block2_conv1 block3_conv1

It learns from parts of photographs, by default of scikit-learn's two, at three
sizes. Writes the model, `painter.keras`, with which `keras-gans stylize` paints
too, and what became of each photo, of the longer side that it was trained for.
With `--weights`, VGG-19 is read from a file, as in `style_transfer.py`.
"""

import argparse
from pathlib import Path

import keras
import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_images

import keras_gans as kg

parser = argparse.ArgumentParser(
    description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
)
parser.add_argument("style", type=Path)
parser.add_argument("pictures", type=Path, nargs="+")
parser.add_argument("--photos", type=Path, help="a folder to learn from")
parser.add_argument("--weights", default="imagenet")
parser.add_argument("--layers", nargs="+")
parser.add_argument("--size", type=int, default=256, help="longer side")
parser.add_argument("--part", type=int, default=128, help="side of a part")
parser.add_argument("--parts", type=int, default=400, help="an epoch")
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--blocks", type=int, default=3)
parser.add_argument("--style-weight", type=float, default=5.0)
parser.add_argument("--output", type=Path, default=Path("runs/fast-style"))
args = parser.parse_args()


def parts(photos):
    """Random squares of the photographs, made smaller by as much as fits."""
    rng = np.random.default_rng(0)
    for i in range(args.parts):
        photo = photos[i % len(photos)]
        side = rng.integers(args.part, min(photo.size), endpoint=True)
        left, top = (rng.integers(n - side, endpoint=True) for n in photo.size)
        box = left, top, left + side, top + side
        yield photo.resize((args.part, args.part), box=box)


keras.utils.set_random_seed(0)
args.output.mkdir(parents=True, exist_ok=True)
if args.photos:
    files = sorted(args.photos.iterdir())
    photos = [Image.open(file).convert("RGB") for file in files]
else:
    photos = [Image.fromarray(image) for image in load_sample_images().images]
images = kg.datasets.scale(np.stack([*map(np.asarray, parts(photos))]))

layers = {}
if args.layers:
    layers["style_layers"] = args.layers
    layers["content_layers"] = args.layers[-1:]
painter = kg.FastStyleTransfer(
    kg.style.load_picture(args.style, args.size),
    weights=args.weights,
    style_weight=args.style_weight,
    width=args.width,
    blocks=args.blocks,
    seed=0,
    **layers,
)
painter.compile()
painter.fit(
    images,
    batch_size=4,
    epochs=args.epochs,
    verbose=2,
    callbacks=[kg.callbacks.TrainingCurves(args.output)],
)
painter.save(args.output / "painter.keras")
for path in args.pictures:
    image = painter.stylize(kg.style.load_picture(path, args.size))
    painted = args.output / f"{path.stem}-{args.style.stem}.png"
    Image.fromarray(kg.datasets.unscale(image)).save(painted)
    print(painted)
