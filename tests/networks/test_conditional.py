"""Networks that take labels: what they do with them."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from keras_gans.layers import ConditionalBatchNormalization
from keras_gans.layers import SpectralNormalization
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt

LABELS = np.eye(3, dtype="float32")[[0, 1, 2, 1]]
GENERATORS = [networks.conditional_generator, networks.projection_generator]
DISCRIMINATORS = [
    networks.conditional_discriminator,
    networks.projection_discriminator,
]


def latents(n=4, dim=5):
    return np.random.default_rng(2).normal(size=(n, dim)).astype("float32")


@pytest.mark.parametrize("shape", [(8, 8, 1), (28, 28, 1), (32, 32, 3)])
@pytest.mark.parametrize("build", GENERATORS)
def test_generators_make_images_of_latents_and_labels(build, shape):
    generator = build(shape, 5, 3, width=2)
    made = values([generator([latents(), LABELS])])[0]
    assert made.shape == (4, *shape) and np.abs(made).max() < 1
    assert_rebuilt(generator, [latents(), LABELS])


@pytest.mark.parametrize("shape", [(8, 8, 1), (28, 28, 1), (32, 32, 3), (2,)])
@pytest.mark.parametrize("build", DISCRIMINATORS)
def test_discriminators_score_pairs_of_images_and_labels(build, shape):
    discriminator = build(shape, 3, width=2)
    x = images(4, shape)
    scores = values([discriminator([x, LABELS])])[0]
    assert scores.shape == (4, 1)
    others = values([discriminator([x, LABELS[::-1].copy()])])[0]
    changed = np.abs(scores - others).ravel() > 1e-7
    np.testing.assert_array_equal(changed, [True] * 4)
    assert_rebuilt(discriminator, [x, LABELS])


@pytest.mark.parametrize("shape", [(8, 8, 1), (2,)])
def test_the_auxiliary_discriminator_names_labels_by_its_features(shape):
    discriminator = networks.auxiliary_discriminator(shape, 3, width=2)
    x = images(4, shape)
    scores, logits = values(discriminator(x))
    assert scores.shape == (4, 1) and logits.shape == (4, 3)
    heads = [
        layer
        for layer in discriminator.layers
        if isinstance(layer, layers.Dense) and layer.units in (1, 3)
    ]
    trunk = keras.Model(discriminator.inputs[0], heads[0].input)
    (features,) = values([trunk(x)])
    for head, found in zip(heads, (scores, logits), strict=True):
        kernel, bias = values([head.kernel, head.bias])
        expected = features @ kernel + bias
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_a_label_is_a_small_part_of_what_a_generator_starts_from():
    # Large embeddings drown the latents: one picture a class.
    generator = networks.conditional_generator((8, 8, 1), 100, 10, width=2)
    assert generator.layers[2].output.shape == (None, 110)


def normalised(network):
    return [
        layer
        for layer in network.layers
        if isinstance(layer, SpectralNormalization)
    ]


@pytest.mark.parametrize("shape", [(16, 16, 3), (2,)])
def test_the_projection_is_equation_3(shape):
    network = networks.projection_discriminator(shape, 3, width=2)
    dense = [w for w in normalised(network) if hasattr(w.layer, "units")]
    (psi,) = (w for w in dense if w.layer.units == 1)
    (vectors,) = (w for w in dense if not w.layer.use_bias)
    x = images(4, shape)
    (phi,) = values([keras.Model(network.inputs[0], psi.input)(x)])
    w, b, v = values([psi.layer.kernel, psi.layer.bias, vectors.layer.kernel])
    w, v = (
        kernel / values([layer.sigma()])[0]
        for kernel, layer in ((w, psi), (v, vectors))
    )
    expected = phi @ w + b + ((LABELS @ v) * phi).sum(axis=1, keepdims=True)
    found = values([network([x, LABELS])])[0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_features_are_summed_over_the_image():
    network = networks.projection_discriminator((16, 16, 1), 3, width=2)
    kinds = (layers.GlobalAveragePooling2D, layers.Rescaling)
    pooling, scaled = (w for w in network.layers if isinstance(w, kinds))
    pair = keras.Model(network.inputs[0], [pooling.input, scaled.output])
    pixels, features = values(pair(images(4, (16, 16, 1))))
    assert pixels.min() == 0 and pixels.shape[1:3] == (4, 4)
    np.testing.assert_allclose(features, pixels.sum((1, 2)), rtol=1e-4)


def test_every_weight_of_the_projection_discriminator_is_normalised():
    network = networks.projection_discriminator((16, 16, 1), 3, width=2)
    assert [w for w in network.layers if w.weights] == normalised(network)


def test_blocks_of_the_projection_generator_are_normalised_by_label():
    generator = networks.projection_generator((28, 28, 1), 5, 3, width=2)
    by_label = [
        layer
        for layer in generator.layers
        if isinstance(layer, ConditionalBatchNormalization)
    ]
    # Two in each block: of 7 and 14, of 14 and 28 pixels.
    shapes = [tuple(layer.input[0].shape[1:]) for layer in by_label]
    assert shapes == [(7, 7, 4), (14, 14, 4), (14, 14, 4), (28, 28, 2)]
    one, two = values(
        [generator([latents(), LABELS]), generator([latents(), 0 * LABELS])]
    )
    np.testing.assert_array_equal(one, two)
    by_label[-1].beta.assign(np.array([[0, 0], [3, 0], [0, 0]]))
    changed = values([generator([latents(), LABELS])])[0]
    differs = np.abs(changed - one).reshape(4, -1).max(axis=1) > 1e-3
    np.testing.assert_array_equal(differs, [False, True, False, True])


@pytest.mark.parametrize("build", GENERATORS)
def test_bad_sizes_and_numbers_are_refused(build):
    with pytest.raises(ValueError, match="Received: num_labels=0"):
        build((8, 8, 1), 5, 0)
    with pytest.raises(ValueError, match="Received: image_shape="):
        build((34, 34, 1), 5, 3)
