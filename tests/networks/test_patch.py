"""The patch discriminator: its layers and its receptive field."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

from keras_gans import backend
from keras_gans import networks
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt


def convolutions(network):
    return [x for x in network.layers if isinstance(x, layers.Conv2D)]


@pytest.mark.parametrize(
    "size, filters, strides, patches",
    [
        (256, [64, 128, 256, 512, 1], [2, 2, 2, 1, 1], 30),
        (128, [64, 128, 256, 512, 1], [2, 2, 2, 1, 1], 14),
        (64, [64, 128, 256, 1], [2, 2, 1, 1], 14),
        (28, [64, 128, 1], [2, 1, 1], 12),
    ],
)
def test_the_papers_layers(size, filters, strides, patches):
    network = networks.patch_discriminator((size, size, 3), input_channels=1)
    found = convolutions(network)
    assert [layer.filters for layer in found] == filters
    assert [layer.strides[0] for layer in found] == strides
    assert {layer.kernel_size for layer in found} == {(4, 4)}
    pair = [keras.Input((size, size, n)) for n in (1, 3)]
    assert network(pair).shape == (None, patches, patches, 1)
    normalizations = [
        layer
        for layer in network.layers
        if isinstance(layer, layers.GroupNormalization)
    ]
    assert len(normalizations) == len(filters) - 2


@pytest.mark.parametrize("halvings, field", [(1, 16), (2, 34), (3, 70)])
def test_a_score_is_that_of_a_patch(halvings, field):
    size = 2 * field - field % 8
    network = networks.patch_discriminator(
        (size, size, 1), width=1, halvings=halvings
    )
    # Normalisation looks at the whole image: without it, the convolutions.
    scores = x = keras.Input((size, size, 1))
    for layer in network.layers[1:]:
        if not isinstance(layer, layers.GroupNormalization):
            scores = layer(scores)
    for layer in convolutions(network):
        layer.kernel.assign(np.ones(layer.kernel.shape))
    plain = keras.Model(x, scores)
    middle = scores.shape[1] // 2
    _, gradient = backend.input_gradient(
        lambda x: (ops.sum(plain(x)[:, middle, middle]), ()),
        ops.ones((1, size, size, 1)),
        plain.variables,
    )
    rows, columns = np.nonzero(values([gradient])[0][0, :, :, 0])
    for seen in (rows, columns):
        assert seen.max() - seen.min() + 1 == field


def test_images_alone_of_any_size():
    network = networks.patch_discriminator((8, 8, 3), width=2)
    assert tuple(network(images(2, (8, 12, 3))).shape) == (2, 2, 4, 1)
    assert_rebuilt(network, images(2, (8, 8, 3)))


def test_refuses_pictures_without_a_patch():
    with pytest.raises(
        ValueError, match=r"at least 24 pixels a side.*\(16, 32, 3\)"
    ):
        networks.patch_discriminator((16, 32, 3), halvings=3)
