"""Normalisation of dense and convolutional layers."""

from keras import initializers
from keras import layers

from keras_gans.layers import GroupNormalization
from keras_gans.layers import SpectralNormalization
from keras_gans.utils.checks import check_name

NORMALIZATIONS = ("batch", "layer", "spectral")


def normalized(layer, normalization, *, inside=True):
    """Returns a list of a layer and its normalisation, for a Sequential model.

    Args:
        layer: Keras layer, dense or convolutional.
        normalization: `"batch"`, `"layer"` (over height, width and channels,
            with one scale per channel), `"spectral"` or `None`.
        inside: Whether the layer is hidden. The first and the last layer get
            spectral normalisation only.
    """
    if normalization is not None:
        check_name("normalization", normalization, NORMALIZATIONS)
    if normalization == "spectral":
        return [SpectralNormalization(layer)]
    if normalization is None or not inside:
        return [layer]
    layer.use_bias = False  # The normalisation adds a bias.
    if normalization == "batch":
        return [layer, batch_norm()]
    return [layer, GroupNormalization(groups=1, epsilon=1e-5)]


def batch_norm():
    """Batch normalisation with the settings of DCGANs."""
    # The reference code's momentum; Keras's 0.99 lags in short trainings.
    return layers.BatchNormalization(
        momentum=0.9,
        epsilon=1e-5,
        gamma_initializer=initializers.RandomNormal(1.0, 0.02),
    )


def instance_norm():
    """Normalises each channel of each image separately.

    Ulyanov et al. 2016 (arXiv:1607.08022). It equals batch normalisation of a
    single image that uses the statistics of that image in training and at test
    time.
    """
    return GroupNormalization(groups=-1, epsilon=1e-5)
