"""The normalisation layers against those of Keras, whose place they take."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.layers.exact_normalization import with_exact_normalization
from tests.helpers import images
from tests.helpers import values

CASES = {
    "one group": ("GroupNormalization", {"groups": 1}, (4, 6, 8)),
    "two groups": ("GroupNormalization", {"groups": 2}, (4, 6, 8)),
    "channels": ("GroupNormalization", {"groups": -1}, (4, 6, 8)),
    "points": ("GroupNormalization", {"groups": 4}, (8,)),
    "volumes": ("GroupNormalization", {"groups": 4}, (2, 3, 4, 8)),
    "channels first": (
        "GroupNormalization",
        {"groups": 2, "axis": 1},
        (8, 4, 6),
    ),
    "bare": (
        "GroupNormalization",
        {"groups": 2, "scale": False, "center": False},
        (4, 8),
    ),
    "last axis": ("LayerNormalization", {}, (4, 6, 8)),
    "all axes": ("LayerNormalization", {"axis": (1, 2, 3)}, (4, 6, 8)),
    "two axes": (
        "LayerNormalization",
        {"axis": [-1, 1], "center": False, "epsilon": 0.1},
        (4, 6, 8),
    ),
}


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
@pytest.mark.parametrize("case", CASES)
def test_outputs_and_weights_are_those_of_the_layer_of_keras(case, policy):
    name, arguments, shape = CASES[case]
    ours = getattr(kg.layers, name)(**arguments, dtype=policy)
    theirs = getattr(layers, name)(**arguments, dtype=policy)
    x = 0.5 + images(5, shape)
    rng = np.random.default_rng(1)
    # Keras's own variance on torch is of little precision far from 0.
    for layer in (ours, theirs):
        layer.build(x.shape)
    weights = [rng.normal(size=w.shape) for w in theirs.weights]
    ours.set_weights(weights)
    theirs.set_weights(weights)
    outputs = ours(x), theirs(x)
    assert outputs[0].dtype == outputs[1].dtype
    ours_float, theirs_float = (
        keras.ops.cast(output, "float32") for output in outputs
    )
    tolerance = 1e-4 if policy == "float32" else 3e-2
    np.testing.assert_allclose(
        *values([ours_float, theirs_float]), atol=tolerance, rtol=tolerance
    )
    config = type(ours).from_config(ours.get_config()).get_config()
    assert config == ours.get_config()


def test_sizes_may_be_unknown():
    inputs = layers.Input((None, None, 4))
    outputs = kg.layers.GroupNormalization(2)(inputs)
    assert outputs.shape == (None, None, None, 4)
    x = images(2, (3, 5, 4))
    expected = layers.GroupNormalization(2)(x)
    (made, expected) = values([keras.Model(inputs, outputs)(x), expected])
    np.testing.assert_allclose(made, expected, atol=2e-5)


@pytest.mark.parametrize("layer", ["GroupNormalization", "LayerNormalization"])
def test_a_critic_saved_with_the_layer_of_keras_loads_with_this_one(
    layer, tmp_path
):
    critic = keras.Sequential(
        [
            layers.Input((8, 8, 1)),
            keras.Sequential([layers.Conv2D(4, 3), getattr(layers, layer)(-1)]),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    # As a WGANGP of an earlier version, or of JAX, holds it.
    model = kg.LSGAN((8, 8, 1), 4, width=4, discriminator=critic)
    model.discriminator.set_weights(
        [0.1 + images(1, w.shape)[0] for w in critic.get_weights()]
    )
    model.compile()
    x = images(3)
    (expected,) = values([critic(x)])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    found = list(loaded.discriminator._flatten_layers())
    assert [type(a) for a in found if "Norm" in type(a).__name__] == [
        getattr(kg.layers, layer)
    ]
    (made,) = values([loaded.discriminator(x)])
    np.testing.assert_allclose(made, expected, rtol=1e-4, atol=1e-5)
    kg.WGANGP((8, 8, 1), 4, width=4, discriminator=loaded.discriminator)


def test_nothing_else_of_a_configuration_changes():
    network = kg.networks.dcgan_generator((8, 8, 1), 4, width=2)
    config = keras.saving.serialize_keras_object(network)
    assert with_exact_normalization(config) == config
