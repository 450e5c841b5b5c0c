"""The penalties, against values and derivatives worked out by hand."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

from keras_gans import backend
from keras_gans import losses
from keras_gans import penalties
from tests.backend.test_backend import run

SHAPE = (2, 3, 1)
SIZE = 6


class Quadratic(keras.Model):
    """D(x) = sum w x^2 / 2 with a weight for each feature of each image.

    All weights are 1: the gradient by the images is the images themselves.
    """

    def __init__(self, shape):
        super().__init__()
        self.w = self.add_weight(shape=shape, initializer="ones")
        self.built = True

    def call(self, images, training=None):
        scores = self.w * ops.square(images) / 2
        return ops.sum(scores, axis=tuple(range(1, len(images.shape))))


def linear(w, bias=0.5):
    """D(x) = w . x + bias."""
    critic = keras.Sequential(
        [layers.Input(SHAPE), layers.Flatten(), layers.Dense(1)]
    )
    critic.set_weights(
        [np.reshape(w, (-1, 1)).astype("float32"), np.array([bias], "float32")]
    )
    return critic


def weights_of_norm(norm, seed=3):
    w = np.random.default_rng(seed).normal(size=SIZE)
    return (norm * w / np.linalg.norm(w)).astype("float32").astype("float64")


def images(n, seed=0, shape=SHAPE):
    values = np.random.default_rng(seed).normal(size=(n, *shape))
    return ops.convert_to_tensor(values.astype("float32"))


def float64(x):
    return ops.convert_to_numpy(x).astype("float64")


def differentiate(fn, variables, state=None):
    """The value of `fn()` and its gradients, as the training computes them."""
    state = variables if state is None else state

    def step():
        (value, _), pull = backend.pullback(
            lambda: (fn(), ()), variables, state
        )
        return value, pull()

    value, gradients = run(step, state)
    return float(value), [float64(g) for g in gradients]


def value_of(fn, critic):
    return differentiate(fn, critic.trainable_variables)[0]


def points(penalty, shape, state=()):
    """Where a penalty of gradient norms' distance to 1 takes the gradient.

    The quadratic critic has the gradient w x, so the derivative of `mean (|w x|
    - 1)^2` by w at w = 1 is `2 / n (1 - 1 / |x|) x^2`, which is solved for x.
    The features must be positive and the norms above 1.
    """
    critic = Quadratic(shape)
    _, (gradient,) = differentiate(
        lambda: penalty(critic), [critic.w], [critic.w, *state]
    )
    squares = gradient.reshape(shape[0], -1) * shape[0] / 2
    # The sum over the features is |x|^2 - |x|.
    norms = (1 + np.sqrt(1 + 4 * squares.sum(axis=1, keepdims=True))) / 2
    return np.sqrt(squares / (1 - 1 / norms)).reshape(shape)


def coefficients(n, **kwargs):
    """The a of `a real + (1 - a) fake`, for each feature of each image."""
    shape = (n, *SHAPE)
    real = 2 + np.abs(float64(images(n, seed=1)))
    fake = real + 1 + np.abs(float64(images(n, seed=2)))
    state = [s.state for s in kwargs.values() if hasattr(s, "state")]
    x = points(
        lambda critic: penalties.gradient_penalty(
            critic,
            ops.convert_to_tensor(real.astype("float32")),
            ops.convert_to_tensor(fake.astype("float32")),
            **kwargs,
        ),
        shape,
        state,
    )
    return (fake - x) / (fake - real)


@pytest.mark.parametrize("norm", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("seed", [1, 2])
def test_gradient_penalty_of_a_linear_critic_is_its_norms_distance_to_1(
    norm, seed
):
    critic = linear(weights_of_norm(norm))
    value = value_of(
        lambda: penalties.gradient_penalty(
            critic, images(5), images(5, seed=1), seed=seed
        ),
        critic,
    )
    assert value == pytest.approx((norm - 1) ** 2, rel=1e-5, abs=1e-10)


@pytest.mark.parametrize("norm, expected", [(0.3, 0.0), (2.5, 2.25)])
def test_one_sided_gradient_penalty_spares_norms_below_1(norm, expected):
    w = weights_of_norm(norm)
    critic = linear(w)
    value, (by_w, by_bias) = differentiate(
        lambda: penalties.gradient_penalty(
            critic, images(5), images(5, seed=1), one_sided=True
        ),
        critic.trainable_variables,
    )
    assert value == pytest.approx(expected, rel=1e-5)
    np.testing.assert_allclose(
        by_w.ravel(), 2 * max(0, norm - 1) * w / norm, rtol=1e-5
    )
    np.testing.assert_array_equal(by_bias, [0.0])


def test_one_sided_is_true_or_false():
    with pytest.raises(ValueError, match="one_sided must be True or False"):
        penalties.gradient_penalty(
            linear(weights_of_norm(1.0)), images(2), images(2), one_sided="no"
        )


def test_one_sided_gradient_penalty_is_decided_for_each_image():
    # |grad D(x)| = |x|: one image inside the unit ball, one at 3.
    x = np.zeros((2, SIZE), "float32")
    x[:, 0] = [0.5, 3.0]
    x = ops.convert_to_tensor(x)
    critic = Quadratic((2, SIZE))
    for one_sided, expected in ((True, 4 / 2), (False, (0.25 + 4) / 2)):
        value = value_of(
            lambda one_sided=one_sided: penalties.gradient_penalty(
                critic, x, x, one_sided=one_sided
            ),
            critic,
        )
        assert value == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("penalty", [penalties.r1, penalties.r2])
def test_r1_and_r2_of_a_linear_critic_are_its_squared_norm(penalty):
    w = weights_of_norm(1.7)
    critic = linear(w)
    value, (by_w, by_bias) = differentiate(
        lambda: penalty(critic, images(5)), critic.trainable_variables
    )
    assert value == pytest.approx(1.7**2, rel=1e-5)
    np.testing.assert_allclose(by_w.ravel(), 2 * w, rtol=1e-5)
    np.testing.assert_array_equal(by_bias, [0.0])


@pytest.mark.parametrize("penalty", [penalties.r1, penalties.r2])
def test_r1_and_r2_of_a_quadratic_critic_are_the_mean_squared_norm(penalty):
    x = images(7)
    critic = Quadratic((7, *SHAPE))
    value = value_of(lambda: penalty(critic, x), critic)
    norms = np.linalg.norm(float64(x).reshape(7, -1), axis=1)
    assert value == pytest.approx(np.mean(norms**2), rel=1e-5)


@pytest.mark.parametrize(
    "penalty, of_gradients",
    [
        (lambda d, x: penalties.gradient_penalty(d, x, x), "distance"),
        (lambda d, x: penalties.dragan(d, x, scale=0.0), "distance"),
        (penalties.r1, "squared"),
        (penalties.r2, "squared"),
    ],
    ids=["gradient_penalty", "dragan", "r1", "r2"],
)
def test_labels_are_held_fixed(penalty, of_gradients):
    # D(x, y) = (w . x) (v . y): the gradient by an image is w (v . y).
    inputs = keras.Input(SHAPE), keras.Input((3,))
    scores = layers.Dense(1, use_bias=False)(layers.Flatten()(inputs[0]))
    scores *= layers.Dense(1, use_bias=False)(inputs[1])
    critic = keras.Model(inputs, scores)
    w, v = weights_of_norm(1.0), np.array([0.5, 2.0, 3.0], "float32")
    critic.set_weights([w[:, None], v[:, None]])
    batch = images(3), ops.eye(3)
    value, gradients = differentiate(
        lambda: penalty(critic, batch), critic.trainable_variables
    )
    expected, by_v = {
        "distance": (np.mean((v - 1) ** 2), 2 * (v - 1) / 3),
        "squared": (np.mean(v**2), 2 * v / 3),
    }[of_gradients]
    assert value == pytest.approx(expected, rel=1e-5)
    np.testing.assert_allclose(gradients[1].ravel(), by_v, rtol=1e-4)


def test_a_penalty_has_the_same_value_outside_a_pullback():
    critic = Quadratic((7, *SHAPE))
    value = run(lambda: penalties.r1(critic, images(7)), critic.variables)
    expected = np.sum(float64(images(7)) ** 2) / 7
    assert float(value) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("norm", [0.3, 2.5])
def test_gradient_penalty_is_differentiated_by_the_weights(norm):
    w = weights_of_norm(norm)
    critic = linear(w)
    _, (by_w, by_bias) = differentiate(
        lambda: penalties.gradient_penalty(
            critic, images(5), images(5, seed=1)
        ),
        critic.trainable_variables,
    )
    np.testing.assert_allclose(
        by_w.ravel(), 2 * (norm - 1) * w / norm, rtol=1e-5
    )
    np.testing.assert_array_equal(by_bias, [0.0])


@pytest.mark.parametrize("first", ["penalty", "loss"])
def test_a_penalty_and_a_loss_add_up_in_either_order(first):
    w = weights_of_norm(2.5)
    critic = linear(w)
    real, fake = images(5), images(5, seed=1)

    def loss():
        return losses.wasserstein_d(critic(real), critic(fake))

    def penalty():
        return penalties.gradient_penalty(critic, real, fake)

    def total():
        if first == "loss":
            value = loss()
            return value + 10.0 * penalty()
        value = 10.0 * penalty()
        return value + loss()

    value, (by_w, by_bias) = differentiate(total, critic.trainable_variables)
    step = (float64(fake) - float64(real)).reshape(5, -1).mean(axis=0)
    assert value == pytest.approx(step @ w + 10 * 2.25, rel=1e-5)
    expected = step + 10 * 2 * 1.5 * w / 2.5
    np.testing.assert_allclose(by_w.ravel(), expected, rtol=1e-4)
    np.testing.assert_allclose(by_bias, [0.0], atol=1e-6)


def tanh_gradients(weights, x):
    """Gradient of v . tanh(W' x + b) + c by each x, in float64."""
    kernel, bias, v, _ = weights
    hidden = np.tanh(x @ kernel + bias)
    return ((1 - hidden**2) * v[:, 0]) @ kernel.T


def squared(gradients):
    return np.mean(np.sum(gradients**2, axis=1))


def distance(gradients):
    return np.mean((np.linalg.norm(gradients, axis=1) - 1) ** 2)


def one_sided_distance(gradients):
    norms = np.linalg.norm(gradients, axis=1)
    return np.mean(np.maximum(0, norms - 1) ** 2)


# Between two equal batches every interpolation is that batch.
@pytest.mark.parametrize(
    "penalty, of_gradients",
    [
        (penalties.r1, squared),
        (penalties.r2, squared),
        (lambda d, x: penalties.gradient_penalty(d, x, x), distance),
        (
            lambda d, x: penalties.gradient_penalty(d, x, x, one_sided=True),
            one_sided_distance,
        ),
        (lambda d, x: penalties.dragan(d, x, scale=0.0), distance),
    ],
    ids=["r1", "r2", "gradient_penalty", "one_sided", "dragan"],
)
def test_a_network_gets_the_gradients_of_finite_differences(
    penalty, of_gradients
):
    critic = keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Flatten(),
            layers.Dense(5, activation="tanh"),
            layers.Dense(1),
        ]
    )
    rng = np.random.default_rng(4)
    critic.set_weights(
        [rng.normal(0, 0.6, v.shape).astype("float32") for v in critic.weights]
    )
    x = images(8)
    value, gradients = differentiate(
        lambda: penalty(critic, x), critic.trainable_variables
    )

    weights = [float64(v) for v in critic.trainable_variables]
    flat = float64(x).reshape(8, -1)
    # One-sidedness shows only with norms on both sides of 1.
    norms = np.linalg.norm(tanh_gradients(weights, flat), axis=1)
    assert norms.min() < 0.9 and norms.max() > 1.1
    expected = of_gradients(tanh_gradients(weights, flat))
    assert value == pytest.approx(expected, rel=1e-5)
    step = 1e-5
    for array, gradient in zip(weights, gradients):
        expected = np.zeros_like(array)
        for i in np.ndindex(array.shape):
            kept = array[i]
            array[i] = kept + step
            expected[i] = of_gradients(tanh_gradients(weights, flat))
            array[i] = kept - step
            expected[i] -= of_gradients(tanh_gradients(weights, flat))
            array[i] = kept
        expected /= 2 * step
        np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "penalty, expected",
    [
        (lambda d, x: penalties.gradient_penalty(d, x, x), 1.0),
        (
            lambda d, x: penalties.gradient_penalty(d, x, x, one_sided=True),
            0.0,
        ),
        (penalties.dragan, 1.0),
        (penalties.r1, 0.0),
        (penalties.r2, 0.0),
    ],
    ids=["gradient_penalty", "one_sided", "dragan", "r1", "r2"],
)
def test_a_constant_critic_has_a_finite_gradient(penalty, expected):
    critic = linear(np.zeros(SIZE))
    value, gradients = differentiate(
        lambda: penalty(critic, images(5)), critic.trainable_variables
    )
    assert value == pytest.approx(expected, abs=1e-5)
    for gradient in gradients:
        np.testing.assert_array_equal(gradient, np.zeros_like(gradient))


def test_interpolation_is_uniform_between_fake_and_real():
    n = 4096
    a = coefficients(n, seed=1).reshape(n, -1).mean(axis=1)
    assert -1e-4 < a.min() < 0.01
    assert 0.99 < a.max() < 1 + 1e-4
    # Standard errors 0.0045 and 0.0012.
    assert a.mean() == pytest.approx(1 / 2, abs=0.015)
    assert a.var() == pytest.approx(1 / 12, abs=0.004)
    # Kolmogorov and Smirnov's statistic, at a significance of 1 %.
    middles = (np.arange(n) + 0.5) / n
    assert np.max(np.abs(np.sort(a) - middles)) < 1.63 / np.sqrt(n)


def test_interpolation_has_one_coefficient_for_each_image():
    a = coefficients(64, seed=1).reshape(64, -1)
    np.testing.assert_allclose(a, np.repeat(a[:, :1], SIZE, axis=1), atol=1e-4)
    assert np.diff(np.sort(a[:, 0])).min() > 0
    # Neighbours in the batch are independent: standard error 1 / 8.
    assert abs(np.corrcoef(a[1:, 0], a[:-1, 0])[0, 1]) < 0.4


def test_interpolation_follows_its_seed():
    first = coefficients(8, seed=1)
    np.testing.assert_array_equal(coefficients(8, seed=1), first)
    assert np.abs(coefficients(8, seed=2) - first).max() > 0.1
    generator = keras.random.SeedGenerator(1)
    first = coefficients(8, seed=generator)
    assert np.abs(coefficients(8, seed=generator) - first).max() > 0.1


def dragan_points(real, **kwargs):
    return points(
        lambda critic: penalties.dragan(
            critic, ops.convert_to_tensor(real.astype("float32")), **kwargs
        ),
        real.shape,
    )


@pytest.mark.parametrize("kwargs, scale", [({}, 0.5), ({"scale": 0.25}, 0.25)])
def test_dragan_adds_normal_noise_of_the_documented_deviation(kwargs, scale):
    # Far enough from zero for the noise not to change a sign.
    real = 30 + 3 * float64(images(2048))
    noise = dragan_points(real, seed=1, **kwargs) - real
    noise /= scale * real.std()
    # 12288 values: standard errors 0.009, 0.0064 and 0.044.
    assert noise.mean() == pytest.approx(0, abs=0.03)
    assert noise.std() == pytest.approx(1, abs=0.02)
    assert np.mean(noise**4) == pytest.approx(3, abs=0.2)


def test_dragan_draws_its_noise_for_each_feature():
    real = 30 + 3 * float64(images(2048))
    noise = (dragan_points(real, seed=1) - real).reshape(2048, -1)
    correlation = np.corrcoef(noise, rowvar=False)
    # Standard error 0.022.
    np.testing.assert_allclose(correlation, np.eye(SIZE), atol=0.09)


def test_dragan_follows_its_seed():
    real = 30 + 3 * float64(images(8))
    first = dragan_points(real, seed=1)
    np.testing.assert_array_equal(dragan_points(real, seed=1), first)
    assert np.abs(dragan_points(real, seed=2) - first).max() > 0.1


def test_dragan_of_zero_scale_is_the_penalty_at_the_real_images():
    real = images(7)
    critic = Quadratic((7, *SHAPE))
    value = value_of(lambda: penalties.dragan(critic, real, scale=0.0), critic)
    norms = np.linalg.norm(float64(real).reshape(7, -1), axis=1)
    assert value == pytest.approx(np.mean((norms - 1) ** 2), rel=1e-5)


def squared_cosines(codes):
    """Mean over pairs of different images, written out."""
    codes = codes.reshape(len(codes), -1)
    total, pairs = 0.0, 0
    for i, s in enumerate(codes):
        for j, t in enumerate(codes):
            if i != j:
                lengths = np.sqrt(np.sum(s * s)) * np.sqrt(np.sum(t * t))
                total += (np.sum(s * t) / lengths) ** 2
                pairs += 1
    return total / pairs


@pytest.mark.parametrize("shape", [(5,), (2, 3, 4)])
def test_pulling_away_is_the_mean_squared_cosine_of_pairs(shape):
    codes = images(6, shape=shape)
    value = penalties.pulling_away(codes)
    assert value.shape == ()
    assert float(value) == pytest.approx(
        squared_cosines(float64(codes)), rel=1e-5
    )


def test_pulling_away_is_1_for_equal_directions_and_0_for_orthogonal_ones():
    same = np.outer([1.0, 5.0, -2.0], [0.3, 0.4, -1.2])
    for codes, expected in ((same, 1.0), (np.diag([1.0, 2.0, 3.0]), 0.0)):
        value = penalties.pulling_away(ops.array(codes.astype("float32")))
        assert float(value) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("factor", [1e-3, 7.0, 1e6])
def test_pulling_away_does_not_depend_on_the_length_of_codes(factor):
    codes = images(6)
    value = float(penalties.pulling_away(codes))
    assert float(penalties.pulling_away(factor * codes)) == pytest.approx(
        value, rel=1e-5
    )


def test_pulling_away_is_differentiated_by_the_codes():
    codes = keras.Variable(images(4, shape=(3,)))
    _, (gradient,) = differentiate(
        lambda: penalties.pulling_away(codes.value), [codes]
    )
    array, step = float64(codes), 1e-5
    expected = np.zeros_like(array)
    for i in np.ndindex(array.shape):
        high, low = array.copy(), array.copy()
        high[i] += step
        low[i] -= step
        expected[i] = squared_cosines(high) - squared_cosines(low)
    expected /= 2 * step
    np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-6)


def test_pulling_away_is_finite_at_zero_codes():
    array = float64(images(4, shape=(3,)))
    array[:2] = 0
    codes = keras.Variable(array.astype("float32"))
    value, (gradient,) = differentiate(
        lambda: penalties.pulling_away(codes.value), [codes]
    )
    # Only the pair of the last two codes counts, twice of twelve.
    assert value == pytest.approx(squared_cosines(array[2:]) / 6, rel=1e-5)
    np.testing.assert_array_equal(gradient[:2], 0)
    assert np.all(np.isfinite(gradient))
