"""Follow a training in Weights & Biases: losses, scores and samples.

    pip install wandb
    python examples/track_wandb.py
    wandb sync runs/wandb/wandb/offline-run-*

The callback of Weights & Biases writes the logs of each epoch, scores among
them. Offline, they go to a folder, which `wandb sync` uploads; with an account,
leave `mode` out.
"""

import os

import keras
import wandb
from wandb.integration.keras import WandbMetricsLogger

import keras_gans as kg

FOLDER = "runs/wandb"

digits = kg.datasets.digits(batch_size=32, image_size=16)
classifier = kg.metrics.mnist_classifier("digits")
gan = kg.DCGAN(image_shape=(16, 16, 1), latent_dim=64, width=32)
gan.compile()


def log_grid(epoch, logs):
    path = f"{FOLDER}/samples/epoch-{epoch + 1:04d}.png"
    # The logs of the epoch complete its step.
    wandb.log({"samples": wandb.Image(path)}, commit=False)


os.makedirs(FOLDER, exist_ok=True)
with wandb.init(project="keras_gans", dir=FOLDER, mode="offline"):
    gan.fit(
        digits,
        epochs=40,
        callbacks=[
            # What adds logs or writes pictures comes before what reads them.
            kg.callbacks.Scores(classifier, digits, ["mind"], samples=500),
            kg.callbacks.SampleGrid(f"{FOLDER}/samples"),
            keras.callbacks.LambdaCallback(on_epoch_end=log_grid),
            WandbMetricsLogger(),
        ],
    )
