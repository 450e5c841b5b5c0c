"""Figures that explain GANs: what they draw is true."""

import keras
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

import keras_gans as kg
from keras_gans import learn
from keras_gans.learn import collapse
from keras_gans.learn import convolution
from keras_gans.learn import critic
from keras_gans.learn import game
from keras_gans.learn import gaussians
from keras_gans.learn import gradients


@pytest.mark.parametrize("size, kernel", [(5, 3), (6, 4), (7, 2)])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_convolution_is_a_matrix(size, kernel, stride, padding):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(kernel, kernel))
    image = rng.normal(size=(size, size))
    matrix = convolution.matrix(weights, size, stride, padding)
    expected = keras.ops.conv(
        image[None, ..., None],
        weights[..., None, None],
        strides=stride,
        padding=padding,
    )
    m = convolution.output_size(size, kernel, stride, padding)
    assert tuple(expected.shape) == (1, m, m, 1)
    expected = keras.ops.convert_to_numpy(expected).ravel()
    np.testing.assert_allclose(matrix @ image.ravel(), expected, atol=1e-5)


@pytest.mark.parametrize("kernel", [3, 4])
def test_a_transposed_convolution_is_the_transpose(kernel):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(kernel, kernel))
    image = rng.normal(size=(4, 4))
    matrix = convolution.matrix(weights, 8, 2, "same").T
    expected = keras.ops.conv_transpose(
        image[None, ..., None],
        weights[..., None, None],
        strides=2,
        padding="same",
    )
    expected = keras.ops.convert_to_numpy(expected)[0, ..., 0]
    found = (matrix @ image.ravel()).reshape(8, 8)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_kernel_that_the_stride_does_not_divide_makes_checkerboards():
    inner = slice(2, -2)
    assert len(np.unique(convolution.overlaps(3, 10)[inner, inner])) == 3
    assert np.unique(convolution.overlaps(4, 10)[inner, inner]) == [4]


@pytest.mark.parametrize(
    "loss, gradient",
    [
        (kg.losses.minimax_g, gradients.saturating),
        (kg.losses.non_saturating_g, gradients.non_saturating),
    ],
)
def test_gradients_are_those_of_the_losses(loss, gradient):
    for score in (-3.0, 0.0, 2.0):
        ends = [loss(np.array([score + e], "float64")) for e in (-1e-3, 1e-3)]
        low, high = map(float, map(keras.ops.convert_to_numpy, ends))
        assert gradient(score) == pytest.approx((high - low) / 2e-3, abs=1e-3)


def test_divergence_and_best_discriminator():
    p, q = norm(-0.2, 0.2), norm(0.3, 0.1)

    def integrand(x):
        m = (p.pdf(x) + q.pdf(x)) / 2
        return sum(d.pdf(x) * np.log(d.pdf(x) / m) for d in (p, q)) / 2

    expected, _ = quad(integrand, -1, 1, points=[-0.2, 0.3])
    real, fake = p.pdf(gaussians.GRID), q.pdf(gaussians.GRID)
    found = gaussians.jensen_shannon(real, fake)
    assert found == pytest.approx(expected, abs=1e-3)
    best = gaussians.optimal_discriminator(real, fake)
    # No discriminator has a lower loss, so none does nearby.
    losses = [
        -np.trapezoid(real * np.log(d) + fake * np.log(1 - d), gaussians.GRID)
        for d in (np.clip(best + e, 1e-9, 1 - 1e-9) for e in (-0.01, 0, 0.01))
    ]
    assert np.argmin(losses) == 1
    assert losses[1] == pytest.approx(2 * np.log(2) - 2 * found, abs=1e-3)


def test_an_unknown_topic_is_refused_with_the_names():
    with pytest.raises(ValueError, match="one of convolution, game, .*'gan'"):
        learn.figure("gan")


@pytest.mark.slow
def test_the_learned_game_is_near_the_exact_one(monkeypatch):
    watch = game.play(epochs=45)
    monkeypatch.setattr(game, "play", lambda epochs: watch)
    drawing = game.figure(epochs=45)
    exact, learned, _ = (line.get_ydata() for line in drawing.axes[-1].lines)
    assert exact[0] > 0.5 and exact[-1] < 0.1
    assert np.abs(learned - exact[1:]).mean() < 0.05


@pytest.mark.slow
def test_a_critic_says_the_distance_and_a_classifier_does_not():
    drawing = critic.figure(distances=(0.3, 0.6), updates=60)
    classifier, _, distance, _ = drawing.axes
    says = classifier.lines[1].get_ydata()
    np.testing.assert_allclose(says, np.log(2), atol=0.03)
    says = distance.lines[1].get_ydata()
    np.testing.assert_allclose(says, [0.3, 0.6], atol=0.06)


def test_samples_are_drawn_update_by_update(monkeypatch):
    gan = kg.GAN((2,), 2, width=4)
    gan.compile(run_eagerly=True)
    monkeypatch.setattr(collapse, "models", lambda: {"GAN": gan})
    titles = [axis.get_title() for axis in collapse.figure((0, 2)).axes]
    assert titles[0].startswith("GAN, 0 updates\n")
    assert titles[1].startswith("GAN, 2 updates\n")
    assert gan.g_opt.iterations == 2


def test_the_matrices_of_a_convolution_are_drawn():
    shapes = [axis.images[0].get_size() for axis in convolution.figure().axes]
    assert shapes == [(3, 3), (4, 16), (16, 4), (10, 10), (10, 10)]
