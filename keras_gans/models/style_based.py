"""The base of GANs with a style-based generator."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.models.generation import check_alone
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.models.style_space import StyleSpace
from keras_gans.models.style_space import check_truncation
from keras_gans.models.style_space import parts
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import is_number

NOISES = ("constant", "random", "none")


class StyleBased(StyleSpace, LatentGAN):
    """The base of GANs with a style-based generator.

    Karras et al. 2019 (arXiv:1812.04948): a mapping network turns latents into
    styles w, and a synthesis network makes images of a style for each of its
    layers. Training mixes styles (section 3.1); `generate` can truncate them
    (appendix B).

    Args:
        image_shape: As for `LatentGAN`.
        latent_dim: As for `LatentGAN`.
        style_mixing: Float in [0, 1], the probability that an image has the
            styles of two latents in training: of the second from a random layer
            on. It is drawn for each image; the authors' code draws it for each
            batch.
        generator: Keras model with two inner models, which are named
            `"mapping"` and `"synthesis"` and work as those of
            `networks.stylegan2_generator`; or `None` for the default.
        **kwargs: As for `LatentGAN`.
    """

    def __init__(self, image_shape, latent_dim, *, style_mixing=0.9, **kwargs):
        if not is_number(style_mixing) or not 0 <= style_mixing <= 1:
            raise ValueError(
                "style_mixing must be a number in [0, 1], such as 0.9; 0 does "
                f"not mix. Received: style_mixing={style_mixing!r}"
            )
        self.style_mixing = style_mixing
        super().__init__(image_shape, latent_dim, **kwargs)

    def check_generator(self):
        super().check_generator()
        names = [layer.name for layer in getattr(self.generator, "layers", ())]
        if not {"mapping", "synthesis"} <= {*names}:
            raise ValueError(
                "The generator must have two inner models, 'mapping' and "
                "'synthesis', as kg.networks.stylegan2_generator makes it. "
                f"Received: a generator with layers {names}"
            )

    # === Training ===

    def synthesize(self, inputs, training):
        if not training:
            return super().synthesize(inputs, training)
        synthesis = self.generator.get_layer("synthesis")
        images = synthesis(self.mixed_styles(inputs), training=True)
        return ops.cast(images, "float32")

    def mixed_styles(self, inputs):
        """Returns a style for each layer, `(n, layers, latent_dim)`.

        Args:
            inputs: Inputs of the generator, tensors.
        """
        mapping, synthesis = parts(self.generator)
        layers = synthesis.input_shape[1]
        w = mapping(inputs)[:, None]
        if not self.style_mixing:
            return ops.repeat(w, layers, axis=1)
        n, seed = ops.shape(w)[0], self.seed_generator
        z = self.drawn_latents(n)
        others = mapping((z, inputs[1]) if self.uses_labels else z)[:, None]
        draws, first = (
            backend.rows(
                lambda n, top=top: keras.random.uniform(
                    (n, 1, 1), *top, seed=seed
                ),
                n,
            )
            for top in ((), (1.0, layers))
        )
        first = ops.where(draws < self.style_mixing, first, float(layers))
        layer = ops.arange(layers, dtype="float32")[None, :, None]
        # The layer at which the other latent begins is 1 to layers - 1.
        return ops.where(layer < ops.floor(first), w, others)

    # === What a user calls ===

    def generate(
        self,
        n=None,
        *,
        labels=None,
        seed=None,
        seeds=None,
        batch_size=64,
        truncation=1.0,
        noise="constant",
    ):
        """Generates images; see `LatentGAN.generate`.

        Args:
            n: As for `LatentGAN`.
            labels: As for `LatentGAN`.
            seed: As for `LatentGAN`.
            seeds: As for `LatentGAN`.
            batch_size: As for `LatentGAN`.
            truncation: Float in [-1, 1], psi: styles are `m + psi (w - m)`,
                where m is the mean of the styles of 4,096 latents, with the
                label of the image if the model is conditional. Images of 0.5 to
                0.7 vary less and fail less often than those of 1; 0 gives the
                mean image, -1 the opposite of each image.
            noise: `"constant"` adds the same noise to all images; `"random"`
                adds other noise to each, which follows from the seed; `"none"`
                adds none.

        Returns:
            Float32 NumPy array `(n, *image_shape)` in [-1, 1].

        Raises:
            ValueError: As `LatentGAN.generate`, or if `truncation` or `noise`
                is none of these.
        """
        check_name("noise", noise, NOISES)
        check_truncation(truncation)
        if seeds is not None:
            check_alone(seeds, n, seed)
            styles = self.codes(seeds, labels=labels, truncation=truncation)
            images = [
                self.with_noise(styles[i : i + 1], noise, own, 1)
                for i, own in enumerate(seeds)
            ]
            return np.concatenate(images)
        inputs = self.sample_inputs(n, labels, seed)
        if truncation == 1 and noise == "constant":
            return self.images_from(inputs, batch_size)
        styles = self.truncated_styles(inputs, truncation)
        return self.with_noise(styles, noise, seed, batch_size)

    def get_config(self):
        return {**super().get_config(), "style_mixing": self.style_mixing}
