"""What a study is: the models, data and settings to compare, and how long."""

import dataclasses

from keras_gans.metrics.evaluate import check_metrics
from keras_gans.study import checks
from keras_gans.study.checks import PAPER
from keras_gans.study.choices import Choice
from keras_gans.study.claims import Claim
from keras_gans.study.combinations import combine
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive


@dataclasses.dataclass(frozen=True)
class Study:
    """Every combination of models, data, optimizers and other settings.

    Sequences may be lists or tuples; names may have arguments, as in `Choice`.

    Attributes:
        name: Name of the study, which must be valid for a folder.
        title: A line.
        about: Text, paragraphs.
        models: Names of models, with arguments of their classes.
        datasets: Names of data sets, with `image_size`, `channels`, `augment`
            or `data_dir`; `epochs`, `metrics` or `features` replace the
            study's.
        optimizers: `"paper"`, `"adam"`, `"sgd"` or `"rmsprop"` for both
            players, with arguments of the Keras class.
        learning_rates: Positive numbers, or `[d, g]` for two time scales;
            `None` for the optimizer's.
        batch_sizes: Positive integers; `None` for the data set's.
        cases: Further settings to compare: names, each with any of
            `batch_size`, `optimizer`, `learning_rate`, and `settings` of the
            model.
        seeds: Integers.
        epochs: Increasing positive integers, passes over the data after which
            a run is scored; the last ends its training. A pass is one of the
            discriminator, also with several of its updates a step.
        metrics: Keys of `metrics.METRICS`.
        samples: Positive integer, number of images that are scored.
        features: As for `extractors.make_extractor`.
        claims: Findings to test.

    Raises:
        ValueError: If a name or key is unknown, a value is out of range, or a
            list is empty.
    """

    name: str
    models: tuple
    title: str = ""
    about: str = ""
    datasets: tuple = ("digits",)
    optimizers: tuple = (PAPER,)
    learning_rates: tuple = (None,)
    batch_sizes: tuple = (None,)
    cases: tuple = ("",)
    seeds: tuple = (0,)
    epochs: tuple = (25,)
    metrics: tuple = ("fid", "is", "pr")
    samples: int = 1000
    features: str | None = None
    claims: tuple = ()

    def __post_init__(self):
        for field in dataclasses.fields(self):
            if field.type is tuple:
                entries = checks.entries(field.name, getattr(self, field.name))
                self._set(field.name, entries)
        for name in ("models", "datasets", "optimizers", "cases"):
            self._convert(name, Choice.of)
        self._convert("learning_rates", checks.rate)
        self._convert("claims", Claim.of)
        self._check_values()
        self._check_choices()
        checks.check_distinct(self.runs())

    @classmethod
    def of(cls, content):
        """The study of a dictionary, as YAML or JSON hold it."""
        names = [field.name for field in dataclasses.fields(cls)]
        for key in content:
            check_name("A key of a study", key, names)
        if "models" not in content:
            raise ValueError(
                f"A study must name its models. Received: {', '.join(content)}"
            )
        return cls(**content)

    def runs(self):
        """The runs of the study, a tuple, one seed after another."""
        return combine(self)

    def list_for(self, data, name):
        """A data set's own `epochs` or `metrics`, or else the study's."""
        own = data.arguments.get(name, getattr(self, name))
        return checks.entries(name, own)

    def _set(self, name, value):
        object.__setattr__(self, name, value)

    def _convert(self, name, convert):
        self._set(name, tuple(map(convert, getattr(self, name))))

    def _check_values(self):
        checks.check_text(name=self.name, title=self.title, about=self.about)
        checks.check_folder_name(self.name)
        if self.features is not None:
            checks.check_text(features=self.features)
        check_metrics(self.metrics)
        check_positive(samples=self.samples)
        checks.check_seeds(self.seeds)
        for size in self.batch_sizes:
            if size is not None:
                check_positive(batch_sizes=size)
        checks.check_stages(self.epochs)

    def _check_choices(self):
        for model in self.models:
            checks.check_model(model)
        for data in self.datasets:
            checks.check_data_set(data)
            check_metrics(self.list_for(data, "metrics"))
            checks.check_stages(self.list_for(data, "epochs"))
        for optimizer in self.optimizers:
            checks.check_optimizer(optimizer)
        for case in self.cases:
            checks.check_case(case, self.models)
        rates = [c.arguments.get("learning_rate") for c in self.cases]
        for optimizer in self.optimizers:
            checks.check_one_rate(optimizer, [*self.learning_rates, *rates])
