"""What the WGAN-GP adds: the penalty, and the critic that permits it."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import values
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import W
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import blank_generator
from tests.models.helpers import compiled
from tests.models.helpers import fit
from tests.models.helpers import frozen
from tests.models.helpers import linear_critic
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives


def test_paper_defaults():
    model = kg.WGANGP(SHAPE, width=4)
    assert_optimizers(
        model, keras.optimizers.Adam, 1e-4, beta_1=0.0, beta_2=0.9
    )
    assert (model.gp_weight, model.one_sided) == (10.0, False)
    assert (model.d_steps, model.latent_dim) == (5, 100)
    assert model.latent == "normal" and model.ema is None


@pytest.mark.parametrize(
    "norm, one_sided", [(2.0, False), (0.5, False), (2.0, True), (0.5, True)]
)
def test_the_penalty_is_logged_weighted_and_apart_from_the_loss(
    norm, one_sided
):
    w = norm / 2 * W
    model = kg.WGANGP(
        SHAPE,
        4,
        width=4,
        gp_weight=3.0,
        one_sided=one_sided,
        discriminator=linear_critic(w),
    )
    real, fake = linear_scores(REAL, w), linear_scores(FAKE, w)
    distance = real.mean() - fake.mean()
    # The gradient of a linear critic is w everywhere.
    spared = one_sided and norm < 1
    penalty = 0.0 if spared else 3.0 * (np.linalg.norm(w) - 1) ** 2
    expected = {
        "d_loss": -distance,
        "g_loss": -fake.mean(),
        "wasserstein": distance,
    }
    d_total, _, logs = objectives(model, REAL, FAKE, training=True)
    assert_logs(logs, expected | {"gradient_penalty": penalty})
    np.testing.assert_allclose(d_total, penalty - distance, rtol=1e-4)
    # There is none to be seen outside of training.
    d_total, _, logs = objectives(model, REAL, FAKE)
    assert_logs(logs, expected)
    np.testing.assert_allclose(d_total, -distance, rtol=1e-4)


def test_the_logs_of_a_training_hold_the_penalty():
    model = frozen(
        kg.WGANGP(SHAPE, 4, width=4, d_steps=2, discriminator=linear_critic())
    )
    logs = {name: value[0] for name, value in fit(model).items()}
    np.testing.assert_allclose(logs["gradient_penalty"], 10.0, rtol=1e-4)
    np.testing.assert_allclose(logs["d_loss"], -logs["wasserstein"], rtol=1e-5)


def test_the_penalty_pulls_the_norm_of_the_gradient_to_one():
    # On images of zeros, only the penalty has a gradient by w: 2 weight (|w| -
    # 1) w / |w|.
    model = kg.WGANGP(
        SHAPE,
        4,
        gp_weight=5.0,
        d_steps=1,
        generator=blank_generator(),
        discriminator=linear_critic(),
    )
    compiled(model, keras.optimizers.SGD(0.02), keras.optimizers.SGD(0.0))
    model.fit(np.zeros((4, *SHAPE), "float32"), batch_size=4, verbose=0)
    w, bias = values(model.discriminator.trainable_variables)
    norm = np.linalg.norm(W)
    expected = W * (1 - 0.02 * 2 * 5.0 * (norm - 1) / norm)
    np.testing.assert_allclose(w.ravel(), expected, rtol=1e-4)
    np.testing.assert_array_equal(bias, [0.0])


@pytest.mark.parametrize("shape", [(16, 16, 3), (2,)])
def test_the_critic_has_layer_instead_of_batch_normalisation(shape):
    model = kg.WGANGP(shape, 4, width=2)
    found = list(model.discriminator._flatten_layers())
    for layer in found:
        assert not isinstance(layer, layers.BatchNormalization)
    groups = [
        layer.groups
        for layer in found
        if isinstance(layer, layers.GroupNormalization)
    ]
    # All but the first convolution; perceptrons have none.
    assert groups == ([1] if len(shape) == 3 else [])


def test_the_default_critic_scores_each_image_by_itself():
    critic = kg.WGANGP(SHAPE, 4, width=4).discriminator
    together = values([critic(REAL, training=True)])[0]
    alone = np.concatenate(
        values([critic(REAL[i : i + 1], training=True) for i in range(6)])
    )
    np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-6)


def test_batch_normalisation_in_the_critic_is_refused():
    critic = keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Flatten(),
            layers.BatchNormalization(name="mixer"),
            layers.Dense(1),
        ]
    )
    with pytest.raises(
        ValueError, match="one gradient per image.*layer 'mixer'"
    ):
        kg.WGANGP(SHAPE, 4, discriminator=critic)


@pytest.mark.parametrize("shape", [SHAPE, (2,)])
def test_a_critic_of_zeros_stays_finite(shape):
    model = compiled(kg.WGANGP(shape, 4, width=4, d_steps=2))
    for variable in model.discriminator.trainable_variables:
        if "kernel" in variable.path:
            variable.assign(0 * variable.value)
    logs = fit(model, epochs=2)
    # No gradient: a distance of 1 to norm 1.
    assert np.isfinite(list(logs.values())).all()
    assert all(np.isfinite(v).all() for v in values(model.variables))
