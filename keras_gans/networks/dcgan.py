"""Convolutional networks that follow the DCGAN paper's guidelines.

Radford, Metz and Chintala 2015 (arXiv:1511.06434), section 3: strided
convolutions instead of pooling, batch normalisation except at the
discriminator's input and the generator's output, ReLU and tanh in the
generator, LeakyReLU 0.2 in the discriminator, weights from N(0, 0.02).
"""

from keras import Sequential
from keras import initializers
from keras import layers

from keras_gans.networks.normalization import batch_norm
from keras_gans.networks.normalization import normalized
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive


def dcgan_generator(image_shape, latent_dim, *, width=64):
    """Maps latents `(n, latent_dim)` to images `(n, *image_shape)` in (-1, 1).

    Args:
        image_shape: `(size, size, channels)` with 1 or 3 channels and a size
            from 8 to 128 of the form 7·2^k or 2^k.
        latent_dim: Positive integer.
        width: Positive integer, channels of the last hidden layer; each earlier
            layer has twice as many. At 64x64, the default gives the common
            512-256-128-64 network.
    """
    image_shape = check_image_shape(image_shape)
    check_positive(latent_dim=latent_dim, width=width)
    base, doublings = base_size(image_shape)
    if image_shape[-1] not in (1, 3):
        raise ValueError(
            "image_shape must have 1 or 3 channels for a DCGAN's generator. "
            f"Received: {image_shape=}"
        )
    channels = [width * 2**i for i in reversed(range(doublings))]
    stack = [
        layers.Input((latent_dim,)),
        layers.Dense(base * base * channels[0], use_bias=False, **normal()),
        layers.Reshape((base, base, channels[0])),
        batch_norm(),
        layers.ReLU(),
    ]
    for n in channels[1:]:
        stack += [upsample(n, use_bias=False), batch_norm(), layers.ReLU()]
    # Images and losses stay float32 under a bfloat16 policy.
    stack += [upsample(image_shape[-1], activation="tanh", dtype="float32")]
    return Sequential(stack, name="generator")


def dcgan_discriminator(
    image_shape, *, width=64, activation="leaky_relu", normalization="batch"
):
    """Maps images `(n, *image_shape)` to logits `(n, 1)`.

    Args:
        image_shape: As for `dcgan_generator`, with any number of channels.
        width: Positive integer, channels of the first layer; each further layer
            has twice as many.
        activation: `"leaky_relu"` (slope 0.2, the guideline) or any Keras
            activation, such as `"relu"`.
        normalization: `"batch"`, `"layer"`, `"spectral"` or `None`.
    """
    image_shape = check_image_shape(image_shape)
    check_positive(width=width)
    _, doublings = base_size(image_shape)
    stack = [layers.Input(image_shape)]
    for i in range(doublings):
        convolution = downsample(width * 2**i)
        stack += normalized(convolution, normalization, inside=i > 0)
        stack += [_activation(activation)]
    scores = layers.Dense(1, dtype="float32", **normal())
    stack += [layers.Flatten()]
    stack += normalized(scores, normalization, inside=False)
    return Sequential(stack, name="discriminator")


def base_size(image_shape):
    """The first size of the generator, and how often it is doubled."""
    sizes = pyramid(image_shape, (7, 4))
    if sizes[-1] > 128:
        raise ValueError(
            "The DCGAN networks are for images of at most 128x128. For larger "
            "images, use R3GAN, BEGAN or ProjectionGAN, or networks of your "
            "own. "
            f"Received: image_shape={image_shape}"
        )
    return sizes[0], len(sizes) - 1


def normal():
    """The keyword argument for the initial weights of a layer."""
    return {"kernel_initializer": initializers.RandomNormal(stddev=0.02)}


def upsample(filters, **kwargs):
    """A transposed convolution that doubles the size."""
    return layers.Conv2DTranspose(
        filters, 4, strides=2, padding="same", **normal(), **kwargs
    )


def downsample(filters, **kwargs):
    """A convolution that halves the size."""
    return layers.Conv2D(
        filters, 4, strides=2, padding="same", **normal(), **kwargs
    )


def _activation(activation):
    if activation == "leaky_relu":
        return layers.LeakyReLU(0.2)
    return layers.Activation(activation)
