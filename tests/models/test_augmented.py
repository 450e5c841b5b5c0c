"""Models whose discriminator sees augmented images."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans import backend
from keras_gans import penalties
from keras_gans.training.batches import Labelled
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import Negation
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import state
from tests.helpers import values

REFUSING = (kg.WGAN, kg.WGANGP, kg.EBGAN, kg.BEGAN)


def number(x):
    return float(ops.convert_to_numpy(x))


tiny = VARIANTS["gan"]


def test_probability_follows_the_discriminator():
    # Three updates of the weights, each of two batches of eight images.
    layer = Negation(images=160, every=2)
    model = tiny(augmentation=layer, d_steps=2)
    still = [
        keras.optimizers.SGD(0.0, gradient_accumulation_steps=n)
        for n in (2, None)
    ]
    model.compile(*still, jit_compile=False)
    offset = model.discriminator.layers[-1].bias
    offset.assign([100.0])
    history = model.fit(images(48), batch_size=8, verbose=0).history
    assert history["real_sign"] == [1.0]
    # It moved after two updates, by 32 images; it is logged before it moves.
    assert number(layer.p) == pytest.approx(32 / 160)
    assert [number(v) for v in (layer.count, layer.updates)] == [16, 1]
    assert history["augmentation_p"] == [pytest.approx(32 / 160 / 3)]
    offset.assign([-100.0])
    model.fit(images(48), batch_size=8, verbose=0)
    assert number(layer.p) == 0


@pytest.mark.parametrize(
    "model, sign", [(kg.DCGAN, 1), (kg.LSGAN, 0.5), (kg.R3GAN, -0.5)]
)
def test_each_loss_has_its_own_undecided_score(model, sign):
    layer = kg.layers.AdaptiveAugmentation()
    real, fake = [[0.3], [0.7], [0.8], [0.9]], [[0.5], [0.9], [0.9], [0.1]]
    logs = model(SHAPE, 4, width=4, augmentation=layer).adaptive_logs(
        ops.convert_to_tensor(real), ops.convert_to_tensor(fake)
    )
    assert number(logs["real_sign"]) == sign


def test_augmentation_is_of_training_alone():
    plain = quick("gan")
    model = tiny(augmentation=kg.layers.DiffAugmentation())
    model.set_weights(plain.get_weights())
    model.compile(run_eagerly=plain.run_eagerly)
    assert model.evaluate(*data(model), verbose=0) == plain.evaluate(
        *data(model), verbose=0
    )
    np.testing.assert_array_equal(
        model.generate(3, seed=0), plain.generate(3, seed=0)
    )
    real = ops.convert_to_tensor(images(4))
    assert model.as_seen(real, training=False) is real
    seen = ops.convert_to_numpy(model.as_seen(real, training=True))
    assert not np.array_equal(seen, images(4))
    labels = ops.ones((4, 2))
    pair = model.as_seen(Labelled(real, labels), training=True)
    assert pair.labels is labels and pair.images.shape == real.shape


def test_the_same_seed_draws_the_same():
    layer = kg.layers.DiffAugmentation()
    first, again, other = (
        ops.convert_to_numpy(
            kg.DCGAN(SHAPE, 4, width=4, augmentation=layer, seed=seed).augment(
                ops.convert_to_tensor(images(4))
            )
        )
        for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_penalties_through_augmentation_have_right_gradients():
    # With smooth activations: with LeakyReLU, a penalty jumps with the weights.
    shape = (6, 6, 3)
    critic = keras.Sequential(
        [
            keras.layers.Input(shape),
            keras.layers.Conv2D(3, 3, activation="tanh"),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ],
        name="discriminator",
    )
    layer = kg.layers.AdaptiveAugmentation()
    layer.p.assign(0.8)
    model = kg.R3GAN(
        shape,
        4,
        generator=kg.networks.mlp_generator(shape, 4, hidden=(4,)),
        discriminator=critic,
        augmentation=layer,
        seed=1,
    )
    real = ops.convert_to_tensor(images(4, shape))
    seed = model.seed_generator.state
    before = ops.copy(seed.value)

    def r1():
        seed.assign(before)  # The same draws each time.
        (value, _), pull = backend.pullback(
            lambda: (penalties.r1(model.scorer, real), ()),
            model.d_variables,
            model.variables,
        )
        return number(value), pull

    _, pull = r1()
    gradients = values(pull())
    # All weights at once, in a random direction.
    rng = np.random.default_rng(0)
    start = values(model.d_variables)
    directions = [rng.normal(size=w.shape).astype("float32") for w in start]
    ends = []
    for step in (0.01, -0.01):
        for v, w, d in zip(model.d_variables, start, directions, strict=True):
            v.assign(w + step * d)
        ends.append(r1()[0])
    slope = sum(
        (g * d).sum() for g, d in zip(gradients, directions, strict=True)
    )
    assert abs(slope) > 0.1
    assert (ends[0] - ends[1]) / 0.02 == pytest.approx(slope, rel=1e-2)


def test_a_saved_probability_goes_on(tmp_path):
    layer = kg.layers.AdaptiveAugmentation(images=32, every=1)
    layer.p.assign(0.5)
    model = tiny(augmentation=layer)
    model.compile(jit_compile=BACKEND == "jax")
    model.save(tmp_path / "model.keras")
    loaded = kg.load_model(tmp_path / "model.keras")
    for m in (model, loaded):
        m.fit(images(16), batch_size=8, verbose=0)
    assert_same(state(loaded), state(model))
    assert number(loaded.augmentation.p) in (0.0, 0.5, 1.0)


@pytest.mark.parametrize("model", REFUSING)
def test_scores_without_a_sign_cannot_be_followed(model):
    def make(augmentation):
        return model(SHAPE, 4, width=4, augmentation=augmentation)

    with pytest.raises(ValueError, match="is undecided, but .* Use keras_"):
        make(kg.layers.AdaptiveAugmentation())
    assert "real_sign" not in make(kg.layers.DiffAugmentation()).log_names


def test_each_model_has_a_probability_of_its_own():
    layer = kg.layers.AdaptiveAugmentation()
    with pytest.raises(ValueError, match="label_smoothing"):
        VARIANTS["gan"](augmentation=layer, label_smoothing=2.0)
    first = VARIANTS["gan"](augmentation=layer)
    with pytest.raises(ValueError, match="must be a new layer"):
        VARIANTS["gan"](augmentation=layer)
    other = type(first).from_config(first.get_config())
    assert other.augmentation.p is not layer.p


def test_what_cannot_be_augmented_is_refused():
    layer = kg.layers.DiffAugmentation()
    with pytest.raises(
        TypeError, match="must be a keras_gans.layers.Augmentation"
    ):
        tiny(augmentation="diff")
    with pytest.raises(ValueError, match=r"image_shape=\(2,\)"):
        kg.GAN((2,), 4, augmentation=layer)
    with pytest.raises(ValueError, match=r"of 1, 3 or 4 channels.*\(8, 8, 2\)"):
        kg.GAN((8, 8, 2), 4, augmentation=layer)


class Halved(kg.layers.Augmentation):
    def draw(self, n, seed):
        return {}

    def transform(self, images, draws):
        return images[:, :4]


class Forgotten(Halved):
    def transform(self, images, draws):
        pass


@pytest.mark.parametrize(
    "kind, received", [(Halved, r"\(8, 4, 8, 1\)"), (Forgotten, "None")]
)
def test_an_augmentation_keeps_the_shape_of_images(kind, received):
    with pytest.raises(
        ValueError,
        match=f"(?s){kind.__name__}.transform must.*"
        f"Received: {received} for images",
    ):
        kind()(images(8))


@pytest.mark.parametrize("new", [None, kg.layers.DiffAugmentation("cutout")])
def test_another_augmentation_than_at_compile_is_refused_by_name(new):
    model = VARIANTS["gan"](augmentation=kg.layers.DiffAugmentation("color"))
    model.compile()
    model.augmentation = new
    with pytest.raises(ValueError, match="augmentation is .*call `compile`"):
        model.fit(images(8), batch_size=8, verbose=0)
    model.compile()
    model.check_trainable()
