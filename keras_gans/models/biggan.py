"""BigGAN: the large-scale class-conditional GAN."""

import keras
from keras import ops

from keras_gans import networks
from keras_gans.layers.modulated_batch_normalization import (
    ModulatedBatchNormalization,
)
from keras_gans.layers.spectral_normalization import SpectralNormalization
from keras_gans.models.conditional import Conditional
from keras_gans.models.sngan import SNGAN
from keras_gans.networks.biggan import ATTENTION_SIZE
from keras_gans.networks.biggan import biggan_latent_dim
from keras_gans.training.standing_statistics import set_standing_statistics
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight
from keras_gans.utils.layers import all_layers


@keras.saving.register_keras_serializable("keras_gans")
class BigGAN(Conditional, SNGAN):
    """The large-scale class-conditional GAN.

    Brock, Donahue and Simonyan 2019 (arXiv:1809.11096): a GAN with hinge loss
    and projection discriminator whose generator reads a part of the latent in
    every block (see `networks.biggan_generator`). Kernels of the generator are
    regularised towards orthogonality, which lets latents be truncated: with
    `generate(truncation=0.5)`, images are better and more alike, once
    `standing_statistics` knows that value. Images come from the moving average
    of the generator. Adam 2e-4 for the discriminator and 5e-5 for the generator
    (0, 0.999), two discriminator updates per generator update.

    The paper has batches of 2048. The authors' PyTorch code has no
    regularisation, Adam 4e-4 and 1e-4 and one update of each player.

    Args:
        image_shape: As for `DCGAN`.
        latent_dim: Positive multiple of the number of chunks of the default
            generator; by default 20 for each, as in the paper: 120 for 128x128,
            80 for 32x32. To be given if the data are not images.
        d_steps: Positive integer, discriminator updates per generator update.
        orthogonal_weight: Non-negative float, beta of equation 3; 0 for no
            regularisation.
        attention_size: Positive integer, the shorter side of the feature maps
            that get self-attention, or `None`. With the paper's 64, images of
            which no map has that size, such as 28x28, go without.
        ema: As for `LatentGAN`.
        **kwargs: As for `Conditional`, such as `num_classes`, and `SNGAN`.

    Logs: as for `SNGAN`, without the regularisation.

    Raises:
        ValueError: As `networks.biggan_generator`.
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 16}}

    def __init__(
        self,
        image_shape,
        latent_dim=None,
        *,
        d_steps=2,
        orthogonal_weight=1e-4,
        attention_size=ATTENTION_SIZE,
        ema=0.9999,
        **kwargs,
    ):
        check_weight(orthogonal_weight=orthogonal_weight)
        self.orthogonal_weight = float(orthogonal_weight)
        self.attention_size = attention_size
        if latent_dim is None:
            latent_dim = biggan_latent_dim(image_shape)
        super().__init__(
            image_shape, latent_dim, d_steps=d_steps, ema=ema, **kwargs
        )

    def default_generator(self):
        return networks.biggan_generator(
            self.image_shape,
            self.latent_dim,
            self.labels.size,
            width=self.width,
            attention_size=self.attention_size,
        )

    def default_discriminator(self):
        return networks.biggan_discriminator(
            self.image_shape,
            self.labels.size,
            width=self.width,
            attention_size=self.attention_size,
        )

    def default_optimizers(self):
        return tuple(
            keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.999)
            for rate in (2e-4, 5e-5)
        )

    def update_generator(self, gradients):
        """Adds the gradient of the regularisation, which sees no images."""
        kernels = {
            id(layer.layer.kernel)
            for layer in all_layers(self.generator)
            if isinstance(layer, SpectralNormalization)
        }

        def total(gradient, variable):
            if id(variable) not in kernels:
                return gradient
            towards = orthogonality_gradient(variable.value)
            return gradient + self.orthogonal_weight * towards

        super().update_generator(list(map(total, gradients, self.g_variables)))

    def standing_statistics(
        self, n=16, truncation=None, *, labels=None, seed=None, batch_size=64
    ):
        """Computes the batch statistics of the generator anew.

        The moving averages of training are of latents that are not truncated.
        This replaces the statistics of the generator that makes the images by
        their means over `n` batches at the truncation in use (appendix B).
        Further training changes them again.

        Args:
            n: Positive integer, number of batches.
            truncation: As for `generate`, as are the others.
            labels: Of `n * batch_size` images.
            seed: Integer or `None`.
            batch_size: Positive integer.
        """
        check_positive(n=n, batch_size=batch_size)
        inputs = self.sample_inputs(n * batch_size, labels, seed)
        inputs = self.truncated(inputs, truncation)
        latents, labels = map(ops.convert_to_tensor, inputs)
        set_standing_statistics(
            self.inference_generator,
            self.generator_input(),
            (latents, self.labels.encode(labels)),
            batch_size,
        )

    def first_weights(self):
        """Returns the weights that read the latents' chunks, `(dim, units)`.

        Each chunk has columns of its own, with zeros for the others.
        """
        from scipy.linalg import block_diag

        layers = self.inference_generator.layers
        first = [
            layer
            for layer in layers
            if isinstance(getattr(layer, "layer", None), keras.layers.Dense)
        ]
        norms = [
            x for x in layers if isinstance(x, ModulatedBatchNormalization)
        ]
        if not norms:  # A generator of the user's own.
            return super().first_weights()
        # Two normalisations of a block read the same chunk.
        groups = [first] + [
            [a.gain, a.shift, b.gain, b.shift]
            for a, b in zip(norms[::2], norms[1::2], strict=True)
        ]
        size = self.latent_dim // len(groups)
        kernels = (
            [layer.effective_weights()[0][-size:] for layer in group]
            for group in groups
        )
        return block_diag(
            *(
                ops.convert_to_numpy(ops.concatenate(group, axis=1))
                for group in kernels
            )
        )

    def get_config(self):
        return {
            **super().get_config(),
            "orthogonal_weight": self.orthogonal_weight,
            "attention_size": self.attention_size,
        }


def orthogonality_gradient(kernel):
    """The gradient of `|W'W * (1 - I)|^2`, with a column of W for each filter.

    Brock et al. 2019, equation 3: the squared scalar products of all pairs of
    different filters. The gradient is `4 W (W'W * (1 - I))`.

    Args:
        kernel: Float32 tensor `(..., filters)`.
    """
    w = ops.reshape(kernel, (-1, kernel.shape[-1]))
    squares = ops.sum(ops.square(w), axis=0)
    # W W'W is cheaper by the smaller of the two products.
    if w.shape[0] < w.shape[1]:
        product = ops.matmul(ops.matmul(w, ops.transpose(w)), w)
    else:
        product = ops.matmul(w, ops.matmul(ops.transpose(w), w))
    return ops.reshape(4.0 * (product - w * squares), kernel.shape)
