"""Statistics in files, as pytorch-fid writes them."""

import numpy as np
import pytest

from keras_gans.metrics import METRICS
from keras_gans.metrics import Extractor
from keras_gans.metrics import Features
from keras_gans.metrics import FeatureStatistics
from keras_gans.metrics import evaluate
from keras_gans.metrics import frechet_distance
from keras_gans.metrics import read_statistics
from tests.metrics.conftest import features


@pytest.fixture
def written(tmp_path):
    """Writes a file of statistics; returns its path."""

    def write(**arrays):
        np.savez_compressed(tmp_path / "real.npz", **arrays)
        return tmp_path / "real.npz"

    return write


def moments(x):
    """What pytorch-fid stores of features."""
    return {"mu": x.mean(axis=0), "sigma": np.cov(x, rowvar=False)}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_distance_from_a_file_is_that_from_the_features(written, dtype):
    real, fake = features(300), features(200, seed=1, shift=0.2)
    arrays = {k: x.astype(dtype) for k, x in moments(real).items()}
    stored = read_statistics(written(**arrays))
    expected = frechet_distance(real, fake)
    rel = {"float64": 1e-9, "float32": 1e-4}[dtype]
    for pair in ((stored, fake), (fake, stored)):
        assert frechet_distance(*pair) == pytest.approx(expected, rel=rel)
    assert frechet_distance(stored, stored) == pytest.approx(0, abs=1e-9)


def test_evaluate_takes_statistics_for_scores_that_need_no_more(written):
    real, fake = features(300), features(200, seed=1)
    halves = np.full((200, 2), 0.5)
    statistics = {
        ", 300 images": FeatureStatistics(real),
        "": read_statistics(written(**moments(real))),
    }
    for text, given in statistics.items():
        arguments = given, Features(fake, halves), Extractor()
        _, fid = evaluate(*arguments, ["is", "fid"], reference="celeba")
        assert fid.value == pytest.approx(frechet_distance(real, fake))
        assert fid.reference == f"celeba{text}"
        lacking = [key for key, m in METRICS.items() if m.needs_features]
        assert {"mind", "kid", "pr", "dc"} <= {*lacking} <= {*METRICS} - {"fid"}
        with pytest.raises(ValueError, match=f"ceived: {', '.join(lacking)}$"):
            evaluate(*arguments, ["is", "fid", *lacking], reference="celeba")


MEAN, COVARIANCE = moments(features(50, 3)).values()
WRONG = {
    "of others": ({"a": MEAN}, "without mu and sigma; it holds a"),
    "half": ({"mu": MEAN}, "without sigma; it holds mu"),
    "deviations": (
        {"mu": MEAN, "sigma": np.diagonal(COVARIANCE)},
        r"shapes \(3,\) and \(3,\)",
    ),
    "of another": (
        {"mu": MEAN, "sigma": np.eye(4)},
        r"shapes \(3,\) and \(4, 4\)",
    ),
    "not finite": (
        {"mu": MEAN, "sigma": COVARIANCE * np.nan},
        "sigma holds NaN",
    ),
    "texts": ({"mu": np.array(["a", "b", "c"]), "sigma": np.eye(3)}, "<U1,"),
    "not symmetric": (
        {"mu": MEAN, "sigma": COVARIANCE + np.triu(np.ones((3, 3)), 1) / 9},
        "sigma is not symmetric",
    ),
    "negative": ({"mu": MEAN, "sigma": -np.eye(3)}, "negative variances"),
    "impossible": (
        {"mu": MEAN, "sigma": 3 - 2 * np.eye(3)},
        "correlations above 1",
    ),
    "pickled": (
        {"mu": np.array([{}, 1, 2]), "sigma": np.eye(3)},
        "pickled objects",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_other_files_are_refused_with_the_reason(written, name):
    arrays, message = WRONG[name]
    path = written(**arrays)
    with pytest.raises(ValueError, match=message) as refusal:
        read_statistics(path)
    assert str(path) in str(refusal.value)
