"""A training run and its folder, as the command line makes them.

runs/dcgan-digits/
    config.json     everything needed to repeat it, versions included
    checkpoint/     to resume it
    samples/        a grid of samples, or translations, for each epoch
    training.gif    all of them
    history.csv     the losses
    curves.png      a plot of them
    diagnosis.json  what went wrong, if anything
    model.keras     the trained model
"""

import dataclasses
import importlib.metadata
import inspect
import json
import platform
from pathlib import Path

import keras
import numpy as np

from keras_gans import callbacks
from keras_gans import datasets
from keras_gans import translation_data
from keras_gans.checks import check_name
from keras_gans.checks import check_positive
from keras_gans.conditional import Conditional
from keras_gans.files import replacing
from keras_gans.models import MODELS
from keras_gans.translation import Translation

# What may change when a run goes on: its length, and where its data lie.
RESUMABLE = ("epochs", "data_dir", "second_dir")

PACKAGES = ("keras-gans", "keras", "tensorflow", "jax", "torch", "numpy")


@dataclasses.dataclass(frozen=True)
class Defaults:
    """What a data set is trained with where nothing else is said."""

    image_size: int
    channels: int
    batch_size: int
    epochs: int


DEFAULTS = {
    "digits": Defaults(image_size=32, channels=1, batch_size=32, epochs=60),
    "mnist": Defaults(image_size=28, channels=1, batch_size=128, epochs=25),
    "fashion_mnist": Defaults(
        image_size=28, channels=1, batch_size=128, epochs=25
    ),
    "cifar10": Defaults(image_size=32, channels=3, batch_size=128, epochs=50),
    "stacked_mnist": Defaults(
        image_size=28, channels=3, batch_size=128, epochs=25
    ),
    "celeba": Defaults(image_size=64, channels=3, batch_size=128, epochs=25),
    "image_folder": Defaults(
        image_size=64, channels=3, batch_size=32, epochs=100
    ),
    "paired_folder": Defaults(
        image_size=256, channels=3, batch_size=1, epochs=200
    ),
    "unpaired_folders": Defaults(
        image_size=256, channels=3, batch_size=1, epochs=200
    ),
}

# Data sets of picture files, some of which may be corrupt.
OF_FILES = ("image_folder", "celeba", *translation_data.FOLDERS)

# What a model takes for a data set where its paper's defaults do not fit it.
SETTINGS = {
    # Pictures of 8x8 pixels need no wider networks, and train faster.
    **{
        (model, "digits"): {"width": 32}
        for model in (
            "dcgan",
            "lsgan",
            "wgan",
            "wgangp",
            "sngan",
            "ebgan",
            "conditionalgan",
            "acgan",
        )
    },
    ("projectiongan", "digits"): {"width": 16},
    # Written digits are easier to reconstruct than what the generator makes of
    # them; with the paper's gamma, k stays at 0 (see docs/models.md).
    **{
        ("began", dataset): {"gamma": 1.0, "lambda_k": 0.01, "width": 16}
        for dataset in ("digits", "mnist", "fashion_mnist")
    },
    ("r3gan", "digits"): {"width": 16},
    ("r3gan", "cifar10"): {"gamma": 0.05},
    ("r3gan", "stacked_mnist"): {"gamma": 1.0},
    ("r3gan", "celeba"): {"gamma": 2.0},
    ("ebgan", "celeba"): {"margin": 20.0},
}


@dataclasses.dataclass(frozen=True)
class Config:
    """The arguments of a training run."""

    model: str
    dataset: str
    epochs: int
    batch_size: int
    image_size: int
    channels: int
    seed: int
    augment: bool
    skip_corrupt: bool
    data_dir: str | None
    # Of translation: how pairs are made of the data set, the attribute that
    # splits it, the folder of targets or of the second kind.
    task: str | None = None
    split: str | None = None
    second_dir: str | None = None
    # Of the model, beside what its data set asks for.
    settings: dict = dataclasses.field(default_factory=dict)
    # {"name": "sgd", "momentum": 0.9}; `None` for the paper's.
    optimizer: dict | None = None
    # One for both players or [d, g]; `None` for the optimizer's.
    learning_rate: float | list | None = None

    @classmethod
    def of(cls, model, dataset, **arguments):
        """With the data set's defaults for the arguments that are `None`."""
        check_name("A model", model, MODELS)
        check_name("A data set", dataset, DEFAULTS)
        if arguments["skip_corrupt"] and dataset not in OF_FILES:
            raise ValueError(
                f"--skip-corrupt is for {', '.join(OF_FILES)}. "
                f"Received: --dataset {dataset}"
            )
        given = {k: v for k, v in arguments.items() if v is not None}
        defaults = dataclasses.asdict(DEFAULTS[dataset])
        # As many generator updates, whatever batches the discriminator takes.
        defaults["epochs"] *= _default_d_steps(MODELS[model])
        if issubclass(MODELS[model], Translation):
            defaults["batch_size"] = 1  # As the papers.
        arguments = arguments | defaults | given
        config = cls(model=model, dataset=dataset, **arguments)
        check_positive(
            epochs=config.epochs,
            batch_size=config.batch_size,
            image_size=config.image_size,
        )
        if config.is_translation:
            translation_data.check(config)
        else:
            translation_data.check_none(config)
        return config

    @property
    def is_conditional(self):
        return issubclass(MODELS[self.model], Conditional)

    @property
    def is_translation(self):
        return issubclass(MODELS[self.model], Translation)

    def make_model(self):
        """The model, compiled."""
        keras.utils.set_random_seed(self.seed)
        shape = (self.image_size, self.image_size, self.channels)
        arguments = SETTINGS.get((self.model, self.dataset), {})
        if self.is_conditional:
            arguments = arguments | datasets.label_arguments(
                self.dataset, self.data_dir
            )
        if self.model == "pix2pix":
            channels = translation_data.input_channels(self)
            arguments = arguments | {"input_channels": channels}
        model = MODELS[self.model](
            image_shape=shape, seed=self.seed, **arguments | self.settings
        )
        model.compile()
        if self.optimizer or self.learning_rate:
            players = enumerate((model.d_opt, model.g_opt))
            model.compile(*(self._optimizer(*player) for player in players))
        return model

    def _optimizer(self, player, default):
        """What a player takes instead of its default."""
        if self.optimizer is not None:
            others = {k: v for k, v in self.optimizer.items() if k != "name"}
            default = keras.optimizers.get(
                {"class_name": self.optimizer["name"], "config": others}
            )
        config = default.get_config()
        if self.learning_rate is not None:
            rates = np.broadcast_to(self.learning_rate, 2)
            config["learning_rate"] = float(rates[player])
        return type(default).from_config(config)

    def load_data(self, **others):
        """The data set, as its function makes it with other arguments too."""
        if self.is_translation:
            return translation_data.load(self, **others)
        arguments = {
            name: getattr(self, name)
            for name in (
                "batch_size",
                "image_size",
                "channels",
                "seed",
                "augment",
            )
        }
        if self.dataset != "digits":
            arguments["data_dir"] = self.data_dir
        if self.skip_corrupt:
            arguments["skip_corrupt"] = True
        if self.is_conditional:
            arguments["labels"] = True
        return datasets.load(self.dataset, **arguments | others)


def train(config, run_dir, resume=False):
    """Trains a model in a folder of its own, or goes on with it.

    Raises:
        FileExistsError: Where the folder holds a run and `resume` is not set.
        ValueError: Where it holds one of other arguments.
    """
    run_dir = Path(run_dir)
    check_run_dir(config, run_dir, resume)
    model = config.make_model()
    dataset = config.load_data()
    if not (run_dir / "config.json").exists():
        _write_config(config, model, run_dir)
    model.fit(
        dataset,
        epochs=config.epochs,
        callbacks=[
            *_observers(config, dataset, run_dir),
            callbacks.TrainingCurves(run_dir),
            callbacks.Checkpoint(run_dir / "checkpoint"),
        ],
    )
    with replacing(run_dir / "model.keras") as aside:
        model.save(aside)
    if read_config(run_dir) != config:  # Resumed for more epochs.
        _write_config(config, model, run_dir)
    return model


def _observers(config, dataset, run_dir):
    """The callbacks that look at what a model makes."""
    folder, animation = run_dir / "samples", run_dir / "training.gif"
    if config.is_translation:
        shown = translation_data.shown(config, dataset)
        return [
            callbacks.TranslationGrid(folder, shown, animation=animation),
            callbacks.Diagnosis(run_dir),
        ]
    return [
        callbacks.SampleGrid(folder, animation=animation),
        callbacks.Diagnosis(run_dir, real=dataset),
    ]


def load_model(run_dir, translates=None):
    """The model of a run: the trained one, or that of its last checkpoint.

    Args:
        run_dir: Folder of the run.
        translates: Whether the model must translate images, `False` for one
            that makes them of latents; `None` for any.

    Raises:
        ValueError: Where the folder holds no run, one without a checkpoint, or
            one of the other kind of model.
    """
    run_dir = Path(run_dir)
    if translates is not None:
        _check_kind(read_config(run_dir), translates)
    path = run_dir / "model.keras"
    newest = max(
        run_dir.glob("checkpoint/epoch-*.npz"), default=None, key=_written
    )
    if path.is_file() and (
        newest is None or _written(path) >= _written(newest)
    ):
        return keras.saving.load_model(path)
    model = read_config(run_dir).make_model()
    if not callbacks.Checkpoint(run_dir / "checkpoint").restore(model):
        raise ValueError(
            "A run can be used after its first epoch. "
            f"Received: {run_dir}, which has no checkpoint yet"
        )
    return model


def read_config(run_dir):
    """The `Config` of the run in a folder."""
    path = Path(run_dir) / "config.json"
    try:
        return Config(**json.loads(path.read_text())["arguments"])
    except FileNotFoundError:
        raise ValueError(
            f"A run's folder holds config.json. Received: {run_dir}, which "
            "does not"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"Could not read {path}: {error}") from error


def check_run_dir(config, run_dir, resume):
    if not (run_dir / "config.json").exists():
        return
    if not resume:
        raise FileExistsError(
            f"{run_dir} already holds a run. --resume goes on with it, "
            "--run-dir chooses another folder."
        )
    before, now = map(dataclasses.asdict, (read_config(run_dir), config))
    differences = [
        f"{name}: {before[name]} before, {now[name]} now"
        for name in now
        if before[name] != now[name] and name not in RESUMABLE
    ]
    if differences:
        raise ValueError(
            f"--resume takes the arguments of the run in {run_dir}. "
            f"Received others: {'; '.join(differences)}"
        )


def _check_kind(config, translates):
    if config.is_translation and not translates:
        raise ValueError(
            f"A {config.model} makes images of others, by `keras-gans "
            "translate RUN INPUT OUTPUT`. Received: a run of it"
        )
    if translates and not config.is_translation:
        raise ValueError(
            "Runs of pix2pix and cyclegan translate. "
            f"Received: a run of {config.model}"
        )


def _default_d_steps(model):
    parameter = inspect.signature(model).parameters.get("d_steps")
    return parameter.default if parameter else 1


def _written(path):
    return path.stat().st_mtime_ns


def _write_config(config, model, run_dir):
    content = {
        "arguments": dataclasses.asdict(config),
        "optimizers": model.get_compile_config(),
        "networks": model.get_config(),
        "versions": {
            "python": platform.python_version(),
            "backend": keras.backend.backend(),
            **{name: _version(name) for name in PACKAGES if _version(name)},
        },
        "machine": platform.platform(),
    }
    with replacing(run_dir / "config.json") as aside:
        aside.write_text(json.dumps(content, indent=2))


def _version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
