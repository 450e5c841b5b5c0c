"""Scores of generated images, each with its provenance."""

import inspect
import typing

import numpy as np

from keras_gans.metrics.density_coverage import density_coverage
from keras_gans.metrics.frechet_distance import frechet_distance
from keras_gans.metrics.inception_score import inception_score
from keras_gans.metrics.kernel_distance import kernel_distance
from keras_gans.metrics.label_accuracy import label_accuracy
from keras_gans.metrics.precision_recall import precision_recall
from keras_gans.metrics.result import Result
from keras_gans.metrics.result import count_name
from keras_gans.utils.checks import check_name


class Score(typing.NamedTuple):
    """A number, its standard deviation or `None`, and the settings."""

    value: float
    std: float | None
    settings: dict


def _is(real, fake, splits=10, seed=2020):
    score = inception_score(fake.probabilities, splits, seed)
    return {"is": Score(*score, {"splits": splits, "seed": seed})}


def _fid(real, fake):
    distance = frechet_distance(real.features, fake.features)
    return {"fid": Score(distance, None, {})}


def _kid(real, fake, subsets=100, subset_size=None, seed=2020):
    if subset_size is None:
        # Subsets of all images would be the same one every time.
        smaller = min(len(real.features), len(fake.features))
        subset_size = min(1000, smaller // 2)
    settings = {"subsets": subsets, "subset_size": subset_size, "seed": seed}
    distance = kernel_distance(real.features, fake.features, **settings)
    return {"kid": Score(*distance, settings)}


def _pr(real, fake, k=3):
    score = precision_recall(real.features, fake.features, k)
    return {n: Score(v, None, {"k": k}) for n, v in score._asdict().items()}


def _dc(real, fake, k=5):
    score = density_coverage(real.features, fake.features, k)
    return {n: Score(v, None, {"k": k}) for n, v in score._asdict().items()}


def _la(real, fake):
    # As `generate` cycles through the classes.
    classes = fake.probabilities.shape[1]
    labels = np.arange(len(fake.probabilities)) % classes
    accuracy = label_accuracy(fake.probabilities, labels)
    return {"label_accuracy": Score(accuracy, None, {})}


HIGHER_IS_BETTER = (
    "is",
    "precision",
    "recall",
    "density",
    "coverage",
    "label_accuracy",
)
METRICS = {"is": _is, "fid": _fid, "kid": _kid, "pr": _pr, "dc": _dc, "la": _la}
# These compare with no real images.
ALONE = ("is", "la", "label_accuracy")


def check_metrics(metrics, has_real=True):
    """Raises unless all metrics are known, with their settings and images."""
    for name, settings in _settings(metrics).items():
        check_name("A metric", name, METRICS)
        inspect.signature(METRICS[name]).bind(None, None, **settings)
        if name not in ALONE and not has_real:
            raise ValueError(
                f"The metric {name!r} compares with real images. "
                "Received: real=None"
            )


def scores(real, fake, metrics):
    """A dictionary of `Score`s by name, for arguments as of `evaluate`."""
    found = {}
    for name, settings in _settings(metrics).items():
        found |= METRICS[name](real, fake, **settings)
    return found


def evaluate(
    real, fake, extractor, metrics=("is", "fid"), *, reference, details=None
):
    """Scores of generated images.

    Args:
        real: `Features` of real images, or `None` for the Inception Score
            or the label accuracy alone.
        fake: `Features` of generated images.
        extractor: The `Extractor` that both came from.
        metrics: Names: `"is"` (Inception Score), `"fid"` (Frechet distance),
            `"kid"` (kernel distance, of subsets of half the images, at most
            1,000), `"pr"` (precision and recall), `"dc"` (density and
            coverage) and, of a conditional model's samples of all the
            extractor's classes in turn, `"la"` (label accuracy), with the
            papers' settings; or a dictionary of names and other settings, such
            as `{"kid": {"subset_size": 500}}`.
        reference: Text that identifies the real images: data set, split, size
            and a digest of them.
        details: Dictionary to add to each result's details, such as
            `{"ema": True, "latents_seed": 0}`.

    Returns:
        A list of `Result`.

    Raises:
        ValueError: On an unknown name, or too few images for a metric.
        TypeError: On an unknown setting.
    """
    check_metrics(metrics, real is not None)
    samples = len(fake.features)
    return [
        Result(
            metric=metric,
            value=score.value,
            protocol=f"{metric}_{extractor.name}_{count_name(samples)}",
            extractor=extractor.name,
            weights=extractor.weights,
            resize=extractor.resize,
            reference=None
            if metric in ALONE
            else f"{reference}, {len(real.features)} images",
            samples=samples,
            std=score.std,
            details={
                **extractor.details,
                **score.settings,
                **(details or {}),
            },
        )
        for metric, score in scores(real, fake, metrics).items()
    ]


def _settings(metrics):
    return metrics if isinstance(metrics, dict) else {n: {} for n in metrics}
