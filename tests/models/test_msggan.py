"""What MSG-GAN adds: images of all sizes at once."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from tests.helpers import images
from tests.helpers import values
from tests.models.helpers import assert_optimizers
from tests.models.helpers import objectives

SHAPE = (8, 12, 3)


def sum_of_sizes(*norms):
    """A critic that is a sum of linear critics, one a size."""
    inputs = [keras.Input((4, 6, 3)), keras.Input(SHAPE)]
    parts = [
        layers.Dense(1, use_bias=False)(layers.Flatten()(x)) for x in inputs
    ]
    critic = keras.Model(inputs, layers.Add()(parts))
    rng = np.random.default_rng(0)
    for weight, norm in zip(critic.weights, norms, strict=True):
        w = rng.normal(size=weight.shape)
        weight.assign(norm * w / np.linalg.norm(w))
    return critic


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    critic = sum_of_sizes(3.0, 0.5)
    return kg.MSGGAN(SHAPE, 4, width=2, discriminator=critic, seed=0)


def test_paper_defaults():
    model = kg.MSGGAN((8, 8, 1), width=2)
    assert_optimizers(model, keras.optimizers.RMSprop, 0.003)
    assert (model.latent_dim, model.d_steps) == (512, 1)
    assert (model.gp_weight, model.one_sided, model.ema) == (10, False, 0.999)


def test_real_images_are_means_of_squares(model):
    real = images(3, SHAPE)
    small, large = values(model.real_batch((real,)))
    expected = real.reshape(3, 4, 2, 6, 2, 3).mean(axis=(2, 4))
    np.testing.assert_allclose(small, expected, atol=1e-6)
    np.testing.assert_array_equal(large, real)


def test_losses_and_the_penalty_averaged_over_sizes(model):
    real, fake = (
        [images(6, (4, 6, 3), seed), images(6, SHAPE, seed + 1)]
        for seed in (1, 3)
    )
    total, g_loss, logs = objectives(model, real, fake, training=True)
    scores = [
        values([model.discriminator([ops.array(x) for x in batch])])[0].mean()
        for batch in (real, fake)
    ]
    penalty = 10 * ((3.0 - 1) ** 2 + (0.5 - 1) ** 2) / 2
    expected = {
        "d_loss": scores[1] - scores[0],
        "g_loss": -scores[1],
        "wasserstein": scores[0] - scores[1],
        "gradient_penalty": penalty,
    }
    assert set(logs) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(logs[name], value, rtol=1e-4)
    np.testing.assert_allclose(total, logs["d_loss"] + penalty, rtol=1e-4)
    np.testing.assert_allclose(g_loss, logs["g_loss"])


def test_all_sizes_are_augmented_alike():
    model = kg.MSGGAN(
        SHAPE,
        4,
        width=2,
        augmentation=kg.layers.DiffAugmentation("color"),
        seed=0,
    )
    real = model.real_batch((images(3, SHAPE),))
    small, large = values(model.as_seen(real, training=True))
    # Changes of colours commute with means of pixels.
    means = large.reshape(3, 4, 2, 6, 2, 3).mean(axis=(2, 4))
    np.testing.assert_allclose(small, means, atol=1e-5)
    assert np.abs(small - values(real)[0]).max() > 0.1


def test_images_are_the_largest_of_the_average(model):
    latents = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    average = model.ema_generator
    average.set_weights([0.5 * w for w in average.get_weights()])
    small, large = values(average(latents))
    assert small.shape == (3, 4, 6, 3)
    predicted = model.predict_on_batch(latents)
    np.testing.assert_allclose(predicted, large, rtol=1e-4, atol=1e-4)
    trained = values(model.generator(latents))[-1]
    assert np.abs(trained - large).max() > 0.1
    assert model.generate(2, seed=0).shape == (2, *SHAPE)
    (shape,) = {tuple(x.shape) for x in model.inference_network().outputs}
    assert shape == (None, *SHAPE)


@pytest.mark.parametrize("shape", [(4, 4, 3), (3, 5, 3), (4, 6, 1), None])
def test_a_generator_of_other_sizes_is_refused(shape):
    z = keras.Input((4,))

    def image(shape):
        pixels = layers.Dense(int(np.prod(shape)))(z)
        return layers.Reshape(shape)(pixels)

    outputs = [image(shape), image(SHAPE)] if shape else image(SHAPE)
    with pytest.raises(
        ValueError, match="list of the same images.*4x6 and of 8x12.*Received"
    ):
        kg.MSGGAN(SHAPE, 4, generator=keras.Model(z, outputs), width=2)
