"""Saved networks with Keras's normalisation, read with this package's."""

import keras

from keras_gans.layers.group_normalization import GroupNormalization
from keras_gans.layers.layer_normalization import LayerNormalization

EXACT = {
    kind.__name__: kind for kind in (GroupNormalization, LayerNormalization)
}


def with_exact_normalization(config):
    """Returns a serialised object with this package's normalisation layers.

    They replace those of Keras, which have the same arguments, weights and
    outputs, so a model that was saved with those loads and trains on (see
    `check_second_derivatives`).

    Args:
        config: Nested dictionaries and lists, from
            `keras.saving.serialize_keras_object`.
    """
    if isinstance(config, list | tuple):
        return type(config)(map(with_exact_normalization, config))
    if not isinstance(config, dict):
        return config
    config = {k: with_exact_normalization(v) for k, v in config.items()}
    if config.get("module") == "keras.layers" and config["class_name"] in EXACT:
        kind = EXACT[config["class_name"]]
        name = keras.saving.get_registered_name(kind)
        config |= {"module": kind.__module__, "registered_name": name}
    return config
