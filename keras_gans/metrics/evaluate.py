"""Scores of generated images, each with its provenance."""

from keras_gans.checks import check_name
from keras_gans.metrics.density_coverage import density_coverage
from keras_gans.metrics.frechet_distance import frechet_distance
from keras_gans.metrics.inception_score import inception_score
from keras_gans.metrics.kernel_distance import kernel_distance
from keras_gans.metrics.precision_recall import precision_recall
from keras_gans.metrics.result import Result
from keras_gans.metrics.result import count_name


def _is(real, fake, splits=10, seed=2020):
    mean, std = inception_score(fake.probabilities, splits, seed)
    return {"is": (mean, std)}, {"splits": splits, "seed": seed}


def _fid(real, fake):
    return {"fid": (frechet_distance(real.features, fake.features), None)}, {}


def _kid(real, fake, subsets=100, subset_size=1000, seed=2020):
    distance = kernel_distance(
        real.features, fake.features, subsets, subset_size, seed
    )
    details = {"subsets": subsets, "subset_size": subset_size, "seed": seed}
    return {"kid": tuple(distance)}, details


def _pr(real, fake, k=3):
    precision, recall = precision_recall(real.features, fake.features, k)
    return {"precision": (precision, None), "recall": (recall, None)}, {"k": k}


def _dc(real, fake, k=5):
    density, coverage = density_coverage(real.features, fake.features, k)
    return {"density": (density, None), "coverage": (coverage, None)}, {"k": k}


METRICS = {"is": _is, "fid": _fid, "kid": _kid, "pr": _pr, "dc": _dc}


def check_metrics(metrics):
    """Raises `ValueError` unless all are names of `METRICS`."""
    for name in metrics:
        check_name("A metric", name, METRICS)


def evaluate(
    real, fake, extractor, metrics=("is", "fid"), *, reference, details=None
):
    """Scores of generated images.

    Args:
        real: `Features` of real images, or `None` for the Inception Score
            alone.
        fake: `Features` of generated images.
        extractor: The `Extractor` that both came from.
        metrics: Names: `"is"` (Inception Score), `"fid"` (Frechet distance),
            `"kid"` (kernel distance), `"pr"` (precision and recall) and `"dc"`
            (density and coverage), with the papers' settings; or a dictionary
            of names and other settings, such as `{"kid": {"subset_size":
            500}}`.
        reference: Text, what the real images are: data set and split.
        details: Dictionary to add to each result's details, such as
            `{"ema": True, "latents_seed": 0}`.

    Returns:
        A list of `Result`.

    Raises:
        ValueError: On an unknown name, or too few images for a metric.
    """
    check_metrics(metrics)
    settings = metrics if isinstance(metrics, dict) else dict.fromkeys(metrics)
    samples = len(fake.features)
    results = []
    for name, chosen in settings.items():
        values, used = METRICS[name](real, fake, **chosen or {})
        for metric, (value, std) in values.items():
            results.append(
                Result(
                    metric=metric,
                    value=value,
                    protocol=f"{metric}_{extractor.name}_{count_name(samples)}",
                    extractor=extractor.name,
                    weights=extractor.weights,
                    resize=extractor.resize,
                    # The Inception Score compares with nothing.
                    reference=None
                    if name == "is"
                    else f"{reference}, {len(real.features)} images",
                    samples=samples,
                    std=std,
                    details={**extractor.details, **used, **(details or {})},
                )
            )
    return results
