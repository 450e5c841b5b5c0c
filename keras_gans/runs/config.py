"""The arguments of a training run, and what stands where none are given."""

import dataclasses
import inspect

import keras
import numpy as np

from keras_gans import datasets
from keras_gans.models import MODELS
from keras_gans.models.conditional import Conditional
from keras_gans.models.translation import Translation
from keras_gans.runs import translation_data
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive


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
            # Batches of 1, as the papers: fewer epochs for as many updates.
            smaller = given.get("batch_size", 1) / defaults["batch_size"]
            epochs = round(defaults["epochs"] * min(1, smaller))
            defaults |= {"batch_size": 1, "epochs": max(1, epochs)}
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


def _default_d_steps(model):
    parameter = inspect.signature(model).parameters.get("d_steps")
    return parameter.default if parameter else 1
