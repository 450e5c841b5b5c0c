"""The losses of L-BFGS and Adam on the same style transfers.

    python benchmarks/style_optimizers.py --weights vgg19.npz

Paints scikit-learn's pictures of China and of a flower in each other's style,
starting from the content. Adam's learning rate falls to 0 over all steps, so
Adam runs once for each number of steps; L-BFGS runs once.
"""

import argparse
import time

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_image

from keras_gans import datasets
from keras_gans.style import StyleTransfer

LAYERS = ("block1_conv1", "block2_conv1", "block3_conv1")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", default="imagenet")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--steps", type=int, nargs="+", default=[50, 100, 200])
    args = parser.parse_args()
    transfer = StyleTransfer(
        args.weights, content_layers=LAYERS[-1:], style_layers=LAYERS
    )
    china, flower = (picture(f"{n}.jpg", args.width) for n in NAMES)
    print("| content | steps | start | L-BFGS | Adam | difference | seconds |")
    print("|---|---|---|---|---|---|---|")
    for name, content, style in (
        ("China", china, flower),
        ("flower", flower, china),
    ):
        first, first_seconds = run(
            transfer, content, style, "lbfgs", max(args.steps)
        )
        for steps in args.steps:
            adam, seconds = run(transfer, content, style, "adam", steps)
            end = first[min(steps, len(first) - 1)]
            apart = abs(adam[-1] / end - 1)
            share = steps / max(args.steps)
            print(
                f"| {name} | {steps} | {adam[0]:.3f} | {end:.3f} | "
                f"{adam[-1]:.3f} | {apart:.1%} | "
                f"{share * first_seconds:.0f}, {seconds:.0f} |",
                flush=True,
            )


NAMES = "china", "flower"


def picture(name, width):
    image = Image.fromarray(load_sample_image(name))
    height = round(width * image.height / image.width)
    return datasets.scale(np.asarray(image.resize((width, height))))


def run(transfer, content, style, optimizer, steps):
    """The losses at the start and after each step, and the seconds."""
    start = time.perf_counter()
    result = transfer.stylize(
        content,
        style=style,
        steps=steps,
        optimizer=optimizer,
        verbose=False,
    )
    return result.history["loss"], time.perf_counter() - start


if __name__ == "__main__":
    main()
