import keras
import numpy as np
import pytest
from keras import ops

from keras_gans.metrics.extractors.inception import fid_inception
from keras_gans.metrics.extractors.resize import tf1_resize
from tests.helpers import values
from tests.metrics.extractors.inception_weights import fill
from tests.metrics.extractors.inception_weights import images
from tests.metrics.extractors.inception_weights import random_state

# Outputs of torch-fidelity 0.4.0 on the same weights and images, seeded by 0
# (test_fid_weights.py compares all of them, if it is installed).
FEATURES = [
    [1.0401043, 18.679981, 27.988226, 0.42809153, 5.7093754, 43.367615],
    [0.47625285, 20.819977, 31.766066, 0.49747312, 6.1416788, 49.370602],
]
LOGITS = [
    [16.502857, 42.244186, -13.536785, 25.685989, -2.9884753, 22.765453],
    [19.959604, 47.960674, -15.743147, 29.969843, -3.9691887, 26.050526],
]
FEATURE_SUMS = [20289.559, 23192.670]
LOGIT_SQUARES = [617318.12, 801569.06]


@pytest.fixture(scope="module")
def network():
    """Built under a policy of bfloat16, which it must not follow."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("bfloat16")
    try:
        return fid_inception()
    finally:
        keras.config.set_dtype_policy(policy)


@pytest.fixture(scope="module")
def unset(network):
    """Outputs before weights are loaded."""
    return network.predict(np.zeros((1, 299, 299, 3), "float32"), verbose=0)


@pytest.fixture(scope="module")
def outputs(network, unset):
    fill(network, random_state(network))
    inputs = (tf1_resize(images(2, 75, 120), 299) - 128) / 128
    return network.predict(ops.convert_to_numpy(inputs), verbose=0)


def test_without_weights_all_is_nan(unset):
    features, logits = unset
    assert np.isnan(features).all()
    assert np.isnan(logits).all()


def test_outputs_are_those_of_torch_fidelity(outputs):
    features, logits = outputs
    np.testing.assert_allclose(features[:, :6], FEATURES, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(logits[:, :6], LOGITS, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(features.sum(axis=1), FEATURE_SUMS, rtol=1e-5)
    squares = np.sum(logits**2, axis=1)
    np.testing.assert_allclose(squares, LOGIT_SQUARES, rtol=1e-5)


def test_shapes_and_types(outputs):
    features, logits = outputs
    assert features.shape == (2, 2048)
    assert logits.shape == (2, 1008)
    assert features.dtype == logits.dtype == np.float32


def test_logits_are_without_a_bias(network, outputs):
    [kernel] = values(network.get_layer("fc").weights)
    features, logits = outputs
    expected = features @ kernel
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-3)


def test_the_network_is_frozen_and_in_float32(network):
    assert not network.trainable_weights
    assert {weight.dtype for weight in network.weights} == {"float32"}
    _, *computing = network.layers
    assert {layer.compute_dtype for layer in computing} == {"float32"}
