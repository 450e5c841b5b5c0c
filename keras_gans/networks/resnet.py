"""R3GAN's residual networks.

Huang, Gokaslan, Kuleshov and Tompkin 2024 (arXiv:2501.05441), section 4,
configurations D and E, and the appendix: two symmetric networks without
normalisation. Each size has a transition and residual blocks. The transition
resamples by the filter [1, 3, 3, 1] of the authors' code and changes the number
of channels by a 1x1 convolution. In their code, features are zero beyond the
border; here the generator's upsampling repeats the pixels of the border. A
block is a 1x1 convolution to twice as many channels, a grouped 3x3 convolution
and a 1x1 convolution back, with LeakyReLU 0.2 between them.

Initial weights follow Fix-up. The last convolution of a block is zero. The
other weights are He's times L^(-1/(2m-2)), with L blocks in the network and m =
3 layers in a block.
"""

import math

from keras import Model
from keras import initializers
from keras import layers

from keras_gans.layers.grouped_conv2d import GroupedConv2D
from keras_gans.layers.learned_basis import LearnedBasis
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_positive

SLOPE = 0.2


def r3gan_generator(
    image_shape, latent_dim, *, width=64, blocks=2, group_size=16
):
    """Maps latents `(n, latent_dim)` to images `(n, *image_shape)` in (-1, 1).

    The paper's last layer is linear; here a tanh follows, since images are in
    [-1, 1].

    Args:
        image_shape: As for `dcgan_generator`.
        latent_dim: Positive integer.
        width: Positive integer, channels at the size of the image; each smaller
            size has twice as many, but at most 8 times as many.
        blocks: Positive integer, residual blocks at each size.
        group_size: Positive integer, channels in a group of the 3x3
            convolutions; a block with fewer channels uses that number.

    Raises:
        ValueError: If `group_size` does not divide twice the channels of every
            block.
    """
    image_shape = check_images(image_shape)
    check_positive(latent_dim=latent_dim)
    sizes, channels = _plan(image_shape, width, blocks, group_size)
    inputs = layers.Input((latent_dim,))
    x = LearnedBasis(sizes[0], channels[0])(inputs)
    for i, n in enumerate(channels):
        if i > 0:
            # Convolving before upsampling is cheaper; the two commute.
            x = _match(x, n)
            x = layers.UpSampling2D(interpolation="bilinear")(x)
        for _ in range(blocks):
            x = _block(x, group_size, blocks * len(sizes))
    # Images and losses stay float32 under a bfloat16 policy.
    outputs = _conv1x1(
        image_shape[-1], _scaled(), activation="tanh", dtype="float32"
    )(x)
    return Model(inputs, outputs, name="generator")


def r3gan_discriminator(image_shape, *, width=64, blocks=2, group_size=16):
    """Maps images `(n, *image_shape)` to logits `(n, 1)`.

    At the smallest size, a depthwise convolution of that size reduces each
    channel to one number.

    Args:
        image_shape: As for `r3gan_generator`.
        width: As for `r3gan_generator`.
        blocks: As for `r3gan_generator`.
        group_size: As for `r3gan_generator`.

    Raises:
        ValueError: As `r3gan_generator`.
    """
    image_shape = check_images(image_shape)
    sizes, channels = _plan(image_shape, width, blocks, group_size)
    inputs = layers.Input(image_shape)
    x = _conv1x1(width, _scaled())(inputs)
    for i, n in enumerate(reversed(channels)):
        if i > 0:
            x = _match(_halved(x), n)
        for _ in range(blocks):
            x = _block(x, group_size, blocks * len(sizes))
    x = layers.DepthwiseConv2D(
        sizes[0],
        use_bias=False,
        depthwise_initializer=initializers.RandomNormal(
            stddev=math.prod(sizes[0]) ** -0.5
        ),
    )(x)
    x = layers.Flatten()(x)
    outputs = layers.Dense(1, kernel_initializer=_scaled(), dtype="float32")(x)
    return Model(inputs, outputs, name="discriminator")


def _plan(image_shape, width, blocks, group_size):
    """Sizes and channels, from the smallest size to the image's."""
    check_positive(width=width, blocks=blocks, group_size=group_size)
    sizes = pyramid(image_shape)
    channels = [width * min(2**i, 8) for i in reversed(range(len(sizes)))]
    for n in channels:
        if 2 * n % min(group_size, n):
            raise ValueError(
                "group_size must divide twice the channels of every layer. "
                f"Received: group_size={group_size}, a layer of {n} channels"
            )
    return sizes, channels


def _halved(x):
    """Filters by [1, 3, 3, 1] / 8 in both directions, keeps every second pixel.

    Pixels beyond the border are zero. The filter is that of three means of
    neighbouring pixels, one after another.
    """
    # On a CPU, XLA's depthwise convolution is about thirty times slower.
    x = layers.ZeroPadding2D(1)(x)
    for strides in (1, 1, 2):
        x = layers.AveragePooling2D(2, strides=strides)(x)
    return x


def _match(x, channels):
    if x.shape[-1] == channels:
        return x
    return _conv1x1(channels, _scaled())(x)


def _block(x, group_size, count):
    """Adds a branch of three convolutions to `x`.

    The network has `count` blocks. Only convolutions before an activation have
    a bias.
    """
    n = x.shape[-1]
    # Variance: He's for a LeakyReLU times the square of Fix-up's L^(-1/4).
    scale = 2 / (1 + SLOPE**2) * count**-0.5
    y = _conv1x1(2 * n, _scaled(scale), use_bias=True)(x)
    y = layers.LeakyReLU(SLOPE)(y)
    y = GroupedConv2D(min(group_size, n), _scaled(scale))(y)
    y = layers.LeakyReLU(SLOPE)(y)
    y = _conv1x1(n, "zeros")(y)
    return layers.Add()([x, y])


def _conv1x1(filters, initializer, use_bias=False, **kwargs):
    return layers.Conv2D(
        filters,
        1,
        use_bias=use_bias,
        kernel_initializer=initializer,
        **kwargs,
    )


def _scaled(scale=1.0):
    """Normal initial weights of variance `scale / fan_in`."""
    return initializers.VarianceScaling(scale, "fan_in", "untruncated_normal")
