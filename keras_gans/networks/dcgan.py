"""Convolutional networks that follow the DCGAN paper's guidelines.

Radford, Metz and Chintala 2015 (arXiv:1511.06434), section 3: strided
convolutions instead of pooling, batch normalisation except at the
discriminator's input and the generator's output, ReLU and tanh in the
generator, LeakyReLU 0.2 in the discriminator, weights from N(0, 0.02). Kernels
are 4x4, as in the authors' Torch code (soumith/dcgan.torch); their Theano code
has 5x5.
"""

from keras import Sequential
from keras import initializers
from keras import layers

from keras_gans.networks.normalization import batch_norm
from keras_gans.networks.normalization import normalized
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_positive
from keras_gans.utils.network_checks import activation_of


def dcgan_generator(image_shape, latent_dim, *, width=64):
    """Maps latents `(n, latent_dim)` to images `(n, *image_shape)` in (-1, 1).

    Args:
        image_shape: `(height, width, channels)` with sides of at least 8 that
            can be halved together until the shorter one is at most 15, such as
            28x28, 64x64, 256x256, 48x64 and 144x256 (see `sizes.pyramid`).
        latent_dim: Positive integer.
        width: Positive integer, channels of the last hidden layer; each earlier
            layer has twice as many, but at most 16 times as many. At 64x64, the
            default gives the common 512-256-128-64 network.
    """
    image_shape = check_images(image_shape)
    check_positive(latent_dim=latent_dim, width=width)
    (height, width_), channels = plan(image_shape, width)
    channels.reverse()
    stack = [
        layers.Input((latent_dim,)),
        layers.Dense(height * width_ * channels[0], use_bias=False, **normal()),
        layers.Reshape((height, width_, channels[0])),
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
        image_shape: As for `dcgan_generator`.
        width: Positive integer, channels of the first layer; each further layer
            has twice as many, but at most 16 times as many.
        activation: `"leaky_relu"` (slope 0.2, the guideline) or any Keras
            activation, such as `"relu"`.
        normalization: `"batch"`, `"layer"`, `"spectral"` or `None`.
    """
    image_shape = check_images(image_shape)
    check_positive(width=width)
    _, channels = plan(image_shape, width)
    stack = [layers.Input(image_shape)]
    for i, n in enumerate(channels):
        convolution = downsample(n)
        stack += normalized(convolution, normalization, inside=i > 0)
        stack += [_activation(activation)]
    scores = layers.Dense(1, dtype="float32", **normal())
    stack += [layers.Flatten()]
    stack += normalized(scores, normalization, inside=False)
    return Sequential(stack, name="discriminator")


def plan(image_shape, width):
    """The smallest size, and the channels of the layers, from the image on."""
    sizes = pyramid(image_shape)
    return sizes[0], [width * min(2**i, 16) for i in range(len(sizes) - 1)]


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
    return layers.Activation(activation_of(activation=activation))
