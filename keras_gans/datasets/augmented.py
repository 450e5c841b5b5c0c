"""Real and generated images, to train a classifier."""

import numpy as np

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.training.kinds import check_ends
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed


def augment_dataset(gan, dataset, n, *, seed=0, shuffle=True):
    """Adds generated images with their labels to a training set.

    Generated images get labels that are chosen at random from those of the
    real ones, which keeps the frequencies of the classes. The real images are
    read once, and all images are kept in memory.

    Args:
        gan: Trained conditional model.
        dataset: `tf.data.Dataset` of batches of `(images, labels)`, such as
            `datasets.mnist(labels=True)`.
        n: Positive integer, number of generated images.
        seed: Non-negative integer, seeds labels, latents and the order.
        shuffle: Whether to shuffle all images anew each epoch.

    Returns:
        A `tf.data.Dataset` of float32 images and labels in batches of the same
        size, real and generated ones in random order. Images that do not fill
        a batch are left out.

    Raises:
        TypeError: On images that are not floating point.
        ValueError: On a model that is not conditional, and on a data set that
            is empty, without labels, or of images or labels that do not fit
            the model.
    """
    check_positive(n=n)
    check_seed(seed)
    if not hasattr(gan, "label_names"):
        raise ValueError(
            "augment_dataset needs a conditional model, which generates images "
            f"for labels. Received: {type(gan).__name__}"
        )
    check_ends(dataset, "dataset")
    parts = [_pair(batch) for batch in dataset]
    if not parts:
        raise ValueError("dataset must hold at least one batch. Received: none")
    images, labels = (np.concatenate(part) for part in zip(*parts, strict=True))
    gan.check_batch((images, labels))
    chosen = labels[np.random.default_rng(seed).integers(len(labels), size=n)]
    fakes = gan.generate(n, seed=seed, labels=chosen)
    source = Source.of_array(
        np.concatenate([images, fakes]), np.concatenate([labels, chosen])
    )
    return batches(
        source,
        batch_size=len(parts[0][0]),
        labels=True,
        seed=seed,
        shuffle=shuffle,
    )


def _pair(batch):
    if not isinstance(batch, tuple) or len(batch) != 2:
        raise ValueError(
            "augment_dataset needs pairs of images and labels (labels=True). "
            f"Received: batches of {type(batch).__name__}"
        )
    return tuple(np.asarray(part) for part in batch)
