"""The default networks of most models: DCGANs for images, MLPs for points."""

from keras_gans.networks.dcgan import dcgan_discriminator
from keras_gans.networks.dcgan import dcgan_generator
from keras_gans.networks.mlp import mlp_discriminator
from keras_gans.networks.mlp import mlp_generator
from keras_gans.networks.sizes import check_images_or_points


def default_generator(image_shape, latent_dim, *, width=64):
    """`dcgan_generator` for images, `mlp_generator` for points."""
    shape = check_images_or_points(image_shape)
    build = mlp_generator if len(shape) == 1 else dcgan_generator
    return build(shape, latent_dim, width=width)


def default_discriminator(image_shape, *, width=64, normalization="batch"):
    """`dcgan_discriminator` for images, `mlp_discriminator` for points.

    Args:
        image_shape: `(height, width, channels)`, or `(n,)` for points.
        width: Positive integer.
        normalization: As for `dcgan_discriminator`; for points, all but
            `"spectral"` are ignored.
    """
    if len(check_images_or_points(image_shape)) == 3:
        return dcgan_discriminator(
            image_shape, width=width, normalization=normalization
        )
    spectral = normalization if normalization == "spectral" else None
    return mlp_discriminator(image_shape, width=width, normalization=spectral)
