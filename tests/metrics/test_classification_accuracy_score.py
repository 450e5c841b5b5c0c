import numpy as np
import pytest
from sklearn.datasets import load_digits

from keras_gans.metrics import classification_accuracy_score

DIGITS = load_digits()
IMAGES = (DIGITS.images[..., None] / 8 - 1).astype("float32")
LABELS = DIGITS.target
TRAIN, TEST = slice(0, 1400), slice(1400, None)


def score(images, labels):
    return classification_accuracy_score(
        images, labels, IMAGES[TEST], LABELS[TEST], epochs=10
    )


@pytest.mark.slow
def test_real_images_teach_more_than_wrong_labels_or_noise():
    shuffled = np.random.default_rng(0).permutation(LABELS[TRAIN])
    noise = np.random.default_rng(0).uniform(-1, 1, IMAGES[TRAIN].shape)
    assert score(IMAGES[TRAIN], LABELS[TRAIN]) > 0.85
    assert score(IMAGES[TRAIN], shuffled) < 0.4
    assert score(noise, LABELS[TRAIN]) < 0.4


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (IMAGES[TRAIN], LABELS, r"fake_labels .* shape \(1797,\) for 1400"),
        (IMAGES[TRAIN, :7], LABELS[TRAIN], r"\(7, 8, 1\) and \(8, 8, 1\)"),
        (8 * IMAGES[TRAIN], LABELS[TRAIN], "from -8 to 8"),
    ],
)
def test_refuses(images, labels, message):
    with pytest.raises(ValueError, match=message):
        score(images, labels)
