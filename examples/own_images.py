"""Train a DCGAN on a folder of your own pictures.

    python examples/own_images.py pictures --size 64

Pictures may be JPEG, PNG, GIF or BMP files of any sizes; the largest central
square of each is used. Use at least a few hundred pictures. What the
discriminator sees is augmented as much as it overfits.
"""

import argparse

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("pictures", help="folder, subfolders included")
parser.add_argument(
    "--size", type=int, default=64, help="side in pixels, 8 to 128"
)
parser.add_argument("--epochs", type=int, default=200)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--run-dir", default="runs/own-images")
args = parser.parse_args()

pictures = kg.datasets.image_folder(
    args.pictures,
    batch_size=args.batch_size,
    image_size=args.size,
    skip_corrupt=True,
)
gan = kg.DCGAN(
    image_shape=(args.size, args.size, 3),
    latent_dim=100,
    augmentation=kg.layers.AdaptiveAugmentation(images=100_000),
)
gan.compile()
gan.fit(
    pictures,
    epochs=args.epochs,
    callbacks=[
        kg.callbacks.SampleGrid(f"{args.run_dir}/samples", every=5),
        kg.callbacks.TrainingCurves(args.run_dir),
        kg.callbacks.Checkpoint(f"{args.run_dir}/checkpoint", every=5),
    ],
)
gan.save(f"{args.run_dir}/model.keras")
