"""The configuration of a training, which its checkpoints must equal."""

import codecs
import hashlib
import json
import marshal
import warnings

import keras
import numpy as np

from keras_gans.utils.layers import all_layers


def state(model):
    """All variables that training changes: weights, seeds, optimizers."""
    return model.variables + model.optimizer.variables


def configuration_of(model, steps, data=None):
    """What a checkpoint and the training that it resumes must have in common.

    Args:
        model: Compiled `ResumableModel`.
        steps: Integer or `None`, steps per epoch.
        data: Integer that tells arrays apart, or `None`.

    Returns:
        A dictionary that JSON can hold. `checkpoint_differences` compares two.
    """
    with warnings.catch_warnings():
        # Keras's, of lambdas that cannot be loaded; nothing is loaded here.
        warnings.simplefilter("ignore", UserWarning)
        configs = model.get_config(), model.get_compile_config()
    config = {
        "model": type(model).__name__,
        "backend": keras.backend.backend(),
        "steps": steps,
        "data": data,
        "parts": model.accumulate,
        "config": configs[0],
        # The optimizers alone: how a step is executed changes no result.
        **{k: v for k, v in configs[1].items() if isinstance(v, dict)},
        "shapes": [list(v.shape) for v in state(model)],
    }
    # Converted to JSON and back, as the checkpoint holds it. Names are
    # replaced, since Keras numbers them anew in each process.
    text = json.dumps(_portable(config), default=_as_json)
    # Networks with another policy have a few layers in float32 too.
    policies = {layer.dtype_policy.name for layer in all_layers(model)}
    policies = sorted(policies - {"float32"}) or ["float32"]
    return {**_anonymous(json.loads(text)), "precision": policies}


def flat(config, prefix=""):
    """Nested dictionaries and lists as one dictionary with dotted keys."""
    if isinstance(config, list):
        config = {str(i): v for i, v in enumerate(config)}
    if not isinstance(config, dict):
        return {prefix: config}
    result = {}
    for key, value in config.items():
        result |= flat(value, f"{prefix}.{key}" if prefix else key)
    return result


def _as_json(value):
    """A number of NumPy as Python's, and the kind of anything else."""
    is_number = isinstance(value, np.generic)
    return value.item() if is_number else type(value).__name__


def _portable(config):
    """The configuration with digests for the byte code of lambdas."""
    if isinstance(config, list | tuple):
        return [_portable(value) for value in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") != "__lambda__":
        return {key: _portable(value) for key, value in config.items()}
    inner = config["config"]
    code, *others = inner.get("value") or inner.values()
    return {"class_name": "__lambda__", "lambda": [_digest(code), *others]}


def _digest(code):
    """A digest of what a function computes, without its place in a file."""
    try:
        code = marshal.loads(codecs.decode(code.encode(), "base64"))
    except (EOFError, TypeError, ValueError):
        return None
    return hashlib.sha256(repr(_essence(code)).encode()).hexdigest()


def _essence(code):
    if isinstance(code, frozenset):  # In another order in each process.
        return sorted(map(repr, code))
    if not hasattr(code, "co_code"):
        return repr(code)
    return code.co_code, code.co_names, [*map(_essence, code.co_consts)]


def _anonymous(config, names=None):
    """The configuration with numbers for the names of its objects."""
    names = dict(_numbered(config)) if names is None else names
    if isinstance(config, dict):
        return {key: _anonymous(value, names) for key, value in config.items()}
    if isinstance(config, list):
        return [_anonymous(value, names) for value in config]
    return names.get(config, config) if isinstance(config, str) else config


def _numbered(config):
    """Pairs of a name in the configuration and its number."""
    values = flat(config).items()
    names = [
        v for key, v in values if key.endswith(".name") and isinstance(v, str)
    ]
    return ((name, f"#{i}") for i, name in enumerate(dict.fromkeys(names)))
