"""Train the three conditional GANs on MNIST and score their labels.

    python examples/conditional_mnist.py --data-dir ~/tensorflow_datasets
    python examples/conditional_mnist.py --models acgan --cpu-minutes 10

Writes a folder for each model, such as `runs/conditional-mnist/acgan`, with
grids of samples (one row per digit), curves and the model. Prints for how many
of 10,000 samples a classifier predicts the requested digit.
"""

import argparse
import time

import keras
import numpy as np

import keras_gans as kg

# ProjectionGAN has residual networks and five discriminator updates per step.
# Narrower networks and fewer updates make up for the time.
SETTINGS = {
    "conditionalgan": {"width": 32},
    "acgan": {"width": 32},
    "projectiongan": {"width": 16, "d_steps": 2},
}

parser = argparse.ArgumentParser()
parser.add_argument(
    "--models", nargs="+", choices=SETTINGS, default=[*SETTINGS]
)
parser.add_argument("--cpu-minutes", type=float, default=12, help="per model")
parser.add_argument("--samples", type=int, default=10_000, help="per model")
parser.add_argument("--run-dir", default="runs/conditional-mnist")
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
args = parser.parse_args()


class Budget(keras.callbacks.Callback):
    """Stops training after `--cpu-minutes` minutes of processor time."""

    def on_train_begin(self, logs=None):
        self.end = time.process_time() + 60 * args.cpu_minutes

    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = time.process_time() > self.end


classifier = kg.metrics.mnist_classifier(data_dir=args.data_dir)
for name in args.models:
    keras.utils.set_random_seed(0)
    gan = kg.models.MODELS[name](
        (28, 28, 1), num_classes=10, ema=0.999, seed=0, **SETTINGS[name]
    )
    gan.compile()
    gan.fit(
        kg.datasets.mnist(batch_size=64, labels=True, data_dir=args.data_dir),
        epochs=1000,
        verbose=2,
        callbacks=[
            Budget(),
            kg.callbacks.SampleGrid(
                f"{args.run_dir}/{name}/samples", n=100, animation=False
            ),
            kg.callbacks.TrainingCurves(f"{args.run_dir}/{name}"),
        ],
    )
    gan.save(f"{args.run_dir}/{name}/model.keras")
    labels = np.arange(args.samples) % 10
    digits = gan.generate(args.samples, seed=0, labels=labels)
    probabilities = classifier(digits).probabilities
    accuracy = kg.metrics.label_accuracy(probabilities, labels)
    right = probabilities.argmax(axis=1) == labels
    shares = [right[labels == digit].mean() for digit in range(10)]
    print(
        f"| {name} | {gan.width} | {int(gan.g_opt.iterations):,} | "
        f"{accuracy:.2%} | {min(shares):.1%} ({np.argmin(shares)}) |"
    )
