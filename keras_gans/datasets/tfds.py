"""MNIST, Fashion-MNIST and CIFAR-10, through tensorflow-datasets."""

import os
import urllib.error
import urllib.request

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.images.reading import resize

# Where tensorflow-datasets keeps its information; answers when there is a
# network.
NETWORK_CHECK = "https://storage.googleapis.com"


def mnist(batch_size=128, **kwargs):
    """MNIST: 60,000 handwritten digits for training, 10,000 for testing.

    Args:
        batch_size: Positive integer.
        **kwargs: `image_size` (28), `channels` (1), `split` (`"train"` or
            `"test"`), `data_dir` (where tensorflow-datasets keeps its data; the
            environment variable `TFDS_DATA_DIR` or `~/tensorflow_datasets` by
            default), and `labels`, `shuffle`, `seed`, `augment`, as for
            `batches`. Labels are int32.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, image_size, image_size,
        channels)` in [-1, 1].

    Raises:
        ConnectionError: Where the data are neither there nor downloadable.
    """
    return _arrays(
        "mnist", batch_size, **{"image_size": 28, "channels": 1} | kwargs
    )


def fashion_mnist(batch_size=128, **kwargs):
    """Fashion-MNIST: 60,000 pictures of clothes and 10,000; see `mnist`."""
    return _arrays(
        "fashion_mnist",
        batch_size,
        **{"image_size": 28, "channels": 1} | kwargs,
    )


def cifar10(batch_size=128, **kwargs):
    """CIFAR-10: 50,000 colour pictures of ten classes and 10,000; see `mnist`.

    `image_size` is 32 and `channels` 3.
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
    images, labels = read(name, split, data_dir)
    source = Source(
        lambda rows: resize(images[rows], image_size, channels),
        len(images),
        (image_size, image_size, channels),
        labels,
    )
    return batches(source.in_memory(), batch_size=batch_size, **kwargs)


def read(name, split, data_dir):
    """All images, uint8, and labels, int32, of a split, as NumPy arrays."""
    data = builder(name, data_dir).as_dataset(split=split, batch_size=-1)
    return data["image"].numpy(), data["label"].numpy().astype("int32")


def builder(name, data_dir):
    """The data set's `tfds` builder, its data downloaded if need be."""
    import tensorflow_datasets

    # tensorflow-datasets reads the variable when it is imported, and then only.
    data_dir = data_dir or os.environ.get("TFDS_DATA_DIR")
    found = tensorflow_datasets.builder(name, data_dir=data_dir)
    if not found.data_path.exists():
        _check_network(name, found.data_path)
        try:
            found.download_and_prepare()
        except Exception as error:
            raise ConnectionError(
                f"The download of {name} failed: "
                f"{error}\n{_advice(found.data_path)}"
            ) from error
    return found


def _check_network(name, path):
    try:
        urllib.request.urlopen(NETWORK_CHECK, timeout=5).close()
    except urllib.error.HTTPError:
        pass  # It answered.
    except OSError as error:
        raise ConnectionError(
            f"{name} is not at {path}, and there is no network to download it "
            f"({error}).\n{_advice(path)}"
        ) from error


def _advice(path):
    return (
        f"Put the data, as tensorflow-datasets prepares them, at {path} (or "
        "name their folder by --data-dir or TFDS_DATA_DIR). "
        "The data set `digits` needs no download: --dataset digits."
    )
