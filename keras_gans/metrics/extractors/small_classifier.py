"""A small convolutional classifier for scores of small images."""

import keras
import numpy as np
from keras import layers

from keras_gans.metrics.extractors.determinism import float32_policy
from keras_gans.metrics.extractors.determinism import isolated_randomness
from keras_gans.utils.progress import counted

BATCH_SIZE = 128


def train_small_classifier(images, labels, classes, epochs, *, seed=0, verbose):
    """Trains two convolutions and a hidden layer, after LeCun et al. 1998.

    Args:
        images: Float32 array `(n, height, width, channels)` in [-1, 1].
        labels: Int array `(n,)` from 0.
        classes: Positive integer.
        epochs: Positive integer.
        seed: Integer, seed of the weights and the order of images. The global
            random generators are not changed.
        verbose: Whether to show a progress bar.

    Returns:
        A compiled Keras model from images to logits `(n, classes)`, with 128
        features before the last layer.
    """
    with float32_policy(), isolated_randomness(seed):
        model = _network(images.shape[1:], classes)
    steps = epochs * -(-len(images) // BATCH_SIZE)
    model.compile(
        keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(2e-3, steps)
        ),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    random = np.random.default_rng(seed)
    with counted(epochs, "epochs of the classifier", verbose) as advance:
        for _ in range(epochs):
            # Keras's own order would use and advance the global generators.
            order = random.permutation(len(images))
            model.fit(
                images[order],
                labels[order],
                batch_size=BATCH_SIZE,
                shuffle=False,
                verbose=0,
            )
            advance(1)
    return model


def _network(image_shape, classes):
    def normalized(layer):
        # A short average, since small data sets have few batches.
        return [layer, layers.BatchNormalization(momentum=0.9), layers.ReLU()]

    def convolution(width):
        return layers.Conv2D(
            width, 5, strides=2, padding="same", use_bias=False
        )

    return keras.Sequential(
        [
            keras.Input(image_shape),
            *normalized(convolution(32)),
            *normalized(convolution(64)),
            layers.Flatten(),
            layers.Dropout(0.3),
            *normalized(layers.Dense(128, use_bias=False)),
            layers.Dropout(0.3),
            layers.Dense(classes),
        ]
    )
