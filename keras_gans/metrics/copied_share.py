"""Copied share: how many samples are copies of training images?"""

import typing

import numpy as np

from keras_gans.metrics.distances import squared_radii
from keras_gans.metrics.estimate import Estimate
from keras_gans.metrics.feature_checks import as_rows
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.feature_checks import check_neighbours
from keras_gans.metrics.metric import BINOMIAL
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.metrics.nearest_neighbours import nearest_neighbours
from keras_gans.utils.checks import is_number

# The smallest training set.
FEWEST = 8
# Distances are divided by at least this.
TINY = 1e-100


class Copies(typing.NamedTuple):
    """How near samples are to the training images, and how many are copies.

    Attributes:
        nearness: Float64 array `(n,)`: the sample's ratio, divided by the
            threshold. Samples below 1 count as copies.
        neighbours: Int array `(n,)`, the nearest training image of each sample.
        share: Float in [0, 1], the share of samples that count as copies.
        expected: Float in (0, 1), the mean share among new real images.
        p_value: Float in [0, 1], the probability of as large a share, or a
            larger one, of as many new real images. It is exact.
    """

    nearness: np.ndarray
    neighbours: np.ndarray
    share: float
    expected: float
    p_value: float


def find_copies(real, fake, held=None, alpha=0.01, k=3):
    """Compares samples with training images, relative to new real images.

    The ratio of an image is its distance from the nearest training image,
    divided by the distance of that one from its own k-th nearest other training
    image. Alaa et al. 2022 (arXiv:2102.08921) call a sample
    authentic if the ratio for k = 1 exceeds 1. Many new real images do not, so
    here the threshold is the quantile `alpha` of the ratios of held-out images.
    A ratio, unlike a distance, does not accuse a generator of only the
    commonest kind of images, which lie closely together.

    Args:
        real: Float array `(m, d)`, features of all training images.
        fake: Float array `(n, d)`, features of generated images.
        held: Float array `(h, d)`, features of real images that were not
            trained on; 1,000 or more are good. `None` holds out a quarter of
            the training images, at most 2,000, whose copies then go unseen.
        alpha: Float in (0, 0.5], the share of new real images to take for
            copies.
        k: Positive integer, 1 in Alaa et al. Copies of images that are more
            than k times in the training set go unseen.

    Returns:
        `Copies`.

    Raises:
        ValueError: On another shape, NaN, different d, fewer than 8 training
            images, or alpha or k out of range.
    """
    if not is_number(alpha) or not 0 < alpha <= 0.5:
        raise ValueError(
            f"alpha must be in (0, 0.5], such as 0.01. Received: {alpha=}"
        )
    train, rows, held = with_held_out(real, held)
    fake, train, held = check_features(fake=fake, train=train, held=held)
    check_neighbours(k, real=train)
    ratios, nearest = _ratios(np.concatenate([held, fake]), train, k)
    null, ratios = np.split(ratios, [len(held)])
    rank = max(1, int(alpha * (len(null) + 1)))
    threshold = max(np.sort(null)[rank - 1], TINY)
    copies = int(np.count_nonzero(ratios < threshold))
    return Copies(
        nearness=ratios / threshold,
        neighbours=rows[nearest[len(held) :]],
        share=copies / len(fake),
        expected=rank / (len(null) + 1),
        p_value=_p_value(copies, len(fake), rank, len(null)),
    )


def copied_share(real, fake, held=None, alpha=0.01, k=3):
    """Share of samples nearer to a training image than new real ones are.

    See `find_copies`, which also tells which samples. It is `alpha` on average
    for a generator that makes new images, and up to 1 for one that copies.

    Args:
        real: As for `find_copies`.
        fake: As for `find_copies`; 1,000 or more.
        held: As for `find_copies`.
        alpha: As for `find_copies`.
        k: As for `find_copies`.

    Returns:
        An `Estimate` in [0, 1], with its binomial standard deviation.
    """
    share = find_copies(real, fake, held, alpha, k).share
    return Estimate(share, float(np.sqrt(share * (1 - share) / len(fake))))


def with_held_out(real, held=None):
    """Training images, and images to compare samples with.

    Args:
        real: Float array `(m, d)`, features of all training images.
        held: Float array `(h, d)`, or `None` to hold out a quarter of `real`,
            at most 2,000.

    Returns:
        The training images, the rows of `real` that they are, and those held
        out.
    """
    real = as_rows("real", real)
    if len(real) < FEWEST:
        raise ValueError(
            f"real must hold at least {FEWEST} training images. "
            f"Received: {len(real)}"
        )
    rows = np.arange(len(real))
    if held is None:
        order = np.random.default_rng(0).permutation(rows)
        out, rows = np.split(order, [min(len(real) // 4, 2000)])
        held = real[out]
    return real[rows], rows, held


def _ratios(images, train, k):
    """Distance from the nearest training image, relative to that one's own."""
    indices, distances = nearest_neighbours(images, train)
    scale = np.sqrt(squared_radii(train, k, indices[:, 0]))
    # An exact copy has a ratio of 0, however often the image is there.
    return distances[:, 0] / np.maximum(scale, TINY), indices[:, 0]


def _p_value(copies, n, rank, n_null):
    """Of at least so many below the null's value of this rank, if all is one.

    The share of all images below that value is of the beta distribution
    (rank, n_null + 1 - rank), whatever the distribution of the ratios.
    """
    from scipy.stats import betabinom

    return float(betabinom.sf(copies - 1, n, rank, n_null + 1 - rank))


COPIES = Metric(
    key="copies",
    title="share of copied training images",
    function=copied_share,
    inputs=("real.features", "fake.features", "held.features"),
    values=(Value("copied_share", LOWER),),
    std_kind=BINOMIAL,
)
