"""The runs of a study: every combination of its settings."""

import dataclasses
import functools
import hashlib
import itertools
import json
import math
import re

from keras_gans.runs.config import Config
from keras_gans.study.checks import PAPER
from keras_gans.study.checks import rate as as_rate
from keras_gans.study.choices import Choice

LARGEST = 10_000  # Runs of a study.
# Settings of a data set that are not arguments of `Config`.
OTHER_SETTINGS = ("epochs", "metrics", "features")
# What earlier versions did without an argument for it.
ADDED = (
    *(("fit", "crop"), ("precision", "float32"), ("accumulate", 1)),
    ("rematerialize", False),
)


@dataclasses.dataclass(frozen=True)
class Run:
    """One training of a study.

    Attributes:
        labels: Dictionary of the settings that the study compares, without the
            seed.
        config: Its `runs.Config`; `epochs` is the last stage.
        stages: Increasing numbers of epochs after which it is scored.
        metrics: Names, as for `metrics.evaluate`.
        samples: Number of images that are scored.
        features: As for `extractors.make_extractor`.
    """

    labels: dict
    config: Config
    stages: tuple
    metrics: tuple
    samples: int
    features: str | None

    @functools.cached_property
    def id(self):
        """The name of its folder, from all that determines its result."""
        content = dataclasses.asdict(self)
        del content["labels"]
        # The data's folder differs between machines. An argument that is not
        # set may be unknown to earlier versions.
        content["config"] = {
            name: value
            for name, value in content["config"].items()
            if value is not None
            and name != "data_dir"
            and (name, value) not in ADDED
        }
        # Under its former name, so that older results keep their ids.
        flips = content["config"].pop("flip_and_shift")
        augment = content["config"].get("augment")
        content["config"]["augment"] = [augment, flips] if augment else flips
        text = json.dumps(content, sort_keys=True)
        words = [str(v) for v in self.labels.values() if v is not None]
        words = re.sub(r"[^\w.]+", "-", "-".join(words)).strip("-")
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        return f"{words[:80]}-s{self.config.seed}-{digest}"


def combine(study):
    """The runs of a study, a tuple, one seed after another."""
    axes = (
        study.seeds,
        study.datasets,
        study.models,
        study.optimizers,
        study.learning_rates,
        study.batch_sizes,
        study.cases,
    )
    count = math.prod(map(len, axes))
    if count > LARGEST:
        raise ValueError(
            f"A study must have at most {LARGEST} runs. Received: {count}"
        )
    return tuple(_run(study, *values) for values in itertools.product(*axes))


def _run(study, seed, data, model, optimizer, rate, batch_size, case):
    changes = case.arguments
    if "optimizer" in changes:
        optimizer = Choice.of(changes["optimizer"])
    labels = {
        "dataset": data.label(study.datasets),
        "model": model.label(study.models),
        "optimizer": optimizer.label(study.optimizers),
        "learning_rate": rate,
        "batch_size": batch_size,
        "case": case.name or None,
    }
    if optimizer.name == PAPER:
        labels["optimizer"] = None
    stages = study.list_for(data, "epochs")
    config = Config.with_defaults(
        model.name,
        data.name,
        seed=seed,
        epochs=stages[-1],
        batch_size=changes.get("batch_size", batch_size),
        learning_rate=as_rate(changes.get("learning_rate", rate)),
        settings=model.arguments | (changes.get("settings") or {}),
        optimizer=_optimizer(optimizer),
        **_data_arguments(data)
        | {k: v for k, v in changes.items() if k == "augment"},
    )
    metrics = study.list_for(data, "metrics")
    features = data.arguments.get("features", study.features)
    return Run(labels, config, stages, metrics, study.samples, features)


def _optimizer(choice):
    """The optimizer as `Config` has it."""
    if choice.name == PAPER:
        return None
    return {"name": choice.name, **choice.arguments}


def _data_arguments(data):
    """The arguments of `Config` that a data set sets."""
    return {
        name: value
        for name, value in data.arguments.items()
        if name not in OTHER_SETTINGS
    }
