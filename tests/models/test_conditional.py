"""What all conditional models share: labels, and what is done with them."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans.models.labels import Classes
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import slow_to_compile
from tests.helpers import state
from tests.helpers import values

NAMES = ("cat", "dog", "hen")


@keras.saving.register_keras_serializable("tests")
class Number(layers.Layer):
    """An image whose pixels are the label's number over ten, for any latent."""

    def build(self, input_shape):
        self.none = self.add_weight(shape=(), initializer="zeros")

    def call(self, inputs):
        latents, labels = inputs
        numbers = ops.arange(labels.shape[-1], dtype="float32") / 10
        numbers = ops.sum(labels * numbers, axis=-1)[:, None, None, None]
        noise = self.none * ops.sum(latents)
        return ops.tile(numbers + noise, (1, *SHAPE))

    def compute_output_shape(self, input_shape):
        return (input_shape[0][0], *SHAPE)


def telling(model=kg.ConditionalGAN, size=3, **kwargs):
    """A model whose images tell the labels that they were made for."""
    inputs = keras.Input((4,)), keras.Input((size,))
    generator = keras.Model(list(inputs), Number()(list(inputs)))
    kwargs = kwargs or {"num_classes": size, "label_names": NAMES}
    model = model(SHAPE, 4, width=2, generator=generator, **kwargs)
    model.compile(run_eagerly=True)
    return model


@pytest.fixture(scope="module")
def classes():
    return telling()


@pytest.fixture(scope="module")
def attributes():
    return telling(num_attributes=3, label_names=NAMES)


def told(samples):
    return np.rint(10 * samples.mean(axis=(1, 2, 3))).astype(int)


@pytest.mark.parametrize(
    "labels, expected",
    [
        (None, [0, 1, 2, 0, 1]),
        (2, [2] * 5),
        ("dog", [1] * 5),
        ([2, 0, 1, 1, 0], [2, 0, 1, 1, 0]),
        (np.array([2, 0, 1, 1, 0], "uint8"), [2, 0, 1, 1, 0]),
        (["hen", "cat", "dog", 2, "cat"], [2, 0, 1, 2, 0]),
    ],
)
def test_images_are_of_the_classes_asked_for(classes, labels, expected):
    samples = classes.generate(5, seed=0, batch_size=2, labels=labels)
    assert told(samples).tolist() == expected


@pytest.mark.parametrize(
    "labels, expected",
    [
        # Attributes have the worth of 0, 1 and 2.
        (None, [0, 1, 2, 0]),
        ("hen", [2] * 4),
        (["dog", "hen"], [3] * 4),
        (["dog", "dog"], [1] * 4),
        (np.array(["dog", "hen"]), [3] * 4),
        ([], [0] * 4),
        ([0, 1, 0], [1] * 4),
        (ops.array([0.0, 1.0, 0.0]), [1] * 4),
        ([[1, 1, 1], [0, 0, 0], [0, 0, 1], [0, 1, 0]], [3, 0, 2, 1]),
    ],
)
def test_images_have_the_attributes_asked_for(attributes, labels, expected):
    samples = attributes.generate(4, seed=0, batch_size=3, labels=labels)
    assert told(samples).tolist() == expected


@pytest.mark.parametrize(
    "labels, message",
    [
        (3, "from 0 to 2. Received: values from 3 to 3"),
        (-1, "from 0 to 2. Received: values from -1 to -1"),
        ("dig", "one of cat, dog, hen. Did you mean 'dog'\\? Received: 'dig'"),
        ([0, 1], r"of shape \(5,\). Received: shape \(2,\)"),
        (
            np.eye(4)[[0, 1, 2, 0, 1]],
            r"shape \(5,\). Received: shape \(5, 4\)",
        ),
    ],
)
def test_generate_refuses_other_classes(classes, labels, message):
    with pytest.raises(ValueError, match=message):
        classes.generate(5, labels=labels)


@pytest.mark.parametrize(
    "labels, message",
    [
        (["dog", "ct"], "Did you mean 'cat'\\? Received: 'ct'"),
        ([0, 1], r"of shape \(5, 3\). Received: shape \(5, 2\)"),
        ([0, 1, -1], "1 if it has them. Received: values from -1 to 1"),
        (np.ones((4, 3)), r"of shape \(5, 3\). Received: shape \(4, 3\)"),
        ([0, 1, np.nan], "Received: values from nan to nan"),
        (3, r"names.*or \(n, 3\) of values in \[0, 1\]. Received: 3"),
        ([["dog"], ["cat"]], r"names.*. Received: \[\['dog'\], \['cat'\]\]"),
        (["dog", 1], r"names.*. Received: \['dog', 1\]"),
        ([[0, 1, 0], [1]], r"names.*. Received: \[\[0, 1, 0\], \[1\]\]"),
    ],
)
def test_generate_refuses_other_attributes(attributes, labels, message):
    with pytest.raises(ValueError, match=message):
        attributes.generate(5, labels=labels)


def test_classes_must_be_whole_numbers(classes):
    with pytest.raises(ValueError, match="integers. Received: 0.5"):
        classes.generate(2, labels=[0.5, 1.0])
    with pytest.raises(TypeError, match=r"astype\('int32'\)` .*dtype bool"):
        classes.check_batch((X, Y > 0))


@pytest.mark.parametrize(
    "value, error, message",
    [
        (0.5, ValueError, "must be 0 or 1; `labels > 0.5`.*Received: 0.5"),
        (-1, ValueError, "values from -1 to -1"),
        ("yes", TypeError, "Attributes must be numbers.*dtype <U3"),
    ],
)
def test_real_images_have_attributes_or_not(attributes, value, error, message):
    with pytest.raises(error, match=message):
        attributes.check_batch((X, np.full((12, 3), value)))
    attributes.check_batch((X, np.eye(3)[Y] > 0))


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({}, "num_classes or num_attributes. Received: num_classes=None"),
        ({"num_classes": 2, "num_attributes": 2}, "num_classes or num_attrib"),
        ({"num_classes": 0}, "Received: num_classes=0"),
        ({"num_attributes": 1.5}, "Received: num_attributes=1.5"),
        (
            {"num_classes": 3, "label_names": ["a", "b"]},
            "3 different.*: a, b",
        ),
        (
            {"num_classes": 2, "label_names": ["a", "a"]},
            "2 different.*: a, a",
        ),
        ({"num_classes": 2, "label_names": "ab"}, "a list .*label_names='ab'"),
        ({"num_classes": 2, "label_names": 4}, "a list .*label_names=4"),
        ({"num_classes": 2, "label_names": {"a", "b"}}, "a list of names"),
    ],
)
@pytest.mark.parametrize("name", ["conditionalgan", "acgan", "projectiongan"])
def test_bad_arguments_are_refused(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        kg.models.MODELS[name](SHAPE, 4, width=2, **arguments)


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        (kg.ProGAN, "latents and images alone"),
        (kg.MSGGAN, "a list of images alone"),
        (kg.StyleGAN2, "ConditionalStyleGAN2 is its conditional form"),
    ],
)
def test_models_that_cannot_be_conditional_say_so(base, reason):
    kind = type("Mine", (kg.Conditional, base), {})
    with pytest.raises(ValueError, match=f"since .*{reason}.*class Mine"):
        kind(SHAPE, 4, num_classes=3)


X, Y = images(12), np.arange(12) % 3


@pytest.mark.parametrize(
    "labels, error, message",
    [
        (None, ValueError, "needs labels.*Received: images alone"),
        (Y + 1, ValueError, "from 0 to 2. Received: values from 1 to 3"),
        (np.eye(2)[Y % 2], ValueError, r"\(12,\). Received: shape \(12, 2\)"),
        (
            np.eye(3)[[0, 1, 2] * 4] + (np.arange(12) == 8)[:, None],
            ValueError,
            r"one-hot classes must hold one 1.*: \[1.0, 1.0, 2.0\], row 8",
        ),
        (Y > 0, TypeError, "integers. Received: dtype bool"),
        (Y / 2, ValueError, "integers. Received: 0.5"),
        (Y[:9], ValueError, r"shape \(12,\). Received: shape \(9,\)"),
    ],
)
@pytest.mark.parametrize("kind", ["array", "generator"])
def test_bad_labels_are_refused_before_training(kind, labels, error, message):
    model = quick("acgan")
    before = state(model)
    pair = (X,) if labels is None else (X, labels)
    with pytest.raises(error, match=message):
        if kind == "array":
            model.fit(*pair, batch_size=4, verbose=0)
        else:
            model.fit(iter([pair, pair]), verbose=0)
    assert_same(state(model), before)


@slow_to_compile
def test_classes_may_be_of_any_form_that_keras_has():
    forms = (
        Y,
        Y[:, None].astype("uint8"),  # As keras.datasets has them.
        keras.utils.to_categorical(Y, 3),
        Y.astype("float32"),
        Y.tolist(),
    )
    results = []
    for labels in forms:
        model = quick("conditionalgan")
        options = {"batch_size": 4, "verbose": 0}
        logs = model.fit(X, labels, **options).history
        logs |= model.train_on_batch(X[:4], labels[:4], return_dict=True)
        logs |= model.evaluate(X, labels, **options, return_dict=True)
        samples = model.generate(12, labels=labels, seed=0)
        results.append([*map(np.array, logs.values()), samples, *state(model)])
    # Another form is another program, in which XLA may round otherwise.
    rounding = 1e-6 if BACKEND == "jax" else 0
    for other in results[1:]:
        for a, b in zip(other, results[0], strict=True):
            np.testing.assert_allclose(a, b, rtol=rounding, atol=rounding / 10)


def test_one_model_takes_labels_in_one_form_after_another():
    model = kg.ConditionalGAN(SHAPE, 4, num_classes=3, width=2, seed=0)
    model.compile()
    numbers = np.arange(12) % 3
    forms = numbers, numbers[:, None], np.eye(3, dtype="int32")[numbers]
    x, z = images(12), np.ones((12, 4), "float32")
    made = []
    for labels in forms:
        made.append(model.predict((z, labels), verbose=0))
        made.append(model.generate(12, labels=labels, seed=1))
        model.evaluate(x, labels, verbose=0)
    assert_same(made[::2], made[:1] * 3)
    assert_same(made[1::2], made[1:2] * 3)
    for labels in forms:
        model.fit(x, labels, batch_size=4, verbose=0)
        model.train_on_batch(x[:4], labels[:4])
        model.test_on_batch(x[:4], labels[:4])
    assert values([model.g_opt.iterations]) == [12]


def test_bad_labels_are_refused_wherever_they_are_in_an_array():
    labels = Y.copy()
    labels[11] = 7
    with pytest.raises(ValueError, match="Received: values from 0 to 7"):
        quick("acgan").fit(X, labels, batch_size=4, verbose=0)


@pytest.mark.parametrize(
    "labels, message",
    [([], "Received: images alone"), ([Y + 1], "values from 1 to 3")],
)
def test_bad_labels_of_a_batch_are_refused(labels, message):
    model = quick("acgan")
    before = state(model)
    with pytest.raises(ValueError, match=message):
        model.train_on_batch(X, *labels)
    assert_same(state(model), before)
    assert np.isfinite(model.train_on_batch(X, Y)).all()


def test_validation_needs_labels_too():
    model = quick("conditionalgan")
    with pytest.raises(ValueError, match="Received: images alone"):
        model.fit(X, Y, batch_size=4, validation_data=(X,), verbose=0)
    with pytest.raises(ValueError, match="values from 3 to 5"):
        model.evaluate(X, Y + 3, verbose=0)
    assert np.isfinite(model.evaluate(X, Y, verbose=0)).all()


def test_images_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"shape \(8, 8, 1\)"):
        quick("acgan").fit(images(12, (4, 4, 1)), Y, batch_size=4, verbose=0)


class Noting(kg.ConditionalGAN):
    """Notes what each discriminator update is shown."""

    def d_objective(self, real, fake, training):
        self.seen.append(values([*real, fake]))
        return super().d_objective(real, fake, training)

    def g_objective(self, real, fake, training):
        # JAX traces the fakes here.
        self.g_seen.append(values([real[1]])[0])
        return super().g_objective(real, fake, training)


def as_array(x, y):
    return {"x": x, "y": y, "batch_size": 4, "shuffle": False}


def as_tf_dataset(x, y):
    tf = pytest.importorskip("tensorflow")
    return {"x": tf.data.Dataset.from_tensor_slices((x, y)).batch(4)}


def as_generator(x, y):
    return {"x": ((x[i : i + 4], y[i : i + 4]) for i in range(0, len(x), 4))}


@pytest.mark.parametrize("make", [as_array, as_tf_dataset, as_generator])
@pytest.mark.filterwarnings("ignore:The first 16 images have one value")
def test_labels_stay_with_their_images_and_fakes_have_them(make):
    model = telling(Noting, num_classes=3, d_steps=2)
    for name in ("seen", "g_seen"):
        object.__setattr__(model, name, [])
    # Pixels that tell the label.
    x = np.ones((16, *SHAPE), "float32") * (np.arange(16) % 3 / 10)[
        :, None, None, None
    ].astype("float32")
    model.fit(**make(x, np.arange(16) % 3), verbose=0)
    assert len(model.seen) == 4 and len(model.g_seen) == 2
    for i, (real, labels, fake) in enumerate(model.seen):
        numbers = (np.arange(4) + 4 * i) % 3
        np.testing.assert_array_equal(labels, np.eye(3)[numbers])
        for pictures in (real, fake):
            np.testing.assert_array_equal(told(pictures), numbers)
    # The generator is judged by the labels of the last of each two.
    for labels, (_, last, _) in zip(
        model.g_seen, model.seen[1::2], strict=True
    ):
        np.testing.assert_array_equal(labels, last)


def test_call_and_predict_take_latents_and_labels(classes):
    z, labels = np.zeros((3, 4), "float32"), np.array([2, 0, 1])
    for samples in (
        values([classes((z, labels))])[0],
        classes.predict((z, labels), verbose=0),
    ):
        assert told(samples).tolist() == [2, 0, 1]
    with pytest.raises(ValueError, match=r"latents and labels, .*\(3, 4\)"):
        classes.predict(z)
    with pytest.raises(
        ValueError, match=r"latents of shape \(n, 4\).*\(3, 9\)"
    ):
        classes((np.zeros((3, 9), "float32"), labels))


def test_seeds_draw_latents_whatever_the_labels():
    model = quick("projectiongan")
    a, b = (model.generate(3, seed=4, labels=label) for label in (0, 0))
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, model.generate(3, seed=5, labels=0))


def test_names_are_numbers_where_none_are_given_and_are_kept():
    assert quick("acgan").label_names == ("0", "1", "2")
    # Where names are numbers, no other number is known.
    named = Classes(3, ["1", "2", "10"])
    assert [named.number(named.parse(x)) for x in ("2", "10")] == [1, 2]
    with pytest.raises(ValueError, match="must be one of 1, 2, 10.*'0'"):
        named.number(named.parse("0"))
    assert Classes(2, ["1", "b"]).parse("0") == 0
    model = quick("acgan-attributes")
    assert model.label_names == ("round", "thin")
    copy = type(model).from_config(model.get_config())
    assert copy.label_names == ("round", "thin")


@pytest.mark.parametrize("kind", ["generator", "discriminator"])
def test_networks_without_labels_are_refused(kind):
    shapes = {"generator": (4,), "discriminator": SHAPE}
    size = {"generator": 64, "discriminator": 1}[kind]
    network = keras.Sequential(
        [keras.Input(shapes[kind]), layers.Flatten(), layers.Dense(size)]
    )
    with pytest.raises(ValueError, match=f"{kind} must take.*labels"):
        kg.ConditionalGAN(SHAPE, 4, width=4, num_classes=3, **{kind: network})


def test_networks_for_other_labels_are_refused():
    for kind in ("generator", "discriminator"):
        network = getattr(
            kg.ConditionalGAN(SHAPE, 4, width=4, num_classes=5), kind
        )
        with pytest.raises(ValueError, match=rf"{kind} .*labels \(n, 3\)"):
            kg.ConditionalGAN(
                SHAPE, 4, width=4, num_classes=3, **{kind: network}
            )


@pytest.mark.parametrize("model", [kg.EBGAN, kg.BEGAN])
def test_models_with_an_auto_encoder_are_not_made_conditional(model):
    class Refused(kg.Conditional, model):
        pass

    with pytest.raises(ValueError, match="cannot be made conditional"):
        Refused(SHAPE, 4, width=2, num_classes=3)


@keras.saving.register_keras_serializable("tests")
class ConditionalLSGAN(kg.Conditional, kg.LSGAN):
    pass


def test_the_mixin_stands_before_the_model():
    message = r"as in class Mine.*Received: class Turned\(LSGAN, Conditional\)"
    with pytest.raises(TypeError, match=message):

        class Turned(kg.LSGAN, kg.Conditional):
            pass


def test_another_model_becomes_conditional():
    model = ConditionalLSGAN(SHAPE, 4, width=4, num_classes=3)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    history = model.fit(X, Y, batch_size=4, verbose=0).history
    assert set(history) == set(kg.LSGAN.log_names)
    assert model.generate(2, labels=1).shape == (2, *SHAPE)


class ConditionalSNGAN(kg.Conditional, kg.SNGAN):
    pass


class ConditionalWGANGP(kg.Conditional, kg.WGANGP):
    pass


class ConditionalR3GAN(kg.Conditional, kg.R3GAN):
    pass


@pytest.mark.parametrize(
    "kind, normalization",
    [
        (ConditionalLSGAN, layers.BatchNormalization),
        (ConditionalSNGAN, kg.layers.SpectralNormalization),
        (ConditionalWGANGP, kg.layers.GroupNormalization),
        (ConditionalR3GAN, None),
    ],
)
def test_a_conditional_discriminator_is_normalised_as_the_model_wants(
    kind, normalization
):
    discriminator = kind((16, 16, 1), 4, width=2, num_classes=3).discriminator
    found = {
        type(layer)
        for layer in discriminator._flatten_layers()
        if "Normalization" in type(layer).__name__
    }
    assert found == ({normalization} if normalization else set())
    if normalization is kg.layers.SpectralNormalization:
        # The label's picture too; what is not a layer of another's.
        outer = [w for w in discriminator.layers if w.weights]
        assert isinstance(outer[0], normalization)


@slow_on_jax
@pytest.mark.parametrize(
    "kind", [ConditionalSNGAN, ConditionalWGANGP, ConditionalR3GAN]
)
def test_models_that_refuse_batch_norm_become_conditional(kind):
    model = kind((16, 16, 1), 4, width=2, num_classes=3, d_steps=2)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    x = images(12, (16, 16, 1))
    history = model.fit(x, Y, batch_size=4, verbose=0).history
    assert set(history) == set(kind.log_names)
    assert np.isfinite([*history.values()]).all()


@needs_tensorflow
def test_pairs_of_a_data_set_train():
    model = kg.ACGAN((8, 8, 1), 4, width=2, num_classes=10)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    digits = kg.datasets.digits(600, image_size=8, labels=True)
    history = model.fit(digits, verbose=0).history
    assert np.isfinite([*history.values()]).all()
    with pytest.raises(ValueError, match="Received: images alone"):
        model.fit(kg.datasets.digits(600, image_size=8), verbose=0)
