"""R3GAN's networks against section 4 of the paper."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

from keras_gans import backend
from keras_gans import networks
from keras_gans.layers import GroupedConv2D
from keras_gans.networks.resnet import _halved
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt

SHAPE = (8, 8, 1)
NORMALIZATIONS = (
    layers.BatchNormalization,
    layers.GroupNormalization,
    layers.LayerNormalization,
)


def build(shape=SHAPE, latent_dim=4, **options):
    options = {"width": 4, **options}
    return (
        networks.r3gan_generator(shape, latent_dim, **options),
        networks.r3gan_discriminator(shape, **options),
    )


def find(network, kind):
    return [layer for layer in network.layers if isinstance(layer, kind)]


@pytest.mark.parametrize(
    "shape, base", [(SHAPE, 4), ((14, 14, 3), 7), ((28, 28, 1), 7)]
)
def test_makes_every_documented_size(shape, base):
    generator, discriminator = build(shape, blocks=1)
    assert generator.layers[1].size == (base, base)
    assert generator.output_shape == (None, *shape)
    assert discriminator.output_shape == (None, 1)


def test_the_networks_at_64_are_symmetric():
    generator, discriminator = build((64, 64, 3), width=16)
    blocks = [block.output.shape[1:] for block in find(generator, layers.Add)]
    assert blocks == [
        (size, size, channels)
        for size, channels in (
            (4, 128),
            (8, 128),
            (16, 64),
            (32, 32),
            (64, 16),
        )
        for _ in range(2)
    ]
    mirrored = [b.output.shape[1:] for b in find(discriminator, layers.Add)]
    assert mirrored == blocks[::-1]
    for network in (generator, discriminator):
        grouped = find(network, GroupedConv2D)
        assert {layer.group_size for layer in grouped} == {16}
        assert not find(network, NORMALIZATIONS)


def test_parameters_by_hand():
    # Blocks of n channels: n -> 2n, groups of 4 or of n, 2n -> n.
    def block(n):
        bias = 2 * n
        return n * 2 * n + bias + 9 * min(4, n) * 2 * n + bias + 2 * n * n

    generator, discriminator = build(group_size=4, blocks=1, width=4)
    shared = block(8) + 8 * 4 + block(4) + 4
    assert generator.count_params() == 16 * 8 + 4 * 8 + shared
    assert discriminator.count_params() == shared + 16 * 8 + 8 + 1


def test_blocks_are_the_identity_at_first():
    generator, discriminator = build()
    for network, inputs in (
        (generator, images(3, (4,))),
        (discriminator, images(3)),
    ):
        blocks = find(network, layers.Add)
        probe = keras.Model(
            network.inputs[0], [x for block in blocks for x in block.input]
        )
        outputs = values(probe(inputs))
        # The last convolution of each branch is zero ...
        for branch in outputs[1::2]:
            np.testing.assert_array_equal(branch, 0)
        # ... so that what enters a size is what leaves it.
        for first, second in zip(outputs[0::4], outputs[2::4], strict=True):
            np.testing.assert_array_equal(first, second)
            assert abs(first).max() > 0


@pytest.mark.parametrize("blocks", [1, 3])
def test_initial_kernels_are_scaled_by_the_number_of_blocks(blocks):
    _, discriminator = build((16, 16, 1), width=64, blocks=blocks)
    count = 3 * blocks
    gain = np.sqrt(2 / 1.04) * count**-0.25
    for block in find(discriminator, layers.Add):
        n = block.output.shape[-1]
        last = block.input[1]._keras_history.operation
        grouped = last.input._keras_history.operation.input
        grouped = grouped._keras_history.operation
        first = grouped.input._keras_history.operation.input
        first = first._keras_history.operation
        for layer, inputs in ((first, n), (grouped, 9 * 16)):
            (kernel,) = values([layer.kernel])
            std = gain / np.sqrt(inputs)
            np.testing.assert_allclose(kernel.std(), std, rtol=0.05)
        assert grouped.kernel.shape == (3, 3, 16, 2 * n)
        assert last.bias is None


def test_the_discriminator_ends_in_a_depthwise_convolution_of_the_base():
    _, discriminator = build((14, 14, 1))
    (head,) = find(discriminator, layers.DepthwiseConv2D)
    assert head.kernel_size == (7, 7)
    assert head.output.shape == (None, 1, 1, 8)
    assert not head.use_bias


def test_images_are_bounded_and_ends_are_float32_under_bfloat16():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        generator, discriminator = build()
    finally:
        keras.config.set_dtype_policy("float32")
    fake = generator(100 * images(4, (4,)))
    for output in (fake, discriminator(fake)):
        assert keras.backend.standardize_dtype(output.dtype) == "float32"
    assert abs(values([fake])[0]).max() <= 1


def test_input_gradients_can_be_differentiated_by_the_weights():
    _, discriminator = build(blocks=1)
    for variable in discriminator.trainable_variables:
        noise = keras.random.normal(variable.shape, stddev=0.3)
        variable.assign(variable + noise)
    x = ops.convert_to_tensor(images(2))
    variables = discriminator.trainable_variables

    def penalty():
        _, gradient = backend.input_gradient(
            lambda x: (ops.sum(discriminator(x)), ()),
            x,
            discriminator.variables,
        )
        return ops.sum(ops.square(gradient)), ()

    (output, _), pull = backend.pullback(
        penalty, variables, discriminator.variables
    )
    gradients = dict(zip([v.path for v in variables], values(pull())))
    for path, gradient in gradients.items():
        assert np.isfinite(gradient).all()
        assert "bias" in path or abs(gradient).max() > 0
    # The logit is linear in the depthwise kernel k, its penalty p quadratic:
    # 2p is the product of k and the gradient by k.
    (head,) = find(discriminator, layers.DepthwiseConv2D)
    (kernel,) = values([head.kernel])
    product = np.sum(kernel * gradients[head.kernel.path])
    np.testing.assert_allclose(product, 2 * float(output), rtol=1e-4)


def test_round_trip():
    generator, discriminator = build(blocks=1)
    assert_rebuilt(generator, images(4, (4,)))
    assert_rebuilt(discriminator, images(4))


def downsampled(x):
    """What the discriminator's first transition makes of images."""
    inputs = layers.Input(x.shape[1:])
    return values([keras.Model(inputs, _halved(inputs))(x)])[0]


def test_downsampling_is_the_filter_of_the_authors():
    # [1, 2, 1] convolved with [1, 1], zeros beyond the border, stride 2.
    kernel = np.convolve([1, 2, 1], [1, 1]) / 8
    x = images(2, (6, 8, 3))
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    expected = np.zeros((2, 3, 4, 3))
    for i, j in np.ndindex(3, 4):
        patch = padded[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4]
        expected[:, i, j] = np.einsum("nhwc,h,w->nc", patch, kernel, kernel)
    np.testing.assert_allclose(downsampled(x), expected, atol=1e-6)


def test_downsampling_damps_what_would_alias():
    # The filter's response to a wave of period 3 is cos^3 (pi / 3) = 1 / 8;
    # the mean of two pixels lets through 1 / 2. White noise keeps the kernel's
    # norm.
    wave = np.cos(2 * np.pi * np.arange(480) / 3)
    x = np.tile(wave.astype("float32")[None, None, :, None], (1, 8, 1, 1))
    inside = downsampled(x)[0, 1:-1, 1:-1, 0]
    ratio = np.sqrt(np.mean(inside**2) / np.mean(wave**2))
    np.testing.assert_allclose(ratio, 1 / 8, rtol=1e-2)
    noise = np.random.default_rng(0).normal(size=(1, 256, 256, 1))
    rms = downsampled(noise.astype("float32"))[0, 1:-1, 1:-1].std()
    np.testing.assert_allclose(rms, 20 / 64, rtol=0.02)


def test_the_discriminator_downsamples_so():
    _, discriminator = build((16, 16, 1), blocks=1)
    pools = find(discriminator, layers.AveragePooling2D)
    assert [pool.strides[0] for pool in pools] == [1, 1, 2] * 2


def test_refuses_groups_that_do_not_fit():
    with pytest.raises(ValueError, match="group_size=16, a layer of 20"):
        networks.r3gan_discriminator(SHAPE, width=20)
