"""Train a DCGAN on MNIST with the paper's settings.

    python examples/dcgan_mnist.py --data-dir ~/tensorflow_datasets

Writes grids of samples, curves and checkpoints to `runs/dcgan-mnist` while it
trains. You can stop it at any time: the same command continues after the last
completed epoch.
"""

import argparse

import keras

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=25)
parser.add_argument("--run-dir", default="runs/dcgan-mnist")
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
args = parser.parse_args()

keras.utils.set_random_seed(0)
mnist = kg.datasets.mnist(batch_size=128, data_dir=args.data_dir)

gan = kg.DCGAN(image_shape=(28, 28, 1), latent_dim=100, seed=0)
gan.compile(
    d_opt=keras.optimizers.Adam(2e-4, beta_1=0.5),
    g_opt=keras.optimizers.Adam(2e-4, beta_1=0.5),
)
gan.fit(
    mnist,
    epochs=args.epochs,
    callbacks=[
        kg.callbacks.SampleGrid(f"{args.run_dir}/samples"),
        kg.callbacks.TrainingCurves(args.run_dir),
        kg.callbacks.Checkpoint(f"{args.run_dir}/checkpoint"),
    ],
)
gan.save(f"{args.run_dir}/model.keras")
