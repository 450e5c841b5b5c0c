"""A pool of earlier images."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class ImagePool(keras.layers.Layer):
    """Replaces some of its inputs by earlier inputs.

    Shrivastava et al. 2016 (arXiv:1612.07828), section 2.3, as in CycleGAN: a
    discriminator that also sees earlier generated images is less likely to
    forget them.

    Until the pool is full, each image is stored and returned unchanged. Then,
    each image in turn is returned unchanged with probability 1/2. Otherwise it
    replaces a random image of the pool, and the replaced image is returned.

    A call changes the pool, so the layer must not be part of a network or a
    loss.

    Args:
        size: Positive integer, the number of images in the pool.
        seed: Integer or `None`.
    """

    def __init__(self, size=50, seed=None, dtype="float32", **kwargs):
        super().__init__(dtype=dtype, **kwargs)
        check_positive(size=size)
        self.size = size
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape):
        self.images = self.add_weight(
            shape=(self.size, *input_shape[1:]),
            initializer="zeros",
            trainable=False,
            name="images",
        )
        self.filled = self.add_weight(
            shape=(),
            initializer="zeros",
            trainable=False,
            dtype="int32",
            name="filled",
        )

    def call(self, inputs):
        # One pool for all devices.
        inputs = backend.gathered(inputs)
        n = ops.shape(inputs)[0]
        slots = keras.random.randint(
            (n,), 0, self.size, seed=self.seed_generator
        )
        swaps = keras.random.uniform((n,), seed=self.seed_generator) < 0.5

        def one(i, state):
            images, filled, output = state
            is_full = filled >= self.size
            slot = ops.where(is_full, slots[i], filled)
            new, old = inputs[i], images[slot]
            images = _replaced(
                images, slot, ops.where(is_full & ~swaps[i], old, new)
            )
            output = _replaced(
                output, i, ops.where(is_full & swaps[i], old, new)
            )
            return images, ops.minimum(filled + 1, self.size), output

        images, filled, output = ops.fori_loop(
            0, n, one, (self.images.value, self.filled.value, inputs)
        )
        self.images.assign(images)
        self.filled.assign(filled)
        return backend.own(output)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "size": self.size, "seed": self.seed}


def _replaced(images, i, image):
    """Returns `images` with `image` at index `i`."""
    start = (i,) + (0,) * (len(images.shape) - 1)
    # JAX wants one type, also where its integers have 64 bits.
    start = [ops.cast(index, "int32") for index in start]
    return ops.slice_update(images, start, image[None])
