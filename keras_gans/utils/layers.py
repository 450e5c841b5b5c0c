"""The layers of a network."""


def all_layers(network):
    """Returns all layers of a network, including nested ones.

    `network.layers` lists neither the layers of inner models nor wrapped
    layers. Keras has no public function that lists them.
    """
    return list(network._flatten_layers())


def add_state(layer, name, shape=(), initializer="zeros"):
    """Adds a float32 variable that steps assign and no optimizer trains.

    It stays float32 under a policy of bfloat16, and replicas take its mean.

    Args:
        layer: Keras layer or model.
        name: Name of the variable.
        shape: Shape of the variable; a scalar by default.
        initializer: Keras initializer, or its name.

    Returns:
        The variable.
    """
    return layer.add_weight(
        shape=shape,
        initializer=initializer,
        trainable=False,
        dtype="float32",
        autocast=False,
        aggregation="mean",
        name=name,
    )
