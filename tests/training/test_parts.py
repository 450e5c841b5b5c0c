"""Batches that are computed in parts, one after another."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans.runs.config import Config
from keras_gans.training.share import Share
from tests.helpers import BACKEND
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import slow_on_tensorflow
from tests.helpers import state
from tests.helpers import values
from tests.training.distributed import MODELS
from tests.training.distributed import distance
from tests.training.distributed import fit
from tests.training.distributed import floats
from tests.training.toys import Still
from tests.training.toys import linear

# Quicker than TensorFlow's graphs; the other backends do without.
EAGER = {"run_eagerly": BACKEND == "tensorflow"}


def small(kind, **arguments):
    return lambda: kind(
        (2,),
        2,
        generator=linear(2, 2, "generator"),
        discriminator=kg.networks.mlp_discriminator((2,), hidden=(4,)),
        seed=1,
        **arguments,
    )


def trained(make, parts, **arguments):
    keras.utils.set_random_seed(0)
    model = make()
    if BACKEND == "tensorflow":
        arguments = {"jit_compile": False} | arguments
    sgd = keras.optimizers.SGD
    optimizers = (
        sgd(0.05, momentum=0.5),
        sgd(0.05, momentum=0.5, clipnorm=0.1),
    )
    model.compile(
        *optimizers,
        total_steps=8 if model.uses_total_steps(*optimizers) else None,
        accumulate=parts,
        **arguments,
    )
    before = floats(model)
    x = images(8 * model.d_steps, model.image_shape)
    logs = [model.train_on_batch(x, return_dict=True) for _ in range(2)]
    return model, logs[-1], distance(floats(model), before)


@pytest.mark.parametrize(
    "make, mode",
    [
        (small(kg.WGANGP, d_steps=2, ema=0.9), EAGER),
        pytest.param(MODELS["dcgan"], EAGER, marks=pytest.mark.slow),
        # All that hangs on the number of updates, and a compiled loop.
        pytest.param(
            small(kg.R3GAN, penalty_every=2), {}, marks=pytest.mark.slow
        ),
    ],
)
def test_parts_make_the_updates_of_the_whole_batch(make, mode):
    whole, logs, moved = trained(make, 1, **mode)
    parts, logs_of_parts, _ = trained(make, 2, **mode)
    assert moved > 0.001
    assert distance(floats(parts), floats(whole)) < 1e-6
    for name in logs:
        np.testing.assert_allclose(logs_of_parts[name], logs[name], atol=1e-6)
    # Random states and counters of updates.
    integers = [
        [x for x in state(model) if x.dtype.kind != "f"]
        for model in (parts, whole)
    ]
    assert_same(*integers)


@slow_on_tensorflow
def test_parts_train_on_after_they_were_saved(tmp_path):
    keras.utils.set_random_seed(0)
    model = MODELS["gan"]()
    model.compile(accumulate=2, **EAGER)
    fit(model)
    model.save(tmp_path / "gan.keras")
    loaded = kg.load_model(tmp_path / "gan.keras")
    assert loaded.accumulate == 2
    for gan in (model, loaded):
        gan.train_on_batch(images(8))
    assert_same(state(loaded), state(model))


def test_parts_share_statistics_but_not_dropout():
    class Noting(Still):
        def replay(self, fake):
            seen.append(ops.convert_to_numpy(fake))
            return fake

        def pulled_fakes(self, real):
            fake, pull = super().pulled_fakes(real)
            made.append(ops.convert_to_numpy(fake))
            return fake, pull

    seen, made = [], []
    masks = [
        layers.Input((2,)),
        layers.Dense(2, "relu", bias_initializer="ones"),
        layers.Dropout(0.5, seed=3),
    ]
    normal = layers.BatchNormalization(momentum=0.9)
    scores = [layers.Input((2,)), normal, layers.Dense(1)]
    model = Noting(
        generator=keras.Sequential(masks, name="generator"),
        discriminator=keras.Sequential(scores, name="discriminator"),
    )
    model.generator.layers[0].kernel.assign(np.zeros((2, 2)))
    model.compile(accumulate=2, run_eagerly=True)
    real = images(64, (2,))
    model.train_on_batch(real)
    # The generator's update is of the same fakes, of other masks in each part.
    np.testing.assert_array_equal(np.concatenate(made), seen[0])
    assert {0.0, 2.0} == {*seen[0].flatten()}
    assert (made[0] != made[1]).any()
    # Statistics of the real batch, of the fake one, and of that once more.
    mean, variance = np.zeros((2, 2)), np.ones((2, 2))
    halves, fakes = (np.split(x, 2) for x in (real, seen[0]))
    for batch in (halves, fakes, fakes):
        mean = 0.9 * mean + 0.1 * np.mean(batch, axis=1)
        variance = 0.9 * variance + 0.1 * np.var(batch, axis=1)
    expected = [mean.mean(axis=0), variance.mean(axis=0)]
    moved = values([normal.moving_mean, normal.moving_variance])
    np.testing.assert_allclose(moved, expected, rtol=1e-5)


@pytest.mark.parametrize("parts", [0, -2, 1.5, "2"])
def test_parts_must_be_a_positive_integer(parts):
    with pytest.raises((ValueError, TypeError), match="accumulate must be"):
        Still().compile(accumulate=parts)
    with pytest.raises((ValueError, TypeError), match="accumulate must be"):
        Config.with_defaults("gan", "digits", accumulate=parts)


def test_batches_that_parts_cannot_share_are_refused():
    model = Still()
    model.compile(accumulate=4)
    few = "multiple of accumulate=4: use 4 or 8. Received: batch_size=6"
    with pytest.raises(ValueError, match=few):
        model.fit(images(12, (2,)), batch_size=6)
    model.evaluate(images(6, (2,)), batch_size=6, verbose=0)
    with pytest.raises(ValueError, match="=3 on each of 2 devices, 6: use 6."):
        Share(2, parts=3).check(4)


def batched(array):
    tf = pytest.importorskip("tensorflow")
    return tf.data.Dataset.from_tensor_slices(array).batch(8)


def mapped(array):
    return batched(array).map(lambda x: -x).prefetch(1)


def loader(array):
    data = pytest.importorskip("torch").utils.data
    return data.DataLoader(array, batch_size=8)


def sampled(array):
    """As many rows of more."""
    data = pytest.importorskip("torch").utils.data
    more = np.concatenate([array, array[:5]])
    sampler = data.SubsetRandomSampler(range(len(array)))
    return data.DataLoader(more, batch_size=8, sampler=sampler)


LAST = pytest.mark.parametrize(
    "way", [batched, mapped] + [loader, sampled] * (BACKEND == "torch")
)


@LAST
def test_a_last_batch_that_parts_cannot_share_is_refused_before_training(way):
    """It would end the first epoch, after all other batches were trained on."""
    model = Still()
    model.compile(accumulate=4, run_eagerly=True)
    match = "The size of the last batch must be .*accumulate=4.*drop_.*=2$"
    with pytest.raises(ValueError, match=match):
        model.fit(way(images(18, (2,))), verbose=0)
    assert values([model.g_opt.iterations]) == [0]


@LAST
def test_a_last_batch_that_fills_no_step_may_have_any_size(way):
    model = Still(d_steps=2)
    model.compile(accumulate=4, run_eagerly=True)
    model.fit(way(images(18, (2,))), verbose=0)
    assert values([model.g_opt.iterations]) == [1]
