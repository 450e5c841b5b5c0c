"""Which scores few images allow."""

from keras_gans.metrics.evaluate import chosen
from keras_gans.metrics.few_images import ENOUGH
from keras_gans.metrics.few_images import refusal
from keras_gans.utils.warnings import warn


def possible(metrics, n_real, n_fake):
    """The metrics that can be computed from so few images.

    Each metric is asked itself, by features of noise. A warning names those
    that are left out.

    Args:
        metrics: As for `metrics.evaluate`.
        n_real: Positive integer, number of real images; `None` where their
            statistics are given.
        n_fake: Positive integer, number of generated images.

    Returns:
        A dictionary of keys and settings.

    Raises:
        ValueError: If no metric can be computed.
    """
    kept, left = {}, []
    for metric, settings in chosen(metrics):
        if refusal(metric, settings, n_real, n_fake) is None:
            kept[metric.key] = settings
        else:
            fewest = _fewest(metric, settings)
            left.append(f"{metric.key} ({metric.title}) needs {fewest}")
    if left:
        text = (
            f"{', '.join(left)} images of each kind. "
            f"Received: {n_real or 'statistics of'} real and {n_fake} "
            "generated images"
        )
        if not kept:
            raise ValueError(text)
        warn(f"Left out, since {text}")
    return kept


def _fewest(metric, settings):
    counts = range(1, ENOUGH)
    fits = (n for n in counts if refusal(metric, settings, n, n) is None)
    return f"at least {next(fits, ENOUGH)}"
