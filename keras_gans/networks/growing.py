"""Networks that grow from small images to large ones.

Karras et al. 2018 (arXiv:1710.10196), section 2 and figure 2. Both networks
have all their weights from the start and a weight `level`. At level k, images
have the k-th size, counted from 0. Between the levels k - 1 and k, the k-th
size is faded in. Images are always of full size: smaller ones have pixels
repeated.

What a level does not show has no effect. It is computed all the same, unless
the attribute `stage` says which size is the last to compute: the level rounded
up. A training step of a model sets it.
"""

import keras
from keras import ops

from keras_gans.layers.resampling import mean
from keras_gans.layers.resampling import repeat
from keras_gans.utils.layers import add_state


class Growing(keras.Model):
    """What a growing generator and a growing discriminator have in common.

    Attributes:
        level: Float32 weight from 0 to `last`.
        sizes: List of pairs `(height, width)`, the smallest first.
        last: Integer, the last level.
        stage: Integer, the last size to compute, or `None` for all.

    Args:
        blocks: List of Keras models, one a size, the smallest first.
        image_layers: List of as many Keras models, see the subclasses.

    Raises:
        ValueError: If sizes are not twice those before.
    """

    stage = None

    def __init__(self, blocks, image_layers, **kwargs):
        super().__init__(**kwargs)
        # Keras lists layers in the order in which they become attributes.
        self._parts = self.in_order(blocks, image_layers)
        self.blocks = list(blocks)
        self.image_layers = list(image_layers)
        self.sizes = [layer.input_shape[1:3] for layer in self.image_layers]
        self.last = len(self.sizes) - 1
        pairs = zip(self.sizes, self.sizes[1:])
        doubles = all((2 * a, 2 * b) == (c, d) for (a, b), (c, d) in pairs)
        if len(self.blocks) != len(self.sizes) or not doubles:
            raise ValueError(
                "A growing network must have a block and an image layer for "
                "each size, and each size must be twice the one before, such "
                f"as 4x4, 8x8, 16x16. Received: {len(self.blocks)} blocks and "
                f"image layers of the sizes {list(self.sizes)}"
            )
        self.level = add_state(self, "level")
        self.built = True

    def in_order(self, blocks, image_layers):
        """Returns all parts in the order of the data, the first part first."""
        return [*blocks, *image_layers]

    def shown(self, images):
        """Returns real images of full size as the level shows them.

        They are faded as generated ones are: else sharpness would tell them.
        """
        return self.joined([self.reduced(images, k) for k in self.computed])

    def reduced(self, images, k):
        """Returns images of full size in the k-th size."""
        return mean(images, self._factor(k))

    def joined(self, images):
        """Returns one image of full size from images of the computed sizes."""
        joined = images[0]
        for k, image in enumerate(images[1:], 1):
            joined = self.faded(k, repeat(joined, 2), image)
        return repeat(joined, self._factor(len(images) - 1))

    def faded(self, k, below, here):
        """Returns a mixture of what levels k - 1 and k make."""
        share = ops.clip(self.level - (k - 1), 0.0, 1.0)
        share = ops.cast(share, here.dtype)
        return (1.0 - share) * below + share * here

    @property
    def computed(self):
        """The levels whose sizes are computed."""
        return range((self.last if self.stage is None else self.stage) + 1)

    def _factor(self, k):
        return self.sizes[-1][0] // self.sizes[k][0]

    def get_config(self):
        return {
            **super().get_config(),
            "blocks": _serialized(self.blocks),
            "image_layers": _serialized(self.image_layers),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        parts = {
            name: [
                keras.saving.deserialize_keras_object(
                    part, custom_objects=custom_objects
                )
                for part in config[name]
            ]
            for name in ("blocks", "image_layers")
        }
        return cls(**config | parts)


@keras.saving.register_keras_serializable("keras_gans")
class GrowingGenerator(Growing):
    """Maps latents `(n, dim)` to images `(n, height, width, channels)`.

    Args:
        blocks: List of Keras models with one input. The first makes features
            from latents, each other one features of twice the size.
        image_layers: List of Keras models with one input, which make images
            from the features of each size.
    """

    def call(self, latents, training=False):
        x, images = latents, []
        for k in self.computed:
            x = self.blocks[k](x, training=training)
            images.append(self.image_layers[k](x, training=training))
        return self.joined(images)

    def compute_output_shape(self, input_shape):
        channels = self.image_layers[-1].output_shape[-1]
        return (input_shape[0], *self.sizes[-1], channels)


@keras.saving.register_keras_serializable("keras_gans")
class GrowingDiscriminator(Growing):
    """Maps images `(n, height, width, channels)` to scores `(n, 1)`.

    Args:
        blocks: List of Keras models with one input. The first makes scores from
            features of the smallest size, each other one features of half the
            size.
        image_layers: List of Keras models with one input, which make features
            from the images of each size.
    """

    def in_order(self, blocks, image_layers):
        *others, last = image_layers
        return [last, *reversed(blocks), *reversed(others)]

    def call(self, images, training=False):
        features = self.features(images, training=training)
        return self.blocks[0](features, training=training)

    def features(self, images, training=False):
        """Returns what the first block makes scores of."""

        def features(k):
            image = self.reduced(images, k)
            return self.image_layers[k](image, training=training)

        x = features(self.computed[-1])
        for k in reversed(self.computed[1:]):
            x = self.blocks[k](x, training=training)
            x = self.faded(k, features(k - 1), x)
        return x

    def compute_output_shape(self, input_shape):
        return (input_shape[0], 1)


def check_growing(generator, discriminator):
    """Raises unless two networks grow together.

    Raises:
        ValueError: If one does not grow, or through other sizes.
    """
    for network, kind in (
        (generator, GrowingGenerator),
        (discriminator, GrowingDiscriminator),
    ):
        if not isinstance(network, kind):
            raise ValueError(
                f"Both networks must grow: pass a {kind.__name__} of "
                "keras_gans.networks.growing, such as those that "
                "networks.progan_generator and networks.progan_discriminator "
                f"make. Received: {network.name!r}, a {type(network).__name__}"
            )
    if list(generator.sizes) != list(discriminator.sizes):
        raise ValueError(
            "Both networks must grow through the same sizes. "
            f"Received: a generator of {list(generator.sizes)} and a "
            f"discriminator of {list(discriminator.sizes)}"
        )


def _serialized(networks):
    return [
        keras.saving.serialize_keras_object(network) for network in networks
    ]
