"""Checks and conversions of the values that a study is given."""

import inspect
import json
import math
import re

import keras

from keras_gans.datasets import DATASETS
from keras_gans.metrics import VALUES
from keras_gans.models import LATENT_MODELS
from keras_gans.models import MODELS
from keras_gans.study.choices import Choice
from keras_gans.training.model_arguments import arguments_of
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed

PAPER = "paper"  # The optimizers of the model's paper.
OPTIMIZERS = {
    PAPER: None,
    "adam": keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
    "rmsprop": keras.optimizers.RMSprop,
}
# The settings that tell the configurations of a study apart.
LABELS = (
    "dataset",
    "model",
    "optimizer",
    "learning_rate",
    "batch_size",
    "case",
)
# Labels whose values are names, with arguments after some of them.
NAMED = {
    "dataset": DATASETS,
    "model": LATENT_MODELS,
    "optimizer": OPTIMIZERS,
}
# Arguments of a model that data sets, seeds and cases set, or that are layers.
SET_ELSEWHERE = (
    *("image_shape", "seed", "augmentation"),
    *("generator", "discriminator"),
)
FIRST = "first"  # The first stage, in a claim.
# The settings that a data set and a case may have.
DATA_SET_KEYS = (
    "image_size",
    "channels",
    "augment",
    "flip_and_shift",
    "data_dir",
    "epochs",
    "metrics",
    "features",
)
CASE_KEYS = ("batch_size", "optimizer", "learning_rate", "augment", "settings")


def entries(name, value):
    """The value as a tuple; a dictionary has names with arguments."""
    if isinstance(value, dict) and name != "claims":
        value = [{key: arguments} for key, arguments in value.items()]
    if isinstance(value, str | dict) or not hasattr(value, "__iter__"):
        value = [value]
    value = tuple(value)
    if not value and name not in ("metrics", "claims"):
        raise ValueError(
            f"{name} must name at least one. Received: {name}={list(value)}"
        )
    return value


def rate(value):
    """A learning rate or two as floats; YAML reads 2e-4 as text."""
    if value is None:
        return None
    if isinstance(value, list | tuple) and len(value) == 2:
        return [_one_rate(v) for v in value]
    return _one_rate(value)


def _one_rate(value):
    try:
        if not isinstance(value, bool) and 0 < float(value) < math.inf:
            return float(value)
    except (TypeError, ValueError):
        pass
    raise ValueError(
        "A learning rate must be a positive number, or two: the "
        f"discriminator's and the generator's. Received: {value!r}"
    )


def check_labels(labels):
    """Checks the labels that a claim selects runs by, and its `epochs`."""
    for key in labels:
        check_name("A label of a claim", key, (*LABELS, "epochs"))
    epochs = labels.get("epochs", FIRST)
    if epochs != FIRST:
        check_positive(epochs=epochs)
    for key, names in NAMED.items():
        if labels.get(key) is not None:
            name, _, _ = str(labels[key]).partition(" (")
            check_name(f"A {key} of a claim", name, names)


def check_metric(name):
    known = [value.name for value in VALUES.values() if value.better]
    check_name("A metric", name, known)


def check_seeds(seeds):
    if None in seeds:
        raise ValueError(
            f"seeds must be non-negative integers. Received: {list(seeds)}"
        )
    for seed in seeds:
        check_seed(seed)


def check_text(**values):
    for name, value in values.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} must be text. Received: {name}={value!r}")


def dictionary(name, value):
    """The value, which must be a dictionary; an empty one for `None`."""
    if not isinstance(value, dict | None):
        raise ValueError(
            f"{name} must hold keys and values. Received: {value!r}"
        )
    return value or {}


def check_stages(epochs):
    for value in epochs:
        check_positive(epochs=value)
    if list(epochs) != sorted(set(epochs)):
        raise ValueError(
            "epochs must increase: they are the stages of one run. "
            f"Received: epochs={list(epochs)}"
        )


def check_folder_name(name):
    if not re.fullmatch(r"\w[^/\\]*", name):
        raise ValueError(
            "name must begin with a letter or a digit and be valid for a "
            f"folder, without slashes. Received: name={name!r}"
        )


def check_model(choice):
    check_name("A model", choice.name, LATENT_MODELS)
    check_settings(choice.name, choice.arguments)


def check_data_set(choice):
    check_name("A data set", choice.name, DATASETS)
    for key in choice.arguments:
        check_name("An argument of a data set", key, DATA_SET_KEYS)


def check_case(choice, models):
    """Checks the settings of a case, which must suit every model."""
    for key in choice.arguments:
        check_name("A key of a case", key, CASE_KEYS)
    check_optimizer(Choice.of(choice.arguments.get("optimizer", PAPER)))
    for model in models:
        check_settings(model.name, choice.arguments.get("settings"))


def check_optimizer(choice):
    check_name("An optimizer", choice.name, OPTIMIZERS)
    cls = OPTIMIZERS[choice.name]
    known = inspect.signature(cls).parameters if cls else ()
    known = [name for name in known if name not in ("name", "kwargs")]
    for key, value in choice.arguments.items():
        check_name(f"An argument of {choice.name}", key, known)
        if isinstance(value, str):
            raise ValueError(
                f"{key} of {choice.name} must be a number. Received: {value!r}"
            )


def check_one_rate(optimizer, rates):
    """Raises if both an optimizer and the study set the learning rate."""
    rate = optimizer.arguments.get("learning_rate")
    if rate is not None and any(r is not None for r in rates):
        raise ValueError(
            "learning_rates must set the rates of all runs, and an optimizer "
            "then has none of its own. "
            f"Received: {optimizer.name} with learning_rate={rate}"
        )


def check_settings(model, arguments):
    known = [x for x in arguments_of(MODELS[model]) if x not in SET_ELSEWHERE]
    for key in dictionary("settings", arguments):
        check_name(f"An argument of {model}", key, known)


def check_distinct(runs):
    """Raises if two runs have the same labels and seed."""
    seen = set()
    for run in runs:
        key = json.dumps([run.labels, run.config.seed])
        if key in seen:
            raise ValueError(
                "Each run must differ from all others. Received one twice: "
                f"{run.labels}, seed {run.config.seed}"
            )
        seen.add(key)
