"""The optimizers of a run: the model's own, or others."""

import keras
import numpy as np


def optimizer_of(default, chosen, rate):
    """A player's optimizer.

    Args:
        default: The model's own.
        chosen: `{"name": "sgd", "momentum": 0.9}`, or `None` for the default.
        rate: Learning rate, or `None` for that of the optimizer.
    """
    if chosen is not None:
        others = {k: v for k, v in chosen.items() if k != "name"}
        default = keras.optimizers.get(
            {"class_name": chosen["name"], "config": others}
        )
    config = default.get_config()
    if rate is not None:
        config["learning_rate"] = float(rate)
    return type(default).from_config(config)


def completed(rate, recommended):
    """A learning rate, or two, in which a player's `None` is replaced."""
    if not isinstance(rate, list):
        return rate
    others = np.broadcast_to(recommended, 2)
    return [b if a is None else a for a, b in zip(rate, others, strict=True)]
