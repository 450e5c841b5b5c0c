"""What models refuse of networks, and warn of."""

import math
import warnings

import keras
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.utils import network_checks as checks
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import images


def with_batch_norm(depth):
    """A discriminator with batch normalisation, nested `depth` deep."""
    inner = [layers.Dense(2), layers.BatchNormalization(name="mixer")]
    for _ in range(depth):
        inner = [keras.Sequential(inner)]
    return keras.Sequential(
        [keras.Input(SHAPE), layers.Flatten(), *inner, layers.Dense(1)]
    )


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_batch_normalisation_is_found_however_deep(depth):
    with pytest.raises(ValueError, match="it would mix.*layer 'mixer'"):
        checks.check_no_batch_norm(with_batch_norm(depth), "it would mix")


def test_batch_normalisation_of_a_subclass_is_found():
    class Renamed(layers.BatchNormalization):
        pass

    network = keras.Sequential([keras.Input((2,)), Renamed(name="mixer")])
    with pytest.raises(ValueError, match="layer 'mixer'"):
        checks.check_no_batch_norm(network, "it would mix")


def test_other_normalisation_passes():
    network = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.GroupNormalization(groups=1),
            layers.LayerNormalization(),
            kg.layers.SpectralNormalization(layers.Dense(1)),
        ]
    )
    checks.check_no_batch_norm(network, "it would mix")


@pytest.mark.parametrize("model", [kg.WGANGP, kg.R3GAN])
@pytest.mark.parametrize("depth", [0, 2])
def test_models_with_penalties_of_single_images_refuse_it(model, depth):
    with pytest.raises(
        ValueError, match="one gradient per image.*layer 'mixer'"
    ):
        model(SHAPE, 4, width=4, discriminator=with_batch_norm(depth))


def test_models_without_such_penalties_take_it():
    for model in (kg.LSGAN, kg.WGAN, kg.SNGAN):
        discriminator = with_batch_norm(1)
        model = model(SHAPE, 4, width=4, discriminator=discriminator)
        assert model.discriminator is discriminator


@pytest.mark.parametrize("shape", [SHAPE, (2,)])
def test_an_autoencoder_returns_the_shape_it_takes(shape):
    network = keras.Sequential([keras.Input(shape), layers.Dense(shape[-1])])
    checks.check_autoencoder(network, shape)
    other = keras.Sequential([keras.Input(shape), layers.Dense(5)])
    with pytest.raises(ValueError, match=r"an auto-encoder.*(, 5\)|\(5,\))"):
        checks.check_autoencoder(other, shape)


@pytest.mark.parametrize(
    "model", [kg.GAN, kg.LSGAN, kg.WGAN, kg.WGANGP, kg.SNGAN, kg.R3GAN]
)
@pytest.mark.parametrize(
    "last",
    [
        lambda: [layers.Dense(1, activation="sigmoid", name="last")],
        lambda: [layers.Dense(1), layers.Activation("sigmoid", name="last")],
        lambda: [
            keras.Sequential(
                [
                    kg.layers.SpectralNormalization(
                        layers.Dense(1, activation="sigmoid", name="last")
                    )
                ]
            ),
            layers.Reshape((1,)),
        ],
    ],
)
def test_scores_through_a_sigmoid_are_refused(model, last):
    discriminator = keras.Sequential(
        [keras.Input(SHAPE), layers.Flatten(), *last()]
    )
    with pytest.raises(
        ValueError, match="scores without bounds.*ends in layer 'last'"
    ):
        model(SHAPE, 4, width=4, discriminator=discriminator)


def ending_in_operation(last):
    images = keras.Input(SHAPE)
    scores = last(layers.Dense(1)(layers.Flatten()(images)))
    return keras.Model(images, scores)


@pytest.mark.parametrize(
    "last",
    [
        keras.ops.sigmoid,
        keras.ops.tanh,
        layers.Activation(keras.ops.sigmoid),
        layers.Activation("hard_sigmoid"),
        layers.Dense(1, activation="tanh", name="last"),
        layers.ReLU(max_value=6),
    ],
)
def test_other_bounds_of_scores_are_refused(last):
    with pytest.raises(ValueError, match="without a final sigmoid or another"):
        kg.GAN(SHAPE, 4, discriminator=ending_in_operation(last))


@pytest.mark.parametrize(
    "last",
    [
        lambda x: 2 * x,
        layers.LeakyReLU(),
        layers.Activation("linear"),
    ],
)
def test_scores_without_bounds_are_taken(last):
    checks.check_last_activation(ending_in_operation(last))


@pytest.mark.parametrize(
    ("last", "lowest"),
    [
        (layers.ReLU(name="last"), "0"),
        (layers.Dense(1, activation="softplus", name="last"), "0"),
        (layers.Activation("elu", name="last"), "-1"),
    ],
)
def test_scores_of_one_sign_are_warned_of(last, lowest):
    with pytest.warns(UserWarning, match=rf"'last', .* never .* {lowest}\. R"):
        kg.LSGAN(SHAPE, 4, discriminator=ending_in_operation(last))


@pytest.mark.parametrize(
    ("score", "logits", "bounded"),
    [
        ("sigmoid", "linear", "score"),
        ("linear", "softmax", "logits"),
        ("linear", "linear", None),
    ],
)
def test_each_output_of_a_discriminator_is_looked_at(score, logits, bounded):
    images = keras.Input(SHAPE)
    x = layers.Flatten()(images)
    outputs = [
        layers.Dense(1, activation=score, name="score")(x),
        layers.Dense(3, activation=logits, name="logits")(x),
    ]
    network = keras.Model(images, outputs)
    if bounded is None:
        kg.ACGAN(SHAPE, 4, num_classes=3, discriminator=network)
        return
    with pytest.raises(ValueError, match=f"ends in layer '{bounded}'"):
        kg.ACGAN(SHAPE, 4, num_classes=3, discriminator=network)


def of_shapes(inputs, outputs):
    given = keras.Input(inputs)
    outputs = [
        layers.Reshape(shape)(layers.Dense(math.prod(shape))(x))
        for shape in outputs
        for x in [layers.Flatten()(given)]
    ]
    return keras.Model(given, outputs if len(outputs) > 1 else outputs[0])


def named_outputs(network):
    return keras.Model(network.input, {"scores": network.output})


def listed(network):
    return network.input, [network.output]


class Failing(keras.Model):
    def call(self, x):
        raise ValueError("a bug")


IS = r"inputs of shapes \[\(None, "


@pytest.mark.parametrize(
    "networks, error, message",
    [
        ({"generator": keras.Sequential}, TypeError, "generator must be a Ke"),
        (
            {"discriminator": lambda x: x},
            TypeError,
            "discriminator must be a K",
        ),
        (
            {"generator": of_shapes((9,), [SHAPE])},
            ValueError,
            rf"{IS}4\)\].*a network with input shapes \[\(None, 9\)\]",
        ),
        (
            {"discriminator": of_shapes((9, 9, 1), [(1,)])},
            ValueError,
            rf"{IS}8, 8, 1\)\].*with input shapes \[\(None, 9, 9, 1\)\]",
        ),
        (
            {"discriminator": of_shapes(SHAPE, [(1,), (3,)])},
            ValueError,
            r"one score per image.*\[\(None, 1\), \(None, 3\)\]",
        ),
        (
            {"generator": of_shapes((4,), [SHAPE, SHAPE])},
            ValueError,
            "must return images of shape .*output shapes",
        ),
        (
            {"discriminator": named_outputs(of_shapes(SHAPE, [(1,)]))},
            ValueError,
            "The discriminator must return a tensor, .*{'scores': ",
        ),
        (
            {"generator": keras.Model(*listed(of_shapes((4,), [SHAPE])))},
            ValueError,
            r"The generator must return a tensor, .*\[<KerasTensor",
        ),
        (
            {"generator": Failing()},
            ValueError,
            rf"{IS}4\)\].*a network that fails there: .*a bug",
        ),
    ],
)
def test_networks_that_do_not_fit_are_refused_by_name(networks, error, message):
    with pytest.raises(error, match=f"(?s){message}"):
        kg.DCGAN(SHAPE, 4, width=4, **networks)


@pytest.mark.parametrize(
    "name, network",
    [
        ("pix2pix", {"generator": of_shapes((9, 9, 1), [SHAPE])}),
        ("cyclegan", {"discriminator_a": of_shapes((9, 9, 1), [(1,)])}),
        ("began", {"discriminator": of_shapes((9, 9, 1), [SHAPE])}),
    ],
)
def test_so_are_those_of_other_models(name, network):
    with pytest.raises(ValueError, match="must take inputs of shapes"):
        kg.models.MODELS[name](SHAPE, **network)


@pytest.mark.parametrize(
    "model", [kg.LSGAN, kg.WGAN, kg.WGANGP, kg.SNGAN, kg.R3GAN]
)
def test_scores_must_be_one_for_each_image(model):
    discriminator = keras.Sequential(
        [keras.Input(SHAPE), layers.Flatten(), layers.Dense(2)]
    )
    with pytest.raises(ValueError, match=r"\(n, 1\).*shapes \[\(None, 2\)"):
        model(SHAPE, 4, width=4, discriminator=discriminator)


def ending_in(*last):
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(64), *last, layers.Reshape(SHAPE)]
    )


def functional(scale):
    latents = keras.Input((4,))
    x = layers.Dense(64, activation="sigmoid", name="last")(latents)
    x = layers.Reshape(SHAPE)(x)
    return keras.Model(latents, 2 * x - 1 if scale else x)


@pytest.mark.parametrize(
    "last",
    [
        [layers.Dense(64, activation="sigmoid", name="last")],
        [layers.Activation("softplus", name="last")],
        [layers.ReLU(name="last"), layers.Activation("linear")],
        [layers.Softmax(name="last")],
        [keras.Sequential([layers.Dense(64, activation="gelu", name="last")])],
        [layers.Activation("tanh"), layers.Rescaling(0.5, 0.5, name="last")],
        [layers.Activation("tanh"), layers.Rescaling(127.5, name="last")],
        functional(scale=False),
    ],
)
def test_a_generator_that_cannot_make_dark_images_is_warned_of(last):
    network = last if isinstance(last, keras.Model) else ending_in(*last)
    with pytest.warns(UserWarning, match="'last', .* activation='tanh'"):
        checks.warn_of_activation(network)


@pytest.mark.parametrize(
    "last",
    [
        [],
        [layers.Activation("tanh")],
        [layers.Activation("hard_tanh")],
        [layers.LeakyReLU()],
        [layers.Activation("sigmoid"), layers.Rescaling(2, offset=-1)],
        [
            layers.Activation("sigmoid"),
            layers.Rescaling(255),
            layers.Rescaling(1 / 127.5, offset=-1),
        ],
        functional(scale=True),
    ],
)
def test_other_generators_are_not(last):
    network = last if isinstance(last, keras.Model) else ending_in(*last)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checks.warn_of_activation(network)


@pytest.mark.parametrize(
    ("first", "is_wrong"),
    [
        (layers.Rescaling(1 / 127.5, offset=-1, name="first"), True),
        (layers.Rescaling([1 / 255.0], name="first"), True),
        (layers.Rescaling(0.5, offset=0.5, name="first"), False),
        (layers.Flatten(name="first"), False),
    ],
)
def test_a_discriminator_that_scales_images_again_is_warned_of(first, is_wrong):
    network = keras.Sequential(
        [keras.Input(SHAPE), first, layers.Flatten(), layers.Dense(1)]
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        checks.warn_of_rescaling(network)
    found = ["'first' makes values from" in str(w.message) for w in caught]
    assert found == [True] * is_wrong


def test_fit_warns_of_data_and_generator_before_training():
    model = kg.GAN(
        SHAPE, 4, width=1, generator=ending_in(layers.Activation("sigmoid"))
    )
    model.compile(run_eagerly=True)
    with pytest.warns(UserWarning) as caught:
        model.fit((images(16) + 1) / 2, batch_size=16, verbose=0)
    texts = [str(w.message) for w in caught if w.category is UserWarning]
    assert len(texts) == 2
    assert "`2 * images - 1`" in texts[0] and "tanh" in texts[1]
    pair = ((images(16) + 1) / 2, images(16))
    with pytest.warns(UserWarning, match=r"2 \* images of A - 1"):
        VARIANTS["cyclegan"]().look_at(pair)
