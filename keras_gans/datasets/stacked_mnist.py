"""Stacked MNIST: three digits in three channels, a thousand modes."""

import numpy as np

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.tfds import read
from keras_gans.images.reading import check_size
from keras_gans.images.reading import resize
from keras_gans.utils.checks import check_positive

SIZE = 128_000


def stacked_mnist(
    batch_size=128,
    *,
    image_size=28,
    channels=3,
    split="train",
    size=SIZE,
    data_dir=None,
    seed=0,
    **kwargs,
):
    """Colour images of three random digits of MNIST, one a channel.

    The test of mode collapse of Metz et al. 2017 (unrolled GAN) and Lin et al.
    2018 (PacGAN): a generator must make 1,000 combinations.
    `metrics.stacked_mnist_coverage` counts them.

    Args:
        batch_size: Positive integer.
        image_size: Positive integer, height and width.
        channels: 3, the digits.
        split: `"train"` or `"test"` of MNIST.
        size: Positive integer, number of images; 128,000 as in PacGAN.
        data_dir: As for `mnist`.
        seed: Non-negative integer, of the triples and of the order.
        **kwargs: `labels`, `shuffle`, `augment`, as for `batches`. Labels are
            int32 from 0 to 999: the digits of the channels, one after another.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, image_size, image_size,
        3)` in [-1, 1].

    Raises:
        ConnectionError: Where the data are neither there nor downloadable.
    """
    check_positive(size=size)
    check_size(image_size, 3)
    if channels != 3:
        raise ValueError(
            f"Stacked MNIST has 3 channels. Received: channels={channels}"
        )
    images, labels = read("mnist", split, data_dir)
    digits = resize(images, image_size, 1)[..., 0]
    triples = np.random.default_rng(seed).integers(len(digits), size=(size, 3))
    labels = labels[triples] @ np.array([100, 10, 1])
    source = Source(
        # Channels last.
        lambda rows: digits[triples[rows]].transpose(0, 2, 3, 1),
        size,
        (image_size, image_size, 3),
        labels.astype("int32"),
    )
    return batches(source, batch_size=batch_size, seed=seed, **kwargs)
