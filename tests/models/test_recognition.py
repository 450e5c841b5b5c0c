"""The features of discriminators."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import LATENT
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import images
from tests.helpers import slow_on_jax
from tests.helpers import values

X = images(5)


@slow_on_jax
@pytest.mark.parametrize("name", LATENT)
def test_every_discriminator_has_features(name):
    model = VARIANTS[name]()
    needs_labels = name in ("conditionalgan", "biggan")
    labels = [0, 1, 2, 0, 1] if needs_labels else None
    # Some networks compare the images of a batch.
    features = model.features(X, labels=labels, batch_size=5)
    assert features.shape[0] == 5 and features.ndim == 2
    assert np.isfinite(features).all() and np.ptp(features, axis=0).max() > 0
    with pytest.raises(ValueError, match="labels must be"):
        model.features(X, labels=None if needs_labels else 1)


def test_the_score_is_a_product_of_the_features():
    model = kg.DCGAN(SHAPE, 4, width=4)
    features = model.features(X, batch_size=2)
    kernel, bias = values(model.discriminator.layers[-1].weights)
    (scores,) = values([model.discriminator(X)])
    np.testing.assert_allclose(features @ kernel + bias, scores, atol=1e-5)
    model = VARIANTS["progan"]()
    dense = model.discriminator.blocks[0].layers[-1]
    kernel, bias = values(dense.effective_weights())
    (scores,) = values([model.discriminator(model.real_batch((X,)))])
    features = model.features(X)
    np.testing.assert_allclose(features @ kernel + bias, scores, atol=1e-4)


def test_what_has_no_features_is_refused():
    network = keras.Sequential(
        [layers.Input(SHAPE), layers.Conv2D(1, 8), layers.Reshape((1,))]
    )
    model = kg.DCGAN(SHAPE, 4, width=4, discriminator=network)
    with pytest.raises(ValueError, match="ends in a dense layer of one unit"):
        model.features(X)
    with pytest.raises(ValueError, match=r"Received: .*\(5, 8, 8\)"):
        model.features(X[..., 0])
