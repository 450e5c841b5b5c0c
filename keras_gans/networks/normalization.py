"""What may follow, or wrap, a linear layer of a discriminator."""

from keras import initializers
from keras import layers

from keras_gans.layers import SpectralNormalization
from keras_gans.utils.checks import check_name

NORMALIZATIONS = ("batch", "layer", "spectral")


def normalized(layer, normalization, *, inside=True):
    """A dense or convolutional layer with its normalisation, as a list.

    Args:
        layer: Keras layer.
        normalization: `"batch"`, `"layer"` (over height, width and channels,
            with a scale for each channel), `"spectral"` or `None`.
        inside: Whether the layer is a hidden one; at the image and at the
            scores only spectral normalisation applies.
    """
    if normalization is not None:
        check_name("normalization", normalization, NORMALIZATIONS)
    if normalization == "spectral":
        return [SpectralNormalization(layer)]
    if normalization is None or not inside:
        return [layer]
    layer.use_bias = False  # The normalisation adds its own.
    if normalization == "batch":
        return [layer, batch_norm()]
    return [layer, layers.GroupNormalization(groups=1, epsilon=1e-5)]


def batch_norm():
    """Batch normalisation as DCGANs use it."""
    # The momentum of the reference code; Keras's 0.99 lags in short trainings.
    return layers.BatchNormalization(
        momentum=0.9,
        epsilon=1e-5,
        gamma_initializer=initializers.RandomNormal(1.0, 0.02),
    )


def instance_norm():
    """Each channel of each image normalised on its own.

    Ulyanov et al. 2016 (arXiv:1607.08022); batch normalisation of a single
    image with the statistics of its own, in training and after.
    """
    return layers.GroupNormalization(groups=-1, epsilon=1e-5)
