"""What BigGAN adds: orthogonal kernels, truncation, standing statistics."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans.latent.truncation import truncated
from keras_gans.layers import SpectralNormalization
from keras_gans.models.biggan import orthogonality_gradient
from keras_gans.networks.biggan import biggan_latent_dim
from keras_gans.utils.layers import all_layers
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import needed
from tests.helpers import slow_on_jax
from tests.helpers import values
from tests.models.helpers import compiled
from tests.models.helpers import fit

RNG = np.random.default_rng(5)


def biggan(**kwargs):
    keras.utils.set_random_seed(0)
    arguments = needed(kg.BigGAN) | {"width": 2, "attention_size": 8, "seed": 1}
    return kg.BigGAN(SHAPE, 4, **arguments | kwargs)


def test_paper_defaults():
    model = kg.BigGAN(SHAPE, num_classes=3, width=1)
    assert (model.d_steps, model.ema) == (2, 0.9999)
    assert (model.orthogonal_weight, model.attention_size) == (1e-4, 64)
    model.compile()
    for optimizer, rate in ((model.d_opt, 2e-4), (model.g_opt, 5e-5)):
        assert isinstance(optimizer, keras.optimizers.Adam)
        np.testing.assert_allclose(float(optimizer.learning_rate), rate)
        assert (optimizer.beta_1, optimizer.beta_2) == (0.0, 0.999)
    # 20 numbers a chunk at any size.
    assert model.latent_dim == 40
    assert biggan_latent_dim((128, 128, 3)) == 120
    assert biggan_latent_dim((256, 256, 3)) == 140


# === Orthogonal regularisation ===


def overlap(w):
    """The squared scalar products of pairs of different columns."""
    gram = w.T @ w
    np.fill_diagonal(gram, 0)
    return (gram**2).sum()


@pytest.mark.parametrize("shape", [(3, 2, 2, 4), (5, 9), (6, 1)])
def test_the_gradient_is_the_slope_of_the_norm(shape):
    kernel = RNG.normal(size=shape).astype("float32")
    found = values([orthogonality_gradient(ops.convert_to_tensor(kernel))])[0]
    assert found.shape == shape
    w, slope = kernel.reshape(-1, shape[-1]).astype("float64"), []
    for i in range(w.size):
        shift = np.zeros(w.size)
        shift[i] = 1e-5
        shift = shift.reshape(w.shape)
        slope.append((overlap(w + shift) - overlap(w - shift)) / 2e-5)
    slope = np.reshape(slope, shape)
    np.testing.assert_allclose(found, slope, rtol=1e-3, atol=1e-3)


@slow_on_jax
def test_an_update_adds_it_for_every_normalised_kernel():
    model = biggan(orthogonal_weight=0.25)
    compiled(model, keras.optimizers.SGD(0.0), keras.optimizers.SGD(1.0))
    kernels = {
        id(layer.layer.kernel)
        for layer in all_layers(model.generator)
        if isinstance(layer, SpectralNormalization)
    }
    # Orthogonal kernels have no gradient yet.
    for variable in model.g_variables:
        variable.assign(RNG.normal(size=variable.shape))
    before = values(model.g_variables)
    model.update_generator([ops.full(w.shape, 0.5) for w in before])
    after = values(model.g_variables)
    count = 0
    for variable, old, new in zip(
        model.g_variables, before, after, strict=True
    ):
        expected = old - 0.5
        if id(variable) in kernels:
            w = old.reshape(-1, old.shape[-1]).astype("float64")
            gram = w.T @ w
            np.fill_diagonal(gram, 0)
            expected = expected - (0.25 * 4 * w @ gram).reshape(old.shape)
            count += 1
        np.testing.assert_allclose(new, expected, rtol=1e-3, atol=1e-3)
    # The first layer, a block with two normalisations of two layers each, the
    # four of attention and the last.
    assert count == len(kernels) == 1 + 3 + 4 + 4 + 1


# === Truncation and statistics ===


def test_truncated_images_are_those_of_truncated_latents():
    model = biggan()
    latents = model.sample_latents(5, seed=3)
    expected = model.predict(
        (truncated(latents, 0.5), np.array([0, 1, 2, 0, 1])), verbose=0
    )
    found = model.generate(5, seed=3, truncation=0.5)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert not np.array_equal(found, model.generate(5, seed=3))
    ones = model.generate(5, seed=3, truncation=0.5, labels=1)
    np.testing.assert_allclose(ones[[1, 4]], found[[1, 4]], atol=1e-6)
    with pytest.raises(TypeError):
        model.generate(5, None, 3, 64, 0.5)


def normalisations(network):
    return [
        layer
        for layer in all_layers(network)
        if isinstance(layer, layers.BatchNormalization)
    ]


def test_standing_statistics_are_means_of_those_of_batches():
    model = biggan(ema=None)
    first, *_, last = normalisations(model.generator)
    blocks = [x for x in model.generator.layers if hasattr(x, "normalization")]
    features = keras.Model(
        model.generator.inputs, [blocks[0].input[0], last.input]
    )
    model.standing_statistics(3, 0.7, seed=5, batch_size=4)
    found = [values([x.moving_mean, x.moving_variance]) for x in (first, last)]
    latents = truncated(model.sample_latents(12, seed=5), 0.7)
    labels = np.eye(3, dtype="float32")[np.arange(12) % 3]
    made = [
        values(features([latents[i : i + 4], labels[i : i + 4]], training=True))
        for i in (0, 4, 8)
    ]
    for k, (mean, variance) in enumerate(found):
        means = [batch[k].mean((0, 1, 2)) for batch in made]
        variances = [batch[k].var((0, 1, 2)) for batch in made]
        np.testing.assert_allclose(
            mean, np.mean(means, axis=0), rtol=1e-4, atol=1e-6
        )
        np.testing.assert_allclose(
            variance, np.mean(variances, axis=0), rtol=1e-4, atol=1e-6
        )


@slow_on_jax
def test_they_are_set_where_images_come_from_and_nowhere_else(tmp_path):
    model = compiled(biggan(d_steps=1))
    fit(model, n=3)
    trained = values(model.generator.weights)
    others = [w for w in model.ema_generator.weights if "moving" not in w.path]
    average = values(others)
    layers_before = normalisations(model.ema_generator)
    moving = values([x.moving_variance for x in layers_before])
    images = model.generate(6, seed=0)
    model.standing_statistics(2, batch_size=4, labels=[0, 1, 2, 0] * 2)
    assert_same(values(model.generator.weights), trained)
    assert_same(values(others), average)
    assert not model.ema_generator.trainable_variables
    assert all(x.momentum == 0.9 for x in normalisations(model.ema_generator))
    # Those of the average, all of whose layers are frozen.
    for layer, old in zip(normalisations(model.ema_generator), moving):
        assert not np.allclose(values([layer.moving_variance])[0], old)
    changed = model.generate(6, seed=0)
    assert not np.array_equal(changed, images)
    # They are saved.
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.generate(6, seed=0), changed)


@pytest.mark.parametrize("bad", [{"n": 0}, {"batch_size": 0}])
def test_numbers_of_batches_are_checked(bad):
    with pytest.raises(ValueError, match="must be a positive integer"):
        biggan().standing_statistics(**bad)


# === Both players ===


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="2 chunks. Use 4 or 6.*latent_dim=5"):
        kg.BigGAN(SHAPE, 5, num_classes=3, width=2)
    with pytest.raises(ValueError, match="attention_size must be .* 8 .*None"):
        biggan(attention_size=4)
    with pytest.raises(ValueError, match="Received: orthogonal_weight=-1"):
        biggan(orthogonal_weight=-1)
    with pytest.raises(ValueError, match="convolutional networks. For points"):
        kg.BigGAN((2,), num_classes=3)


@slow_on_jax
def test_attributes_train_in_bfloat16():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = biggan(num_classes=None, num_attributes=2, d_steps=1)
        logs = fit(compiled(model), n=3)
        model.standing_statistics(1, batch_size=3)
        made = model.generate(3, seed=0, truncation=0.5)
    finally:
        keras.config.set_dtype_policy("float32")
    assert made.dtype == "float32" and np.isfinite(made).all()
    assert all(np.isfinite(values).all() for values in logs.values())
    assert {v.dtype for v in model.d_variables + model.g_variables} == {
        "float32"
    }
