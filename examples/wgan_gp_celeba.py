"""Train a Wasserstein GAN with gradient penalty on CelebA's faces at 64x64.

    python examples/wgan_gp_celeba.py --data-dir ~/celeba

`wasserstein` in `curves.png` falls as samples improve. A step has five critic
updates, so it takes several times as long as a step of DCGAN. `--data-dir`
holds `img_align_celeba/` or `img_align_celeba.zip`. CelebA is for
non-commercial research.
"""

import argparse

import keras

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument(
    "--width", type=int, default=64, help="channels; 64 in the paper"
)
parser.add_argument("--run-dir", default="runs/wgangp-celeba")
parser.add_argument("--data-dir", help="folder of img_align_celeba")
args = parser.parse_args()

keras.utils.set_random_seed(0)
faces = kg.datasets.celeba(batch_size=64, image_size=64, data_dir=args.data_dir)

gan = kg.WGANGP(
    image_shape=(64, 64, 3), latent_dim=128, width=args.width, seed=0
)
gan.compile()
gan.fit(
    faces,
    epochs=args.epochs,
    callbacks=[
        kg.callbacks.SampleGrid(f"{args.run_dir}/samples"),
        kg.callbacks.TrainingCurves(args.run_dir),
        kg.callbacks.Checkpoint(f"{args.run_dir}/checkpoint"),
    ],
)
gan.save(f"{args.run_dir}/model.keras")
