"""`keras-gans export`."""

import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras

import keras_gans as kg
from tests.commands.helpers import call
from tests.commands.helpers import refused

PRESET = "conditionalgan-digits"
# What a program without this package does.
PROGRAM = """
import sys
import numpy as np
import tensorflow as tf
model = tf.saved_model.load(sys.argv[1])
with np.load(sys.argv[2]) as inputs:
    images = model.serve((inputs["latents"], inputs["labels"]))
np.save(sys.argv[3], images)
assert "keras_gans" not in sys.modules
"""


@pytest.mark.skipif(keras.backend.backend() == "torch", reason="no SavedModel")
@pytest.mark.slow  # A process of its own.
def test_a_preset_runs_where_this_package_is_not(tmp_path):
    result = call("export", PRESET, tmp_path / "digits")
    assert result.exit_code == 0, result.output
    assert "input latents: float32 (n, 100)" in result.output
    assert "input labels: int32 (n)" in result.output
    model = kg.load(PRESET)
    z = np.random.default_rng(0).normal(size=(7, 100)).astype("float32")
    labels = np.arange(7, dtype="int32")
    np.savez(tmp_path / "in.npz", latents=z, labels=labels)
    paths = tmp_path / "digits", tmp_path / "in.npz", tmp_path / "out.npy"
    subprocess.run([sys.executable, "-c", PROGRAM, *paths], check=True)
    np.testing.assert_allclose(
        np.load(paths[-1]), model.predict((z, labels), verbose=0), atol=1e-5
    )


def test_what_cannot_be_exported_is_refused_before_the_model_is_read(tmp_path):
    def check(output, *words, options=()):
        refused(call("export", PRESET, tmp_path / output, *options), *words)

    check("a.png", "OUTPUT must end in .pt2, .onnx, .tflite, .xml", "a.png")
    check("a.xml", "needs `pip install openvino", "--format openvino")
    check("a.onx", "or without a dot for the folder of a SavedModel")
    check("a", "Did you mean 'onnx'", options=["--format", "onx"])
    options = ["--format", "litert"]
    if keras.backend.backend() == "tensorflow":
        check("a", "OUTPUT must end in .tflite", options=options)
        result = call("export", "nowhere", tmp_path / "a.tflite")
        refused(result, "SOURCE must be the name of a preset")
        result = call("export", PRESET, tmp_path / "a", "--reverse")
        refused(result, "--reverse is for cyclegan", "a ConditionalGAN")
    assert not list(tmp_path.iterdir())
