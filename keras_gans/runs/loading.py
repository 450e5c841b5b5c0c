"""The models of sources, and new models with their weights."""

import dataclasses

import keras

from keras_gans import callbacks
from keras_gans.images.files import is_picture
from keras_gans.models import MODELS
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.runs.augmentation import make_augmentation
from keras_gans.runs.folder import place_of
from keras_gans.runs.folder import read_config
from keras_gans.runs.folder import read_initial_model
from keras_gans.runs.layout import is_run
from keras_gans.runs.sources import locate
from keras_gans.training import loading as training
from keras_gans.utils.files import check_path


def kind_of(source):
    """The class of the model of a source, which is not loaded.

    Args:
        source: As for `load`.

    Raises:
        FileNotFoundError: If there is no such source.
        ValueError: If it holds no model of this package.
    """
    path = locate(source)
    if is_run(path):
        return MODELS[read_config(path).model]
    name = training.read_config(path).get("class_name")
    kinds = {kind.__name__: kind for kind in MODELS.values()}
    if name not in kinds:
        raise ValueError(
            f"The model must be one of {', '.join(kinds)}. "
            f"Received: {path}, which holds a {name}"
        )
    return kinds[name]


def load(source):
    """Loads a trained model from wherever it is.

    Args:
        source: Text or path, one of

            - the name of a preset, as `kg.presets()` lists them;
            - the folder of a run of the command line: its trained model, or
              that of its last checkpoint;
            - a `.keras` file, or the folder that `save(zipped=False)` wrote;
            - `"hf://user/name"`, a model that `keras-gans publish` or Keras's
              `save` has put on the Hugging Face Hub.

    Returns:
        The model, compiled: `generate` makes its images, `fit` trains on.

    Raises:
        FileNotFoundError: If there is no such source.
        ImportError: If `hf://` needs `huggingface_hub`.
        OSError: If the hub cannot be reached, or has no such model.
        ValueError: If the source is damaged, holds no model of this package, or
            is a run without a checkpoint.

    Example:

    ```python
    images = kg.load("dcgan-mnist").generate(64, seed=0)
    ```
    """
    check_path(source=source)
    path = locate(source)
    return _of_run(path) if is_run(path) else training.load_model(path)


def _of_run(run_dir):
    trained = _trained_model(run_dir)
    # Epochs are compared, not times of files, since a clock may be set back.
    # Within an epoch, the checkpoint is as new or newer.
    if trained and (int(trained.epochs_trained), 0) >= place_of(run_dir):
        return trained
    model = read_initial_model(run_dir)
    if place_of(run_dir) == (0, 0):
        raise ValueError(
            "A run can be used after its first epoch. "
            f"Received: {run_dir}, which has no checkpoint yet"
        )
    callbacks.Checkpoint(run_dir / "checkpoint").restore(model)
    return model


def _trained_model(run_dir):
    """The model of model.keras; `None` if there is none yet."""
    path = run_dir / "model.keras"
    if not path.is_file():
        return None
    kind = kind_of(run_dir)
    try:
        model = training.load_model(path)
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
        source: As for `load`.

    Returns:
        A dictionary of `model`, `image_size` and `channels`.
    """
    return _architecture(load(source))


def _architecture(model):
    if not is_picture(model.image_shape):
        raise ValueError(
            "start_from must name a model of images with 1, 3 or 4 channels, "
            "which a run can train; others train in Python, by `fit`. "
            f"Received: a model of shape {model.image_shape}"
        )
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
    source = load(config.start_from)
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
        **{name: getattr(source, name, None) for name in labels},
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
            "start_from must name a model whose networks fit the images of "
            "this training. Received: "
            f"start_from={config.start_from!r}, with {'; '.join(differences)}"
        )
