"""Label accuracy: what is counted, and what is refused."""

import numpy as np
import pytest

from keras_gans.metrics import label_accuracy

PROBABILITIES = np.array(
    [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.4, 0.35, 0.25], [0.3, 0.4, 0.3]]
)


@pytest.mark.parametrize(
    "labels, expected",
    [([0, 2, 0, 1], 1.0), ([0, 2, 1, 1], 0.75), ([1, 1, 1, 0], 0.0)],
)
def test_the_share_of_most_probable_classes_that_were_asked_for(
    labels, expected
):
    assert label_accuracy(PROBABILITIES, labels) == expected


@pytest.mark.parametrize(
    "probabilities, labels, message",
    [
        (
            PROBABILITIES[0],
            [0, 1, 2],
            r"\(n, d\), .*shape \(3,\)",
        ),
        (
            PROBABILITIES[:0],
            [],
            r"\(n, d\), .*shape \(0, 3\)",
        ),
        (PROBABILITIES, [0, 1, 2], r"Received: shape \(3,\) for 4"),
        (PROBABILITIES, [0, 1, 2, 3], "less than the 3 classes. Received: 3"),
        (PROBABILITIES, [0, 1, 2, -1], "integers from 0"),
        (PROBABILITIES, [0.0, 1.0, 2.0, 0.0], "integers from 0"),
        (np.full((4, 3), np.nan), [0, 1, 2, 0], "4 of 4 rows with NaN"),
    ],
)
def test_others_are_refused(probabilities, labels, message):
    with pytest.raises(ValueError, match=message):
        label_accuracy(probabilities, labels)
