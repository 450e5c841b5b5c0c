"""Train a BEGAN on CelebA's faces at 64x64.

    python examples/began_celeba.py --data-dir ~/celeba

`convergence` in `curves.png` is the paper's measure M. If it has not fallen for
`--patience` epochs, both learning rates are halved; a resumed training restarts
this count. `k` should rise above 0 and stay below 1. `--data-dir` holds
`img_align_celeba/` or `img_align_celeba.zip`. CelebA is for non-commercial
research.
"""

import argparse

import keras

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument(
    "--width", type=int, default=64, help="channels; 64 in the paper"
)
parser.add_argument("--gamma", type=float, default=0.5, help="diversity ratio")
parser.add_argument(
    "--patience", type=int, default=5, help="epochs without progress"
)
parser.add_argument("--run-dir", default="runs/began-celeba")
parser.add_argument("--data-dir", help="folder of img_align_celeba")
args = parser.parse_args()

keras.utils.set_random_seed(0)
faces = kg.datasets.celeba(batch_size=16, image_size=64, data_dir=args.data_dir)

gan = kg.BEGAN(
    image_shape=(64, 64, 3),
    latent_dim=64,
    width=args.width,
    gamma=args.gamma,
    seed=0,
)
gan.compile()
gan.fit(
    faces,
    epochs=args.epochs,
    callbacks=[
        keras.callbacks.ReduceLROnPlateau(
            "convergence",
            factor=0.5,
            patience=args.patience,
            min_lr=1e-6,
            mode="min",
        ),
        kg.callbacks.SampleGrid(f"{args.run_dir}/samples"),
        kg.callbacks.TrainingCurves(args.run_dir),
        kg.callbacks.Checkpoint(f"{args.run_dir}/checkpoint"),
    ],
)
gan.save(f"{args.run_dir}/model.keras")
