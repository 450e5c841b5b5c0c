"""What holds for every variant, on every backend."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from tests.helpers import BACKEND
from tests.helpers import OFFSET_FREE
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import made
from tests.helpers import make
from tests.helpers import quick
from tests.helpers import slow_on_tensorflow
from tests.helpers import state
from tests.helpers import values

# One variant of each base class.
ONE_A_BASE = ("dcgan", "conditionalgan", "cyclegan")
# Their steps take long.
LONG = (
    "began",
    "r3gan",
    "progan",
    "msggan",
    "stylegan2",
    "projectiongan",
    "biggan",
)
PARAMETERS = [
    pytest.param(name, marks=slow_on_tensorflow if name in LONG else ())
    for name in VARIANTS
]
every_variant = pytest.mark.parametrize("name", PARAMETERS)


def fit(model, steps=1, epochs=1, **kwargs):
    arrays = data(model, 8 * model.d_steps * steps)
    return model.fit(*arrays, batch_size=8, epochs=epochs, verbose=0, **kwargs)


def assert_moved(name, network, before):
    """Asserts that all trainable variables of a network have changed."""
    variables = network.trainable_variables
    for variable, old in zip(variables, before, strict=True):
        is_offset = network.name == "discriminator" and variable.shape == (1,)
        if is_offset and name in OFFSET_FREE:
            continue
        moved = not np.array_equal(ops.convert_to_numpy(variable), old)
        hint = "; see OFFSET_FREE in tests/helpers.py" if is_offset else ""
        assert moved, f"{network.name}: {variable.path} has not moved{hint}"


def networks(model):
    return model.d_networks + model.g_networks


@every_variant
def test_players_that_learn_move_and_the_logs_are_the_documented_ones(name):
    model = quick(name)
    before = [values(n.trainable_variables) for n in networks(model)]
    # What starts at zero passes a gradient on from the second step.
    validation = {"validation_data": data(model, seed=1)}
    logs = fit(model, steps=2, **validation).history
    for network, old in zip(networks(model), before, strict=True):
        assert_moved(name, network, old)
    losses = {"val_d_loss", "val_g_loss"}
    assert set(logs) == set(model.log_names) | losses
    assert np.isfinite(list(logs.values())).all()
    evaluated = model.evaluate(
        *data(model), batch_size=8, verbose=0, return_dict=True
    )
    assert set(evaluated) == {"d_loss", "g_loss"}

    model.g_opt.learning_rate = 0.0
    generator = values(model.g_variables)
    before = [values(n.trainable_variables) for n in model.d_networks]
    fit(model, steps=2)
    for network, old in zip(model.d_networks, before, strict=True):
        assert_moved(name, network, old)
    assert_same(values(model.g_variables), generator)


@every_variant
def test_a_training_goes_on_exactly_from_a_checkpoint_or_a_file(name, tmp_path):
    # One of them compiled, since that is how most will resume, and longer.
    build, steps, stop = (make, 2, 2) if name == "dcgan" else (quick, 1, 1)
    whole, first, resumed = build(name), build(name), build(name)
    options = {"steps": steps, "validation_data": data(whole, 8, seed=1)}
    logs = fit(whole, epochs=stop + 1, **options).history
    # Whatever its place among them, it runs after other callbacks.
    checkpoint = kg.callbacks.Checkpoint
    fit(first, epochs=stop, callbacks=[checkpoint(tmp_path)], **options)
    history = fit(
        resumed, epochs=stop + 1, callbacks=[checkpoint(tmp_path)], **options
    ).history
    assert_same(state(resumed), state(whole))
    assert history == {name: log[stop:] for name, log in logs.items()}

    first.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded) is type(first)
    assert_same(state(loaded), state(first))
    fit(loaded, **options)
    assert_same(state(loaded), state(whole))


def changes(model, n=8):
    """What one large step of plain gradient descent changes, by network."""
    model.compile(
        keras.optimizers.SGD(1.0),
        keras.optimizers.SGD(1.0),
        run_eagerly=model.run_eagerly,
        jit_compile=model.jit_compile and not model.run_eagerly,
    )
    before = state(model)
    model.fit(*data(model, n * model.d_steps), batch_size=n, verbose=0)
    return [new - old for new, old in zip(state(model), before, strict=True)]


@every_variant
def test_images_follow_from_seed_and_config(name):
    model = make(name)
    samples = made(model, 5, seed=3)
    assert samples.shape == (5, *model.image_shape)
    assert samples.dtype == "float32"
    assert np.abs(samples).max() <= 1
    np.testing.assert_array_equal(samples, made(model, 5, seed=3))
    if name != "cyclegan":  # It draws nothing.
        assert not np.array_equal(samples, made(model, 5, seed=4))
        assert not np.array_equal(made(model, 2), made(model, 2))

    copy = type(model).from_config(model.get_config())
    assert copy.get_config() == model.get_config()
    copy.set_weights(model.get_weights())
    np.testing.assert_array_equal(made(copy, 5, seed=3), samples)


@pytest.mark.parametrize(
    "name",
    # Eager JAX compiles each operation alone, which takes long; torch compiles
    # nothing.
    ONE_A_BASE
    if BACKEND != "tensorflow"
    else [
        pytest.param(name, marks=() if name in ONE_A_BASE else pytest.mark.slow)
        for name in VARIANTS
        if name not in LONG or name == "stylegan2"
    ],
)
def test_eager_execution_takes_the_same_step(name):
    compiled, eager = changes(make(name)), changes(make(name, run_eagerly=True))
    assert max(np.abs(change).max() for change in compiled) > 1e-3
    for a, b in zip(compiled, eager, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-2, atol=2e-5)


@pytest.mark.skipif(
    BACKEND == "torch", reason="Keras has no such option on torch"
)
# That of several steps is Keras's loop.
@slow_on_tensorflow
@pytest.mark.parametrize("name", ONE_A_BASE)
def test_several_steps_per_execution_take_the_same_steps(name):
    one, two = make(name), make(name, steps_per_execution=2)
    fit(one, steps=4)
    fit(two, steps=4)
    for a, b in zip(state(one), state(two), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(
    BACKEND != "tensorflow", reason="XLA is JAX's own way to run"
)
def test_xla_takes_the_same_step():
    # XLA draws other random numbers; a generator that ignores its latents, and
    # no dropout, leave none that matter to the discriminator.
    results = []
    for jit_compile in (False, True):
        model = make("dcgan", jit_compile=jit_compile)
        model.generator.layers[0].kernel.assign(
            0 * model.generator.layers[0].kernel
        )
        model.g_opt.learning_rate = 0.0
        change = changes(model)
        results.append(change[: len(model.discriminator.trainable_variables)])
    assert max(np.abs(change).max() for change in results[0]) > 1e-3
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-2, atol=2e-5)
