"""Scores of generated images, each with its provenance."""

from collections.abc import Collection

import keras_gans.metrics as records
from keras_gans.metrics.bootstrap import bootstrapped
from keras_gans.metrics.bootstrap import check_bootstrap
from keras_gans.metrics.extractors.features import Features
from keras_gans.metrics.extractors.features import check_extractor
from keras_gans.metrics.result import Result
from keras_gans.metrics.result import count_name
from keras_gans.utils.checks import check_name


def chosen(metrics):
    """Records and settings of metrics.

    Args:
        metrics: A key of `METRICS` or several, or a dictionary of keys and
            settings.

    Returns:
        A list of pairs of a `Metric` and a dictionary of settings.

    Raises:
        ValueError: On an unknown key.
        TypeError: If they are no keys.
    """
    if isinstance(metrics, str):
        metrics = [metrics]
    if not isinstance(metrics, Collection):
        raise TypeError(
            "metrics must be keys of METRICS, such as ['is', 'fid'], or a "
            "dictionary of keys and settings. "
            f"Received: metrics={metrics!r}"
        )
    for key in metrics:
        check_name("A metric", key, records.METRICS)
    if not isinstance(metrics, dict):
        metrics = {key: {} for key in metrics}
    return [(records.METRICS[key], given) for key, given in metrics.items()]


def check_metrics(metrics, *, has_features=True, **has):
    """Raises unless each metric is known and can be computed.

    Args:
        metrics: As for `evaluate`.
        has_features: Whether more than statistics is known of real images.
        **has: As for `Metric.check`.

    Raises:
        ValueError: On an unknown metric, or without what a metric needs.
        TypeError: On an unknown setting.
    """
    lacking = [m.key for m, _ in chosen(metrics) if m.needs_features]
    if lacking and not has_features:
        raise ValueError(
            "metrics must need only statistics of real images, such as fid, or "
            "only generated images, such as is, where a file of statistics "
            "replaces the real images. "
            f"Received: {', '.join(lacking)}"
        )
    for metric, settings in chosen(metrics):
        metric.check(settings, **has)


def evaluate(
    real,
    fake,
    extractor,
    metrics=("is", "fid"),
    *,
    reference,
    details=None,
    bootstrap=None,
    held=None,
    model=None,
):
    """Scores of generated images.

    Args:
        real: `Features` of real images; their `FeatureStatistics`, or those of
            `read_statistics`, if no metric needs more; or `None` if no metric
            compares with them.
        fake: `Features` of generated images, with labels if a metric needs
            them.
        extractor: The `Extractor` of both.
        metrics: Keys of `METRICS`, each of which says what its score needs and
            which settings it takes; or a dictionary of keys and settings other
            than the defaults, such as `{"kid": {"subset_size": 500}}`.
        reference: Text that identifies the real images: data set, split, size
            and a digest of them.
        details: Dictionary to add to each result's details, such as
            `{"ema": True, "latents_seed": 0}`.
        bootstrap: Integer from 2, such as 100: each score is computed again of
            so many resamples of the generated images, whose standard deviation
            becomes its `std` and gives its `interval`. `None` for none. See
            `metrics.bootstrap.bootstrapped`.
        held: `Features` of real images that the generator was not trained on,
            for metrics that compare `fake` with its training set, `real`.
        model: The model of `fake`, for metrics of its latents.

    Returns:
        A list of `Result`.

    Raises:
        ValueError: On an unknown metric, too few images, features of another
            extractor, or without real images or labels that a metric needs.
        TypeError: On an unknown setting, or images in the place of `Features`.
    """
    check_extractor(extractor)
    sides = {"fake": fake} | ({} if held is None else {"held": held})
    for name, side in sides.items():
        if not isinstance(side, Features):
            raise TypeError(
                f"{name} must be the Features of images, which an extractor "
                "returns: extractor(images). "
                f"Received: {name} of type {type(side).__name__}"
            )
    if not isinstance(reference, str):
        raise TypeError(
            "reference must be a text that identifies the real images, such "
            f"as 'mnist, test'. Received: reference={reference!r}"
        )
    if not isinstance(details, dict | None):
        raise TypeError(
            "details must be a dictionary, such as {'ema': True}, or None. "
            f"Received: details={details!r}"
        )
    if real is not None and not hasattr(real, "statistics"):
        raise TypeError(
            "real must be Features, which an extractor returns, or statistics "
            f"of them. Received: real of type {type(real).__name__}"
        )
    _check_source(extractor, real=real, fake=fake, held=held)
    check_metrics(
        metrics,
        has_real=real is not None,
        has_labels=fake.labels is not None,
        has_features=real is None or hasattr(real, "features"),
        has_model=model is not None,
        has_classes=fake.probabilities is not None,
    )
    check_bootstrap(bootstrap)
    if bootstrap is not None:
        details = {**(details or {}), "bootstrap": bootstrap}
    if real is not None:
        reference += _count(real)
    sides = {"held": held, "model": model, "extractor": extractor}
    return [
        Result(
            metric=name,
            value=score.value,
            protocol=_protocol(metric, name, extractor, score.settings)
            + f"_{count_name(fake.number)}",
            extractor=extractor.name,
            weights=extractor.weights,
            resize=extractor.distance_resize
            if "extractor" in metric.inputs
            else extractor.resize,
            reference=reference if metric.needs_real else None,
            samples=fake.number,
            std=score.std,
            std_kind=score.std_kind,
            details={
                **extractor.details,
                **score.settings,
                **(details or {}),
            },
        )
        for metric, settings in chosen(metrics)
        for name, score in bootstrapped(
            metric, real, fake, {**sides, **settings}, bootstrap
        ).items()
    ]


def _check_source(extractor, **sides):
    """Raises on features that another extractor has computed."""
    sources = {k: getattr(x, "source", None) for k, x in sides.items()}
    sources = {k: source for k, source in sources.items() if source is not None}
    own = extractor.identity if sources else None  # It hashes the weights.
    for name, source in sources.items():
        if source != own:
            raise ValueError(
                f"{name} must be features of the extractor, with the weights "
                "that it has now, since only features of one network compare: "
                "compute them by extractor(images). "
                f"Received: {name} of {source}, and the extractor {own}"
            )


def _count(real):
    """How many real images there are, for a text; empty if nobody knows."""
    count = real.number if hasattr(real, "number") else real.count
    return "" if count is None else f", {count} images"


def _protocol(metric, name, extractor, settings):
    if metric.protocol:
        return metric.protocol(extractor, settings)
    return f"{name}_{extractor.name}"
