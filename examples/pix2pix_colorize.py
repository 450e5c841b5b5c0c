"""Train a Pix2Pix to colour faces, and measure it on held-out faces.

    python examples/pix2pix_colorize.py --data-dir ~/celeba --epochs 5

Prints the mean L1 distance (in [0, 2]) from the right colours of held-out
faces: for the model before and after training, for grey, and for one tint that
is the same for all faces.
"""

import argparse

import keras
import numpy as np

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--data-dir", help="folder of CelebA")
parser.add_argument("--size", type=int, default=64)
parser.add_argument("--width", type=int, default=32)
parser.add_argument("--images", type=int, default=7500, help="to train on")
parser.add_argument("--held-out", type=int, default=500)
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--batch-size", type=int, default=4)
parser.add_argument("--run-dir", default="runs/pix2pix-colorize")
args = parser.parse_args()

keras.utils.set_random_seed(0)
faces = kg.datasets.celeba(
    batch_size=1, image_size=args.size, data_dir=args.data_dir, shuffle=False
)
pairs = kg.datasets.colorize(faces).take(args.images + args.held_out)
grey, colour = map(np.concatenate, zip(*pairs.as_numpy_iterator()))
train = grey[args.held_out :], colour[args.held_out :]
grey, colour = grey[: args.held_out], colour[: args.held_out]

model = kg.Pix2Pix(
    (args.size, args.size, 3), input_channels=1, width=args.width, seed=0
)
model.compile()


def distance(images):
    return np.abs(images - colour).mean()


tint = (train[1] - train[0]).mean(axis=(0, 1, 2))
before = distance(model.translate(grey, seed=0))
model.fit(
    *train,
    batch_size=args.batch_size,
    epochs=args.epochs,
    callbacks=[
        kg.callbacks.TranslationGrid(f"{args.run_dir}/samples", (grey, colour)),
        kg.callbacks.TrainingCurves(args.run_dir),
        kg.callbacks.Checkpoint(f"{args.run_dir}/checkpoint"),
    ],
)
model.save(f"{args.run_dir}/model.keras")
print(f"untrained      {before:.4f}")
print(f"grey           {distance(grey):.4f}")
print(f"one tint       {distance(grey + tint):.4f}")
print(f"after training {distance(model.translate(grey, seed=0)):.4f}")
