"""Transfer: a trained model learns from other images, in part frozen."""

import keras
import pytest

import keras_gans as kg
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import state
from tests.helpers import values


def critic():
    conv = [keras.layers.Conv2D(2, 3, activation="tanh") for _ in range(3)]
    return keras.Sequential(
        [
            keras.layers.Input(SHAPE),
            conv[0],
            keras.layers.BatchNormalization(),
            keras.Sequential(
                [kg.layers.SpectralNormalization(conv[1]), conv[2]]
            ),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ],
        name="discriminator",
    )


def weighted(network):
    """The layers of a `critic` that have trainable weights, in their order."""
    conv, normalization, inner, _, dense = network.layers
    wrapper, second = inner.layers
    return [conv, normalization, wrapper.layer, second, dense]


def weights(network):
    return [values(layer.weights) for layer in weighted(network)]


@slow_on_jax
@pytest.mark.parametrize("freeze_d", [1, 3])
def test_a_loaded_model_trains_on_other_images_without_its_first_layers(
    freeze_d, tmp_path
):
    model = VARIANTS["gan"](discriminator=critic())
    model.compile(run_eagerly=BACKEND == "tensorflow")
    model.fit(images(8), batch_size=8, verbose=0)
    model.save(tmp_path / "faces.keras")
    loaded = kg.load_model(tmp_path / "faces.keras")
    loaded.freeze_discriminator(freeze_d)
    before = weights(loaded.discriminator)
    generator = values(loaded.g_variables)
    loaded.fit(images(16, seed=5), batch_size=8, verbose=0)
    after = weights(loaded.discriminator)
    for old, new in zip(before[:freeze_d], after[:freeze_d], strict=True):
        assert_same(old, new)
    moving = [*before[freeze_d:], generator]
    moved = [*after[freeze_d:], values(loaded.g_variables)]
    for old, new in zip(moving, moved, strict=True):
        assert all((x != y).any() for x, y in zip(old, new, strict=True))
    # Its file keeps the same layers frozen, and goes on exactly.
    loaded.save(tmp_path / "cats.keras")
    again = kg.load_model(tmp_path / "cats.keras")
    for m in (loaded, again):
        m.fit(images(8, seed=6), batch_size=8, verbose=0)
    assert_same(state(again), state(loaded))
    for old, new in zip(before[:freeze_d], weights(again.discriminator)):
        assert_same(old, new)


def test_other_layers_are_frozen_or_none():
    model = VARIANTS["gan"](discriminator=critic())
    everything = [len(x.trainable_weights) for x in weighted(critic())]
    for freeze_d in (4, 1, 0):
        model.freeze_discriminator(freeze_d)
        kept = [len(x.trainable_weights) for x in weighted(model.discriminator)]
        assert kept == [0] * freeze_d + everything[freeze_d:]


def test_layers_are_frozen_or_not_when_the_model_is_compiled():
    """A step that is compiled would go on with the weights that it knows."""
    model = quick("gan")
    dense = model.discriminator.layers[-1]
    for trainable, state_now in ((False, "frozen"), (True, "trainable")):
        dense.trainable = trainable
        message = f"call `compile` after.*of the discriminator.* {state_now}"
        with pytest.raises(ValueError, match=message):
            model.fit(images(8), batch_size=8, verbose=0)
        with pytest.raises(ValueError, match=message):
            model.train_on_batch(images(8))
        model.compile(model.d_opt, model.g_opt, run_eagerly=model.run_eagerly)
        before = values(dense.weights)
        model.fit(images(8), batch_size=8, verbose=0)
        moved = (before[0] != values(dense.weights)[0]).any()
        assert moved == trainable


@pytest.mark.parametrize(
    "change, error, message",
    [
        (
            lambda model: setattr(model.discriminator, "trainable", False),
            ValueError,
            "between two calls of `fit`.*which is frozen now",
        ),
        (
            lambda model: setattr(model, "label_smoothing", 0.1),
            ValueError,
            "label_smoothing is .*between two calls of `fit`",
        ),
        (
            lambda model: model.freeze_discriminator(1),
            RuntimeError,
            "compile must be called between two calls of fit",
        ),
    ],
)
def test_what_a_callback_cannot_change_in_fit_ends_it(change, error, message):
    """A step that is compiled would go on without the change."""
    model = quick("gan")
    callback = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: change(model)
    )
    with pytest.raises(error, match=message):
        model.fit(
            images(8), batch_size=8, epochs=2, callbacks=[callback], verbose=0
        )
    assert values([model.g_opt.iterations]) == [1]
    model.compile()


@pytest.mark.parametrize("frozen", ["discriminator", "generator"])
def test_a_player_that_is_frozen_is_said(frozen):
    model = quick("gan")
    getattr(model, frozen).trainable = False
    model.compile(run_eagerly=model.run_eagerly)
    names = ("discriminator", "generator")
    before = [values(getattr(model, name).weights) for name in names]
    with pytest.warns(UserWarning, match=f"{frozen} has no trainable weights"):
        model.fit(images(8), batch_size=8, verbose=0)
    for name, old in zip(names, before, strict=True):
        new = values(getattr(model, name).weights)
        moved = any((x != y).any() for x, y in zip(old, new, strict=True))
        assert moved == (name != frozen)


def test_a_model_that_is_frozen_is_refused():
    model = quick("gan")
    model.generator.trainable = model.discriminator.trainable = False
    model.compile()
    with pytest.raises(ValueError, match="weights to train.*generator.train"):
        model.fit(images(8), batch_size=8, verbose=0)


def test_an_average_is_never_trainable(recwarn):
    """`trainable = True` of a model is for all its networks."""
    model = VARIANTS["gan"](ema=0.9)
    model.trainable = False
    model.trainable = True
    model.compile()
    assert model.ema_generator.trainable_variables == []
    assert not [w for w in recwarn if "none of them" in str(w.message)]


def test_a_model_that_is_made_untrainable_trains_nothing(tmp_path):
    model = VARIANTS["gan"](trainable=False, ema=0.9)
    model.compile()
    with pytest.raises(ValueError, match="must have weights to train"):
        model.check_trainable()
    assert not model.d_variables + model.g_variables
    # As files have it, some of it may be trained again.
    model.discriminator.trainable = True
    model.compile()
    model.save(tmp_path / "a.keras")
    loaded = kg.load_model(tmp_path / "a.keras")
    assert loaded.d_variables and not loaded.g_variables


@pytest.mark.parametrize("freeze_d", [-1, 2, 1.5, None])
def test_a_layer_must_be_left_to_train(freeze_d):
    text = "from 0 to 1: the discriminator has 2 layers with weights"
    with pytest.raises(ValueError, match=text):
        VARIANTS["gan"](freeze_d=freeze_d)
    with pytest.raises(ValueError, match="freeze_d must be"):
        VARIANTS["gan"]().freeze_discriminator(freeze_d)


@pytest.mark.skipif(BACKEND != "torch", reason="a way of torch")
@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_weights_that_torch_has_frozen_are_named(player):
    model = quick("gan")
    network = getattr(model, player)
    network.trainable_variables[0].value.requires_grad_(False)
    with pytest.raises(ValueError, match="`layer.trainable = False`.*kernel"):
        model.fit(images(8), batch_size=8, verbose=0)
