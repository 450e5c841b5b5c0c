"""Checks the arguments of a model, and the settings of Keras."""

import contextvars
import inspect
import itertools

import keras

from keras_gans.training.compile_arguments import REMEDIES
from keras_gans.utils.checks import is_number
from keras_gans.utils.near_names import did_you_mean
from keras_gans.utils.warnings import warn

# What `get_config` of a Keras model holds, and its constructor takes.
OF_KERAS = ("name", "trainable", "dtype")
# What default networks are made by, and the networks where none is made if
# these are given.
OF_NETWORKS = {
    "width": {"generator", "discriminator"},
    "d_activation": {"discriminator"},
    "vanishing_residuals": {"generator", "discriminator"},
    "attention_size": {"generator", "discriminator"},
}
# Whether a model is made from its configuration, which holds both the networks
# and what they were made by.
is_loading = contextvars.ContextVar("is_loading", default=False)


def arguments_of(kind):
    """The names of the arguments of a class of models, without Keras's own."""
    classes = itertools.takewhile(
        lambda parent: parent is not keras.Model, kind.__mro__
    )
    names = (
        name
        for parent in classes
        for name, parameter in _parameters(parent).items()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    )
    return list(dict.fromkeys(names))


def check_known(kind, others):
    """Raises on arguments that no class of a model has.

    Args:
        kind: Class of the model.
        others: Dictionary of the arguments that are left for Keras.
    """
    known = arguments_of(kind)
    for name, value in others.items():
        if name not in OF_KERAS:
            hint = did_you_mean(name, known)
            hint = hint or f" Use one of {', '.join(known)}."
            if name in REMEDIES:
                hint = f" {REMEDIES[name]}."
            raise TypeError(
                f"{kind.__name__} has no argument {name!r}.{hint} "
                f"Received: {name}={value!r}"
            )


def check_keras_settings(model):
    """Raises unless Keras is set to what a model can train with."""
    policy = keras.config.dtype_policy()
    if model.dtype_policy != policy:
        raise ValueError(
            "dtype must be the policy that the networks are made with: "
            "call keras.config.set_dtype_policy("
            f"{model.dtype_policy.name!r}) first, and leave dtype out. "
            f"Received: dtype={model.dtype_policy.name!r} under the policy "
            f"{policy.name!r}"
        )
    if keras.config.image_data_format() != "channels_last":
        raise ValueError(
            "Images have their channels last: call "
            "keras.config.set_image_data_format('channels_last') first. "
            f"Received: {keras.config.image_data_format()!r}"
        )
    if keras.config.floatx() != "float32":
        raise ValueError(
            "Images and random numbers are float32: call "
            "keras.config.set_floatx('float32') first. Layers of another "
            "precision are those of a policy, such as "
            "keras.config.set_dtype_policy('float64'). "
            f"Received: floatx {keras.config.floatx()!r}"
        )


def settings(model):
    """The arguments of a model that are compared by their values, as pairs.

    These are numbers, texts and `None`, and layers, as texts that tell one
    from another.
    """
    pairs = []
    for name in arguments_of(type(model)):
        value = getattr(model, name, ...)
        if isinstance(value, keras.Layer):
            value = f"{type(value).__name__} {id(value):x}"
        if isinstance(value, bool | str | None) or is_number(value):
            pairs.append((name, value))
    return tuple(pairs)


def warn_of_unused(model, **networks):
    """Warns of arguments of default networks where no default is made.

    Args:
        model: `AdversarialModel`.
        **networks: The players' networks that it is given, or `None`.
    """
    if is_loading.get():
        return
    given = {name for name, x in networks.items() if x is not None}
    defaults = _defaults(type(model))
    for name, users in OF_NETWORKS.items():
        default = defaults.get(name)  # StyleGAN2's follow from others.
        is_set = default is not None and getattr(model, name) != default
        if is_set and users <= given:
            warn(
                f"{name} is not used, since it is for default networks, and "
                f"{' and '.join(sorted(users))} are given. "
                f"Received: {name}={getattr(model, name)!r}"
            )


def check_settings(before, now):
    """Raises if a setting was changed after a model was compiled for it."""
    before = dict(before)
    for name, new in now:
        old = before.get(name, new)
        if old != new:
            raise ValueError(
                f"{name} is the value that the steps of the model were "
                "compiled with: call `compile` after it is changed, between "
                "two calls of `fit`. "
                f"Received: {name}={new!r} after compile with {old!r}"
            )


def check_made_of(model, name, value):
    """Raises if a setting is changed that the networks were made by.

    Args:
        model: Model whose `made_of` names these settings.
        name: The attribute that is set.
        value: Its new value.
    """
    if name not in model.made_of or not getattr(model, "built", False):
        return
    old = getattr(model, name, None)
    # A moving average may have another decay.
    is_other = (
        (old is None) != (value is None) if name == "ema" else old != value
    )
    if is_other:
        remedy = f"make a new model, {type(model).__name__}({name}={value!r})"
        if name == "freeze_d":
            remedy = f"call `freeze_discriminator({value!r})`"
        raise AttributeError(
            f"{name} is what the networks of the model were made by: {remedy}. "
            f"Received: {name}={value!r}, was {old!r}"
        )


def check_network(model, name, value):
    """Raises if a network of a model that is made is replaced by another.

    Args:
        model: `TwoPlayers`.
        name: The attribute that is set.
        value: Its new value, a layer.
    """
    if not getattr(model, "built", False):
        return
    old = getattr(model, name, None)
    networks = model.d_networks + model.g_networks
    if old is not value and any(old is network for network in networks):
        raise AttributeError(
            f"{name} is what the model was made with and checked for: make "
            f"another {type(model).__name__} with {name}=, which a subclass "
            f"passes to `super().__init__`. Received: {value!r}"
        )


def _defaults(kind):
    """The defaults of the arguments of a class of models, by name."""
    parents = [
        parent for parent in reversed(kind.__mro__) if parent is not object
    ]
    return {
        name: parameter.default
        for parent in parents
        for name, parameter in _parameters(parent).items()
    }


def _parameters(kind):
    """The arguments of a class's own constructor, if it has one."""
    if "__init__" not in vars(kind):
        return {}
    _, *parameters = inspect.signature(kind.__init__).parameters.items()
    return dict(parameters)
