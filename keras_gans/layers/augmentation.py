"""The base class of augmentations of what a discriminator sees."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans.utils.required import required


class Augmentation(keras.layers.Layer):
    """Changes each image at random, in a way that gradients pass through.

    A model with `augmentation=` shows real and generated images to its
    discriminator through this layer, in the updates of both players. Changes of
    real images alone would be learned by the generator.

    A subclass defines `draw` and `transform`. Images of several sizes get the
    same random numbers.

    Call arguments:
        inputs: Float32 images `(n, height, width, channels)` of 1, 3 or 4
            channels, or a list of the same images in several sizes. Colours are
            the first three of four channels.
        seed: `keras.random.SeedGenerator`, or `None` for Keras's own. Not an
            integer, which would give all kinds of changes the same numbers.
    """

    def __init__(self, dtype="float32", **kwargs):
        super().__init__(dtype=dtype, **kwargs)
        # What is built by images would make `fit` build the whole model.
        self.built = True

    @required
    def draw(self, n, seed):
        """Returns a dictionary of random numbers, tensors for n images.

        It draws through `drawn` or `backend.rows`, so that several devices
        change the images of a batch as one device does.
        """

    @required
    def transform(self, images, draws):
        """Returns changed images of one size, a function of the draws."""

    def call(self, inputs, seed=None):
        if isinstance(seed, int):
            raise TypeError(
                "seed must be a generator, keras.random.SeedGenerator("
                f"{seed}). Received: seed={seed}"
            )
        n = ops.shape(keras.tree.flatten(inputs)[0])[0]
        draws = self.draw(n, seed)
        return keras.tree.map_structure(
            lambda images: self._transformed(images, draws), inputs
        )

    def _transformed(self, images, draws):
        changed = self.transform(images, draws)
        before, after = (
            tuple(images.shape),
            tuple(getattr(changed, "shape", ())),
        )
        # Compiled steps may not know all sides.
        if len(before) != len(after) or any(
            None not in sides and len(set(sides)) > 1
            for sides in zip(before, after)
        ):
            raise ValueError(
                f"{type(self).__name__}.transform must return images of the "
                "shape that it is given. Received: "
                f"{after or changed!r} for images of shape {before}"
            )
        return changed

    def compute_output_shape(self, input_shape):
        return input_shape


def drawn(random, count, n, seed):
    """Random numbers `(count, n)` for the n images of this device.

    Args:
        random: `keras.random.uniform` or `keras.random.normal`.
        count: Positive integer, numbers of each image.
        n: Integer scalar.
        seed: As for the layer.
    """
    return backend.rows(lambda n: random((count, n), seed=seed), n, axis=1)


def recolored(images, change):
    """Returns images with colours changed by a function, opacity kept."""
    if images.shape[-1] != 4:
        return change(images)
    colors, opacity = images[..., :3], images[..., 3:]
    return ops.concatenate([change(colors), opacity], axis=-1)


def each(numbers, like):
    """Numbers `(n,)`, one for each image, in a shape that broadcasts."""
    return ops.reshape(numbers, (-1,) + (1,) * (len(like.shape) - 1))
