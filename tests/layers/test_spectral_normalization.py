"""Spectral normalisation against the singular values of NumPy."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

from keras_gans import backend
from keras_gans.layers import SpectralNormalization
from tests.backend.test_backend import run
from tests.helpers import assert_same
from tests.helpers import values

# A convolution of images of its own size is a product of matrices, so inputs of
# both layers can be written as rows.
LAYERS = {
    "dense": (lambda **kwargs: layers.Dense(5, **kwargs), (18,)),
    "convolution": (lambda **kwargs: layers.Conv2D(5, 3, **kwargs), (3, 3, 2)),
    "signal": (lambda **kwargs: layers.Conv1D(5, 9, **kwargs), (9, 2)),
    "volume": (
        lambda **kwargs: layers.Conv3D(5, (3, 3, 2), **kwargs),
        (3, 3, 2, 1),
    ),
}
both_layers = pytest.mark.parametrize("kind", ["dense", "convolution"])

STANDARD_NORMAL = keras.initializers.RandomNormal(stddev=1.0, seed=0)


def wrapped(kind, **kwargs):
    """A normalised layer, built, and the shape of one input."""
    make, shape = LAYERS[kind]
    kwargs = {"kernel_initializer": STANDARD_NORMAL} | kwargs
    layer = SpectralNormalization(make(**kwargs))
    layer.build((None, *shape))
    return layer, shape


def converge(layer):
    for _ in range(300):
        layer.advance()


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def matrix(layer):
    (kernel,) = values([layer.layer.kernel])
    return kernel.reshape(-1, kernel.shape[-1]).astype("float64")


@pytest.mark.parametrize("kind", LAYERS)
def test_converges_to_the_largest_singular_value_and_divides_by_it(kind):
    layer, shape = wrapped(kind, use_bias=False)
    converge(layer)
    largest = np.linalg.svd(matrix(layer))[1][0]
    (sigma,) = values([layer.sigma()])
    np.testing.assert_allclose(sigma, largest, rtol=1e-5)
    assert largest > 2
    rows = np.eye(18, dtype="float32").reshape(18, *shape)
    (normalized,) = values([layer(rows)])
    singular_values = np.linalg.svd(normalized.reshape(18, 5))[1]
    np.testing.assert_allclose(singular_values[0], 1, rtol=1e-5)


@both_layers
def test_one_advance_is_one_step_of_the_power_iteration(kind):
    layer, _ = wrapped(kind)
    w, (u,) = matrix(layer), values([layer.u])
    for _ in range(3):
        layer.advance()
        v = w @ u / np.linalg.norm(w @ u)
        u = w.T @ v / np.linalg.norm(w.T @ v)
        np.testing.assert_allclose(values([layer.u])[0], u, rtol=1e-4)
    np.testing.assert_allclose(
        values([layer.sigma()])[0], np.linalg.norm(w @ u), rtol=1e-5
    )


@both_layers
def test_a_call_changes_neither_kernel_nor_state(kind):
    layer, shape = wrapped(kind)
    before, (u,) = values(layer.layer.variables), values([layer.u])
    x = random(4, *shape)
    outputs = values([layer(x, training=True), layer(x, training=False)])
    np.testing.assert_array_equal(*outputs)
    assert_same(values([*layer.layer.variables, layer.u]), [*before, u])
    layer.advance()
    assert_same(values(layer.layer.variables), before)
    assert not np.allclose(values([layer.u])[0], u)


@pytest.mark.parametrize(
    "make, shape",
    [
        (lambda: layers.Dense(5, activation="tanh"), (7,)),
        (lambda: layers.Dense(5, use_bias=False), (4, 7)),
        (lambda: layers.Conv2D(5, 3, activation="tanh"), (6, 5, 2)),
        (lambda: layers.Conv2D(5, 4, strides=2, padding="same"), (6, 5, 2)),
        (lambda: layers.Conv2D(5, 3, strides=2), (6, 5, 2)),
        (lambda: layers.Conv2D(5, 2, dilation_rate=2), (6, 5, 2)),
        (lambda: layers.Conv2D(5, 3, use_bias=False), (6, 5, 2)),
    ],
)
def test_is_the_layer_with_its_kernel_divided_by_sigma(make, shape):
    layer, plain = SpectralNormalization(make()), make()
    x = random(3, *shape)
    layer(x), plain(x)
    if plain.use_bias:
        layer.layer.bias.assign(random(5, seed=1))
    layer.advance()
    kernel, *bias = layer.layer.get_weights()
    u = values([layer.u])[0].astype("float64")
    sigma = np.linalg.norm(matrix(layer) @ u) / np.linalg.norm(u)
    plain.set_weights([kernel / sigma, *bias])
    outputs, expected = values([layer(x), plain(x)])
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)
    assert layer.compute_output_shape(x.shape) == outputs.shape


@both_layers
def test_the_gradient_goes_through_sigma(kind):
    layer, shape = wrapped(kind)
    converge(layer)
    w, x = matrix(layer), random(4, 18)
    cotangent = ops.convert_to_tensor(
        (x @ w + random(4, 5, seed=1)).astype("float32")
    )

    def loss():
        y = ops.reshape(layer(x.reshape(4, *shape)), (4, 5))
        return ops.sum(y * cotangent), ()

    gradient, _ = run(
        lambda: backend.pullback(
            loss, layer.trainable_variables, layer.variables
        )[1](),
        layer.variables,
    )
    gradient = values([gradient])[0].reshape(18, 5)
    # y = x W / sigma, and sigma = v' W u has the gradient v u'.
    left, singular_values, right = np.linalg.svd(w)
    sigma = singular_values[0]
    by_normalized = x.astype("float64").T @ values([cotangent])[0]
    through = np.sum(by_normalized * w) / sigma**2
    of_constant = by_normalized / sigma
    expected = of_constant - through * np.outer(left[:, 0], right[0])
    np.testing.assert_allclose(gradient, expected, rtol=1e-3, atol=1e-3)
    assert np.linalg.norm(expected - of_constant) > 0.3 * np.linalg.norm(
        expected
    )


def test_a_kernel_of_zeros_has_finite_outputs_and_gradients():
    layer, shape = wrapped("dense", kernel_initializer="zeros")
    x = random(4, *shape)
    gradients = run(
        lambda: backend.pullback(
            lambda: (ops.sum(layer(x)), ()),
            layer.trainable_variables,
            layer.variables,
        )[1](),
        layer.variables,
    )
    np.testing.assert_array_equal(*values([layer(x), np.zeros((4, 5))]))
    assert all(np.isfinite(g).all() for g in values(gradients))
    # It has no singular vector; what a kernel later has is found all the same.
    layer.advance()
    layer.layer.kernel.assign(random(*layer.layer.kernel.shape))
    converge(layer)
    largest = np.linalg.svd(matrix(layer))[1][0]
    np.testing.assert_allclose(values([layer.sigma()])[0], largest, rtol=1e-5)


@both_layers
def test_round_trip(kind):
    layer, shape = wrapped(kind, activation="tanh", name="inner")
    config = layer.get_config()
    copy = SpectralNormalization.from_config(layer.get_config())
    assert copy.get_config() == config
    assert type(copy.layer) is type(layer.layer)
    copy.build((None, *shape))
    copy.set_weights(layer.get_weights())
    x = random(4, *shape)
    np.testing.assert_array_equal(*values([layer(x), copy(x)]))


@both_layers
def test_the_state_is_saved_but_not_trained(kind, tmp_path):
    layer, shape = wrapped(kind)
    model = keras.Sequential([keras.Input(shape), layer])
    layer.advance()
    assert len(model.trainable_variables) == 2
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert_same(values(loaded.variables), values(model.variables))
    assert_same(values([loaded.layers[-1].u]), values([layer.u]))
    x = random(4, *shape)
    np.testing.assert_array_equal(*values([model(x), loaded(x)]))


@both_layers
def test_runs_in_bfloat16_with_sigma_in_float32(kind):
    layer, shape = wrapped(kind)
    make, _ = LAYERS[kind]
    half = SpectralNormalization(
        make(dtype="mixed_bfloat16"), dtype="mixed_bfloat16"
    )
    half.build((None, *shape))
    half.set_weights(layer.get_weights())
    converge(half)
    converge(layer)
    dtypes = [keras.backend.standardize_dtype(v.dtype) for v in half.variables]
    assert set(dtypes) == {"float32"}
    largest = np.linalg.svd(matrix(half))[1][0]
    np.testing.assert_allclose(values([half.sigma()])[0], largest, rtol=1e-5)
    x = random(4, *shape)
    outputs = half(x)
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    (expected,) = values([layer(x)])
    (outputs,) = values([ops.cast(outputs, "float32")])
    np.testing.assert_allclose(outputs, expected, rtol=0.05, atol=0.05)


def test_takes_the_precision_of_its_layer():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        scores = SpectralNormalization(layers.Dense(1, dtype="float32"))
        hidden = SpectralNormalization(layers.Dense(1))
    finally:
        keras.config.set_dtype_policy("float32")
    assert (scores.compute_dtype, hidden.compute_dtype) == (
        "float32",
        "bfloat16",
    )


@pytest.mark.parametrize(
    "layer",
    [
        layers.LeakyReLU(0.2),
        layers.Conv2DTranspose(3, 4),
        layers.DepthwiseConv2D(3),
        layers.Conv1D(3, 3, padding="causal"),
        layers.Conv2D(3, 3, data_format="channels_first"),
        layers.BatchNormalization(),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_refuses_layers_without_a_matrix(layer):
    with pytest.raises(
        TypeError, match=f"Received: layer=<{type(layer).__name__}"
    ):
        SpectralNormalization(layer)
