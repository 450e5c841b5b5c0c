"""Train a network to paint in the style of a picture, and paint with it.

    python examples/fast_style_transfer.py strokes.png photo.jpg ...
    python examples/fast_style_transfer.py strokes.png photo.jpg \\
        --photos DIR --weights vgg19.npz \\
        --layers block1_conv1 block2_conv1 block3_conv1

The network is trained on a folder of photographs, by default on random crops of
scikit-learn's two photographs. Writes the painted pictures and the model,
`painter.keras`, which `keras-gans stylize` can use. `--weights` reads VGG-19
from a file, as in `style_transfer.py`.
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
parser.add_argument("--photos", type=Path, help="folder to train on")
parser.add_argument("--weights", default="imagenet")
parser.add_argument("--layers", nargs="+")
parser.add_argument("--size", type=int, default=256, help="longer side")
parser.add_argument(
    "--part", type=int, default=128, help="side of training images"
)
parser.add_argument(
    "--parts", type=int, default=400, help="crops, without --photos"
)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--blocks", type=int, default=3)
parser.add_argument("--style-weight", type=float, default=5.0)
parser.add_argument("--output", type=Path, default=Path("runs/fast-style"))
args = parser.parse_args()


def cut(folder):
    """Fills a folder with random square crops of the two photographs."""
    folder.mkdir(parents=True, exist_ok=True)
    photos = [Image.fromarray(image) for image in load_sample_images().images]
    rng = np.random.default_rng(0)
    for i in range(args.parts):
        photo = photos[i % len(photos)]
        side = rng.integers(args.part, min(photo.size), endpoint=True)
        left, top = (rng.integers(n - side, endpoint=True) for n in photo.size)
        box = left, top, left + side, top + side
        part = photo.resize((args.part, args.part), box=box)
        part.save(folder / f"{i:05d}.png")
    return folder


keras.utils.set_random_seed(0)
photos = args.photos or cut(args.output / "parts")
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
    kg.datasets.image_folder(photos, 4, image_size=args.part),
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
