"""Follow a training in MLflow: settings, losses, scores and samples.

    pip install mlflow
    python examples/track_mlflow.py
    MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri runs/mlflow/store

MLflow's callback writes the settings of the optimizers and the logs of each
epoch, scores among them. Here they go to a folder, without a server.
"""

import os

import keras
import mlflow
import mlflow.keras

import keras_gans as kg

FOLDER = "runs/mlflow"

digits = kg.datasets.digits(batch_size=32, image_size=16)
classifier = kg.metrics.mnist_classifier("digits")
gan = kg.DCGAN(image_shape=(16, 16, 1), latent_dim=64, width=32)
gan.compile()


def log_grid(epoch, logs):
    path = f"{FOLDER}/samples/epoch-{epoch + 1:04d}.png"
    mlflow.log_artifact(path, "samples")


# Without it, MLflow takes no folder, but a database or a server.
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
mlflow.set_tracking_uri(f"{FOLDER}/store")
with mlflow.start_run(run_name="dcgan-digits"):
    gan.fit(
        digits,
        epochs=40,
        callbacks=[
            # What adds logs or writes pictures comes before what reads them.
            kg.callbacks.Scores(classifier, digits, ["mind"], samples=500),
            kg.callbacks.SampleGrid(f"{FOLDER}/samples"),
            mlflow.keras.MlflowCallback(),
            keras.callbacks.LambdaCallback(on_epoch_end=log_grid),
        ],
    )
