"""What Pix2Pix adds: pairs, the L1 distance and noise at test time."""

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
from keras import layers
from keras.optimizers import Adam

import keras_gans as kg
from tests.helpers import images
from tests.helpers import make
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import state
from tests.helpers import values
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import compiled
from tests.models.helpers import fit
from tests.models.helpers import objectives

SHAPE = (8, 8, 3)
# D(x, y) = U x + V y, by pixel: patches of one pixel.
U = np.array([0.7], "float32")
V = np.array([0.5, -1.0, 2.0], "float32")


def linear_patches():
    inputs, targets = keras.Input((8, 8, 1)), keras.Input(SHAPE)
    joined = layers.Concatenate()([inputs, targets])
    scores = layers.Conv2D(1, 1, use_bias=False)
    model = keras.Model([inputs, targets], scores(joined))
    scores.kernel.assign(np.concatenate([U, V]).reshape(1, 1, 4, 1))
    return model


def linear_scores(inputs, targets):
    return inputs.astype("float64") @ U + targets.astype("float64") @ V


def softplus(x):
    return np.log1p(np.exp(x))


@slow_on_jax
def test_paper_defaults():
    model = kg.Pix2Pix(SHAPE, input_channels=1, width=2)
    assert_optimizers(model, keras.optimizers.Adam, 2e-4, beta_1=0.5)
    assert model.g_opt.beta_2 == 0.999
    assert (model.l1_weight, model.d_steps) == (100.0, 1)
    assert model.input_channels == 1
    assert kg.Pix2Pix(SHAPE, width=2).input_channels == 3
    logs = fit(model, n=1)
    assert np.isfinite([*logs.values()]).all()


def test_losses_of_pairs_and_the_distance():
    inputs, targets = images(6, (8, 8, 1), seed=3), images(6, SHAPE, seed=4)
    fake = images(6, SHAPE, seed=5)
    model = kg.Pix2Pix(
        SHAPE,
        input_channels=1,
        width=2,
        l1_weight=7.0,
        discriminator=linear_patches(),
    )
    d_total, g_total, logs = objectives(model, (inputs, targets), fake)
    r, f = linear_scores(inputs, targets), linear_scores(inputs, fake)
    expected = {
        "d_loss": softplus(-r).mean() + softplus(f).mean(),
        "g_loss": softplus(-f).mean(),
        "l1": abs(targets.astype("float64") - fake).mean(),
        "d_real": (1 / (1 + np.exp(-r))).mean(),
        "d_fake": (1 / (1 + np.exp(-f))).mean(),
        "d_accuracy": ((r > 0).mean() + (f < 0).mean()) / 2,
    }
    assert_logs(logs, expected)
    # The paper halves what the discriminator minimises.
    np.testing.assert_allclose(d_total, expected["d_loss"] / 2, rtol=1e-5)
    np.testing.assert_allclose(
        g_total, expected["g_loss"] + 7 * expected["l1"], rtol=1e-5
    )


@pytest.mark.slow  # 180 updates.
def test_masks_of_two_values_are_learnt_and_not_black():
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:16, :16]
    centres = rng.uniform(3, 13, (2, 48, 1, 1))
    is_white = (y - centres[0]) ** 2 + (x - centres[1]) ** 2 < 2.2**2
    masks = np.where(is_white, 1, -1)[..., None].astype("float32")
    photos = 0.5 * masks + rng.uniform(-0.5, 0.5, masks.shape)
    photos = photos.astype("float32")
    model = kg.Pix2Pix((16, 16, 1), width=8, seed=0)
    # So few updates need a higher rate than the paper's.
    model.compile(*(Adam(2e-3, beta_1=0.5) for _ in range(2)))
    model.fit(photos, masks, batch_size=4, epochs=15, verbose=0)
    found = model.translate(photos, seed=0)[..., 0] > 0
    overlap = (found & is_white).sum() / (found | is_white).sum()
    assert overlap > 0.7
    assert found.mean() == pytest.approx(is_white.mean(), rel=0.3)


def test_the_seed_makes_the_noise_and_training_does_not_see_it():
    model = quick("pix2pix")
    fit(model)
    before = state(model)
    x = images(3, (8, 8, 1))
    a, b = (model.translate(x, seed=seed) for seed in (1, 2))
    assert not np.array_equal(a, b)
    np.testing.assert_array_equal(a, model.translate(x, seed=1))
    model.translate(x)
    for x, y in zip(state(model), before, strict=True):
        np.testing.assert_array_equal(x, y)


def test_threads_translate_one_after_the_other():
    model, x = quick("pix2pix"), images(3, (8, 8, 1))
    before, expected = state(model), model.translate(x, seed=1)
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(lambda _: model.translate(x, seed=1), range(8))
    for translated in made:
        np.testing.assert_array_equal(translated, expected)
    for x, y in zip(state(model), before, strict=True):
        np.testing.assert_array_equal(x, y)


def test_predict_translates():
    model = make("pix2pix")
    noise = model.generator.layers
    for layer in noise:
        if isinstance(layer, kg.layers.DropoutNoise):
            layer.rate = 1e-9
    x = images(3, (8, 8, 1))
    np.testing.assert_allclose(
        model.predict(x, verbose=0), model.translate(x), atol=1e-6
    )


def test_other_sizes_that_the_networks_allow():
    model = make("pix2pix")
    for size in ((8, 16), (4, 4), (12, 8)):
        translated = model.translate(images(2, (*size, 1)), seed=0)
        assert translated.shape == (2, *size, 3)
        assert translated.dtype == "float32"
    with pytest.raises(ValueError, match="4, at least 4, .*Received.*of 10x8"):
        model.translate(images(2, (10, 8, 1)))


def test_a_batch_does_not_change_its_images():
    model = make("pix2pix")
    for layer in model.generator.layers:
        if isinstance(layer, kg.layers.DropoutNoise):
            layer.rate = 1e-9
    x = images(5, (8, 8, 1))
    np.testing.assert_allclose(
        model.translate(x, batch_size=2),
        model.translate(x, batch_size=1),
        atol=1e-5,
    )


@pytest.fixture(scope="module")
def untrained():
    return make("pix2pix")


@pytest.mark.parametrize(
    "data, message",
    [
        (
            (images(4, (8, 8, 1)),),
            r"batches of two tensors: \(inputs, targets\)",
        ),
        (
            (images(4, (8, 8, 1)), images(3, SHAPE)),
            "as many inputs as targets. Received: 4 and 3",
        ),
        (
            (images(4, (8, 8, 1)), images(4, (8, 8, 4))),
            r"targets of shape \(8, 8, 3\).*alpha.*\(4, 8, 8, 4\)",
        ),
        (
            (images(4, (8, 8, 3)), images(4, SHAPE)),
            r"inputs of shape \(8, 8, 1\).*Grey.*\(4, 8, 8, 3\)",
        ),
        (
            (images(4, (8, 8, 1)), images(4, (16, 16, 3))),
            r"targets of shape \(8, 8, 3\).*\(4, 16, 16, 3\)",
        ),
        (
            (images(4, (8, 8, 1)), 2 * images(4, SHAPE)),
            r"lie in \[-1, 1\]",
        ),
    ],
)
def test_bad_batches_are_refused_before_training(untrained, data, message):
    with pytest.raises(ValueError, match=message):
        untrained.fit(*data, batch_size=2, verbose=0)


@pytest.mark.parametrize("method", ["translate", "predict"])
def test_bad_images_are_not_translated(untrained, method):
    translate = getattr(untrained, method)
    with pytest.raises(ValueError, match=r"\(8, 8, 1\).*Grey"):
        translate(images(2, SHAPE))
    with pytest.raises(TypeError, match="floating point.*uint8"):
        translate(np.zeros((2, 8, 8, 1), "uint8"))
    with pytest.raises(ValueError, match=r"of shape \(8, 8, 1\), in batches"):
        translate(np.zeros((8, 8, 1), "float32"))
    if method == "translate":
        with pytest.raises(ValueError, match="images must be an array"):
            translate(keras.utils.PyDataset())


def test_networks_that_do_not_fit_are_refused():
    wide = kg.networks.unet_generator((8, 8, 1), width=2, depth=1)
    with pytest.raises(ValueError, match=r"to \(8, 8, 3\).* 8, 8, 1\)"):
        kg.Pix2Pix(SHAPE, input_channels=1, width=2, generator=wide)
    pair = [keras.Input(SHAPE), keras.Input(SHAPE)]
    for last, message in (
        (layers.Conv2D(1, 1, activation="sigmoid"), "without a final sigmoid"),
        (layers.Conv2D(2, 1), "must return scores"),
    ):
        discriminator = keras.Model(pair, last(layers.Concatenate()(pair)))
        with pytest.raises(ValueError, match=message):
            kg.Pix2Pix(SHAPE, width=2, discriminator=discriminator)


@slow_on_jax
def test_bfloat16():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = compiled(kg.Pix2Pix(SHAPE, width=2))
        logs = fit(model, n=2)
        assert model.translate(images(2, SHAPE)).dtype == "float32"
    finally:
        keras.config.set_dtype_policy("float32")
    assert np.isfinite([*logs.values()]).all()
    (kernel,) = values([model.generator.trainable_variables[0]])
    assert kernel.dtype == "float32"


def test_images_in_0_to_1_are_asked_about():
    model = kg.Pix2Pix((16, 16, 3), width=2)
    x = images(2, (16, 16, 3))
    with pytest.warns(UserWarning, match=r"lowest value.*in \[0, 1\]"):
        model.translate((x + 1) / 2)
    # Bright pictures of files have some of 256 values.
    model.translate(kg.datasets.scale(np.rint(64 * x + 191)))
