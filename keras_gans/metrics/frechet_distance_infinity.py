"""Frechet distance, extrapolated to infinitely many generated images."""

from keras_gans.metrics.extrapolation import extrapolated
from keras_gans.metrics.extrapolation import with_smallest
from keras_gans.metrics.feature_checks import check_dimensions
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.feature_statistics import FeatureStatistics
from keras_gans.metrics.frechet_distance import distance_of_statistics
from keras_gans.metrics.frechet_distance import statistics_of
from keras_gans.metrics.frechet_distance import warn_of_few
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value


def frechet_distance_infinity(real, fake, points=15, smallest=5000, seed=2020):
    """The Frechet distance without the bias of few generated images.

    With Inception's features it is the FID-infinity of Chong and Forsyth 2020
    (arXiv 1911.07023), of latents at random, not of a Sobol sequence. The real
    images stay as they are: a bias from few of them remains. Single values
    scatter more than the plain distance, and may be negative.

    Args:
        real: Features of real images, a float array `(n, d)`, or their
            `FeatureStatistics`, or those of `read_statistics`.
        fake: Float array `(m, d)`, features of generated images; m should be
            more than 2 d.
        points: Integer from 2, number of subsets that are scored.
        smallest: Integer from 2, less than m: the size of the first subset,
            which should be more than d. The paper's is a tenth of 50,000.
        seed: Integer, seed of the subsets.

    Returns:
        Float, in the square of the features' unit.

    Raises:
        ValueError: On another shape, NaN, different d, or `points` or
            `smallest` out of range.
    """
    (fake,) = check_features(fake=fake)
    real = statistics_of("real", real)
    check_dimensions(real=len(real.mean), fake=fake.shape[1])
    warn_of_few(real=real)

    def distance(subset):
        return distance_of_statistics(real, FeatureStatistics(subset))

    return extrapolated(distance, fake, points, smallest, seed)


FID_INF = Metric(
    key="fid-inf",
    title="Frechet distance of infinitely many images",
    function=frechet_distance_infinity,
    inputs=("real.statistics", "fake.features"),
    values=(Value("fid_inf", LOWER, title="FID∞"),),
    settings=with_smallest,
)
