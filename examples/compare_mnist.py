"""Train the variants on MNIST, each for the same time.

    python examples/compare_mnist.py --models wgan wgangp --minutes 15

Writes a folder for each, `runs/compare-mnist/wgan` and so on, with the grids of
samples, the curves and the model. The networks are narrow, for a CPU.
"""

import argparse
import time

import keras

import keras_gans as kg

# The five updates of the critic, and the convolutions at full size of BEGAN and
# R3GAN, cost time that narrower networks win back.
SETTINGS = {
    "gan": {},
    "dcgan": {"width": 32},
    "lsgan": {"width": 32},
    "wgan": {"width": 16},
    "wgangp": {"width": 16},
    "sngan": {"width": 16},
    "ebgan": {"width": 32},
    "began": {"width": 16},
    "r3gan": {"width": 16},
}

parser = argparse.ArgumentParser()
parser.add_argument("--models", nargs="+", default=[*SETTINGS])
parser.add_argument("--minutes", type=float, default=15, help="of all cores")
parser.add_argument("--run-dir", default="runs/compare-mnist")
parser.add_argument("--data-dir", help="where tensorflow-datasets keeps MNIST")
args = parser.parse_args()


class Budget(keras.callbacks.Callback):
    """Stops after some minutes of the processor's time."""

    def on_train_begin(self, logs=None):
        self.end = time.process_time() + 60 * args.minutes

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = time.process_time() > self.end


for name in args.models:
    print(f"== {name}")
    keras.utils.set_random_seed(0)
    run_dir = f"{args.run_dir}/{name}"
    gan = kg.models.MODELS[name]((28, 28, 1), seed=0, **SETTINGS[name])
    gan.compile()
    gan.fit(
        kg.datasets.mnist(batch_size=64, data_dir=args.data_dir),
        epochs=1000,
        verbose=2,
        callbacks=[
            Budget(),
            kg.callbacks.SampleGrid(f"{run_dir}/samples", animation=False),
            kg.callbacks.TrainingCurves(run_dir),
        ],
    )
    gan.save(f"{run_dir}/model.keras")
