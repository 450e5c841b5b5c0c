"""The patch discriminator of pix2pix and CycleGAN.

Isola et al. 2017 (arXiv:1611.07004), appendix 6.1.2: 4x4 convolutions with
LeakyReLU 0.2, instance normalisation except in the first and the last layer,
weights from N(0, 0.02). The last two layers have stride 1. Each score judges a
patch of the image, the score's receptive field.
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
    """Maps images `(n, h, w, channels)` to logits of patches `(n, h', w', 1)`.

    With `input_channels`, the network judges pairs `[inputs, images]` of the
    same size.

    Args:
        image_shape: `(height, width, channels)` of the images.
        input_channels: Positive integer, or `None` to judge images alone.
        width: Positive integer, channels of the first layer; each further layer
            has twice as many, but at most 8 times as many.
        halvings: Positive integer, layers of stride 2. A patch has a side of
            `9·2^halvings - 2` pixels: 16 with 1, 34 with 2 and 70 with 3. The
            default is 3 if height and width are at least 128, 2 if they are at
            least 64, else 1.

    Raises:
        ValueError: If height or width is less than `3·2^halvings`, too small
            for a single score.
    """
    height, width_, channels = check_image_shape(image_shape, points=False)
    size = min(height, width_)
    if halvings is None:
        halvings = 3 if size >= 128 else 2 if size >= 64 else 1
    check_positive(width=width, halvings=halvings)
    if size < 3 * 2**halvings:
        raise ValueError(
            f"image_shape must have at least {3 * 2**halvings} pixels a side "
            f"for a discriminator with halvings={halvings}. "
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
    # Scores and losses stay float32 under a bfloat16 policy.
    return _convolution(1, 1, dtype="float32")(x)


def _convolution(filters, strides, **kwargs):
    return layers.Conv2D(filters, 4, strides=strides, **normal(), **kwargs)
