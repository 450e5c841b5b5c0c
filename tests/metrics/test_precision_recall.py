import numpy as np
import pytest
from scipy.spatial.distance import cdist

from keras_gans.metrics import density_coverage
from keras_gans.metrics import distances
from keras_gans.metrics import precision_recall
from tests.metrics.conftest import features

REAL = features(700)
FAKE = features(600, seed=1, scale=0.9, shift=0.5)


@pytest.fixture(params=[1000, 64], ids=["full", "batched"])
def rows(request, monkeypatch):
    monkeypatch.setattr(distances, "ROWS", request.param)


@pytest.mark.parametrize("k", [1, 3, 10])
def test_precision_and_recall_equal_torch_fidelity(torch_fidelity, k, rows):
    import torch
    from torch_fidelity.metric_prc import prc_features_to_metric

    expected = prc_features_to_metric(
        torch.from_numpy(FAKE),
        torch.from_numpy(REAL),
        prc_neighborhood=k,
        verbose=False,
    )
    score = precision_recall(REAL, FAKE, k)
    # Its means are float32.
    assert score.precision == pytest.approx(expected["precision"], abs=1e-7)
    assert score.recall == pytest.approx(expected["recall"], abs=1e-7)
    assert 0 < min(score) < max(score) < 1


@pytest.mark.parametrize("k", [1, 5, 10])
def test_density_and_coverage_equal_prdc(k, rows):
    prdc = pytest.importorskip("prdc", reason="the reference is not installed")
    expected = prdc.compute_prdc(REAL, FAKE, k)
    score = density_coverage(REAL, FAKE, k)
    assert score.density == pytest.approx(expected["density"], rel=1e-12)
    assert score.coverage == pytest.approx(expected["coverage"], rel=1e-12)


def test_equals_the_definitions_written_out():
    real, fake = REAL[:40], FAKE[:30]
    cross = cdist(fake, real)
    radii = [np.sort(row)[3] for row in cdist(real, real)]
    fake_radii = [np.sort(row)[3] for row in cdist(fake, fake)]
    precision = np.mean([any(row <= radii) for row in cross])
    recall = np.mean([any(column <= fake_radii) for column in cross.T])
    assert precision_recall(real, fake) == (precision, recall)
    density = np.sum(cross < radii) / (3 * 30)
    coverage = np.mean(cross.min(axis=0) < radii)
    assert density_coverage(real, fake, 3) == pytest.approx((density, coverage))


def test_narrow_fakes_are_precise_and_wide_ones_recall():
    narrow, wide = 0.1 * features(500, seed=2), 3 * features(500, seed=3)
    precision, recall = precision_recall(wide, narrow)
    assert precision > 0.8
    assert recall < 0.3
    assert precision_recall(narrow, wide) == (recall, precision)
    assert density_coverage(wide, narrow).coverage < 0.3


def test_equal_distributions_have_density_1_and_coverage_by_k():
    real, fake = features(3000, 5), features(3000, 5, seed=1)
    density, coverage = density_coverage(real, fake, k=5)
    assert density == pytest.approx(1, abs=0.05)
    # Naeem et al. 2020, section 3.3, for equal numbers of both.
    n = len(real)
    i = np.arange(1, 6)
    expected = 1 - np.prod((n - i) / (2 * n - i))
    assert coverage == pytest.approx(expected, abs=0.02)


def test_copies_are_perfect():
    assert precision_recall(REAL, REAL) == (1, 1)
    assert density_coverage(REAL, REAL).coverage == 1


@pytest.mark.parametrize(
    ("metric", "arguments", "message"),
    [
        (precision_recall, (REAL, FAKE[:3]), "k=3 and 3 fake"),
        (precision_recall, (REAL, FAKE, 0), "k=0"),
        (precision_recall, (REAL, FAKE[:, :5]), "real: 20, fake: 5"),
        (density_coverage, (REAL[:5], FAKE), "k=5 and 5 real"),
        (density_coverage, (REAL, np.full((9, 20), np.nan)), "9 of 9 rows"),
    ],
)
def test_refuses(metric, arguments, message):
    with pytest.raises(ValueError, match=message):
        metric(*arguments)


def test_copies_have_no_neighbourhood_and_are_counted():
    copies = np.tile(features(1, 8, seed=2), (50, 1))
    with pytest.warns(UserWarning, match="k=5 copies .*Received: 50 .* of 50"):
        assert density_coverage(copies, copies) == (0, 0)
    some = np.concatenate([features(40, 8), copies[:7]])
    with pytest.warns(UserWarning, match="Received: 7 such images of 47"):
        density_coverage(some, features(40, 8, 1))
