"""Published figures, where CIFAR-10 and the real weights are at hand.

torch-fidelity's own tests pin these: `../shared/peers.md`, section 4.
"""

import numpy as np
import pytest

from keras_gans.datasets import scale
from keras_gans.metrics import InceptionV3Features
from keras_gans.metrics import frechet_distance
from keras_gans.metrics import inception_score
from keras_gans.metrics import kernel_distance
from keras_gans.metrics import precision_recall
from keras_gans.metrics.extractors.fid_files import ARCHIVE
from keras_gans.utils.downloads import keras_home
from tests.helpers import SHARED

CIFAR10 = SHARED / "cifar-10-batches-bin"
WEIGHTS = keras_home() / "keras_gans" / ARCHIVE

pytestmark = pytest.mark.skipif(
    not (CIFAR10.is_dir() and WEIGHTS.is_file()),
    reason=f"CIFAR-10's binary version is not at {CIFAR10}, or Inception's "
    f"weights are not at {WEIGHTS}",
)


def subset(files):
    """The 5,000 images that torch-fidelity takes, sorted as its files."""
    records = [np.fromfile(CIFAR10 / file, "uint8") for file in files]
    images = np.concatenate(records).reshape(-1, 3073)[:, 1:]
    images = images.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    random = np.random.RandomState(2020)
    chosen = random.choice(len(images), 5000, replace=False)
    return scale(images[np.sort(chosen)])


@pytest.fixture(scope="module")
def features():
    extractor = InceptionV3Features(WEIGHTS)
    train = subset([f"data_batch_{i}.bin" for i in range(1, 6)])
    return extractor(train), extractor(subset(["test_batch.bin"]))


def test_cifar10_scores(features):
    train, valid = features
    assert inception_score(train.probabilities).mean == pytest.approx(
        10.75051, abs=1e-2
    )
    assert frechet_distance(valid.features, train.features) == pytest.approx(
        10.3233274, abs=1e-4
    )
    assert kernel_distance(
        valid.features, train.features
    ).mean == pytest.approx(-2.907863e-05, abs=1e-7)
    precision, recall = precision_recall(valid.features, train.features)
    assert precision == pytest.approx(0.6852, abs=1e-3)
    assert recall == pytest.approx(0.6908, abs=1e-3)
