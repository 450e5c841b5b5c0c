"""The base of GANs with a style-based generator."""

import keras
import numpy as np
from keras import ops

from keras_gans.layers.noise_injection import NoiseInjection
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import is_number
from keras_gans.utils.layers import all_layers

NOISES = ("constant", "random", "none")
# The number of latents whose styles give the mean style.
MEAN_LATENTS = 4096


class StyleBased(LatentGAN):
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
        mapping, synthesis = _parts(self.generator)
        layers = synthesis.input_shape[1]
        w = mapping(inputs)[:, None]
        if not self.style_mixing:
            return ops.repeat(w, layers, axis=1)
        n, seed = ops.shape(w)[0], self.seed_generator
        z = self.latents(n, seed)
        others = mapping((z, inputs[1]) if self.uses_labels else z)[:, None]
        draws = keras.random.uniform((n, 1, 1), seed=seed)
        first = keras.random.uniform((n, 1, 1), 1.0, layers, seed=seed)
        first = ops.where(draws < self.style_mixing, first, float(layers))
        layer = ops.arange(layers, dtype="float32")[None, :, None]
        # The layer at which the other latent begins is 1 to layers - 1.
        return ops.where(layer < ops.floor(first), w, others)

    # === What a user calls ===

    def generate(
        self,
        n,
        *,
        labels=None,
        seed=None,
        batch_size=64,
        truncation=1.0,
        noise="constant",
    ):
        """Generates images; see `LatentGAN.generate`.

        Args:
            n: As for `LatentGAN`.
            labels: As for `LatentGAN`.
            seed: As for `LatentGAN`.
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
        if not is_number(truncation) or not -1 <= truncation <= 1:
            raise ValueError(
                "truncation must be a number in [-1, 1], such as 0.7; 1 does "
                f"not truncate. Received: truncation={truncation!r}"
            )
        inputs = self.sample_inputs(n, labels, seed)
        if truncation == 1 and noise == "constant":
            return self.images_from(inputs, batch_size)
        styles = self.styles(inputs)
        if truncation != 1:
            mapping, _ = _parts(self.inference_generator)
            latents = self.latents(MEAN_LATENTS, 0)
            means = _mean_styles(mapping, self._encoded(inputs), latents)
            styles = means + truncation * (styles - means)
        # No state of the training changes.
        with keras.StatelessScope(state_mapping=self._noise(noise, seed)):
            return self.images_of_styles(styles, batch_size, noise == "random")

    def styles(self, inputs):
        """Returns styles `(n, latent_dim)` of inputs of `call`, tensors."""
        mapping, _ = _parts(self.inference_generator)
        return mapping(self._encoded(inputs))

    def images_of_styles(self, styles, batch_size=64, training=False):
        """Returns the images of styles, which all layers share.

        Args:
            styles: Float32 tensor `(n, latent_dim)`.
            batch_size: Positive integer.
            training: Whether to draw noise anew.

        Returns:
            Float32 NumPy array `(n, *image_shape)` in [-1, 1].
        """
        check_positive(batch_size=batch_size)
        _, synthesis = _parts(self.inference_generator)
        styles = ops.repeat(styles[:, None], synthesis.input_shape[1], axis=1)
        images = [
            ops.convert_to_numpy(
                synthesis(styles[i : i + batch_size], training=training)
            )
            for i in range(0, len(styles), batch_size)
        ]
        return np.concatenate(images).clip(-1.0, 1.0)

    def _encoded(self, inputs):
        inputs = keras.tree.map_structure(ops.convert_to_tensor, inputs)
        return self.encoded(inputs)

    def _noise(self, noise, seed):
        """Pairs of variables and the values with which they make the noise."""
        layers = [
            layer
            for layer in all_layers(self.inference_generator)
            if isinstance(layer, NoiseInjection)
        ]
        if noise == "none":
            return [(x.strength, 0.0 * x.strength.value) for x in layers]
        if noise == "constant":
            return []
        seed = np.random.default_rng(seed).integers(2**31)
        states = [(x.seed_generator.state, i) for i, x in enumerate(layers)]
        return [
            (state, ops.convert_to_tensor(np.array([seed, i]), state.dtype))
            for state, i in states
        ]

    def get_config(self):
        return {**super().get_config(), "style_mixing": self.style_mixing}


def _parts(generator):
    return generator.get_layer("mapping"), generator.get_layer("synthesis")


def _mean_styles(mapping, inputs, latents):
    """The mean style `(1, dim)`, or those of the labels of images `(n, dim)`.

    Args:
        mapping: Mapping network.
        inputs: Latents, or latents and labels.
        latents: Float `(m, dim)`, of which to take means.
    """
    if not isinstance(inputs, tuple):
        return ops.mean(mapping(latents), axis=0, keepdims=True)
    labels = ops.convert_to_numpy(inputs[1])
    kinds, kind = np.unique(labels, axis=0, return_inverse=True)
    means = []
    for label in kinds:
        same = ops.convert_to_tensor(np.tile(label, (len(latents), 1)))
        means.append(ops.mean(mapping((latents, same)), axis=0))
    return ops.stack([means[i] for i in kind.reshape(-1)])
