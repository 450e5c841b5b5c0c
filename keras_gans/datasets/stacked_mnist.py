"""Stacked MNIST: three digits in three channels, a thousand modes."""

import numpy as np

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.pipeline import check_options
from keras_gans.datasets.record import DataSet
from keras_gans.datasets.tfds import read
from keras_gans.images.sizes import height_and_width
from keras_gans.images.sizes import resize
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed

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
    """Colour images of three random digits of MNIST, one in each channel.

    Metz et al. 2017 (unrolled GAN) and Lin et al. 2018 (PacGAN) test mode
    collapse by it: a generator should make all 1,000 combinations of digits.
    `metrics.stacked_mnist_coverage` counts them.

    Args:
        batch_size: Positive integer.
        image_size: Positive integer, or `(height, width)`.
        channels: 3, one for each digit.
        split: `"train"` or `"test"` of MNIST.
        size: Positive integer, number of images; 128,000 as in PacGAN.
        data_dir: As for `mnist`.
        seed: Non-negative integer, seeds the triples and the order of images.
        **kwargs: `labels`, `shuffle`, `flip_and_shift`, as for `batches`.
            Labels are int32 from 0 to 999, whose three digits are those of the
            channels.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, height, width, 3)` in
        [-1, 1].

    Raises:
        ConnectionError: If the data are not in `data_dir` and cannot be
            downloaded.
        ValueError: On other channels than 3.
    """
    check_positive(size=size)
    check_seed(seed)
    check_options(batch_size=batch_size, **kwargs)
    height, width = height_and_width(image_size)
    if channels != 3:
        raise ValueError(
            f"Stacked MNIST has 3 channels. Received: channels={channels}"
        )
    images, labels = read("mnist", split, data_dir)
    digits = resize(images, image_size, 1)[..., 0]
    triples = np.random.default_rng(seed).integers(len(digits), size=(size, 3))
    labels = labels[triples] @ np.array([100, 10, 1])
    source = Source(
        # From (n, digit, height, width) to channels last.
        lambda rows: digits[triples[rows]].transpose(0, 2, 3, 1),
        size,
        (height, width, 3),
        labels.astype("int32"),
    )
    return batches(source, batch_size=batch_size, seed=seed, **kwargs)


STACKED_MNIST = DataSet(
    stacked_mnist,
    image_size=28,
    channels=3,
    batch_size=128,
    epochs=25,
    class_names=tuple(f"{i:03d}" for i in range(1000)),
    has_test_split=True,
    licence="cc-by-sa-3.0",
)
