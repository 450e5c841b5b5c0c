"""The layers of a network."""


def all_layers(network):
    """All layers of a network, those inside others included.

    `network.layers` lists neither the layers of inner models nor the wrapped
    ones; Keras has no public function that does.
    """
    return list(network._flatten_layers())
