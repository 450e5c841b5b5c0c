"""BigGAN's networks: chunks of the latent, attention, normalisation."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans.layers import ModulatedBatchNormalization
from keras_gans.layers import SelfAttention
from keras_gans.layers import SpectralNormalization
from keras_gans.networks import biggan_discriminator
from keras_gans.networks import biggan_generator
from keras_gans.utils.layers import all_layers
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt

LABELS = np.eye(3, dtype="float32")[[0, 1, 2, 1]]
RNG = np.random.default_rng(2)


def kinds(network, kind):
    return [layer for layer in network.layers if isinstance(layer, kind)]


def attention(network):
    """The sizes of the maps that get attention."""
    found = kinds(network, SelfAttention)
    return [min(layer.output.shape[1:3]) for layer in found]


@pytest.fixture(scope="module")
def generator():
    keras.utils.set_random_seed(0)
    return biggan_generator((16, 16, 1), 6, 3, width=2, attention_size=8)


def test_each_block_depends_on_its_chunk_alone(generator):
    first = kinds(generator, layers.Reshape)[0].output
    ends = [layer.output for layer in kinds(generator, layers.Add)]
    features = keras.Model(generator.inputs, [first, *ends])
    latents = RNG.normal(size=(4, 6)).astype("float32")
    before = values(features([latents, LABELS]))
    for chunk in range(3):
        changed = latents.copy()
        changed[:, 2 * chunk : 2 * chunk + 2] += 1
        after = values(features([changed, LABELS]))
        same = [
            np.array_equal(a, b) for a, b in zip(before, after, strict=True)
        ]
        assert same == [i < chunk for i in range(3)]


def test_labels_reach_all_blocks_by_one_embedding(generator):
    embedding = generator.get_layer("embedding")
    assert embedding.kernel.shape == (3, 128)
    for layer in kinds(generator, ModulatedBatchNormalization):
        assert layer.input[1].shape == (None, 128 + 2)
    latents = np.zeros((4, 6), "float32")
    x = values([generator([latents, LABELS])])[0]
    np.testing.assert_array_equal(x[1], x[3])
    assert not np.array_equal(x[0], x[1])
    assert_rebuilt(generator, [latents, LABELS])


def test_all_layers_but_the_embedding_are_orthogonal_and_normalised(generator):
    discriminator = biggan_discriminator(
        (16, 16, 1), 3, width=2, attention_size=8
    )
    for network, but in ((generator, {"embedding"}), (discriminator, set())):
        with_kernel = [
            layer
            for layer in all_layers(network)
            if isinstance(layer, layers.Dense | layers.Conv2D)
        ]
        normalised = [
            layer.layer
            for layer in all_layers(network)
            if isinstance(layer, SpectralNormalization)
        ]
        others = [layer for layer in with_kernel if layer not in normalised]
        assert {layer.name for layer in others} == but
        for kernel in values([layer.kernel for layer in with_kernel]):
            w = kernel.reshape(-1, kernel.shape[-1])
            gram = w.T @ w if w.shape[0] >= w.shape[1] else w @ w.T
            np.testing.assert_allclose(gram, np.eye(len(gram)), atol=1e-4)


@pytest.mark.parametrize(
    "shape, size, expected",
    [
        ((16, 16, 1), 8, ([8], [8])),
        ((16, 16, 1), 16, ([16], [])),
        ((16, 16, 1), None, ([], [])),
        ((28, 28, 1), 64, ([], [])),
        ((16, 32, 4), 8, ([8], [8])),
    ],
)
def test_attention_is_at_one_size(shape, size, expected):
    pair = (
        biggan_generator(shape, 120, 3, width=1, attention_size=size),
        biggan_discriminator(shape, 3, width=1, attention_size=size),
    )
    assert pair[0].output_shape == (None, *shape)
    assert tuple(map(attention, pair)) == expected


def test_at_128_they_are_the_papers():
    generator = biggan_generator((128, 128, 3), 120, 10, width=1)
    assert kinds(generator, layers.Reshape)[0].target_shape == (4, 4, 16)
    ends = [layer.output.shape[1:] for layer in kinds(generator, layers.Add)]
    assert ends == [
        (8, 8, 16),
        (16, 16, 8),
        (32, 32, 4),
        (64, 64, 2),
        (128, 128, 1),
    ]
    discriminator = biggan_discriminator((128, 128, 3), 10, width=1)
    assert attention(generator) == attention(discriminator) == [64]
    ends = [x.output.shape[1:] for x in kinds(discriminator, layers.Add)]
    assert ends == [
        (64, 64, 1),
        (32, 32, 2),
        (16, 16, 4),
        (8, 8, 8),
        (4, 4, 16),
        (4, 4, 16),
        (1,),
    ]


def test_what_does_not_fit_is_refused():
    def make(latent_dim=6, num_labels=3, **kwargs):
        return biggan_generator((16, 16, 1), latent_dim, num_labels, **kwargs)

    for build in (
        make,
        lambda **kwargs: biggan_discriminator((16, 16, 1), 3, **kwargs),
    ):
        with pytest.raises(ValueError, match="8 or 16 .*or None.*size=12"):
            build(attention_size=12)
        with pytest.raises(ValueError, match="attention_size must be a posit"):
            build(attention_size="8")
        with pytest.raises(ValueError, match="Received: width=0"):
            build(width=0)
    with pytest.raises(ValueError, match="3 chunks. Use 99 or 102.*dim=100"):
        make(100)
    with pytest.raises(ValueError, match="Use 3. Received: latent_dim=2"):
        make(2)
    with pytest.raises(ValueError, match="Received: num_labels=0"):
        make(num_labels=0)
    with pytest.raises(ValueError, match="Received: embedding_dim=0"):
        make(embedding_dim=0)
