"""A judge of digits and clothes that no training and no score has seen.

It is trained on MNIST or Fashion-MNIST, with another architecture, another seed
and other images (shifted ones) than `metrics.mnist_classifier`. The digits of
scikit-learn are judged by one of MNIST's digits, made to look like them: each
in its box of 20 pixels, reduced to 8x8.
"""

import dataclasses
import functools
from pathlib import Path

import keras
import numpy as np
from keras import layers

import keras_gans as kg
from keras_gans import metrics
from keras_gans.metrics.extractors.features import softmax
from keras_gans.training.batches import first_images
from keras_gans.utils.files import replacing

SIZE = 28
FOLDER = Path.home() / ".cache" / "keras_gans_benchmarks"
# What counts as named with certainty.
CERTAIN = 0.9


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What the judge says of images.

    Attributes:
        certain: Share of images that have a class of probability 0.9 or more.
        inception_score: From 1 to 10, of all the images at once.
        frechet: Distance of the features to those of the real images.
        fewest: Share of the class that has the fewest images.
        most: Share of the class that has the most.
    """

    certain: float
    inception_score: float
    frechet: float
    fewest: float
    most: float


class Judge:
    """Judges images by the classes and features of a classifier.

    Args:
        dataset: `"mnist"`, `"fashion_mnist"` or `"digits"`.
        data_dir: Folder of tensorflow-datasets.
        image_size: Side of the images to judge; the data set's by default. The
            real ones pass through the same size.
    """

    def __init__(self, dataset, data_dir=None, image_size=None):
        path = FOLDER / f"judge-of-{dataset}.keras"
        if not path.exists():
            model = _trained(dataset, data_dir)
            with replacing(path) as aside:
                model.save(aside)
        model = keras.saving.load_model(path)
        features = model.layers[-2].output
        self.network = keras.Model(model.inputs, [features, model.output])
        size = {"image_size": image_size} if image_size else {}
        if dataset == "digits":
            real = kg.datasets.digits(1797, shuffle=False, **size)
        else:
            load = getattr(kg.datasets, dataset)
            real = load(1000, data_dir=data_dir, split="test", **size)
        real = first_images(real, 10_000)
        self.reference = self.outputs(real)[0]
        self.of_real = self(real)

    def outputs(self, images):
        """Features and probabilities of images in [-1, 1], float64."""
        if images.shape[1:3] != (SIZE, SIZE):
            images = keras.ops.convert_to_numpy(
                keras.ops.image.resize(images, (SIZE, SIZE), antialias=True)
            )
        features, logits = self.network.predict(
            images, batch_size=500, verbose=0
        )
        return np.float64(features), softmax(logits)

    def __call__(self, images):
        """The `Verdict` of images `(n, height, width, 1)` in [-1, 1]."""
        features, p = self.outputs(images)
        counts = np.bincount(p.argmax(axis=1), minlength=10)
        return Verdict(
            certain=float(np.mean(p.max(axis=1) >= CERTAIN)),
            inception_score=metrics.inception_score(p, splits=1).mean,
            frechet=metrics.frechet_distance(self.reference, features),
            fewest=float(counts.min() / len(p)),
            most=float(counts.max() / len(p)),
        )


def _trained(dataset, data_dir):
    """A residual classifier, trained for 4 epochs of shifted images."""
    print("Training the judge, once.", flush=True)
    keras.utils.set_random_seed(20_26)
    load = functools.partial(
        kg.datasets.fashion_mnist
        if dataset == "fashion_mnist"
        else kg.datasets.mnist,
        data_dir=data_dir,
        labels=True,
    )
    data, test = load(128), load(1000, split="test")
    if dataset == "digits":
        data, test = (d.map(_as_digits) for d in (data, test))
    model = _network()
    model.compile(
        keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(2e-3, 4 * len(data))
        ),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(data, epochs=4, verbose=2)
    print("accuracy on test images:", model.evaluate(test, verbose=0)[1])
    return model


def _as_digits(images, labels):
    """MNIST's digits as scikit-learn's are: a box of 20 pixels as 8x8."""
    small = keras.ops.image.resize(
        images[:, 4:24, 4:24], (8, 8), antialias=True
    )
    return keras.ops.image.resize(small, (SIZE, SIZE)), labels


def _network():
    inputs = keras.Input((SIZE, SIZE, 1))
    x = layers.RandomTranslation(0.07, 0.07, fill_mode="nearest")(inputs)
    x = layers.RandomZoom(0.1, fill_mode="nearest")(x)
    x = layers.Conv2D(32, 5, strides=2, padding="same")(x)
    for width in (32, 64):
        y = layers.BatchNormalization()(x)
        y = layers.Conv2D(width, 3, padding="same", activation="relu")(y)
        y = layers.BatchNormalization()(y)
        y = layers.Conv2D(width, 3, padding="same")(y)
        x = layers.Conv2D(width, 1)(x)
        x = layers.MaxPooling2D()(layers.Add()([x, y]))
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(64, activation="relu")(x)
    return keras.Model(inputs, layers.Dense(10)(x))
