"""The arguments of a training run, with defaults from the data set."""

import dataclasses
import functools
import inspect

import keras
import numpy as np

from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.images.sizes import height_and_width
from keras_gans.models import MODELS
from keras_gans.models.conditional import Conditional
from keras_gans.models.translation import Translation
from keras_gans.runs.augmentation import check_augmentation
from keras_gans.runs.augmentation import make_augmentation
from keras_gans.runs.data_checks import check_data
from keras_gans.runs.fit_scores import check_scores
from keras_gans.runs.optimizers import completed
from keras_gans.runs.optimizers import optimizer_of
from keras_gans.runs.precision import check_precision
from keras_gans.runs.precision import policy
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive

# The fields that any data set's function takes under the same name.
SHARED = ("batch_size", "image_size", "channels", "seed", "flip_and_shift")


@dataclasses.dataclass(frozen=True)
class Config:
    """The arguments of a training run.

    Attributes:
        model: Name of `models.MODELS`.
        dataset: Name of `datasets.DATASETS`.
        epochs: Positive integer. With `updates`, the data determine it when the
            training begins.
        batch_size: Positive integer.
        image_size: Positive integer, the side of a square, or a list of two,
            height and width.
        channels: 1 or 3, or 4 for the user's own pictures.
        seed: Non-negative integer.
        augment: What the discriminator of a model of latents sees, as for
            `augmentation.make_augmentation`: `"ada"`, `"diff"`, a policy, or
            `None` or `"none"`.
        flip_and_shift: Whether the training images are flipped and shifted at
            random, which a model learns.
        skip_corrupt: Whether corrupt picture files are left out.
        data_dir: Folder of the data, or `None`.
        task: For `pix2pix`, the name of `datasets.PAIRS` by which pairs are
            made from the images of the data set.
        split: For `cyclegan`, the attribute that splits the data set, or two
            with a comma between.
        second_dir: Folder of the targets of `paired_folder`, or of the second
            kind of `unpaired_folders`.
        settings: Arguments of the model, over those it recommends for the data
            set.
        optimizer: `{"name": "sgd", "momentum": 0.9}`; `None` for the model's
            default.
        learning_rate: One for both players or `[d, g]`; `None` for the
            optimizer's, in a list too.
        updates: Positive integer, generator updates of the whole training, with
            which it ends in the middle of an epoch or not; `None` for whole
            epochs.
        precision: `"float32"`, or `"bfloat16"` for layers that compute in
            bfloat16. Weights, losses, statistics, averages and the states of
            optimizers stay in float32.
        scores: Keys of `metrics.METRICS` with commas between, which are
            computed during the training; `None` for none.
        score_every: Positive integer, epochs between two of them; `None` for 5.
        accumulate: Positive integer, the parts in which each batch is computed,
            one after another.
        rematerialize: Whether gradients compute features of the networks again,
            which are not kept until then, for less memory.
        fit: How the user's own pictures get the size, as for `image_folder`.
        start_from: Folder of a run, or the file of a saved model, whose weights
            the training starts from; `None` for initial weights.
        freeze_d: With `start_from`, how many of the first layers of the
            discriminator keep these weights; `None` for none.
    """

    model: str
    dataset: str
    epochs: int
    batch_size: int
    image_size: int | list
    channels: int
    seed: int = 0
    augment: str | None = None
    flip_and_shift: bool = False
    skip_corrupt: bool = False
    data_dir: str | None = None
    task: str | None = None
    split: str | None = None
    second_dir: str | None = None
    settings: dict = dataclasses.field(default_factory=dict)
    optimizer: dict | None = None
    learning_rate: float | list | None = None
    start_from: str | None = None
    freeze_d: int | None = None
    fit: str = "crop"
    updates: int | None = None
    precision: str = "float32"
    scores: str | None = None
    score_every: int | None = None
    accumulate: int = 1
    rematerialize: bool = False

    def __post_init__(self):
        check_name("A model", self.model, MODELS)
        check_name("A data set", self.dataset, DATASETS)
        check_positive(
            epochs=self.epochs,
            batch_size=self.batch_size,
            accumulate=self.accumulate,
        )
        if self.updates is not None:
            check_positive(updates=self.updates)
        check_precision(self.precision)
        check_scores(self)
        if self.augment == "none":
            object.__setattr__(self, "augment", None)
        make_augmentation(self.augment)  # It checks the name.
        height, width = height_and_width(self.image_size)
        size = height if height == width else [height, width]
        # One form of each size, since a resumed run compares them.
        object.__setattr__(self, "image_size", size)

    @classmethod
    def read(cls, content):
        """The `Config` that a file of a run holds, also one of an older run."""
        content = dict(content)
        if isinstance(content.get("augment"), bool):  # Its former meaning.
            content["flip_and_shift"] = content.pop("augment")
        return cls(**content)

    @classmethod
    def with_defaults(cls, model, dataset, **arguments):
        """A checked `Config`, with the data set's defaults for what is `None`.

        Raises:
            ValueError: On unknown names, sizes that are not positive, or a data
                set and arguments that do not suit the model.
        """
        check_name("A model", model, MODELS)
        check_name("A data set", dataset, DATASETS)
        given = {k: v for k, v in arguments.items() if v is not None}
        defaults = _defaults(model, dataset, given.get("batch_size"))
        if "epochs" in given:
            defaults.pop("updates")
        config = cls(model, dataset, **defaults | given)
        check_data(config)
        check_augmentation(config)
        return config

    @classmethod
    def recommended(cls, model, dataset, **arguments):
        """As `with_defaults`, but with the `recommended_run` of the model.

        What is `None` among `arguments` is not given; `settings` that are given
        replace single ones of those that are recommended.
        """
        check_name("A model", model, MODELS)
        run = MODELS[model].recommended_run.get(dataset, {})
        given = {k: v for k, v in arguments.items() if v is not None}
        settings = run.get("settings", {}) | given.get("settings", {})
        if "optimizer" in given:  # What is recommended is another one's rate.
            run = run | {"learning_rate": None}
        if rate := given.get("learning_rate"):
            given["learning_rate"] = completed(rate, run.get("learning_rate"))
        given = run | given | {"settings": settings}
        return cls.with_defaults(model, dataset, **given)

    @property
    def is_conditional(self):
        return issubclass(MODELS[self.model], Conditional)

    @property
    def is_translation(self):
        return issubclass(MODELS[self.model], Translation)

    @property
    def record(self):
        """The record of the data set, a `DataSet`."""
        return DATASETS[self.dataset]

    @property
    def image_shape(self):
        return (*height_and_width(self.image_size), self.channels)

    @property
    def input_channels(self):
        """Channels of what is translated; `None` without a translation."""
        if not self.is_translation:
            return None
        task = PAIRS.get(self.task)
        return (task and task.input_channels) or self.channels

    def label_arguments(self):
        """The arguments of a conditional model that describe the labels."""
        if not self.is_conditional:
            return {}
        return self.record.label_arguments(self.data_dir)

    def make_model(self):
        """The model, compiled."""
        keras.utils.set_random_seed(self.seed)
        with policy(self.precision):
            return self._make_model()

    def _make_model(self):
        model = MODELS[self.model]
        arguments = dict(model.recommended.get(self.dataset, {}))
        if self.task:
            arguments["input_channels"] = self.input_channels
        if self.augment:
            arguments["augmentation"] = make_augmentation(self.augment)
        return self.compile(
            model(
                image_shape=self.image_shape,
                seed=self.seed,
                **arguments | self.label_arguments() | self.settings,
            )
        )

    def compile(self, model):
        """The model, compiled with the optimizers of the run."""
        how = {
            name: getattr(self, name)
            for name in ("accumulate", "rematerialize")
        }
        model.compile(**how)
        if self.optimizer or self.learning_rate:
            rates = np.broadcast_to(self.learning_rate, 2)
            defaults = model.d_opt, model.g_opt
            model.compile(
                *(
                    optimizer_of(default, self.optimizer, rate)
                    for default, rate in zip(defaults, rates)
                ),
                **how,
            )
        return model

    def load_data(self, learned=None, **others):
        """The data set of the run, a `tf.data.Dataset`.

        Args:
            learned: Dictionary of arguments of the task, as `PairTask.learn`
                returns it, or `None`.
            **others: Arguments of the data set's function, which replace those
                of the run, such as `split="test"`.
        """
        arguments = {name: getattr(self, name) for name in SHARED}
        arguments |= self.record.folder_arguments(
            self.data_dir, self.second_dir
        )
        if self.fit != "crop":
            arguments["fit"] = self.fit
        if self.skip_corrupt:
            arguments["skip_corrupt"] = True
        if self.is_conditional:
            arguments["labels"] = True
        load = self.record.load
        if self.split:
            attribute, _, against = self.split.partition(",")
            arguments["against"] = against.strip() or None
            load = functools.partial(self.record.split, attribute.strip())
        images = load(**arguments | others)
        if not self.task:
            return images
        return PAIRS[self.task].make(images, **learned or {})

    def load_shown(self, dataset):
        """The images that the grids of a translation run show.

        Args:
            dataset: The data set of the run, from `load_data`.

        Returns:
            Pairs of test images, or `dataset` if there are no test images.
        """
        if not (self.task and self.record.has_test_split):
            return dataset
        task, learned = PAIRS[self.task], {}
        if task.learn:
            learned = task.learn(dataset.map(lambda inputs, targets: targets))
        return self.load_data(learned, split="test")


def _defaults(model, dataset, batch_size):
    """The data set's defaults, with as many generator updates by any model."""
    record, model = DATASETS[dataset], MODELS[model]
    defaults = {
        name: getattr(record, name)
        for name in ("image_size", "channels", "batch_size", "epochs")
    }
    d_steps = inspect.signature(model).parameters.get("d_steps")
    epochs = record.epochs * (d_steps.default if d_steps else 1)
    if issubclass(model, Translation):
        # The papers take batches of 1: fewer epochs make as many updates.
        share = min(1, (batch_size or 1) / record.batch_size)
        defaults |= {"batch_size": 1}
        epochs = max(1, round(epochs * share))
    return defaults | {"epochs": epochs, "updates": record.updates}
