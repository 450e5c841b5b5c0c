"""The discriminator of patches, of pix2pix and CycleGAN.

Isola et al. 2017 (arXiv:1611.07004), appendix 6.1.2: 4x4 convolutions,
LeakyReLU 0.2, instance normalisation except in the first, weights from N(0,
0.02). The last two have stride 1. Each score is that of a patch, its receptive
field.
"""

from keras import Model
from keras import layers

from keras_gans.networks.dcgan import normal
from keras_gans.networks.normalization import instance_norm
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive


def patch_discriminator(
    image_shape, *, input_channels=None, width=64, halvings=None
):
    """Images `(n, h, w, channels)` to logits of patches `(n, h', w', 1)`.

    With `input_channels` it judges pairs, `[inputs, images]` of one size.

    Args:
        image_shape: `(height, width, channels)` of the images.
        input_channels: Positive integer, or `None` for images alone.
        width: Positive integer, channels of the first layer; twice as many in
            each further one, but at most 8 times as many.
        halvings: Positive integer, layers of stride 2. Patches are of 16x16
            pixels with 1, 34x34 with 2 and 70x70 with 3: `9·2^halvings - 2`.
            By default 3 where height and width are at least 128, 2 from 64, 1
            below.

    Raises:
        ValueError: Where images are too small for a single score: less than
            `3·2^halvings` pixels high or wide.
    """
    height, width_, channels = check_image_shape(image_shape, points=False)
    size = min(height, width_)
    if halvings is None:
        halvings = 3 if size >= 128 else 2 if size >= 64 else 1
    check_positive(width=width, halvings=halvings)
    if size < 3 * 2**halvings:
        raise ValueError(
            f"A discriminator of {halvings} halvings needs pictures of at "
            f"least {3 * 2**halvings} pixels a side. "
            f"Received: image_shape={image_shape}"
        )
    inputs = joined = layers.Input((None, None, channels))
    if input_channels is not None:
        check_positive(input_channels=input_channels)
        inputs = [layers.Input((None, None, input_channels)), inputs]
        joined = layers.Concatenate()(inputs)
    scores = _scores(joined, width, halvings)
    return Model(inputs, scores, name="discriminator")


def _scores(x, width, halvings):
    for i in range(halvings + 1):
        strides = 2 if i < halvings else 1
        x = layers.ZeroPadding2D(1)(x)
        x = _convolution(width * min(2**i, 8), strides, use_bias=i == 0)(x)
        if i > 0:
            x = instance_norm()(x)
        x = layers.LeakyReLU(0.2)(x)
    x = layers.ZeroPadding2D(1)(x)
    # Scores and losses are float32 also under a bfloat16 policy.
    return _convolution(1, 1, dtype="float32")(x)


def _convolution(filters, strides, **kwargs):
    return layers.Conv2D(filters, 4, strides=strides, **normal(), **kwargs)
