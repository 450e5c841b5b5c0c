"""MSG-GAN's networks, which make and take images of all sizes at once.

Karnewar and Wang 2020 (arXiv:1903.06048), section 2 and the tables of the
appendix: the layers are ProGAN's (see `networks/progan.py`). The generator
makes an image at each size. The discriminator sees each image beside its own
features of that size: the raw pixels are concatenated to them, the paper's
simplest combination. The channel of the batch's standard deviation is added at
each size.
"""

from keras import Model
from keras import layers

from keras_gans.layers.minibatch_stddev import MinibatchStddev
from keras_gans.networks import progan
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import doubling_channels
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_positive


def msggan_generator(image_shape, latent_dim, *, width=64):
    """Maps latents `(n, latent_dim)` to images of all sizes, the largest last.

    Args:
        image_shape: As for `dcgan_generator`: the shape of the largest images.
            The others are half as large as the next.
        latent_dim: Positive integer.
        width: As for `progan_generator`.

    Returns:
        A Keras model whose output is a list.
    """
    image_shape = check_images(image_shape)
    check_positive(latent_dim=latent_dim)
    sizes = pyramid(image_shape)
    channels = doubling_channels(sizes, width)
    inputs = layers.Input((latent_dim,))
    x = _through(inputs, progan.first(sizes[0], channels[0]))
    images = [progan.to_image(image_shape[-1])(x)]
    for n in channels[1:]:
        x = _through(x, progan.doubled(n))
        images.append(progan.to_image(image_shape[-1])(x))
    return Model(inputs, images, name="generator")


def msggan_discriminator(image_shape, *, width=64):
    """Maps images of all sizes, the largest last, to scores `(n, 1)`.

    Args:
        image_shape: As for `msggan_generator`.
        width: As for `progan_generator`.

    Returns:
        A Keras model whose input is a list.
    """
    image_shape = check_images(image_shape)
    sizes = pyramid(image_shape)
    channels = doubling_channels(sizes, width)
    inputs = [layers.Input((*size, image_shape[-1])) for size in sizes]
    x = _through(inputs[-1], progan.from_image(channels[-1]))
    for k in reversed(range(1, len(sizes))):
        x = MinibatchStddev()(x)
        x = _through(x, progan.halved(channels[k], channels[k - 1]))
        x = layers.Concatenate()([inputs[k - 1], x])
    # It begins with a channel of the standard deviation of its own.
    scores = _through(x, progan.last(channels[0]))
    return Model(inputs, scores, name="discriminator")


def _through(x, stack):
    for layer in stack:
        x = layer(x)
    return x
