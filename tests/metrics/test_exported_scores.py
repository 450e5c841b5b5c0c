"""torch-fidelity's scores of an exported preset, and this package's."""

from pathlib import Path

import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans.metrics import Extractor
from tests.helpers import BACKEND

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


class Blocks(Extractor):
    """The mean of each 4x4 block, and as classes what is brightest."""

    name = "blocks"

    def outputs(self, images):
        means = ops.convert_to_numpy(ops.average_pool(images, 4))
        means = means.reshape(len(images), -1)
        shares = np.exp(5 * means)
        return means, shares / shares.sum(axis=1, keepdims=True)


@pytest.mark.slow  # The converter takes seconds.
@pytest.mark.filterwarnings("ignore")  # Those of the converter.
@pytest.mark.skipif(BACKEND != "tensorflow", reason="its converter is there")
def test_they_agree(monkeypatch, torch_fidelity):
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tf2onnx")
    monkeypatch.syspath_prepend(BENCHMARKS)
    from exported_scores import both

    # Images of the same model, so that some are among the others.
    images = kg.load("dcgan-mnist").generate(500, seed=0, truncation=1)
    found = both("dcgan-mnist", images, Blocks(), subset_size=200)
    assert set(found) == {"is", "fid", "kid", "precision", "recall"}
    for theirs, ours in found.values():
        assert ours == pytest.approx(theirs, rel=1e-3, abs=1e-6)
    for name in ("precision", "recall"):
        assert 0 < found[name][0] < 1
