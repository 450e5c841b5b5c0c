"""Which layers a gradient penalty can be differentiated through."""

import keras

from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

# Layers of Keras through which second derivatives are wrong, with the layers
# of this package that replace them.
#
# Three compute moments. On TensorFlow, `tf.nn.moments` treats the mean in the
# variance as a constant, so second derivatives lack a term. The fourth
# overwrites its kernel in each call, on every backend.
REPLACEMENTS = {
    keras.layers.BatchNormalization: "GroupNormalization(groups=1)",
    keras.layers.GroupNormalization: "GroupNormalization",
    keras.layers.LayerNormalization: "LayerNormalization",
    keras.layers.SpectralNormalization: "SpectralNormalization",
}


def check_second_derivatives(network):
    """Raises if gradients of penalties would be wrong for a discriminator.

    On every backend, that is a network with a `SpectralNormalization` of Keras,
    at any depth. On TensorFlow, it is also one with a `LayerNormalization` or
    `GroupNormalization` of Keras, or a `BatchNormalization` that is trained:
    gradients are off by up to 29 per cent in small networks. A layer of your
    own that calls `keras.ops.moments` has the same fault, which is not
    detected; use `keras.ops.mean`. Elsewhere, a `BatchNormalization` that is
    trained is warned of.

    Args:
        network: Keras model.
    """
    for layer in all_layers(network):
        for kind, replacement in REPLACEMENTS.items():
            # A subclass with a `call` of its own may be exact.
            if type(layer).call is kind.call and _is_wrong(layer):
                raise ValueError(
                    "Gradients of penalties would be wrong through a "
                    f"keras.layers.{kind.__name__} on the "
                    f"{keras.backend.backend()} backend. Use "
                    f"keras_gans.layers.{replacement} instead. "
                    f"Received: a discriminator with layer {layer.name!r}"
                )
        is_batch = isinstance(layer, keras.layers.BatchNormalization)
        if is_batch and layer.trainable:
            warn(
                "Batch normalisation mixes images, so the gradient that a "
                "penalty takes at an image is not of its score alone. Use "
                "keras_gans.layers.GroupNormalization(groups=1), or "
                "d_normalization = None in a class of your own. "
                f"Received: a discriminator with layer {layer.name!r}"
            )


def _is_wrong(layer):
    if isinstance(layer, keras.layers.SpectralNormalization):
        return True
    if keras.backend.backend() != "tensorflow":
        return False
    if isinstance(layer, keras.layers.BatchNormalization):
        return layer.trainable
    return not getattr(layer, "rms_scaling", False)
