import keras
import numpy as np
import pytest
from keras import layers

from keras_gans.metrics import ClassifierFeatures
from keras_gans.metrics import evaluate
from keras_gans.metrics import layer_features
from tests.helpers import images


def classifier(activation=None):
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(3, 3, activation="relu", name="conv"),
            layers.Flatten(),
            layers.Dense(5, activation="relu", name="hidden"),
            layers.BatchNormalization(),
            layers.Dropout(0.5),
            layers.Dense(4, activation=activation),
        ]
    )


def test_features_are_before_the_last_layer_and_probabilities_of_the_logits():
    model = classifier()
    features = ClassifierFeatures(model)(images(7), batch_size=3)
    assert features.features.shape == (7, 5)
    kernel, bias = model.layers[-1].get_weights()
    logits = features.features @ kernel + bias
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(features.probabilities, expected, rtol=1e-5)


def test_a_softmax_is_not_applied_twice():
    logits, softmax = classifier(), classifier("softmax")
    softmax.set_weights(logits.get_weights())
    np.testing.assert_allclose(
        ClassifierFeatures(softmax)(images()).probabilities,
        ClassifierFeatures(logits)(images()).probabilities,
        rtol=1e-5,
    )


def test_a_softmax_of_few_digits_is_not_applied_twice():
    # In bfloat16 rows sum to 1 within some thousandths only.
    keras.config.set_dtype_policy("bfloat16")
    try:
        model = classifier("softmax")
    finally:
        keras.config.set_dtype_policy("float32")
    model.layers[-1].kernel.assign(20 * model.layers[-1].kernel)
    seen = ClassifierFeatures(model)(images()).probabilities
    expected = keras.ops.cast(model(images(), training=False), "float32")
    np.testing.assert_allclose(
        seen, keras.ops.convert_to_numpy(expected), atol=0.02
    )
    assert seen.max() > 0.8
    np.testing.assert_allclose(seen.sum(axis=1), 1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.Lambda(keras.ops.softmax),
        lambda: layers.Activation("softmax"),
        lambda: keras.Sequential([keras.Input((4,)), layers.Softmax()]),
    ],
)
def test_a_softmax_is_known_wherever_it_is(make):
    logits = classifier()
    softmax = keras.Sequential([logits, make()])
    np.testing.assert_allclose(
        ClassifierFeatures(softmax)(images()).probabilities,
        ClassifierFeatures(logits)(images()).probabilities,
        rtol=1e-5,
    )


@pytest.mark.parametrize(("units", "activation"), [(4, "sigmoid"), (1, None)])
def test_networks_without_a_softmax_have_features_alone(units, activation):
    base = classifier()
    last = layers.Dense(units, activation=activation)
    network = keras.Sequential(
        [keras.Input((8, 8, 1)), *base.layers[:-1], last]
    )
    extractor = ClassifierFeatures(network)
    seen = extractor(images())
    expected = ClassifierFeatures(base)(images()).features
    np.testing.assert_allclose(seen.features, expected, rtol=1e-5)
    assert seen.probabilities is None
    (fid,) = evaluate(seen, seen, extractor, ["fid"], reference="r")
    assert fid.value == pytest.approx(0, abs=1e-5)
    with pytest.raises(ValueError, match="'is' needs a classification network"):
        evaluate(None, seen, extractor, ["is"], reference="r")


def test_scores_of_another_layer_do_not_compare():
    model = classifier()
    a, b = (
        evaluate(
            extractor(images(99)),
            extractor(images(99, seed=1)),
            extractor,
            ["fid"],
            reference="noise",
        )[0]
        for extractor in (
            ClassifierFeatures(model),
            ClassifierFeatures(model, "conv"),
        )
    )
    with pytest.raises(ValueError, match="layer: before the last and conv"):
        a < b  # noqa: B015


def test_is_in_inference_mode_and_changes_nothing():
    model = classifier()
    before = model.get_weights()
    extractor = ClassifierFeatures(model)
    first, second = extractor(images()), extractor(images())
    np.testing.assert_array_equal(first.features, second.features)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    # Dropout would leave about half of them 0.
    expected = model(images(), training=False)
    np.testing.assert_allclose(
        first.probabilities,
        keras.ops.convert_to_numpy(keras.ops.softmax(expected)),
        rtol=1e-5,
    )


def test_batches_with_or_without_labels_equal_an_array():
    extractor = ClassifierFeatures(classifier())
    x = images(10)
    whole = extractor(x)
    pairs = [(x[:4], np.zeros(4)), (x[4:], np.zeros(6))]
    for batches in (pairs, [x[:9], x[9:]]):
        np.testing.assert_allclose(
            extractor(batches).features, whole.features, rtol=1e-5, atol=1e-6
        )


def test_layers_by_name_are_averaged_over_the_image():
    model = classifier()
    features = ClassifierFeatures(model, "conv")(images(3)).features
    np.testing.assert_allclose(
        features, layer_features(model, "conv", images(3)), rtol=1e-5
    )
    maps = np.asarray(keras.ops.convert_to_numpy(model.layers[0](images(3))))
    np.testing.assert_allclose(
        features, maps.mean(axis=(1, 2)), rtol=1e-5, atol=1e-6
    )


def test_images_in_0_to_1_are_asked_about():
    extractor = ClassifierFeatures(classifier())
    with pytest.warns(UserWarning, match=r"in \[0, 1\]. .*`2 \* images - 1`"):
        extractor((images(16) + 1) / 2)
    extractor((images(15) + 1) / 2)  # Few may be so by chance.


def test_a_layer_reads_images_and_no_bytes():
    with pytest.raises(TypeError, match="floating point.*uint8"):
        layer_features(classifier(), "conv", np.zeros((2, 8, 8, 1), "uint8"))
    with pytest.raises(ValueError, match=r"lie in \[-1, 1\].*to 255"):
        layer_features(classifier(), "conv", 127 * images(2) + 128)
    with pytest.raises(ValueError, match=r"images must be of.*\(2, 4, 8, 1\)"):
        layer_features(classifier(), "conv", images(2, (4, 8, 1)))


def test_images_of_another_size_are_resized():
    extractor = ClassifierFeatures(classifier())
    large = images(3, (16, 16, 1))
    # TensorFlow 1's bilinear way takes every second pixel of twice the size.
    np.testing.assert_allclose(
        extractor(large).features, extractor(large[:, ::2, ::2]).features
    )


def test_hash_is_of_the_weights_whatever_the_layers_are_called():
    hashes = [ClassifierFeatures(classifier()).weights for _ in range(2)]
    assert hashes[0] == hashes[1]
    changed = classifier()
    changed.layers[-1].bias.assign([0, 0, 0, 1e-6])
    assert ClassifierFeatures(changed).weights != hashes[0]


def test_grey_images_are_repeated_for_colour_and_it_is_said():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Flatten(),
            layers.Dense(3),
            layers.Dense(2),
        ]
    )
    extractor = ClassifierFeatures(model)
    with pytest.warns(UserWarning, match="repeated in three channels"):
        grey = extractor(images(4))
    colour = extractor(np.repeat(images(4), 3, axis=-1))
    np.testing.assert_array_equal(grey.features, colour.features)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros((8, 8, 1), "float32"), r"shape \(8, 8, 1\)"),
        (np.full((2, 8, 8, 1), 1.5, "float32"), "from 1.5 to 1.5"),
        (np.full((2, 8, 8, 1), np.nan, "float32"), "from nan to nan"),
        (np.zeros((2, 8, 8, 3), "float32"), "1 channels .* Received: 3"),
        (np.zeros((0, 8, 8, 1), "float32"), "must not be empty"),
        ([np.zeros((0, 8, 8, 1), "float32")], "not empty. Received: shape"),
        ([], "must not be empty"),
    ],
)
def test_refuses_images(x, message):
    with pytest.raises(ValueError, match=message):
        ClassifierFeatures(classifier())(x)


def test_refuses_integers():
    x = np.zeros((2, 8, 8, 1), "uint8")
    with pytest.raises(TypeError, match="floating point.*dtype uint8"):
        ClassifierFeatures(classifier())(x)


def test_images_in_bfloat16_are_those_in_float32():
    extractor = ClassifierFeatures(classifier())
    short = images(4).astype("bfloat16")
    np.testing.assert_array_equal(
        extractor(short).features, extractor(short.astype("float32")).features
    )


def test_labels_are_passed_on():
    labels = np.array([3, 1, 2, 0])
    seen = ClassifierFeatures(classifier())(images(4), labels=labels)
    np.testing.assert_array_equal(seen.labels, labels)
    assert ClassifierFeatures(classifier())(images(4)).labels is None


class Subclassed(keras.Model):
    def call(self, x):
        return x


def two_outputs():
    inputs = keras.Input((8, 8, 1))
    flat = layers.Flatten()(inputs)
    return keras.Model(inputs, [layers.Dense(2)(flat), layers.Dense(3)(flat)])


@pytest.mark.parametrize(
    "model",
    [
        None,
        "classifier.keras",
        Subclassed(),
        two_outputs(),
        keras.Sequential([layers.Flatten(), layers.Dense(3)]),
    ],
)
def test_what_is_no_functional_model_is_refused(model):
    with pytest.raises(ValueError, match="must be a functional or sequential"):
        ClassifierFeatures(model)


def test_networks_of_images_from_0_to_255_are_warned_of():
    def network(*before):
        inputs, base = keras.Input((8, 8, 1)), classifier("softmax")
        return keras.Sequential([inputs, *before, base])

    bytes_to_one = layers.Rescaling(1 / 255)
    with pytest.warns(UserWarning, match=r"\[0, 255\]; put keras.*127.5, 127"):
        ClassifierFeatures(network(bytes_to_one))
    ClassifierFeatures(network(layers.Rescaling(127.5, 127.5), bytes_to_one))


def test_refuses_models_and_layers():
    with pytest.raises(ValueError, match="conv, flatten.* Received: 'cov'"):
        ClassifierFeatures(classifier(), "cov")
    dense = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    wide = keras.Sequential(
        [keras.Input((8, 12, 1)), layers.Flatten(), layers.Dense(2)]
    )
    for model in (dense, wide):
        with pytest.raises(ValueError, match="model must be a functional"):
            ClassifierFeatures(model)


def test_features_of_other_weights_do_not_compare():
    model = classifier("softmax")
    extractor = ClassifierFeatures(model)
    real = extractor(images(7))
    (before,) = evaluate(real, real, extractor, ["pr"], reference="r")[:1]
    # As another fit of the classifier would.
    model.layers[-1].kernel.assign(2 * model.layers[-1].kernel)
    with pytest.raises(ValueError, match="real must be features of the extr"):
        evaluate(real, extractor(images(7)), extractor, ["pr"], reference="r")
    now = extractor(images(7))
    (after,) = evaluate(now, now, extractor, ["pr"], reference="r")[:1]
    assert after.weights != before.weights
    one = {"pr": {"k": 2}}
    drawn, _ = evaluate(now, now, extractor, one, reference="r", bootstrap=2)
    assert drawn.std_kind == "bootstrap"
    hidden = ClassifierFeatures(model, "hidden")
    with pytest.raises(ValueError, match="fake must be features of the extr"):
        evaluate(None, hidden(images(7)), extractor, ["is"], reference="r")
