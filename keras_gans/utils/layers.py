"""The layers of a network."""


def all_layers(network):
    """Returns all layers of a network, including nested ones.

    `network.layers` lists neither the layers of inner models nor wrapped
    layers. Keras has no public function that lists them.
    """
    return list(network._flatten_layers())
