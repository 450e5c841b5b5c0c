"""MNIST, Fashion-MNIST and CIFAR-10, through tensorflow-datasets."""

import os
import urllib.error
import urllib.request
from pathlib import Path

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.pipeline import check_options
from keras_gans.datasets.record import DataSet
from keras_gans.images.sizes import height_and_width
from keras_gans.images.sizes import resize

# The server of tensorflow-datasets, which answers if there is a network.
NETWORK_CHECK = "https://storage.googleapis.com"


def mnist(batch_size=128, **kwargs):
    """MNIST: 60,000 handwritten digits for training, 10,000 for testing.

    Args:
        batch_size: Positive integer.
        **kwargs: `image_size` (28, or `(height, width)`), `channels` (1),
            `split` (`"train"` or `"test"`), `data_dir` (where
            tensorflow-datasets keeps its data; the environment variable
            `TFDS_DATA_DIR` or `~/tensorflow_datasets` by default), and
            `labels`, `shuffle`, `seed`, `flip_and_shift`, as for `batches`.
            Labels are int32.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, height, width, channels)`
        in [-1, 1].

    Raises:
        ConnectionError: If the data are not in `data_dir` and cannot be
            downloaded.
    """
    return _arrays(
        "mnist", batch_size, **{"image_size": 28, "channels": 1} | kwargs
    )


def fashion_mnist(batch_size=128, **kwargs):
    """Fashion-MNIST: 60,000 pictures of clothes, 10,000 for testing.

    Arguments and result are those of `mnist`.
    """
    return _arrays(
        "fashion_mnist",
        batch_size,
        **{"image_size": 28, "channels": 1} | kwargs,
    )


def cifar10(batch_size=128, **kwargs):
    """CIFAR-10: 50,000 colour pictures of ten classes, 10,000 for testing.

    Arguments and result are those of `mnist`, but `image_size` is 32 and
    `channels` 3 by default.
    """
    return _arrays(
        "cifar10", batch_size, **{"image_size": 32, "channels": 3} | kwargs
    )


def _arrays(
    name,
    batch_size,
    *,
    image_size,
    channels,
    split="train",
    data_dir=None,
    **kwargs,
):
    check_options(batch_size=batch_size, **kwargs)
    images, labels = read(name, split, data_dir)
    source = Source(
        lambda rows: resize(images[rows], image_size, channels),
        len(images),
        (*height_and_width(image_size), channels),
        labels,
    )
    return batches(source.in_memory(), batch_size=batch_size, **kwargs)


def read(name, split, data_dir):
    """All uint8 images and int32 labels of a split, as NumPy arrays."""
    data = builder(name, data_dir).as_dataset(split=split, batch_size=-1)
    return data["image"].numpy(), data["label"].numpy().astype("int32")


def builder(name, data_dir):
    """The data set's `tfds` builder; downloads the data if necessary."""
    import tensorflow_datasets

    # tensorflow-datasets reads the variable only once, when it is imported.
    folder = data_dir or os.environ.get("TFDS_DATA_DIR")
    folder = folder and Path(folder).expanduser()
    builder = tensorflow_datasets.builder(name, data_dir=folder)
    if not builder.data_path.exists():
        advice = _advice(builder.data_path, data_dir)
        _check_network(name, builder.data_path, advice)
        try:
            builder.download_and_prepare()
        except Exception as error:
            raise ConnectionError(
                f"The download of {name} failed: {error}\n{advice}"
            ) from error
    return builder


def _check_network(name, path, advice):
    try:
        urllib.request.urlopen(NETWORK_CHECK, timeout=5).close()
    except urllib.error.HTTPError:
        pass  # An error status is an answer, too.
    except OSError as error:
        raise ConnectionError(
            f"{name} is not at {path}, and there is no network to download it "
            f"({error}).\n{advice}"
        ) from error


def _advice(path, data_dir):
    # A classifier of scores may need other data than those of data_dir.
    name = "data_dir" if data_dir else "the environment variable TFDS_DATA_DIR"
    return (
        f"Put the data, as tensorflow-datasets prepares them, at {path}, or "
        f"set {name} to their folder. The data set 'digits' needs no download."
    )


MNIST = DataSet(
    mnist,
    image_size=28,
    channels=1,
    batch_size=128,
    epochs=25,
    class_names=tuple("0123456789"),
    has_test_split=True,
    classifier_epochs=4,
    licence="cc-by-sa-3.0",
)

FASHION_MNIST = DataSet(
    fashion_mnist,
    image_size=28,
    channels=1,
    batch_size=128,
    epochs=25,
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    has_test_split=True,
    classifier_epochs=4,
    licence="mit",
)

CIFAR10 = DataSet(
    cifar10,
    image_size=32,
    channels=3,
    batch_size=128,
    epochs=50,
    class_names=(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
    has_test_split=True,
)
