"""The configuration of a training, which its checkpoints must equal."""

import json

import keras


def state(model):
    """All variables that training changes: weights, seeds, optimizers."""
    return model.variables + model.optimizer.variables


def configuration_of(model, steps):
    """What a checkpoint and the training that it resumes must have in common.

    Args:
        model: Compiled `ResumableModel`.
        steps: Integer or `None`, steps per epoch.

    Returns:
        A dictionary that JSON can hold.
    """
    config = {
        "model": type(model).__name__,
        "backend": keras.backend.backend(),
        "steps": steps,
        "config": model.get_config(),
        # The optimizers alone: how a step is executed changes no result.
        **{
            name: value
            for name, value in model.get_compile_config().items()
            if isinstance(value, dict)
        },
        "shapes": [list(v.shape) for v in state(model)],
    }
    # Converted to JSON and back, as the checkpoint holds it. Names are
    # replaced, since Keras numbers them anew in each process.
    return _anonymous(json.loads(json.dumps(config)))


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
    values = _flat(config).items()
    names = [
        v for key, v in values if key.endswith(".name") and isinstance(v, str)
    ]
    return ((name, f"#{i}") for i, name in enumerate(dict.fromkeys(names)))


def check_same(path, header, configuration):
    """Raises unless a checkpoint has a configuration.

    Args:
        path: Path of the checkpoint.
        header: Dictionary, the header of the checkpoint.
        configuration: Dictionary, from `configuration_of`.

    Raises:
        ValueError: If they differ. The message lists up to ten differences.
    """
    old = _flat({key: header.get(key) for key in configuration})
    new = _flat(configuration)
    differences = [
        f"{key}: {old.get(key)} in the checkpoint, {value} now"
        for key, value in new.items()
        if old.get(key) != value
    ]
    differences += [
        f"{k}: {old[k]} in the checkpoint" for k in old if k not in new
    ]
    if differences:
        raise ValueError(
            "A checkpoint can resume only the training that wrote it; use "
            "another directory for another training. "
            f"Received: {path}, which differs in\n  "
            + "\n  ".join(differences[:10])
        )


def check_shapes(path, header, model):
    """Raises unless the arrays of a checkpoint fit the variables of a model.

    Args:
        path: Path of the checkpoint.
        header: Dictionary, the header of the checkpoint.
        model: Compiled `ResumableModel`.

    Raises:
        ValueError: If they differ in number or shape.
    """
    shapes = [list(v.shape) for v in state(model)]
    if header["shapes"] != shapes:
        raise ValueError(
            "A checkpoint must have the shapes of the model's variables. "
            f"Received: {path} of {len(header['shapes'])} arrays, and a model "
            f"of {len(shapes)} variables or of other shapes"
        )


def _flat(config, prefix=""):
    """Nested dictionaries and lists as one dictionary with dotted keys."""
    if isinstance(config, list):
        config = {str(i): v for i, v in enumerate(config)}
    if not isinstance(config, dict):
        return {prefix: config}
    flat = {}
    for key, value in config.items():
        flat |= _flat(value, f"{prefix}.{key}" if prefix else key)
    return flat
