"""Freeze-D: a discriminator whose first layers keep their weights."""

from keras_gans.utils.checks import is_integer


def freeze_first(network, count, former=0):
    """Makes the first layers with weights untrainable.

    Args:
        network: Keras model, the discriminator.
        count: Non-negative integer, less than the number of such layers.
        former: Integer, how many of them were untrainable before.
    """
    layers = list(_weighted(network))
    if not is_integer(count) or not 0 <= count < len(layers):
        raise ValueError(
            "freeze_d must be an integer from 0 to "
            f"{len(layers) - 1}: the discriminator has {len(layers)} layers "
            f"with weights, and one must train. Received: freeze_d={count!r}"
        )
    for i, layer in enumerate(layers[: max(count, former)]):
        layer.trainable = i >= count


def _weighted(layer):
    """The layers with weights, frozen or not; inner ones where they stand."""
    # Keras has no public names for the weights and layers of a layer itself.
    if layer._trainable_variables:
        yield layer
    for part in layer._flatten_layers(include_self=False, recursive=False):
        yield from _weighted(part)
