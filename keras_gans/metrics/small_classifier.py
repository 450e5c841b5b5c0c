"""A small convolutional classifier, for scores of small images."""

import keras
from keras import layers

BATCH_SIZE = 128


def train_small_classifier(images, labels, classes, epochs, verbose="auto"):
    """Two convolutions and a hidden layer, after LeCun et al. 1998, trained.

    Args:
        images: Float32 array `(n, height, width, channels)` in [-1, 1].
        labels: Int array `(n,)` from 0.
        classes: Positive integer.
        epochs: Positive integer.
        verbose: As for Keras's `fit`.

    Returns:
        A Keras model of images to logits `(n, classes)`, with 128 features
        before the last layer, compiled to be evaluated.
    """
    model = _network(images.shape[1:], classes)
    steps = epochs * -(-len(images) // BATCH_SIZE)
    model.compile(
        keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(2e-3, steps)
        ),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(
        images, labels, batch_size=BATCH_SIZE, epochs=epochs, verbose=verbose
    )
    return model


def _network(image_shape, classes):
    def normalized(layer):
        # Means over some ten batches: small data have few.
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
