"""The noise of StyleGAN's synthesis network."""

import random

import keras
from keras import ops

from keras_gans import backend
from keras_gans.layers.inputs import ImageLayer


@keras.saving.register_keras_serializable("keras_gans")
class NoiseInjection(ImageLayer):
    """Adds noise N(0, 1) times a learned strength, 0 at first.

    Karras et al. 2020 (arXiv:1912.04958), figure 2: one map of noise for all
    channels, with one strength. The layer has its own random state, so its
    outputs are reproducible on every backend.

    Training draws new noise for each image. Inference adds one map, drawn when
    the layer is built, to all images, so that images follow from their latents.

    Args:
        seed: Integer, or `None` for a random one, which the configuration of
            the layer keeps.
    """

    def __init__(self, seed=None, **kwargs):
        super().__init__(**kwargs)
        # The generator of random numbers that `keras.utils.set_random_seed`
        # sets.
        self.seed = random.randrange(2**31) if seed is None else seed
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape):
        self.strength = self.add_weight(
            shape=(), initializer="zeros", name="strength"
        )
        self.constant = self.add_weight(
            shape=(*input_shape[1:3], 1),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            trainable=False,
            name="constant",
        )

    def call(self, inputs, training=False):
        noise = self.constant
        if training:
            noise = backend.rows(
                lambda n: keras.random.normal(
                    (n, *inputs.shape[1:3], 1),
                    dtype=self.compute_dtype,
                    seed=self.seed_generator,
                ),
                ops.shape(inputs)[0],
            )
        return inputs + noise * self.strength

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
