"""What the DCGAN adds to the GAN."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import images
from tests.helpers import slow_on_jax


def test_paper_defaults():
    model = kg.DCGAN((8, 8, 1))
    model.compile()
    assert model.latent_dim == 100
    for optimizer in (model.d_opt, model.g_opt):
        assert isinstance(optimizer, keras.optimizers.Adam)
        assert float(optimizer.learning_rate) == pytest.approx(2e-4)
        assert optimizer.beta_1 == 0.5


@pytest.mark.parametrize("activation", ["leaky_relu", "relu"])
def test_the_discriminators_activation_is_the_users_choice(activation):
    model = kg.DCGAN((16, 16, 3), width=2, d_activation=activation)
    found = [
        layer.activation.__name__
        if isinstance(layer, layers.Activation)
        else layer
        for layer in model.discriminator.layers
        if isinstance(layer, layers.Activation | layers.LeakyReLU)
    ]
    assert len(found) == 2
    if activation == "relu":
        assert found == ["relu", "relu"]
    else:
        assert [layer.negative_slope for layer in found] == pytest.approx(
            [0.2] * 2
        )


@slow_on_jax
@pytest.mark.parametrize("other", ["leaky", 0.2, keras.layers.LeakyReLU])
def test_what_is_no_activation_is_refused_by_name(other):
    message = "d_activation must be an activation of Keras.*Received: d_acti"
    with pytest.raises(ValueError, match=message):
        kg.DCGAN((8, 8, 1), 4, width=2, d_activation=other)
    with pytest.raises(ValueError, match="^activation must be"):
        kg.networks.dcgan_discriminator((8, 8, 1), width=2, activation=other)


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: keras.optimizers.Adam(1e-3),
        lambda: keras.optimizers.SGD(1e-2, momentum=0.9),
        lambda: keras.optimizers.RMSprop(1e-3),
    ],
)
def test_optimizers_of_the_source_documents_train(optimizer):
    # A rectangle with transparency, as any other image.
    shape = (8, 12, 4)
    model = kg.DCGAN(shape, 4, width=4)
    model.compile(optimizer(), keras.optimizers.Adam(1e-4))
    x = images(shape=shape)
    history = model.fit(x, batch_size=16, epochs=2, verbose=0).history
    assert np.isfinite(history["d_loss"]).all()
    assert model.generate(3, seed=0).shape == (3, *shape)
