"""What a study is: the models, data and settings to compare, and how long."""

import dataclasses
import functools
import hashlib
import itertools
import json
import re

from keras_gans.callbacks.diagnosis.rules import RULES
from keras_gans.datasets import DATASETS
from keras_gans.metrics.evaluate import check_metrics
from keras_gans.models import LATENT_MODELS
from keras_gans.runs.config import Config
from keras_gans.study import checks
from keras_gans.study.checks import PAPER
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive

# What a data set and a case may set for themselves.
OF_DATASETS = (
    "image_size",
    "channels",
    "augment",
    "data_dir",
    "epochs",
    "metrics",
    "features",
)
OF_CASES = ("batch_size", "optimizer", "learning_rate", "settings")


@dataclasses.dataclass(frozen=True)
class Choice:
    """A name with arguments: `"gan"` or `{"dcgan": {"width": 32}}`."""

    name: str
    arguments: dict = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, entry):
        if isinstance(entry, cls):
            return entry
        if isinstance(entry, str):
            return cls(entry)
        if isinstance(entry, dict) and entry.keys() == {"name", "arguments"}:
            return cls(**entry)  # As JSON keeps it.
        if isinstance(entry, dict) and len(entry) == 1:
            ((name, arguments),) = entry.items()
            if arguments is None or isinstance(arguments, dict):
                return cls(str(name), arguments or {})
        raise ValueError(
            "A choice must be a name, or a name with its arguments, such as "
            f"dcgan: {{width: 32}}. Received: {entry!r}"
        )

    def label(self, choices):
        """Its name; with its arguments where another has the same name."""
        if not self.arguments or sum(c.name == self.name for c in choices) < 2:
            return self.name
        arguments = (
            f"{name}={value}" for name, value in self.arguments.items()
        )
        return f"{self.name} ({', '.join(arguments)})"


@dataclasses.dataclass(frozen=True)
class Claim:
    """A finding to put to the test: one setting is better than another.

    Attributes:
        claim: The finding, a sentence.
        source: Where it is from.
        better: Labels of the runs that ought to score better, such as
            `{"learning_rate": 2e-4}`; with `epochs`, a number or `"first"`,
            after that stage and not the last.
        worse: Labels of those that ought to score worse.
        metric: Name of a score.
        rule: Instead of `worse` and `metric`: the rule of `Diagnosis` that the
            runs `better` ought to break.
    """

    claim: str
    source: str = ""
    better: dict = dataclasses.field(default_factory=dict)
    worse: dict = dataclasses.field(default_factory=dict)
    metric: str = "fid"
    rule: str | None = None

    @classmethod
    def of(cls, entry):
        if isinstance(entry, cls):
            return entry
        for key in checks.dictionary("A claim", entry):
            check_name(
                "A key of a claim",
                key,
                [f.name for f in dataclasses.fields(cls)],
            )
        if entry.get("rule"):
            check_name("A rule", entry["rule"], [rule.name for rule in RULES])
        checks.check_metric(entry.get("metric", "fid"))
        entry = dict(entry)
        checks.check_text(claim=entry.get("claim"))
        for name in ("better", "worse"):
            labels = dict(checks.dictionary(name, entry.get(name)))
            entry[name] = labels
            checks.check_labels(labels)
            if "learning_rate" in labels:
                labels["learning_rate"] = checks.rate(labels["learning_rate"])
        return cls(**entry)


@dataclasses.dataclass(frozen=True)
class Run:
    """One training of a study.

    Attributes:
        labels: Dictionary of what tells it from others, but for its seed.
        config: Its `runs.Config`; `epochs` is the last stage.
        stages: Increasing epochs after which it is scored.
        metrics: Names, as for `metrics.evaluate`.
        samples: Number of images that are scored.
        features: As for `evaluation.make_extractor`.
    """

    labels: dict
    config: Config
    stages: tuple
    metrics: tuple
    samples: int
    features: str | None

    @functools.cached_property
    def id(self):
        """A name for its folder, from all that determines its result."""
        content = dataclasses.asdict(self)
        del content["labels"]
        # The same data may lie elsewhere on another machine; what is not set
        # may be an argument that other versions do not have.
        content["config"] = {
            name: value
            for name, value in content["config"].items()
            if value is not None and name != "data_dir"
        }
        text = json.dumps(content, sort_keys=True)
        words = [str(v) for v in self.labels.values() if v is not None]
        words = re.sub(r"[^\w.]+", "-", "-".join(words)).strip("-")
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        return f"{words[:80]}-s{self.config.seed}-{digest}"


@dataclasses.dataclass(frozen=True)
class Study:
    """Every combination of some models, data, optimizers and other settings.

    Lists may be written as lists or tuples; names may carry arguments, as
    `Choice` says.

    Attributes:
        name: Of the study.
        title: A line.
        about: Text, paragraphs.
        models: Names of models, with arguments of theirs.
        datasets: Names of data sets, with `image_size`, `channels`, `augment`
            or `data_dir`, or with `epochs`, `metrics` or `features` of their
            own.
        optimizers: `"paper"`, `"adam"`, `"sgd"` or `"rmsprop"` for both
            players, with arguments of Keras's.
        learning_rates: Positive numbers, or `[d, g]` for two time scales;
            `None` for the optimizer's.
        batch_sizes: Positive integers; `None` for the data set's.
        cases: Further settings to compare: names, each with any of
            `batch_size`, `optimizer`, `learning_rate`, and `settings` of the
            model.
        seeds: Integers.
        epochs: Increasing positive integers, passes over the data after which
            a run is scored; it trains for the last. A model with several
            discriminator updates a step takes as many batches of a pass.
        metrics: Keys of `metrics.METRICS`.
        samples: Positive integer, images that are scored.
        features: As for `evaluation.make_extractor`.
        claims: Findings to put to the test.

    Raises:
        ValueError: On unknown names or keys, values out of range, or a list
            that is empty.
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
            self._set(name, tuple(map(Choice.of, getattr(self, name))))
        self._set(
            "learning_rates",
            tuple(map(checks.rate, self.learning_rates)),
        )
        self._set("claims", tuple(map(Claim.of, self.claims)))
        self._check()

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

    def _set(self, name, value):
        object.__setattr__(self, name, value)

    def _check(self):
        checks.check_text(name=self.name, title=self.title, about=self.about)
        if not re.fullmatch(r"\w[^/\\]*", self.name):
            raise ValueError(
                "name must begin with a letter or a digit and be one of a "
                f"folder. Received: {self.name!r}"
            )
        check_metrics(self.metrics)
        check_positive(samples=self.samples)
        checks.check_seeds(self.seeds)
        for value in filter(None, self.batch_sizes):
            check_positive(batch_sizes=value)
        checks.check_stages(self.epochs)
        for model in self.models:
            check_name("A model", model.name, LATENT_MODELS)
            checks.check_settings(model.name, model.arguments)
        for data in self.datasets:
            check_name("A data set", data.name, DATASETS)
            for key in data.arguments:
                check_name("An argument of a data set", key, OF_DATASETS)
            check_metrics(self._of(data, "metrics"))
            checks.check_stages(self._of(data, "epochs"))
        for optimizer in self.optimizers:
            checks.check_optimizer(optimizer)
        for case in self.cases:
            for key in case.arguments:
                check_name("A key of a case", key, OF_CASES)
            checks.check_optimizer(
                Choice.of(case.arguments.get("optimizer", PAPER))
            )
            for model in self.models:
                checks.check_settings(
                    model.name, case.arguments.get("settings", {})
                )
        seen = set()
        for run in self.runs():  # Checks the rest.
            key = json.dumps([run.labels, run.config.seed])
            if key in seen:
                raise ValueError(
                    "Each run must differ from all others. Received one twice: "
                    f"{run.labels}, seed {run.config.seed}"
                )
            seen.add(key)

    def _of(self, data, name):
        """A list that a data set may have of its own."""
        own = data.arguments.get(name, getattr(self, name))
        return checks.entries(name, own)

    def runs(self):
        """Its runs, a tuple, one seed after another."""
        axes = (
            self.seeds,
            self.datasets,
            self.models,
            self.optimizers,
            self.learning_rates,
            self.batch_sizes,
            self.cases,
        )
        return tuple(self._run(*choice) for choice in itertools.product(*axes))

    def _run(self, seed, data, model, optimizer, rate, batch_size, case):
        changes = case.arguments
        if "optimizer" in changes:
            optimizer = Choice.of(changes["optimizer"])
        stages, metrics = self._of(data, "epochs"), self._of(data, "metrics")
        of_data = {"features": self.features, **data.arguments}
        features = of_data.pop("features")
        for name in ("epochs", "metrics"):
            of_data.pop(name, None)
        arguments = {
            "seed": seed,
            "epochs": stages[-1],
            "batch_size": changes.get("batch_size", batch_size),
            "learning_rate": checks.rate(changes.get("learning_rate", rate)),
            "settings": model.arguments | changes.get("settings", {}),
            "augment": False,
            "skip_corrupt": False,
            "data_dir": None,
            **of_data,
        }
        if optimizer.name != PAPER:
            arguments["optimizer"] = {
                "name": optimizer.name,
                **optimizer.arguments,
            }
        labels = {
            "dataset": data.label(self.datasets),
            "model": model.label(self.models),
            "optimizer": None
            if optimizer.name == PAPER
            else optimizer.label(self.optimizers),
            "learning_rate": rate,
            "batch_size": batch_size,
            "case": case.name or None,
        }
        return Run(
            labels,
            Config.of(model.name, data.name, **arguments),
            stages,
            metrics,
            self.samples,
            features,
        )
