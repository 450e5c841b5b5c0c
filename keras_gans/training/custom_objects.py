"""Custom objects: classes and functions that only the user's code knows."""

import inspect
import json

import keras

from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

# Keras finds the classes of these packages by itself, or they are ours.
KNOWN_PACKAGES = ("keras", "keras_hub", "keras_cv", "keras_nlp", "keras_gans")
REMEDY = (
    "Decorate a class of your own with "
    "@keras.saving.register_keras_serializable('mine'), give its __init__ "
    "**kwargs for the base class, and return its arguments from get_config(), "
    "added to those of super().get_config()"
)


def unknown_objects(config, custom_objects=None):
    """Returns the names of what Keras would not find when it loads a model.

    Args:
        config: The configuration of a model, as its file holds it.
        custom_objects: Dictionary of classes and functions by name, or `None`.
    """
    names = [
        item["config"] if _is_function(item) else _registered_name(item)
        for item in _items(config)
        if not _is_known(item, custom_objects)
    ]
    return list(dict.fromkeys(names))


def warn_of_what_cannot_be_loaded(model):
    """Warns if a model could not be saved, or not loaded elsewhere."""
    try:
        config = model.get_config()
        json.dumps(config)
    except Exception as error:  # Raised by classes of the user.
        warn(
            "The model can be trained, but not saved whole: "
            f"{first_sentence(error)}. {REMEDY}.",
        )
        return
    reasons = _mismatches(model, config)
    if unknown := unknown_objects(config):
        reasons.append(
            f"it loads only with {as_argument(unknown)}, since they are not "
            "registered"
        )
    if reasons:
        warn(
            f"The model can be saved, but {'; '.join(reasons)}. {REMEDY}.",
        )


def warn_of_schedules(rates):
    """Warns if one of the learning rates is a schedule that is not saved.

    Args:
        rates: List of variables and schedules.
    """
    schedules = keras.optimizers.schedules.LearningRateSchedule
    for rate in rates:
        if not isinstance(rate, schedules):
            continue
        try:
            json.dumps(rate.get_config())
        except Exception as error:  # Raised by classes of the user.
            warn(
                "The model can be trained, but not saved with its optimizers: "
                f"{first_sentence(error)}. {REMEDY}.",
            )


def as_argument(names):
    """The argument `custom_objects` that makes names known, as code."""
    objects = ", ".join(f"{name!r}: {name}" for name in names)
    return f"custom_objects={{{objects}}}"


def first_sentence(error):
    """The first sentence of an error in one line, without its full stop."""
    return " ".join(str(error).split()).split(". ")[0].rstrip(".")


def _is_known(item, custom_objects):
    if _is_function(item):
        try:
            keras.saving.deserialize_keras_object(item, custom_objects)
        except (TypeError, ValueError):
            return False
        return True
    name = _registered_name(item)
    found = keras.saving.get_registered_object(name, custom_objects)
    return found is not None or _is_in_known_package(item["module"])


def _is_function(item):
    return item["class_name"] == "function"


def _registered_name(item):
    return item["registered_name"] or item["class_name"]


def _mismatches(model, config):
    """Says for which classes `get_config` and `__init__` differ."""
    layers = [
        layer for network in model.layers for layer in all_layers(network)
    ]
    classes = {
        keras.saving.get_registered_name(type(layer)): type(layer)
        for layer in model.layers + layers
    }
    # `from_config` reads it.
    own = {name for name in config if name != "format_version"}
    found = {type(model): own}
    for item in _items(config):
        if kind := classes.get(_registered_name(item)):
            found[kind] = set(item["config"])
    return [
        f"not loaded as it is, since {kind.__name__}.get_config() {difference}"
        for kind, names in found.items()
        if (difference := _difference(kind, names))
    ]


def _difference(kind, names):
    """How the names in a configuration differ from those of `__init__`."""
    if _is_in_known_package(kind.__module__):
        return None
    taken, takes_all = init_names(kind)
    if left_out := sorted(taken - names):
        return f"leaves out {', '.join(left_out)}"
    if not takes_all and (unknown := sorted(names - taken)):
        return f"has {', '.join(unknown)}, which __init__ does not take"
    return None


def init_names(kind):
    """Returns the arguments that `from_config` may pass to a Keras class.

    Args:
        kind: Class of a layer or model.

    Returns:
        A set of names, and whether others are taken too. For a `from_config`
        of the user's own, that is no names, and `True`.
    """
    reader = next(c for c in kind.__mro__ if "from_config" in vars(c))
    if not _is_in_known_package(reader.__module__):
        return set(), True
    # The signature of a Keras class itself is that of `__new__`.
    _, *parameters = inspect.signature(kind.__init__).parameters.values()
    taken = {
        p.name
        for p in parameters
        if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
    }
    return taken, any(p.kind is p.VAR_KEYWORD for p in parameters)


def _items(config):
    """Yields all dictionaries that describe a class or a function."""
    if isinstance(config, dict):
        if {"class_name", "config", "module", "registered_name"} <= {*config}:
            yield config
        config = config.values()
    if isinstance(config, list | tuple | type({}.values())):
        for value in config:
            yield from _items(value)


def _is_in_known_package(module):
    return (module or "").split(".")[0] in KNOWN_PACKAGES
