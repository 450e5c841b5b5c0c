import numpy as np
import pytest
from keras import ops

from keras_gans import losses

REAL = ops.array([[2.0], [-1.0], [0.5]])
FAKE = ops.array([[-3.0], [0.2], [1.5]])


def sigmoid(x):
    return 1 / (1 + np.exp(-ops.convert_to_numpy(x).astype("float64")))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_discriminator_loss_is_binary_cross_entropy(smoothing):
    target = 1 - smoothing
    d_real, d_fake = sigmoid(REAL), sigmoid(FAKE)
    real = -np.mean(target * np.log(d_real) + (1 - target) * np.log(1 - d_real))
    expected = real - np.mean(np.log(1 - d_fake))
    loss = losses.non_saturating_d(REAL, FAKE, label_smoothing=smoothing)
    np.testing.assert_allclose(ops.convert_to_numpy(loss), expected, rtol=1e-6)


def test_discriminator_loss_at_chance_is_that_of_the_source_documents():
    zeros = ops.zeros((4, 1))
    assert float(losses.non_saturating_d(zeros, zeros)) == pytest.approx(
        1.3863, 1e-4
    )


def test_generator_losses_are_those_of_the_paper():
    d_fake = sigmoid(FAKE)
    np.testing.assert_allclose(
        float(losses.non_saturating_g(FAKE)),
        -np.mean(np.log(d_fake)),
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        float(losses.minimax_g(FAKE)), np.mean(np.log(1 - d_fake)), rtol=1e-6
    )


def test_losses_stay_finite_for_a_sure_discriminator():
    sure = ops.array([[1e4]])
    for value in (
        losses.non_saturating_d(-sure, sure),
        losses.non_saturating_g(-sure),
        losses.minimax_g(sure),
    ):
        assert np.isfinite(float(value))
