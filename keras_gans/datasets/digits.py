"""scikit-learn's handwritten digits: real data that need no download."""

import numpy as np

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.record import DataSet
from keras_gans.images.sizes import resize


def digits(batch_size=64, *, image_size=32, channels=1, **kwargs):
    """1,797 handwritten digits of 8x8 pixels, from scikit-learn.

    Args:
        batch_size: Positive integer.
        image_size: Positive integer, or `(height, width)`.
        channels: 1 or 3.
        **kwargs: `labels`, `shuffle`, `seed`, `flip_and_shift`, as for
            `batches`. The labels are the digits, int32.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, height, width, channels)`
        in [-1, 1].
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    # The pixels have 17 grey levels, from 0 to 16.
    images = np.rint(data.images * (255 / 16)).astype("uint8")[..., None]
    images = resize(images, image_size, channels)
    labels = data.target.astype("int32")
    return batches(
        Source.of_array(images, labels), batch_size=batch_size, **kwargs
    )


DIGITS = DataSet(
    digits,
    image_size=32,
    channels=1,
    batch_size=32,
    epochs=60,
    folders=(),
    class_names=tuple("0123456789"),
    classifier_epochs=25,
    licence="cc-by-4.0",
)
