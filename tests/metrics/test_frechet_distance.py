import warnings

import numpy as np
import pytest

from keras_gans.metrics import FeatureStatistics
from keras_gans.metrics import frechet_distance
from tests.metrics.conftest import features


@pytest.mark.parametrize("d", [1, 2, 20, 200])
def test_agrees_with_torch_fidelity(torch_fidelity, d):
    import torch
    from torch_fidelity.metric_fid import fid_features_to_statistics
    from torch_fidelity.metric_fid import fid_statistics_to_metric

    real, fake = features(600, d), features(500, d, 1, scale=1.5, shift=0.3)
    if d == 1:  # np.cov would be a scalar there.
        expected = (real.mean() - fake.mean()) ** 2
        expected += (real.std(ddof=1) - fake.std(ddof=1)) ** 2
    else:
        statistics = [
            fid_features_to_statistics(torch.from_numpy(f))
            for f in (real, fake)
        ]
        expected = fid_statistics_to_metric(*statistics, verbose=False)
        expected = expected["frechet_inception_distance"]
    assert frechet_distance(real, fake) == pytest.approx(expected, rel=1e-9)


def test_is_the_closed_form_where_covariances_commute():
    # Whitened, so that the samples' covariances are exactly these.
    white = np.linalg.qr(features(400, 8) - features(400, 8).mean(0))[0]
    white = (white - white.mean(0)) * np.sqrt(399)
    a, b = np.arange(1.0, 9.0), np.full(8, 2.0)
    distance = frechet_distance(white * a, white * b + 3)
    assert distance == pytest.approx(8 * 3**2 + np.sum((a - b) ** 2))


def singular(seed=0, rank=5):
    return features(400, 50, seed) @ np.diag(np.arange(50) < rank).astype(float)


def test_singular_covariances():
    real, fake = singular(), singular(1, rank=9)
    assert frechet_distance(real, real) == pytest.approx(0, abs=1e-9)
    # What is constant in both counts for nothing.
    assert frechet_distance(real, fake) == pytest.approx(
        frechet_distance(real[:, :9], fake[:, :9]), rel=1e-7
    )
    constant = np.ones((60, 50))
    with np.errstate(all="raise"):
        assert frechet_distance(constant, constant) == 0
        assert frechet_distance(constant, constant + 2) == 4 * 50


def test_fewer_images_than_features_warn_with_the_numbers():
    few, many = features(30, 50), features(100, 50, 1)
    with pytest.warns(UserWarning, match="more than 50 .* 30 fake images"):
        distance = frechet_distance(many, few)
    # By the root of the full product, a matrix of low rank.
    a, b = (np.cov(f, rowvar=False) for f in (many, few))
    root = np.sqrt(np.linalg.eigvals(a @ b).astype(complex)).real.sum()
    gap = np.sum((many.mean(0) - few.mean(0)) ** 2)
    expected = gap + np.trace(a) + np.trace(b) - 2 * root
    assert distance == pytest.approx(expected, rel=1e-5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frechet_distance(many, many)


@pytest.mark.parametrize("counts", [(7, 5), (7, 300), (40, 41), (41, 41)])
@pytest.mark.filterwarnings(
    "ignore:The covariance", "ignore:Matrix is singular"
)
def test_few_images_agree_with_the_root_of_the_full_matrix(counts):
    linalg = pytest.importorskip("scipy.linalg")
    d = 40
    real, fake = (features(n, d, i, shift=i) for i, n in enumerate(counts))
    a, b = (np.cov(f, rowvar=False) for f in (real, fake))
    # Of a symmetric product, whose root is stable although it is singular.
    a_root = linalg.sqrtm(a).real
    root = linalg.sqrtm(a_root @ b @ a_root).real
    gap = np.sum((real.mean(0) - fake.mean(0)) ** 2)
    expected = gap + np.trace(a) + np.trace(b) - 2 * np.trace(root)
    distance = frechet_distance(real, fake)
    assert distance == pytest.approx(expected, rel=1e-6)
    streamed = FeatureStatistics()
    for batch in np.array_split(real, 3):
        streamed.update(batch)
    assert frechet_distance(streamed, fake) == pytest.approx(distance, rel=1e-9)


def test_a_factor_times_itself_is_the_covariance():
    for n in (2, 19, 20, 21, 60):
        statistics = FeatureStatistics(features(n))
        factor = statistics.factor
        assert factor.shape == (20, n if n <= 20 else 20)
        np.testing.assert_allclose(
            factor @ factor.T, statistics.covariance, atol=1e-12
        )


def test_full_equals_batched_equals_streamed():
    real, fake = features(600), features(500, seed=1, shift=0.1)
    streamed = FeatureStatistics()
    for batch in np.array_split(real, [1, 2, 130, 400]):
        streamed.update(batch)
    assert streamed.count == 600
    np.testing.assert_allclose(streamed.mean, real.mean(0), rtol=1e-12)
    np.testing.assert_allclose(
        streamed.covariance, np.cov(real, rowvar=False), rtol=1e-11, atol=1e-14
    )
    assert frechet_distance(streamed, fake) == pytest.approx(
        frechet_distance(real, fake), rel=1e-10
    )


def test_statistics_keep_a_small_spread_far_from_zero():
    far = 1e6 + 1e-3 * features(1000, 3)
    statistics = FeatureStatistics()
    for batch in np.array_split(far, 10):
        statistics.update(batch)
    expected = np.cov(far, rowvar=False)
    np.testing.assert_allclose(statistics.covariance, expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("real", "fake", "message"),
    [
        (features(d=4), features(d=5), "real: 4, fake: 5"),
        (features(), np.full((9, 20), np.inf), "9 of 9 rows"),
        (features(), features()[0], r"shape \(20,\)"),
        (features(), np.empty((0, 20)), "not empty"),
        (features(n=1), features(), "at least two features. Received: 1"),
    ],
)
@pytest.mark.filterwarnings("ignore:The covariance")
def test_refuses(real, fake, message):
    with pytest.raises(ValueError, match=message):
        frechet_distance(real, fake)


def test_equal_features_are_never_nearer_than_0():
    for seed in range(20):
        x = np.random.default_rng(seed).normal(size=(32, 6))
        assert 0 <= frechet_distance(x, x.copy()) < 1e-12


def test_statistics_of_no_images_have_no_distance():
    with pytest.raises(ValueError, match="fake must be statistics of at least"):
        frechet_distance(np.ones((4, 2)), FeatureStatistics())


def test_statistics_refuse_another_dimension_and_keep_what_they_have():
    statistics = FeatureStatistics(features(50, 4))
    before = statistics.covariance
    with pytest.raises(ValueError, match="batch: 5, earlier_batches: 4"):
        statistics.update(features(50, 5))
    np.testing.assert_array_equal(statistics.covariance, before)
