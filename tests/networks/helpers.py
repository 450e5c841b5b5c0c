"""What tests of networks share."""

import numpy as np

from tests.helpers import values


def assert_rebuilt(network, inputs):
    """Asserts that config and weights make the same network again."""
    rebuilt = type(network).from_config(network.get_config())
    rebuilt.set_weights(network.get_weights())
    assert rebuilt.name == network.name
    np.testing.assert_array_equal(*values([network(inputs), rebuilt(inputs)]))
