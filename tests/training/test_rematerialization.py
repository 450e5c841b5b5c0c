"""Networks that run in parts, whose gradients compute features again."""

import itertools

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.training.rematerialization import _parts
from keras_gans.training.rematerialization import _starts
from tests.helpers import BACKEND
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import slow_on_jax
from tests.helpers import slow_on_tensorflow
from tests.helpers import slow_to_compile
from tests.helpers import state
from tests.training.distributed import distance
from tests.training.distributed import floats

# Quicker than TensorFlow's graphs; the other backends do without.
EAGER = {"run_eagerly": BACKEND == "tensorflow"}
# Graphs, which order operations anew.
GRAPHS = [{"jit_compile": False}, {"jit_compile": True}]


def noisy():
    """Statistics, masks of two kinds, two inputs of a layer and of a part."""
    inputs = x = layers.Input((4,))
    for _ in range(2):
        x = layers.BatchNormalization()(layers.Dense(8)(x))
        x = layers.Dropout(0.4)(layers.ReLU()(x))
        x = layers.Dropout(0.4, seed=3)(layers.Concatenate()([x, inputs]))
    return keras.Model(inputs, layers.Dense(2)(x), name="generator")


def normed():
    parts = [layers.Input((2,))]
    for _ in range(2):
        dense = kg.layers.SpectralNormalization(layers.Dense(8))
        parts += [dense, layers.LeakyReLU()]
    return keras.Sequential([*parts, layers.Dense(1)], name="discriminator")


def with_state():
    return kg.WGANGP(
        (2,), 4, generator=noisy(), discriminator=normed(), d_steps=1, ema=0.9
    )


def trained(make, **arguments):
    keras.utils.set_random_seed(0)
    model = make()
    sgd = keras.optimizers.SGD
    model.compile(sgd(0.05, momentum=0.5), sgd(0.05), **arguments)
    before = floats(model)
    batch = data(model, 8 * model.batches_per_step)
    logs = [model.train_on_batch(*batch, return_dict=True) for _ in range(2)]
    return model, logs[-1], distance(floats(model), before)


@pytest.mark.parametrize(
    "make, arguments",
    [
        (with_state, EAGER),
        *(
            pytest.param(with_state, graphs, marks=pytest.mark.slow)
            for graphs in GRAPHS
            if BACKEND == "tensorflow"
        ),
        pytest.param(
            with_state, EAGER | {"accumulate": 2}, marks=pytest.mark.slow
        ),
        # Residual blocks with R1 and R2; inner models with path lengths.
        pytest.param(VARIANTS["r3gan"], EAGER, marks=slow_to_compile),
        pytest.param(VARIANTS["stylegan2"], EAGER, marks=pytest.mark.slow),
        pytest.param(VARIANTS["progan"], EAGER, marks=pytest.mark.slow),
    ],
)
def test_a_step_is_the_same(make, arguments):
    kept, logs, moved = trained(make, **arguments)
    again, logs_again, _ = trained(make, **arguments, rematerialize=True)
    assert moved > 0.001
    assert distance(floats(again), floats(kept)) < 1e-6
    for name in logs:
        np.testing.assert_allclose(logs_again[name], logs[name], rtol=1e-5)
    # Random states and counters.
    assert_same(
        *(
            [x for x in state(model) if x.dtype.kind != "f"]
            for model in (again, kept)
        )
    )


@slow_on_jax
@slow_on_tensorflow
def test_networks_and_their_files_stay_as_they_are(tmp_path):
    model = with_state()
    before = [v.path for v in model.variables]
    model.compile(rematerialize=True, **EAGER)
    model.train_on_batch(*data(model, 16))
    assert [v.path for v in model.variables] == before
    assert "call" not in vars(model.discriminator)
    model.save(tmp_path / "gan.keras")
    loaded = kg.load_model(tmp_path / "gan.keras")
    assert loaded.rematerialize
    for gan in (model, loaded):
        gan.train_on_batch(*data(gan, 16))
    assert_same(state(loaded), state(model))


@slow_on_jax
@slow_on_tensorflow
def test_a_checkpoint_resumes_with_and_without(tmp_path):
    def fit(epochs, **arguments):
        keras.utils.set_random_seed(0)
        model = with_state()
        model.compile(**EAGER, **arguments)
        checkpoint = kg.callbacks.Checkpoint(tmp_path)
        x = data(model, 32)
        model.fit(
            *x, batch_size=8, epochs=epochs, verbose=0, callbacks=[checkpoint]
        )
        return model

    fit(1)
    assert fit(2, rematerialize=True).optimizer.iterations == 8


@pytest.mark.parametrize("seed", range(4))
def test_parts_need_the_least_memory_of_all(seed):
    rng = np.random.default_rng(seed)
    made, kept = (rng.integers(1, 20, 9).tolist() for _ in range(2))
    kept[0] = 0

    def needed(starts):
        pairs = itertools.pairwise([*starts, 9])
        largest = max(sum(made[a:b]) for a, b in pairs)
        return largest + sum(kept[i] for i in starts)

    all_starts = [
        (0, *others)
        for n in range(9)
        for others in itertools.combinations(range(1, 9), n)
    ]
    best = min(map(needed, all_starts))
    # Only so many sizes of parts are tried.
    assert best <= needed(_starts(made, kept)) <= best + sum(made) / 32


def test_parts_hand_over_what_is_small():
    # Between the ends of a network, all that passes is the end of a block.
    network = kg.networks.r3gan_discriminator((32, 32, 3), width=8)
    parts = _parts(network)
    assert len(parts) > 3
    for part in parts:
        assert len(part.inputs) == len(part.outputs) == 1
        last = part.outputs[0]._keras_history.operation
        assert not isinstance(last, kg.layers.GroupedConv2D)
    assert {id(v) for part in parts for v in part.variables} == {
        id(v) for v in network.variables
    }
