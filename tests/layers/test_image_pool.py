"""The pool against the loop of the paper's code, in NumPy."""

import keras
import numpy as np
import pytest

from keras_gans.layers import ImagePool
from tests.helpers import BACKEND
from tests.helpers import images
from tests.helpers import values


class Reference:
    """As CycleGAN's `image_pool.py`, of draws that it is given."""

    def __init__(self, size):
        self.size = size
        self.images = []

    def __call__(self, images, slots, swaps):
        shown = []
        for image, slot, swap in zip(images, slots, swaps, strict=True):
            if len(self.images) < self.size:
                self.images.append(image)
                shown.append(image)
            elif swap:
                shown.append(self.images[slot])
                self.images[slot] = image
            else:
                shown.append(image)
        return np.stack(shown)


def draws(pool, n):
    """What the pool will draw next; its state stays."""
    (state,) = values([pool.seed_generator.state])
    slots = keras.random.randint((n,), 0, pool.size, seed=pool.seed_generator)
    uniform = keras.random.uniform((n,), seed=pool.seed_generator)
    pool.seed_generator.state.assign(state)
    slots, uniform = values([slots, uniform])
    return slots, uniform < 0.5


# Of 3 images a batch, the second is half stored, half exchanged.
@pytest.mark.parametrize("n", [1, 3, 7])
def test_returns_what_the_papers_loop_does(n):
    pool, reference = ImagePool(5, seed=1), Reference(5)
    past = 0
    for step in range(12):
        x = images(n, (2, 2, 1), seed=step)
        expected = reference(x, *draws(pool, n))
        (shown,) = values([pool(x)])
        np.testing.assert_array_equal(shown, expected)
        kept = len(reference.images)
        assert int(pool.filled) == kept
        np.testing.assert_array_equal(
            values([pool.images])[0][:kept], reference.images
        )
        past += (shown != x).any(axis=(1, 2, 3)).sum()
    assert past > 0


def test_half_of_the_images_are_past_ones():
    pool = ImagePool(4, seed=2)
    x = images(404, (1, 1, 1))
    (shown,) = values([pool(x)])
    np.testing.assert_array_equal(shown[:4], x[:4])
    assert 0.42 < (shown != x)[4:].mean() < 0.58
    assert np.isin(shown, x).all()


def test_keeps_float32_under_bfloat16():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        pool = ImagePool(2)
    finally:
        keras.config.set_dtype_policy("float32")
    x = images(3)
    np.testing.assert_array_equal(values([pool(x)])[0][:2], x[:2])
    copy = ImagePool.from_config(pool.get_config())
    assert (copy.size, copy.dtype) == (2, "float32")


def test_refuses_a_size_that_is_no_number_of_images():
    with pytest.raises(ValueError, match="Received: size=0"):
        ImagePool(0)


@pytest.mark.skipif(BACKEND != "jax", reason="a setting of JAX")
def test_integers_of_jax_may_have_64_bits():
    import jax

    pool = ImagePool(2, seed=0)
    x = images(4)
    with jax.enable_x64(True):
        shown = keras.ops.convert_to_numpy(pool(x))
    np.testing.assert_array_equal(shown[:2], x[:2])
    assert all((image == x).all((1, 2, 3)).any() for image in shown)
