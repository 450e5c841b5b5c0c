import importlib
import time
import urllib.error
import urllib.request
from types import SimpleNamespace

import numpy as np
import pytest

from keras_gans.datasets import cifar10
from keras_gans.datasets import fashion_mnist
from keras_gans.datasets import mnist
from keras_gans.datasets import tfds
from keras_gans.datasets import unscale
from tests.helpers import SHARED
from tests.helpers import needs_shared

tf = pytest.importorskip("tensorflow")

DATA_DIR = SHARED / "tensorflow_datasets"

# As published: the number of each label, and the pixels' mean in [0, 1].
TRAIN_LABELS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_LABELS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
MNIST_MEAN = 0.13066
FASHION_MEAN = 0.28604


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """Nothing here leaves the machine."""
    for name in ("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY", "TFDS_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def histogram(dataset):
    labels = [labels for _, labels in dataset.as_numpy_iterator()]
    return np.bincount(np.concatenate(labels)).tolist()


def mean(dataset):
    """The mean pixel in [0, 1]."""
    means = [images.mean() for images, _ in dataset.as_numpy_iterator()]
    return (np.mean(means) + 1) / 2


def first(dataset):
    return next(dataset.as_numpy_iterator())


@needs_shared
@pytest.mark.slow
def test_mnist_is_what_was_published():
    dataset = mnist(10_000, labels=True, shuffle=False, data_dir=DATA_DIR)
    assert histogram(dataset) == TRAIN_LABELS
    assert mean(dataset) == pytest.approx(MNIST_MEAN, abs=1e-4)
    images, labels = first(dataset)
    assert images.shape == (10_000, 28, 28, 1)
    assert labels.dtype == np.int32
    assert labels[:10].tolist() == [4, 1, 0, 7, 8, 1, 2, 7, 1, 6]
    # Ones are bright in their middle, and zeros are dark.
    middle = images[:, 13:15, 13:15].mean((1, 2, 3))
    assert middle[labels == 1].mean() > 0.5
    assert middle[labels == 0].mean() < -0.8


@needs_shared
@pytest.mark.slow
def test_fashion_mnist_is_what_was_published():
    dataset = fashion_mnist(10_000, labels=True, data_dir=DATA_DIR)
    assert histogram(dataset) == [6000] * 10
    assert mean(dataset) == pytest.approx(FASHION_MEAN, abs=1e-4)


@needs_shared
def test_the_test_splits_are_of_10_000():
    arguments = {"split": "test", "labels": True, "data_dir": DATA_DIR}
    assert histogram(mnist(1000, **arguments)) == TEST_LABELS
    assert histogram(fashion_mnist(1000, **arguments)) == [1000] * 10


@needs_shared
def test_the_remainder_of_mnist_is_left_out():
    dataset = mnist(split="test", data_dir=DATA_DIR)
    assert dataset.element_spec.shape == (128, 28, 28, 1)
    assert len(dataset) == 10_000 // 128


@needs_shared
def test_a_split_may_be_a_part():
    dataset = mnist(
        100, split="train[:512]", data_dir=str(DATA_DIR), shuffle=False
    )
    assert len(dataset) == 5


@needs_shared
def test_mnist_can_be_enlarged_and_coloured():
    arguments = {"split": "test[:64]", "shuffle": False, "data_dir": DATA_DIR}
    plain = first(mnist(64, **arguments))
    large = first(mnist(64, image_size=56, channels=3, **arguments))
    assert large.shape == (64, 56, 56, 3)
    assert (large[..., :1] == large).all()
    halved = large[..., 0].reshape(64, 28, 2, 28, 2).mean((2, 4))
    assert np.corrcoef(halved.ravel(), plain.ravel())[0, 1] > 0.98
    assert first(mnist(64, image_size=32, **arguments)).shape == (64, 32, 32, 1)


@needs_shared
def test_the_environment_names_the_folder(monkeypatch):
    # Even after tensorflow-datasets was imported, which reads it only then.
    importlib.import_module("tensorflow_datasets")
    monkeypatch.setenv("TFDS_DATA_DIR", str(DATA_DIR))
    assert len(mnist(64, split="test[:64]")) == 1


@needs_shared
def test_data_dir_goes_before_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    assert len(mnist(64, split="test[:64]", data_dir=DATA_DIR)) == 1
    monkeypatch.setenv("TFDS_DATA_DIR", str(DATA_DIR))
    with pytest.raises(ConnectionError, match=f"mnist is not at {tmp_path}"):
        mnist(data_dir=tmp_path)


@needs_shared
def test_prepared_data_need_no_network(monkeypatch):
    monkeypatch.setattr(tfds, "_check_network", None)
    assert (
        tfds.builder("mnist", DATA_DIR).info.splits["train"].num_examples
        == 60_000
    )


@pytest.mark.parametrize("load", [mnist, fashion_mnist, cifar10])
def test_without_network_the_error_names_path_and_way_out(
    tmp_path, monkeypatch, load
):
    start = time.monotonic()
    with pytest.raises(ConnectionError, match="there is no network") as error:
        load(data_dir=tmp_path)
    assert time.monotonic() - start < 10
    message = str(error.value)
    assert str(tmp_path / load.__name__) in message
    assert "'digits' needs no download" in message
    assert "set data_dir" in message and "--" not in message
    # A classifier of scores takes no data_dir of others.
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    with pytest.raises(ConnectionError, match="set the environment") as error:
        load()
    assert "data_dir" not in str(error.value)


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """A builder of two images of CIFAR-10, not downloaded yet."""
    images = np.zeros((2, 32, 32, 3), "uint8")
    images[1] = [255, 0, 51]
    path = tmp_path / "cifar10"
    builder = SimpleNamespace(
        data_path=path,
        download_and_prepare=path.mkdir,
        as_dataset=lambda split, batch_size: {
            "image": tf.constant(images),
            "label": tf.constant([3, 9], "int64"),
        },
    )
    tensorflow_datasets = importlib.import_module("tensorflow_datasets")
    monkeypatch.setattr(
        tensorflow_datasets, "builder", lambda *_, **__: builder
    )
    return builder


def network_answers(monkeypatch, error=None):
    def urlopen(url, timeout):
        if error:
            raise error
        return SimpleNamespace(close=lambda: None)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)


def test_cifar10_is_in_colour(fake):
    fake.data_path.mkdir()
    images, labels = first(cifar10(2, labels=True, shuffle=False))
    assert images.shape == (2, 32, 32, 3)
    assert (unscale(images) == [[[[0, 0, 0]]], [[[255, 0, 51]]]]).all()
    assert labels.dtype == np.int32
    assert labels.tolist() == [3, 9]
    assert first(cifar10(2, channels=1, image_size=16)).shape == (2, 16, 16, 1)


@pytest.mark.parametrize("status", [None, 404])
def test_data_are_downloaded_where_the_network_answers(
    fake, monkeypatch, status
):
    refusal = urllib.error.HTTPError(
        tfds.NETWORK_CHECK, 404, "Not found", {}, None
    )
    network_answers(monkeypatch, refusal if status else None)
    assert len(cifar10(2)) == 1
    assert fake.data_path.is_dir()


def test_a_failing_download_says_so(fake, monkeypatch):
    def fail():
        raise RuntimeError("the disk is full")

    network_answers(monkeypatch)
    fake.download_and_prepare = fail
    message = "download of cifar10 failed: the disk is full"
    with pytest.raises(ConnectionError, match=message) as error:
        cifar10()
    assert isinstance(error.value.__cause__, RuntimeError)
    assert str(fake.data_path) in str(error.value)
    assert "'digits'" in str(error.value)


def test_a_network_that_hangs_is_none(fake, monkeypatch):
    network_answers(monkeypatch, TimeoutError("timed out"))
    with pytest.raises(ConnectionError, match=r"no network.*timed out"):
        cifar10()
    assert not fake.data_path.exists()
