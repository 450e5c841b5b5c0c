"""A network that paints in one style."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans.style import PerceptualLoss
from tests.helpers import BACKEND
from tests.helpers import assert_same
from tests.helpers import state
from tests.helpers import values
from tests.style.helpers import LAYERS
from tests.style.helpers import picture

STYLE = picture(9, 14, seed=9)
LOGS = ["content_loss", "loss", "style_loss", "tv_loss"]


def pictures(n=4, height=12, width=8):
    return np.stack([picture(height, width, seed=i) for i in range(n)]) * 0.9


def make(weights, style=STYLE, **compile_arguments):
    keras.utils.set_random_seed(0)
    model = kg.FastStyleTransfer(
        style,
        weights=weights,
        content_layers=LAYERS[-1:],
        style_layers=LAYERS,
        width=4,
        blocks=1,
        seed=1,
    )
    if BACKEND == "tensorflow":
        arguments = {"jit_compile": False, "run_eagerly": True}
        compile_arguments = arguments | compile_arguments
    model.compile(**compile_arguments)
    return model


@pytest.fixture(scope="module")
def untrained(weights):
    return make(weights)


def fit(model, epochs=1, **kwargs):
    arguments = {"batch_size": 2, "verbose": 0} | kwargs
    return model.fit(pictures(), epochs=epochs, **arguments).history


@pytest.mark.slow
def test_the_losses_fall_in_a_graph(weights):
    graph = {"run_eagerly": False} if BACKEND == "tensorflow" else {}
    history = fit(make(weights, **graph), 20)
    assert sorted(history) == LOGS
    assert np.isfinite(list(history.values())).all()
    for name in ("loss", "style_loss"):
        assert history[name][-1] < 0.9 * history[name][0]


def test_one_step_moves_every_weight_and_keeps_the_style(weights):
    model = make(weights)
    before = values(model.network.trainable_variables)
    grams = values(model.style_grams)
    fit(model, batch_size=4)
    after = values(model.network.trainable_variables)
    assert all((a != b).any() for a, b in zip(before, after))
    assert_same(grams, values(model.style_grams))


def test_a_network_is_frozen_or_not_when_the_model_is_compiled(weights):
    model = make(weights)
    model.network.trainable = False
    with pytest.raises(ValueError, match="of the network, which is frozen"):
        fit(model)
    model.compile()
    with pytest.raises(ValueError, match=r"`network.trainable = True`"):
        fit(model)


def test_the_losses_are_those_of_style_transfer(weights):
    model, images = make(weights), pictures(2)
    loss = PerceptualLoss(
        weights,
        content_layers=LAYERS[-1:],
        style_layers=LAYERS,
        content_weight=1.0,
        style_weight=5.0,
        tv_weight=1.0,
        pooling="max",
    )
    painted = ops.convert_to_tensor(model.stylize(images))
    style = loss.style(STYLE[None])
    _, expected = loss(painted, loss.content(images), style)
    found = model.evaluate(images, batch_size=2, verbose=0, return_dict=True)
    assert sorted(found) == LOGS
    for name, value in expected.items():
        assert np.isclose(found[name], float(value), rtol=1e-4), name


@pytest.mark.parametrize("shape", [(13, 18), (8, 9), (32, 12)])
def test_pictures_of_any_size_are_painted(weights, shape):
    model = make(weights)
    images = np.stack([picture(*shape, seed=i) for i in range(3)])
    painted = model.stylize(images, batch_size=2)
    assert painted.shape == images.shape
    assert painted.dtype == np.float32
    assert np.abs(painted).max() <= 1
    assert np.allclose(model.stylize(images[1]), painted[1], atol=1e-5)


def test_a_grey_picture_is_painted_in_colour(weights):
    grey = picture(channels=1)
    painted = make(weights).stylize(grey)
    assert painted.shape == (16, 12, 3)


def test_a_file_holds_all_but_vgg19(weights, tmp_path):
    model = make(weights)
    fit(model, batch_size=4)
    model.save(tmp_path / "fast.keras")
    loaded = keras.saving.load_model(tmp_path / "fast.keras")
    assert_same(state(model), state(loaded))
    np.testing.assert_array_equal(
        model.stylize(picture()), loaded.stylize(picture())
    )
    fit(model, batch_size=4)
    fit(loaded, batch_size=4)
    assert_same(state(model), state(loaded))


@pytest.mark.skipif(BACKEND != "tensorflow", reason="see test_export.py")
def test_an_export_paints_pictures_of_any_size(weights, tmp_path):
    import tensorflow as tf

    model = make(weights)
    model.export(tmp_path / "fast", verbose=False)
    loaded = tf.saved_model.load(tmp_path / "fast")
    for size in ((16, 12), (8, 24)):
        pictures = np.stack([picture(*size), picture(*size, seed=1)])
        np.testing.assert_allclose(
            loaded.serve(pictures), model.stylize(pictures), atol=1e-5
        )


def test_a_file_is_read_without_vgg19s_weights(weights, tmp_path):
    path = tmp_path / "weights.npz"
    path.write_bytes(weights.read_bytes())
    model = make(path)
    model.save(tmp_path / "fast.keras")
    path.unlink()
    loaded = keras.saving.load_model(tmp_path / "fast.keras")
    assert loaded.stylize(picture()).shape == (16, 12, 3)
    with pytest.raises(FileNotFoundError, match="weights.npz"):
        fit(loaded)


def test_a_stopped_training_goes_on_exactly(weights, tmp_path):
    whole = make(weights)
    fit(whole, 2)
    for epochs in (1, 2):
        model = make(weights)
        fit(model, epochs, callbacks=[kg.callbacks.Checkpoint(tmp_path)])
    assert_same(state(whole), state(model))


def test_a_checkpoint_of_another_optimizer_is_refused(weights, tmp_path):
    checkpoint = kg.callbacks.Checkpoint(tmp_path)
    fit(make(weights), batch_size=4, callbacks=[checkpoint])
    other = make(weights, optimizer=keras.optimizers.Adam(0.1))
    with pytest.raises(ValueError, match="optimizer: 0.001 .* 0.1 now"):
        fit(other, batch_size=4, callbacks=[checkpoint])


@pytest.mark.parametrize(
    "images, message",
    [
        (picture(13, 8)[None], r"multiples of 4.*\(1, 13, 8, 3\)"),
        (picture(8, 8, 1)[None], r"in colour.*\(1, 8, 8, 1\)"),
        (picture(4, 4)[None], r"at least 8.*\(1, 4, 4, 3\)"),
        (2 * picture(8, 8)[None], r"must lie in \[-1, 1\]"),
    ],
)
def test_pictures_that_cannot_train_are_refused(untrained, images, message):
    with pytest.raises(ValueError, match=message):
        untrained.fit(images, batch_size=1, verbose=0)


def test_a_style_is_needed_to_train(weights):
    with pytest.raises(ValueError, match="must have a style"):
        fit(make(weights, None))


def test_the_style_is_a_picture(weights):
    with pytest.raises(ValueError, match="style must be at least 4"):
        make(weights, picture(2, 2))


def test_layers_beyond_the_weights_are_refused_by_name(weights):
    with pytest.raises(ValueError, match="must be one of block1_conv1"):
        kg.FastStyleTransfer(picture(), weights=weights, width=4)
    with pytest.raises(ValueError, match="Did you mean 'block1_conv.'"):
        kg.FastStyleTransfer(style_layers=["block1_conv"], width=4)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"content_layers": ["nope"]}, "A layer of VGG-19 must be.*'nope'"),
        ({"content_layers": []}, "content_layers must be names"),
        ({"style_layers": "block1_conv1"}, "style_layers='block1_conv1'"),
        ({"style_weight": -1}, "style_weight must be.*style_weight=-1"),
    ],
)
def test_bad_losses_are_refused_without_a_style(change, message):
    with pytest.raises(ValueError, match=message):
        kg.FastStyleTransfer(width=4, blocks=1, **change)


def network(*layers, size=None):
    return keras.Sequential([keras.Input((size, size, 3)), *layers])


@pytest.mark.parametrize(
    "made, message",
    [
        (lambda: network(keras.layers.UpSampling2D()), r"\(16, 24, 3\)"),
        (lambda: network(keras.layers.Conv2D(1, 1)), r"\(8, 12, 1\)"),
        # A network of multiples of 8, and one of a single size.
        (
            lambda: network(
                keras.layers.MaxPooling2D(8), keras.layers.UpSampling2D(8)
            ),
            r"\(8, 8, 3\)",
        ),
        (lambda: network(keras.layers.Conv2D(3, 1), size=8), "error"),
    ],
)
def test_networks_that_do_not_keep_the_shape_are_refused(made, message):
    received = rf"must keep the shape.*\(8, 12, 3\) into .*{message}$"
    with pytest.raises(ValueError, match=received):
        kg.FastStyleTransfer(network=made())


@pytest.mark.parametrize("wrong", [keras.Sequential, lambda x: x])
def test_what_is_no_network_is_refused(wrong):
    with pytest.raises(TypeError, match="network must be a Keras model"):
        kg.FastStyleTransfer(network=wrong)


def test_optimizers_that_would_scale_losses_are_refused(weights):
    adam, model = keras.optimizers.Adam, make(weights)
    for wrong, message in (
        (keras.optimizers.LossScaleOptimizer(adam()), "one plain optimizer"),
        (adam(loss_scale_factor=8.0), "loss_scale_factor=None"),
        ("adamm", "optimizer must be a Keras optimizer.*optimizer='adamm'"),
    ):
        with pytest.raises(ValueError, match=message):
            model.compile(wrong)


def test_a_network_of_the_users_is_trained(weights):
    mine = network(keras.layers.Conv2D(3, 1, activation="tanh"))
    model = kg.FastStyleTransfer(
        STYLE,
        weights=weights,
        content_layers=LAYERS[-1:],
        style_layers=LAYERS,
        network=mine,
    )
    model.compile(run_eagerly=BACKEND == "tensorflow")
    assert np.isfinite(fit(model)["loss"]).all()
    assert model.network is mine


def test_pictures_of_two_sizes_are_refused(untrained):
    sizes = r"one size.*Received: shapes \[\(8, 9, 3\), \(9, 8, 3\)\]"
    with pytest.raises(ValueError, match=sizes):
        untrained.stylize([picture(9, 8), picture(8, 9)])
    with pytest.raises(ValueError, match=r"at least one.*shapes \[\]"):
        untrained.stylize([])


def test_a_network_is_a_model_of_keras(weights):
    with pytest.raises(TypeError, match="must be a Keras model.*'unet'"):
        kg.FastStyleTransfer(network="unet")
