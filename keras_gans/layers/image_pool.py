"""A pool of past images."""

import keras
from keras import ops

from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class ImagePool(keras.layers.Layer):
    """Returns past images in the place of some of those it is given.

    Shrivastava et al. 2016 (arXiv:1612.07828), section 2.3, as in CycleGAN: a
    discriminator that is shown the generator's history forgets less of it.

    Until it is full, the pool keeps and returns what it is given. Then each
    image, one after the other, is returned as it is with probability one half;
    otherwise it takes the place of a random one in the pool, which is returned.

    A call changes the pool: it belongs neither in a network nor in a loss.

    Args:
        size: Positive integer, how many images it holds.
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
        n = ops.shape(inputs)[0]
        slots = keras.random.randint(
            (n,), 0, self.size, seed=self.seed_generator
        )
        swaps = keras.random.uniform((n,), seed=self.seed_generator) < 0.5

        def one(i, state):
            images, filled, shown = state
            is_full = filled >= self.size
            slot = ops.where(is_full, slots[i], filled)
            new, old = inputs[i], images[slot]
            images = _replaced(
                images, slot, ops.where(is_full & ~swaps[i], old, new)
            )
            shown = _replaced(shown, i, ops.where(is_full & swaps[i], old, new))
            return images, ops.minimum(filled + 1, self.size), shown

        images, filled, shown = ops.fori_loop(
            0, n, one, (self.images.value, self.filled.value, inputs)
        )
        self.images.assign(images)
        self.filled.assign(filled)
        return shown

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "size": self.size, "seed": self.seed}


def _replaced(images, i, image):
    """The images with another at place i."""
    start = (i,) + (0,) * (len(images.shape) - 1)
    return ops.slice_update(images, start, image[None])
