"""The latent space of a style-based generator: its styles."""

import keras
import numpy as np
from keras import ops
from keras import tree

from keras_gans.latent.directions import principal_directions
from keras_gans.latent.paths import lerp
from keras_gans.latent.points import finite
from keras_gans.layers.modulated_conv2d import ModulatedConv2D
from keras_gans.layers.noise_injection import NoiseInjection
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_array
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import is_number
from keras_gans.utils.layers import all_layers

# The number of latents whose styles give the mean style.
MEAN_LATENTS = 4096


class StyleSpace:
    """What `LatentSpace` does in the space W of a style-based generator.

    Its codes are styles w `(n, latent_dim)`, which follow from latents and
    labels, and are interpolated on straight lines.
    """

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
                ops.convert_to_numpy(self.truncated_styles(row, truncation))
                for row in rows
            ]
        )

    def decode(self, codes, *, batch_size=1):
        """Returns the images of styles; see `LatentGAN`.

        Args:
            codes: Float array of styles, `(n, latent_dim)`, or one for each
                layer of the synthesis network, `(n, layers, latent_dim)`.
            batch_size: As for `LatentGAN`.

        Raises:
            ValueError: If codes are of another shape or not finite.
        """
        styles = finite("codes", codes).astype("float32")
        return self.images_of_styles(styles, batch_size)

    def decoded(self, codes):
        _, synthesis = parts(self.inference_generator)
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
            for layer in all_layers(parts(self.inference_generator)[1])
            if isinstance(layer, ModulatedConv2D)
        ]
        return np.concatenate(kernels, axis=1)

    def principal_directions(self, k, latents):
        inputs = latents
        if self.uses_labels:
            inputs = latents, self.labels.cycled(len(latents))
        return principal_directions(self.styles(inputs), k)

    def random_codes(self, n, labels, seed):
        inputs = self.sample_inputs(n, labels, seed)
        return ops.convert_to_numpy(self.styles(inputs))

    def prior(self):
        w = self.random_codes(MEAN_LATENTS, None, 0)
        return {"center": w.mean(axis=0), "scale": float(w.std(axis=0).mean())}

    # === Styles and their images ===

    @property
    def style_layers(self):
        """The number of layers of the synthesis network that read a style."""
        return parts(self.inference_generator)[1].input_shape[1]

    def styles(self, inputs):
        """Returns styles `(n, latent_dim)` of inputs of `call`, tensors."""
        mapping, _ = parts(self.inference_generator)
        return mapping(self._encoded(inputs))

    def images_of_styles(self, styles, batch_size=64, training=False):
        """Returns the images of styles.

        Args:
            styles: Float32 tensor or array `(n, latent_dim)`, which all layers
                share, or `(n, layers, latent_dim)`.
            batch_size: Positive integer.
            training: Whether to draw noise anew.

        Returns:
            Float32 NumPy array `(n, *image_shape)` in [-1, 1].
        """
        check_positive(batch_size=batch_size)
        _, synthesis = parts(self.inference_generator)
        if not is_array(styles):
            styles = to_array("styles", styles).astype("float32")
        self._check_styles(tuple(styles.shape))
        styles = self._layered(styles)
        images = [
            ops.convert_to_numpy(
                synthesis(styles[i : i + batch_size], training=training)
            )
            for i in range(0, len(styles), batch_size)
        ]
        return np.concatenate(images).clip(-1.0, 1.0)

    def _check_styles(self, shape):
        """Raises unless a shape is one of styles."""
        layers = [self.style_layers] if len(shape) == 3 else []
        if shape[1:] != (*layers, self.latent_dim) or not shape[0]:
            raise ValueError(
                f"styles must be of shape (n, {self.latent_dim}), or (n, "
                f"{self.style_layers}, {self.latent_dim}), one for each layer. "
                f"Received: shape {shape}"
            )

    def _encoded(self, inputs):
        return self.encoded(tree.map_structure(ops.convert_to_tensor, inputs))

    def truncated_styles(self, inputs, truncation):
        styles = self.styles(inputs)
        if truncation == 1:
            return styles
        mapping, _ = parts(self.inference_generator)
        latents = self.latents(MEAN_LATENTS, 0)
        means = _mean_styles(mapping, self._encoded(inputs), latents)
        return means + truncation * (styles - means)

    def _layered(self, styles):
        """Styles for each layer of the synthesis network."""
        if len(styles.shape) == 3:
            return styles
        return ops.repeat(styles[:, None], self.style_layers, axis=1)

    def with_noise(self, styles, noise, seed, batch_size):
        # No state of the training changes.
        with keras.StatelessScope(state_mapping=self._noise(noise, seed)):
            return self.images_of_styles(styles, batch_size, noise == "random")

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


def check_truncation(truncation):
    """Raises unless psi is a number in [-1, 1]."""
    if not is_number(truncation) or not -1 <= truncation <= 1:
        raise ValueError(
            "truncation must be a number in [-1, 1], such as 0.7; 1 does "
            f"not truncate. Received: truncation={truncation!r}"
        )


def parts(generator):
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
