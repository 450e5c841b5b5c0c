"""The base of GANs with a style-based generator."""

import keras
import numpy as np
from keras import ops
from keras import tree

from keras_gans.latent.directions import principal_directions
from keras_gans.latent.paths import lerp
from keras_gans.layers.modulated_conv2d import ModulatedConv2D
from keras_gans.layers.noise_injection import NoiseInjection
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.models.latent_space import check_alone
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
        if seeds is not None:
            check_alone(seeds, n, seed)
            codes = self.codes(seeds, labels=labels, truncation=truncation)
            layered = self._layered(codes)
            images = [
                self._synthesized(layered[i : i + 1], noise, own, 1)
                for i, own in enumerate(seeds)
            ]
            return np.concatenate(images).clip(-1.0, 1.0)
        check_truncation(truncation)
        inputs = self.sample_inputs(n, labels, seed)
        if truncation == 1 and noise == "constant":
            return self.images_from(inputs, batch_size)
        check_positive(batch_size=batch_size)
        styles = self._layered(self._truncated_styles(inputs, truncation))
        images = self._synthesized(styles, noise, seed, batch_size)
        return images.clip(-1.0, 1.0)

    # === The latent space: styles ===

    def codes(self, seeds, *, labels=None, truncation=None):
        """Returns the styles w `(n, latent_dim)` of seeds.

        See `LatentGAN`. `truncation` is that of `generate`.
        """
        truncation = 1.0 if truncation is None else truncation
        check_truncation(truncation)
        inputs = super().codes(seeds, labels=labels)
        rows = [
            tree.map_structure(lambda x, i=i: x[i : i + 1], inputs)
            for i in range(len(tree.flatten(inputs)[0]))
        ]
        return np.concatenate(
            [
                ops.convert_to_numpy(self._truncated_styles(row, truncation))
                for row in rows
            ]
        )

    def decode(self, codes, *, batch_size=1):
        """Returns the images of styles; see `LatentGAN`.

        Args:
            codes: Float array of styles, `(n, latent_dim)`, or one for each
                layer of the synthesis network, `(n, layers, latent_dim)`.
            batch_size: As for `LatentGAN`.
        """
        check_positive(batch_size=batch_size)
        layered = self._layered(np.asarray(codes, "float32"))
        images = self._synthesized(layered, "constant", None, batch_size)
        return images.clip(-1.0, 1.0)

    def decoded(self, codes):
        _, synthesis = _parts(self.inference_generator)
        return synthesis(self._layered(codes), training=False)

    @property
    def between(self):
        return lerp

    @property
    def code_norm(self):
        return None

    def first_weights(self):
        """Returns the weights that read styles in all layers, side by side."""
        kernels = [
            ops.convert_to_numpy(layer.affine.layer.kernel)
            for layer in all_layers(_parts(self.inference_generator)[1])
            if isinstance(layer, ModulatedConv2D)
        ]
        return np.concatenate(kernels, axis=1)

    def principal_directions(self, k, latents):
        inputs = latents
        if self.uses_labels:
            inputs = latents, self.labels.cycled(len(latents))
        return principal_directions(self._truncated_styles(inputs, 1.0), k)

    def random_codes(self, n, labels, seed):
        inputs = self.sample_inputs(n, labels, seed)
        return ops.convert_to_numpy(self._truncated_styles(inputs, 1.0))

    def prior(self):
        w = self.random_codes(MEAN_LATENTS, None, 0)
        return {"center": w.mean(axis=0), "scale": float(w.std(axis=0).mean())}

    def _truncated_styles(self, inputs, truncation):
        """A style for each of the inputs of `call`, a tensor."""
        mapping, _ = _parts(self.inference_generator)
        inputs = tree.map_structure(ops.convert_to_tensor, inputs)
        inputs = self.encoded(inputs)
        w = mapping(inputs)
        if truncation == 1:
            return w
        means = _mean_styles(mapping, inputs, self.latents(MEAN_LATENTS, 0))
        return means + truncation * (w - means)

    def _layered(self, styles):
        """Styles for each layer of the synthesis network."""
        if len(styles.shape) == 3:
            return styles
        _, synthesis = _parts(self.inference_generator)
        return ops.repeat(styles[:, None], synthesis.input_shape[1], axis=1)

    def _synthesized(self, styles, noise, seed, batch_size):
        """The images of styles, `(n, *image_shape)`, without a state changed.

        Args:
            styles: Tensor `(n, layers, latent_dim)`.
            noise: As for `generate`.
            seed: Seed of the noise `"random"`, or `None`.
            batch_size: Positive integer.
        """
        _, synthesis = _parts(self.inference_generator)
        with keras.StatelessScope(state_mapping=self._noise(noise, seed)):
            return np.concatenate(
                [
                    ops.convert_to_numpy(
                        synthesis(
                            styles[i : i + batch_size],
                            training=noise == "random",
                        )
                    )
                    for i in range(0, len(styles), batch_size)
                ]
            )

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


def check_truncation(truncation):
    """Raises unless psi is a number in [-1, 1]."""
    if not is_number(truncation) or not -1 <= truncation <= 1:
        raise ValueError(
            "truncation must be a number in [-1, 1], such as 0.7; 1 does "
            f"not truncate. Received: truncation={truncation!r}"
        )


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
