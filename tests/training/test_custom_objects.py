"""Networks of one's own: what could not be saved is said before training."""

import keras
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import SHAPE


class Plain(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2, activation="tanh")

    def call(self, z):
        return self.dense(z)


class WithArgument(Plain):
    """Its argument is no value that a file can hold."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def call(self, z):
        return self.dense(self.layer(z))


class TwoLayers:
    """Two layers, the first with an argument."""

    def __init__(self, units=3, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.Dense(units)
        self.dense = layers.Dense(2, activation="tanh")
        self.units = units

    def call(self, z):
        return self.dense(self.first(z))


@keras.saving.register_keras_serializable("tests")
class Forgetful(TwoLayers, keras.Model):
    def get_config(self):
        return super().get_config()


class Unregistered(TwoLayers, keras.Model):
    def get_config(self):
        return {**super().get_config(), "units": self.units}


@keras.saving.register_keras_serializable("tests")
class Right(Unregistered):
    pass


@keras.saving.register_keras_serializable("tests")
class Mine(kg.GAN):
    def __init__(self, image_shape, *, weight=1.0, **kwargs):
        super().__init__(image_shape, **kwargs)
        self.weight = weight


def halved(x):
    return x / 2


def compiled(generator, kind=kg.GAN, **kwargs):
    model = kind((2,), latent_dim=4, width=2, generator=generator, **kwargs)
    model.compile()
    return model


SAID = {
    "unregistered": (
        Unregistered,
        "custom_objects={'Unregistered': Unregistered}.*register_keras",
    ),
    "without arguments for the base class": (
        Plain,
        "Plain.get_config.. has dtype, trainable, which __init__ does not take",
    ),
    "without a configuration": (
        lambda: WithArgument(layers.Dense(3)),
        "trained, but not saved whole: .*WithArgument.*register_keras",
    ),
    "an argument left out": (
        lambda: Forgetful(units=5),
        "Forgetful.get_config.. leaves out units",
    ),
    "a function": (
        lambda: keras.Sequential(
            [layers.Input((4,)), layers.Dense(2, activation=halved)]
        ),
        "custom_objects={'halved': halved}",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_what_cannot_be_saved_or_loaded_is_said_before_training(name):
    make, message = SAID[name]
    with pytest.warns(UserWarning, match=message) as records:
        compiled(make())
    assert len(records) == 1  # All is in one warning.


def test_a_model_that_forgets_its_argument_is_named():
    with pytest.warns(UserWarning, match="Mine.get_config.. leaves out weight"):
        compiled(None, Mine, weight=3.0)


def test_a_schedule_that_cannot_be_saved_is_said_before_training():
    class Constant(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 1e-3

    model = kg.GAN((2,), 4, width=2)
    with pytest.warns(UserWarning, match="with its optimizers: .*'Constant'"):
        model.compile(g_opt=keras.optimizers.Adam(Constant()))


def test_networks_that_can_be_loaded_pass_without_a_word(tmp_path):
    model = compiled(Right(units=5), ema=0.9)
    model.save(tmp_path / "model.keras")
    loaded = kg.load_model(tmp_path / "model.keras")
    assert loaded.generator.units == loaded.ema_generator.units == 5
    with keras.saving.custom_object_scope({"Unregistered": Unregistered}):
        compiled(Unregistered(units=5))


def test_weights_that_two_networks_share_are_refused():
    shared = layers.Dense(4)
    generator = keras.Sequential([layers.Input((4,)), shared, layers.Dense(4)])
    x = keras.Input((4,))
    discriminator = keras.Model(x, layers.Dense(1)(shared(x)), name="judge")
    with pytest.raises(
        ValueError, match="weights of its own.*Received: .*kernel.*'judge'"
    ):
        kg.GAN((4,), 4, generator=generator, discriminator=discriminator)
    inner = layers.Conv2D(1, 3, padding="same")
    networks = {
        name: keras.Sequential([layers.Input(SHAPE), inner])
        for name in ("generator_ab", "discriminator_a")
    }
    with pytest.raises(ValueError, match="weights of its own"):
        kg.CycleGAN(SHAPE, width=2, **networks)
    with pytest.raises(ValueError, match="weights of its own"):
        kg.CycleGAN(
            SHAPE,
            width=2,
            generator_ab=networks["generator_ab"],
            discriminator_a=networks["generator_ab"],
        )


def test_a_layer_without_weights_and_a_network_serve_twice(tmp_path):
    flat = layers.Activation("tanh")
    generator = keras.Sequential([layers.Input((4,)), layers.Dense(2), flat])
    discriminator = keras.Sequential(
        [layers.Input((2,)), flat, layers.Dense(1)]
    )
    networks = {"generator": generator, "discriminator": discriminator}
    first, second = kg.GAN((2,), 4, **networks), kg.LSGAN((2,), 4, **networks)
    for model in (first, second):
        model.compile()
        model.save(tmp_path / "model.keras")
        loaded = kg.load_model(tmp_path / "model.keras")
        assert (
            loaded.generate(2, seed=0).tolist()
            == model.generate(2, seed=0).tolist()
        )
