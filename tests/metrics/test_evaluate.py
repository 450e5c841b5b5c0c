import copy

import numpy as np
import pytest

from keras_gans.metrics import Extractor
from keras_gans.metrics import Features
from keras_gans.metrics import density_coverage
from keras_gans.metrics import evaluate
from keras_gans.metrics import frechet_distance
from keras_gans.metrics import inception_score
from keras_gans.metrics import kernel_distance
from keras_gans.metrics import precision_recall
from keras_gans.metrics.extractors.feature_cache import cached_features
from keras_gans.metrics.extractors.feature_cache import images_digest
from tests.helpers import images
from tests.metrics.conftest import features

EXTRACTOR = Extractor()
EXTRACTOR.name, EXTRACTOR.weights, EXTRACTOR.resize = "toy", "abc", "none"
EXTRACTOR.details = {"accuracy": 0.99}


def some(n, seed=0, shift=0.0):
    random = np.random.default_rng(seed)
    return Features(
        features(n, 6, seed, shift=shift), random.dirichlet(np.ones(5), n)
    )


NO_CLASSES = {"probabilities": None}
REAL, FAKE = some(1200), some(1000, 1, 0.3)


@pytest.mark.slow
def test_scores_are_those_of_the_metrics_with_their_provenance():
    results = evaluate(
        REAL,
        FAKE,
        EXTRACTOR,
        {"is": {}, "fid": {}, "kid": {"subset_size": 500}, "pr": {}, "dc": {}},
        reference="toys train",
        details={"ema": True},
    )
    by_name = {result.metric: result for result in results}
    r, f = REAL.features, FAKE.features
    score = inception_score(FAKE.probabilities)
    distance = kernel_distance(r, f, subset_size=500)
    precision, recall = precision_recall(r, f)
    density, coverage = density_coverage(r, f)
    assert {name: (x.value, x.std) for name, x in by_name.items()} == {
        "is": tuple(score),
        "fid": (frechet_distance(r, f), None),
        "kid": tuple(distance),
        "precision": (precision, None),
        "recall": (recall, None),
        "density": (density, None),
        "coverage": (coverage, None),
    }
    fid = by_name["fid"]
    assert fid.protocol == "fid_toy_1k"
    assert (fid.extractor, fid.weights, fid.resize) == ("toy", "abc", "none")
    assert fid.reference == "toys train, 1200 images"
    assert fid.details == {"accuracy": 0.99, "ema": True}
    assert by_name["kid"].details["subset_size"] == 500
    # It compares with nothing.
    assert by_name["is"].reference is None


def test_names_are_checked():
    with pytest.raises(ValueError, match="Did you mean 'fid'"):
        evaluate(REAL, FAKE, EXTRACTOR, ["fit"], reference="toys")
    with pytest.raises(ValueError, match="'fid' compares with real images"):
        evaluate(None, FAKE, EXTRACTOR, ["fid"], reference="toys")
    (score,) = evaluate(None, FAKE, EXTRACTOR, ["is"], reference="toys")
    assert score.metric == "is"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"metrics": None}, "metrics must be keys.*metrics=None"),
        ({"extractor": None}, "extractor must be a network.*extractor=None"),
        ({"reference": None}, "reference must be a text.*reference=None"),
        ({"details": ["ema"]}, "details must be a dictionary.*'ema'"),
        ({"held": REAL.features}, "held must be the Features.*type ndarray"),
    ],
)
def test_what_is_no_such_argument_is_named(wrong, message):
    arguments = {"extractor": EXTRACTOR, "metrics": ["is"], "reference": "x"}
    with pytest.raises(TypeError, match=message):
        evaluate(REAL, FAKE, **arguments | wrong)


def test_features_are_computed_once_for_each_extractor_and_images(tmp_path):
    calls = []

    def compute():
        calls.append(1)
        return FAKE

    for _ in range(2):
        found = cached_features(tmp_path, EXTRACTOR, "abc", compute)
        np.testing.assert_array_equal(found.features, FAKE.features)
        np.testing.assert_array_equal(found.probabilities, FAKE.probabilities)
        assert found.labels is None
    assert len(calls) == 1
    cached_features(tmp_path, EXTRACTOR, "abd", compute)
    for change in (
        {"weights": "abd"},
        {"resize": "clean"},
        {"details": {"layer": "conv"}},
    ):
        other = copy.copy(EXTRACTOR)
        vars(other).update(change)
        cached_features(tmp_path, other, "abc", compute)
    assert len(calls) == 5
    for _ in range(2):  # Of a network without classes.
        found = cached_features(
            tmp_path, EXTRACTOR, "no", lambda: compute()._replace(**NO_CLASSES)
        )
        np.testing.assert_array_equal(found.features, FAKE.features)
        assert found.probabilities is None
    assert len(calls) == 6


def test_the_digest_is_of_the_images_not_of_their_batches():
    x = images(10)
    assert images_digest([x]) == images_digest([x[:3], x[3:]])
    assert images_digest([x]) != images_digest([x[::-1]])
    assert images_digest([x]) != images_digest([x.reshape(10, 4, 16, 1)])
    changed = x.copy()
    changed[9, 7, 7, 0] *= -1
    assert images_digest([x]) != images_digest([changed])


def test_features_that_cannot_be_cached_are_returned_with_a_warning(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "cache"
    with pytest.warns(UserWarning, match="each time.*Set .*KERAS_HOME"):
        found = cached_features(folder, EXTRACTOR, "abc", lambda: REAL)
    np.testing.assert_array_equal(found.features, REAL.features)


@pytest.mark.parametrize("damage", ["cut", "empty", "flip"])
def test_a_damaged_file_is_said_and_computed_again(tmp_path, damage):
    cached_features(tmp_path, EXTRACTOR, "abc", lambda: REAL)
    (path,) = tmp_path.glob("features-*.npz")
    content = bytearray(path.read_bytes())
    content[-5000] ^= 0xFF
    damaged = {"cut": content[:1000], "empty": b"", "flip": bytes(content)}
    path.write_bytes(damaged[damage])
    with pytest.warns(UserWarning, match=path.name):
        found = cached_features(tmp_path, EXTRACTOR, "abc", lambda: FAKE)
    np.testing.assert_array_equal(found.features, FAKE.features)
    again = cached_features(tmp_path, EXTRACTOR, "abc", lambda: REAL)
    np.testing.assert_array_equal(again.features, FAKE.features)


def test_label_accuracy_is_of_the_labels_and_needs_no_real_images():
    labels = np.random.default_rng(3).integers(5, size=1000)
    fake = FAKE._replace(labels=labels)
    (result,) = evaluate(None, fake, EXTRACTOR, ["la"], reference="toys")
    right = FAKE.probabilities.argmax(axis=1) == labels
    assert result.metric == "label_accuracy"
    assert result.value == right.mean() and 0 < result.value < 1
    assert result.protocol == "label_accuracy_toy_1k"
    assert result.reference is None


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (None, "The metric 'la' needs the classes .* Received: labels=None"),
        (np.arange(1000) % 10, "less than the 5 classes. Received: 9"),
        (np.eye(5)[np.arange(1000) % 5], "must be integers"),
        (np.arange(999) % 5, r"shape \(999,\) for 1000"),
    ],
)
def test_label_accuracy_of_other_labels_is_refused(labels, message):
    fake = FAKE._replace(labels=labels)
    with pytest.raises(ValueError, match=message):
        evaluate(None, fake, EXTRACTOR, ["la"], reference="toys")
