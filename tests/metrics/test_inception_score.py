import numpy as np
import pytest

from keras_gans.metrics import inception_score


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def random_logits(n=1000, k=10, scale=3.0):
    return scale * np.random.default_rng(0).standard_normal((n, k))


@pytest.mark.parametrize("splits", [1, 10, 7])
def test_agrees_with_torch_fidelity(torch_fidelity, splits):
    import torch
    from torch_fidelity.metric_isc import isc_features_to_metric

    logits = random_logits()
    expected = isc_features_to_metric(torch.from_numpy(logits), splits)
    score = inception_score(softmax(logits), splits)
    assert score.mean == pytest.approx(
        expected["inception_score_mean"], rel=1e-9
    )
    assert score.std == pytest.approx(
        expected["inception_score_std"], rel=1e-6, abs=1e-12
    )


@pytest.mark.parametrize("k", [2, 10, 1000])
def test_is_k_for_balanced_one_hot_predictions(k):
    score = inception_score(np.tile(np.eye(k), (20, 1)), 20, seed=None)
    assert score.mean == pytest.approx(k)
    assert score.std == pytest.approx(0, abs=1e-9)


def test_is_1_where_all_predictions_are_the_same():
    p = np.tile(softmax(random_logits(1)), (100, 1))
    assert inception_score(p).mean == pytest.approx(1)


def test_shuffles_before_it_splits():
    p = np.repeat(np.eye(10), 100, axis=0)  # Sorted by class.
    assert inception_score(p, seed=None).mean == pytest.approx(1)
    assert inception_score(p).mean > 9


@pytest.mark.parametrize(
    ("p", "message"),
    [
        (random_logits(), "not be negative and sum to 1"),
        (softmax(random_logits()) * 1.1, "sums from 1.1 to 1.1"),
        (np.full((5, 2), np.nan), "5 of 5 rows with NaN"),
        (np.ones(5), r"shape \(n, d\)"),
        (np.eye(5), "splits=10 and 5 samples"),
    ],
)
def test_refuses(p, message):
    with pytest.raises(ValueError, match=message):
        inception_score(p)
