import numpy as np
import pytest

from keras_gans.datasets import mnist
from keras_gans.datasets import stacked_mnist
from keras_gans.datasets import unscale
from tests.helpers import SHARED
from tests.helpers import needs_shared

pytest.importorskip("tensorflow")

DATA_DIR = SHARED / "tensorflow_datasets"


@needs_shared
@pytest.mark.slow
def test_each_channel_is_a_digit_of_its_label():
    data = stacked_mnist(
        500, size=2000, labels=True, shuffle=False, seed=3, data_dir=DATA_DIR
    )
    batches = list(data.as_numpy_iterator())
    images = np.concatenate([images for images, _ in batches])
    labels = np.concatenate([labels for _, labels in batches])
    assert images.shape == (2000, 28, 28, 3)
    assert (images.min(), images.max()) == (-1, 1)
    # Every digit of MNIST, with its label.
    known = {
        unscale(image).tobytes(): label
        for x, y in mnist(
            1000, labels=True, shuffle=False, data_dir=DATA_DIR
        ).as_numpy_iterator()
        for image, label in zip(x, y, strict=True)
    }
    for image, label in zip(images[:200], labels, strict=False):
        digits = [known[unscale(image[..., c]).tobytes()] for c in range(3)]
        assert 100 * digits[0] + 10 * digits[1] + digits[2] == label
    # Of 2,000 draws of 1,000 modes: 1,000 (1 - e^-2) = 865.
    assert 830 < len(set(labels)) < 900


@needs_shared
@pytest.mark.slow
def test_the_seed_draws_the_triples():
    first, same, other = (
        next(
            stacked_mnist(
                4,
                split="test",
                size=8,
                shuffle=False,
                seed=seed,
                data_dir=DATA_DIR,
            ).as_numpy_iterator()
        )
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"size": 0}, "size=0"), ({"channels": 1}, "channels=1")],
)
def test_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        stacked_mnist(**arguments)
