"""The models of runs and of files, and new models with their weights."""

import dataclasses
from pathlib import Path

import keras

from keras_gans import callbacks
from keras_gans.models import MODELS
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.runs.augmentation import make_augmentation
from keras_gans.runs.folder import epochs_done
from keras_gans.runs.folder import read_config
from keras_gans.runs.folder import read_initial_model
from keras_gans.utils.untrusted import read_model
from keras_gans.utils.untrusted import read_model_config


def kind_of(source):
    """The class of the model of a run or a file, which is not loaded.

    Raises:
        ValueError: If there is no run, or no model of this package.
    """
    source = Path(source)
    if not source.is_file():
        return MODELS[read_config(source).model]
    name = read_model_config(source).get("class_name")
    kinds = {kind.__name__: kind for kind in MODELS.values()}
    if name not in kinds:
        raise ValueError(
            f"The file must hold one of {', '.join(kinds)}. "
            f"Received: {source}, which holds a {name}"
        )
    return kinds[name]


def load_model(source):
    """The model of a run, trained or from the last checkpoint, or of a file.

    Args:
        source: Folder of a run, or a `.keras` file.

    Raises:
        ValueError: If there is no run, a run without a checkpoint, or no model.
    """
    source = Path(source)
    if source.is_file():
        return read_model(source)
    trained = _trained_model(source)
    # Epochs are compared, not times of files, since a clock may be set back.
    if trained and int(trained.epochs_trained) >= epochs_done(source):
        return trained
    model = read_initial_model(source)
    if not callbacks.Checkpoint(source / "checkpoint").restore(model):
        raise ValueError(
            "A run can be used after its first epoch. "
            f"Received: {source}, which has no checkpoint yet"
        )
    return model


def _trained_model(run_dir):
    """The model of model.keras; `None` if there is none yet."""
    path = run_dir / "model.keras"
    if not path.is_file():
        return None
    kind = kind_of(run_dir)
    try:
        model = read_model(path)
    except ValueError as error:
        error.add_note("Without this file, the last checkpoint is used.")
        raise
    if not isinstance(model, kind):
        raise ValueError(
            f"{path} must hold a {kind.__name__}, as config.json says. "
            f"Received: a {type(model).__name__}"
        )
    return model


def architecture(source):
    """The arguments of a `Config` that the networks of a model determine.

    Args:
        source: As for `load_model`.

    Returns:
        A dictionary of `model`, `image_size` and `channels`.
    """
    return _architecture(load_model(source))


def _architecture(model):
    height, width, channels = model.image_shape
    names = {kind: name for name, kind in MODELS.items()}
    return {
        "model": names[type(model)],
        "image_size": height if height == width else [height, width],
        "channels": channels,
    }


def started(config):
    """The model of a new run, compiled; with the weights of `start_from`.

    Raises:
        ValueError: If the networks of `start_from` do not fit the run.
    """
    if not config.start_from:
        return config.make_model()
    keras.utils.set_random_seed(config.seed)
    source = load_model(config.start_from)
    if isinstance(source, LatentGAN):
        source.freeze_discriminator(config.freeze_d or 0)
    arguments = source.get_config() | {"seed": config.seed}
    if "augmentation" in arguments:
        arguments["augmentation"] = make_augmentation(config.augment, True)
    labels = config.label_arguments()
    _check_fits(config, source, labels)
    model = type(source).from_config(arguments | labels)
    for mine, theirs in zip(_networks(model), _networks(source), strict=True):
        mine.set_weights(theirs.get_weights())
    return config.compile(model)


def _networks(model):
    average = [model.ema_generator] if getattr(model, "ema", None) else []
    return [*model.g_networks, *model.d_networks, *average]


def _check_fits(config, source, labels):
    found = {
        **_architecture(source),
        "input_channels": getattr(source, "input_channels", None),
        **{name: getattr(source, name) for name in labels},
    }
    wanted = {**dataclasses.asdict(config), **labels}
    wanted["input_channels"] = config.input_channels
    # Other names for as many classes are no other networks.
    differences = [
        f"{name}: {found[name]} there, {wanted[name]} here"
        for name in found
        if name != "label_names" and found[name] != wanted[name]
    ]
    if differences:
        raise ValueError(
            "A training can start from the weights of networks that fit its "
            f"images. Received: start_from={config.start_from!r}, with "
            f"{'; '.join(differences)}"
        )
