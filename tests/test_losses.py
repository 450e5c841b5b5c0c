import keras
import numpy as np
import pytest
from keras import ops

from keras_gans import backend
from keras_gans import losses
from tests.backend.test_backend import run

REAL = ops.array([[2.0], [-1.0], [0.5]])
FAKE = ops.array([[-3.0], [0.2], [1.5]])


def float64(x):
    return ops.convert_to_numpy(x).astype("float64")


def gradients(loss, *scores):
    """The gradient of `loss(*scores)` by each of the scores."""
    scores = [keras.Variable(s) for s in scores]

    def step():
        _, pull = backend.pullback(
            lambda: (loss(*[s.value for s in scores]), ()), scores, scores
        )
        return pull()

    return [ops.convert_to_numpy(g) for g in run(step, scores)]


def sigmoid(x):
    return 1 / (1 + np.exp(-float64(x)))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_discriminator_loss_is_binary_cross_entropy(smoothing):
    target = 1 - smoothing
    d_real, d_fake = sigmoid(REAL), sigmoid(FAKE)
    real = -np.mean(target * np.log(d_real) + (1 - target) * np.log(1 - d_real))
    expected = real - np.mean(np.log(1 - d_fake))
    loss = losses.non_saturating_d(REAL, FAKE, label_smoothing=smoothing)
    np.testing.assert_allclose(ops.convert_to_numpy(loss), expected, rtol=1e-6)


@pytest.mark.parametrize("smoothing", [1.0, -0.1, "0.1"])
def test_a_smoothing_is_a_share(smoothing):
    with pytest.raises(ValueError, match="label_smoothing must be in"):
        losses.non_saturating_d(REAL, FAKE, label_smoothing=smoothing)


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
        losses.least_squares_d(-sure, sure),
        losses.least_squares_g(-sure),
        losses.wasserstein_d(-sure, sure),
        losses.wasserstein_g(-sure),
        losses.hinge_d(-sure, sure),
        losses.relativistic_d(-sure, sure),
        losses.relativistic_g(sure, -sure),
        losses.margin_d(sure, -sure, margin=10.0),
        losses.equilibrium_d(sure, -sure, k=0.5),
    ):
        assert np.isfinite(float(value))


def test_least_squares_losses_are_those_of_the_paper():
    real, fake = float64(REAL), float64(FAKE)
    np.testing.assert_allclose(
        float(losses.least_squares_d(REAL, FAKE)),
        np.mean((real - 1) ** 2) / 2 + np.mean(fake**2) / 2,
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        float(losses.least_squares_g(FAKE)),
        np.mean((fake - 1) ** 2) / 2,
        rtol=1e-6,
    )


def test_wasserstein_losses_are_those_of_the_paper():
    real, fake = float64(REAL), float64(FAKE)
    np.testing.assert_allclose(
        float(losses.wasserstein_d(REAL, FAKE)),
        np.mean(fake) - np.mean(real),
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        float(losses.wasserstein_g(FAKE)), -np.mean(fake), rtol=1e-6
    )


def test_hinge_loss_is_that_of_the_paper():
    real, fake = float64(REAL), float64(FAKE)
    expected = np.mean(np.maximum(0, 1 - real))
    expected += np.mean(np.maximum(0, 1 + fake))
    np.testing.assert_allclose(
        float(losses.hinge_d(REAL, FAKE)), expected, rtol=1e-6
    )


def test_hinge_loss_leaves_scores_beyond_the_hinge_alone():
    by_real, by_fake = gradients(losses.hinge_d, REAL, FAKE)
    np.testing.assert_allclose(by_real, [[0], [-1 / 3], [-1 / 3]], rtol=1e-6)
    np.testing.assert_allclose(by_fake, [[0], [1 / 3], [1 / 3]], rtol=1e-6)


def test_relativistic_losses_compare_each_real_score_with_one_fake_score():
    pairs = list(zip(float64(REAL).ravel(), float64(FAKE).ravel()))
    np.testing.assert_allclose(
        float(losses.relativistic_d(REAL, FAKE)),
        np.mean([np.log(1 + np.exp(f - r)) for r, f in pairs]),
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        float(losses.relativistic_g(REAL, FAKE)),
        np.mean([np.log(1 + np.exp(r - f)) for r, f in pairs]),
        rtol=1e-6,
    )


def test_relativistic_losses_pull_the_scores_of_a_pair_apart_and_together():
    difference = float64(FAKE) - float64(REAL)
    by_real, by_fake = gradients(losses.relativistic_d, REAL, FAKE)
    np.testing.assert_allclose(by_fake, sigmoid(difference) / 3, rtol=1e-5)
    np.testing.assert_allclose(by_real, -by_fake, rtol=1e-6)
    by_real, by_fake = gradients(losses.relativistic_g, REAL, FAKE)
    np.testing.assert_allclose(by_real, sigmoid(-difference) / 3, rtol=1e-5)
    np.testing.assert_allclose(by_fake, -by_real, rtol=1e-6)


def test_margin_loss_is_that_of_the_paper():
    real, fake = float64(REAL), float64(FAKE)
    expected = np.mean(real) + np.mean(np.maximum(0, 1.1 - fake))
    np.testing.assert_allclose(
        float(losses.margin_d(REAL, FAKE, margin=1.1)), expected, rtol=1e-6
    )


def test_margin_loss_leaves_fake_energies_above_the_margin_alone():
    by_real, by_fake = gradients(
        lambda real, fake: losses.margin_d(real, fake, margin=1.1), REAL, FAKE
    )
    np.testing.assert_allclose(by_real, [[1 / 3]] * 3, rtol=1e-6)
    np.testing.assert_allclose(by_fake, [[-1 / 3], [-1 / 3], [0]], rtol=1e-6)


@pytest.mark.parametrize("k", [0.0, 0.3, 1.0])
def test_equilibrium_loss_weighs_fake_energies_by_k(k):
    np.testing.assert_allclose(
        float(losses.equilibrium_d(REAL, FAKE, k=k)),
        np.mean(float64(REAL)) - k * np.mean(float64(FAKE)),
        rtol=1e-6,
    )
    by_real, by_fake = gradients(
        lambda real, fake: losses.equilibrium_d(real, fake, k=k), REAL, FAKE
    )
    np.testing.assert_allclose(by_real, [[1 / 3]] * 3, rtol=1e-6)
    np.testing.assert_allclose(by_fake, [[-k / 3]] * 3, rtol=1e-6)


def test_losses_at_chance_are_those_of_their_papers():
    zeros, half = ops.zeros((4, 1)), ops.full((4, 1), 0.5)
    for value, expected in (
        (losses.least_squares_d(half, half), 1 / 4),
        (losses.least_squares_g(half), 1 / 8),
        (losses.wasserstein_d(half, half), 0.0),
        (losses.hinge_d(zeros, zeros), 2.0),
        (losses.relativistic_d(half, half), np.log(2)),
        (losses.relativistic_g(half, half), np.log(2)),
        (losses.equilibrium_d(half, half, k=1.0), 0.0),
    ):
        assert float(value) == pytest.approx(expected, 1e-6)


def test_scores_and_gradients_far_from_zero_are_exact():
    sure = ops.array([[1e4]])
    assert float(losses.relativistic_d(-sure, sure)) == 2e4
    assert float(losses.relativistic_d(sure, -sure)) == 0.0
    assert float(losses.hinge_d(-sure, sure)) == 20002.0
    by_real, by_fake = gradients(losses.relativistic_d, -sure, sure)
    assert (by_real.item(), by_fake.item()) == (-1.0, 1.0)


def test_losses_are_means_over_scores_of_any_shape():
    real = np.random.default_rng(0).normal(size=(2, 3, 3, 1)).astype("float32")
    fake = real[::-1] * 2 - 0.5
    for loss in (
        losses.non_saturating_d,
        losses.least_squares_d,
        losses.wasserstein_d,
        losses.hinge_d,
        losses.relativistic_d,
        losses.relativistic_g,
    ):
        images = loss(ops.array(real), ops.array(fake))
        flat = loss(ops.array(real.ravel()), ops.array(fake.ravel()))
        assert images.shape == ()
        assert float(images) == pytest.approx(float(flat), 1e-5)


LOGITS = np.random.default_rng(4).normal(size=(5, 3)) * 3


def test_class_cross_entropy_is_that_of_the_softmax():
    classes = np.array([0, 2, 1, 1, 2])
    odds = np.exp(LOGITS)
    p = odds[np.arange(5), classes] / odds.sum(axis=1)
    found = losses.class_cross_entropy(
        LOGITS.astype("float32"), np.eye(3, dtype="float32")[classes]
    )
    np.testing.assert_allclose(float(found), -np.log(p).mean(), rtol=1e-5)


def test_attribute_cross_entropy_is_that_of_each_sigmoid():
    has = np.random.default_rng(5).integers(2, size=(5, 3))
    p = 1 / (1 + np.exp(-LOGITS))
    expected = -np.log(np.where(has, p, 1 - p)).mean()
    found = losses.attribute_cross_entropy(
        LOGITS.astype("float32"), has.astype("float32")
    )
    np.testing.assert_allclose(float(found), expected, rtol=1e-5)


def test_scores_may_be_lists_and_integers():
    one, two = [[2.0], [-1.0]], np.array([[1], [0]])
    expected = np.mean(np.log1p(np.exp([-2.0, 1.0]))) + np.mean(
        np.log1p(np.exp([1.0, 0.0]))
    )
    loss = losses.non_saturating_d(one, fake_scores=two)
    np.testing.assert_allclose(float(loss), expected, rtol=1e-6)
    squares = losses.least_squares_d(two, one)  # ((0 + 1) + (4 + 1)) / 4
    assert float(squares) == pytest.approx(1.5)
    np.testing.assert_allclose(float(losses.l1(two, two.tolist())), 0)
    with pytest.raises(ValueError, match="must have the same shape"):
        losses.relativistic_g([[1.0]], [1.0])
