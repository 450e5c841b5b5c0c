"""Paint photographs in the styles of other pictures, and print the losses.

    python examples/style_transfer.py
    python examples/style_transfer.py --weights vgg19.npz \\
        --layers block1_conv1 block2_conv1 block3_conv1

The photographs are scikit-learn's, of China and of a flower. A third picture
of brush strokes is drawn here. `--weights` reads VGG-19 from a file, which may
hold only the first layers. With `--layers`, all layers compare styles and the
last one compares contents.
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage
from sklearn.datasets import load_sample_image

import keras_gans as kg

# Dark blue, blue, light blue, cream, yellow, orange.
PAINTS = ["#102a6b", "#1f5fa8", "#8fc1e3", "#f4efd3", "#f2c230", "#d9701e"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", default="imagenet")
    parser.add_argument("--layers", nargs="+")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--output", type=Path, default=Path("runs/style"))
    args = parser.parse_args()
    args.output.mkdir(parents=True, exist_ok=True)
    files = {
        "china": Image.fromarray(load_sample_image("china.jpg")),
        "flower": Image.fromarray(load_sample_image("flower.jpg")),
        "strokes": Image.fromarray(strokes(427, 640)),
    }
    for name, picture in files.items():
        picture.save(args.output / f"{name}.png")
    layers = {}
    if args.layers:
        layers["style_layers"] = args.layers
        layers["content_layers"] = args.layers[-1:]
    transfer = kg.StyleTransfer(args.weights, **layers)
    pictures = {
        name: kg.style.load_picture(args.output / f"{name}.png", args.size)
        for name in files
    }
    for content, style, colors in (
        ("china", "strokes", "style"),
        ("china", "strokes", "luminance"),
        ("flower", "china", "style"),
    ):
        image, history = transfer.stylize(
            pictures[content],
            style=pictures[style],
            steps=args.steps,
            colors=colors,
        )
        path = args.output / f"{content}-{style}-{colors}.png"
        Image.fromarray(kg.datasets.unscale(image)).save(path)
        falls = (
            f"{name} {losses[0]:.3g} to {losses[-1]:.3g}"
            for name, losses in history.items()
        )
        print(f"{path}: {', '.join(falls)}")


def strokes(height, width, length=24, seed=1):
    """A canvas of bent brush strokes, as uint8 `(height, width, 3)`.

    Dabs of paint are smeared along a flow (line integral convolution, Cabral
    and Leedom 1993).
    """
    rng = np.random.default_rng(seed)
    paints = [[int(p[i : i + 2], 16) for i in (1, 3, 5)] for p in PAINTS]
    # Paints vary slowly over the canvas, and strongly between dabs.
    tone = smooth(rng, (height, width), 40) - 0.5
    tone += 2.5 * (smooth(rng, (height, width), 2) - 0.5) + 0.5
    dabs = np.clip(tone * len(paints), 0, len(paints) - 1).astype(int)
    canvas = np.array(paints, float)[dabs]
    angle = 4 * np.pi * smooth(rng, (height, width), 60)
    total = np.zeros_like(canvas)
    for sign in (-1, 1):
        place = np.indices((height, width)).astype(float)
        for _ in range(length // 2):
            row = place[0].round().astype(int).clip(0, height - 1)
            column = place[1].round().astype(int).clip(0, width - 1)
            total += canvas[row, column]
            turn = angle[row, column]
            place += sign * np.stack([np.sin(turn), np.cos(turn)])
    return (total / (length // 2 * 2)).round().astype("uint8")


def smooth(rng, shape, sigma):
    """Smooth noise from 0 to 1, blurred by `sigma` pixels."""
    noise = ndimage.gaussian_filter(rng.standard_normal(shape), sigma)
    return (noise - noise.min()) / np.ptp(noise)


if __name__ == "__main__":
    main()
