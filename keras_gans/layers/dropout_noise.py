"""Dropout as the noise of a generator."""

import keras
from keras import ops

from keras_gans import backend


@keras.saving.register_keras_serializable("keras_gans")
class DropoutNoise(keras.layers.Layer):
    """Dropout that stays active at test time.

    Isola et al. 2017 (arXiv:1611.07004), section 3.2.1: an image-to-image
    generator learns to ignore noise that is one of its inputs. Its noise is
    therefore dropout, in training and at test time. The layer has its own
    random state, so its outputs are reproducible on every backend.

    Args:
        rate: Float in (0, 1), the share of values that are set to 0; the others
            are divided by `1 - rate`.
        seed: Integer or `None`.
    """

    def __init__(self, rate=0.5, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not 0 < rate < 1:
            raise ValueError(f"rate must be in (0, 1). Received: rate={rate}")
        self.rate = rate
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs):
        n, *shape = ops.shape(inputs)
        draws = backend.rows(
            lambda n: keras.random.uniform(
                (n, *shape), dtype="float32", seed=self.seed_generator
            ),
            n,
        )
        kept = ops.cast(draws >= self.rate, inputs.dtype)
        return inputs * kept / (1.0 - self.rate)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
