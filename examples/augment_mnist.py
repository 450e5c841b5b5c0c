"""Do generated digits help a classifier that has few real digits?

    python examples/augment_mnist.py --data-dir ~/tensorflow_datasets
    python examples/augment_mnist.py --real 200 --generated 200 1000

Trains an ACGAN on a few digits of MNIST. Then trains a classifier on these
digits alone, and with different numbers of generated digits added, always for
the same number of steps. Prints the mean and the range of the test accuracy
over three seeds.
"""

import argparse

import keras
import numpy as np
import tensorflow as tf
from keras import layers

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--real", type=int, default=1000, help="real digits")
parser.add_argument(
    "--generated", type=int, nargs="+", default=[1000, 5000], help="digits"
)
parser.add_argument("--epochs", type=int, default=150, help="epochs of the GAN")
parser.add_argument(
    "--steps", type=int, default=1500, help="steps of a classifier"
)
parser.add_argument("--seeds", type=int, default=3)
parser.add_argument("--run-dir", default="runs/augment-mnist")
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
args = parser.parse_args()


def accuracy(dataset, seed):
    """Test accuracy of a classifier that is trained on a data set."""
    keras.utils.set_random_seed(seed)
    classifier = keras.Sequential(
        [
            layers.Conv2D(32, 5, strides=2, activation="relu"),
            layers.Conv2D(64, 5, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    classifier.compile("adam", loss, metrics=["accuracy"])
    classifier.fit(
        dataset.repeat(), steps_per_epoch=args.steps, shuffle=False, verbose=0
    )
    return classifier.evaluate(test, verbose=0)[1]


data = {"labels": True, "data_dir": args.data_dir}
test = kg.datasets.mnist(1000, split="test", shuffle=False, **data)
few = next(kg.datasets.mnist(args.real, **data).as_numpy_iterator())
real = tf.data.Dataset.from_tensor_slices(few).shuffle(args.real).batch(50)

keras.utils.set_random_seed(0)
gan = kg.ACGAN((28, 28, 1), num_classes=10, width=32, seed=0)
gan.compile()
gan.fit(
    *few,
    batch_size=50,
    epochs=args.epochs,
    verbose=2,
    callbacks=[
        kg.callbacks.SampleGrid(f"{args.run_dir}/samples", n=100, every=50)
    ],
)
rows = {"none": real}
for n in args.generated:
    rows[f"{n:,}"] = kg.datasets.augment_dataset(gan, real, n)
print("| generated | test accuracy |\n|---|---|")
for name, dataset in rows.items():
    accuracies = [accuracy(dataset, seed) for seed in range(args.seeds)]
    print(
        f"| {name} | {np.mean(accuracies):.2%} ({min(accuracies):.2%} to "
        f"{max(accuracies):.2%}) |"
    )
