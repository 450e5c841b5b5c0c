"""Train a CycleGAN to add glasses to faces and to remove them.

    python examples/cyclegan_faces.py --data-dir ~/celeba
    python examples/cyclegan_faces.py --attribute Male --data-dir ~/celeba

The grids show faces without the attribute, their translations with it, and the
translations back; below, the same in the other direction. The cycle error in
`curves.png` should fall.
"""

import argparse

import keras

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--data-dir", help="folder of CelebA")
parser.add_argument("--attribute", default="Eyeglasses", help="or Male, ...")
parser.add_argument("--against", help="attribute of the second set of faces")
parser.add_argument("--size", type=int, default=64)
parser.add_argument("--width", type=int, default=32)
parser.add_argument("--blocks", type=int, default=6, help="residual blocks")
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--run-dir", default="runs/cyclegan-faces")
args = parser.parse_args()

keras.utils.set_random_seed(0)
faces = kg.datasets.celeba_split(
    args.attribute,
    against=args.against,
    image_size=args.size,
    data_dir=args.data_dir,
)
shape = (args.size, args.size, 3)
generators = {
    name: kg.networks.cyclegan_generator(
        shape, width=args.width, blocks=args.blocks
    )
    for name in ("generator_ab", "generator_ba")
}
model = kg.CycleGAN(shape, width=args.width, seed=0, **generators)
# The learning rate falls to 0 over the second half.
model.compile(total_steps=args.epochs * int(faces.cardinality()))
model.fit(
    faces,
    epochs=args.epochs,
    callbacks=[
        kg.callbacks.TranslationGrid(f"{args.run_dir}/samples", faces),
        kg.callbacks.TrainingCurves(args.run_dir),
        kg.callbacks.Checkpoint(f"{args.run_dir}/checkpoint"),
    ],
)
model.save(f"{args.run_dir}/model.keras")
