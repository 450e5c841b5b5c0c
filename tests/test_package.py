"""What importing costs and needs."""

import configparser
from pathlib import Path

import pytest

from tests.helpers import BACKEND
from tests.helpers import run_python

ROOT = Path(__file__).parents[1]

IMPORT = """
import sys
import keras
before = set(sys.modules)
import keras_gans
heavy = {"tensorflow_datasets", "keras_cv", "matplotlib", "sklearn", "PIL"}
assert not heavy & (set(sys.modules) - before)
"""

OTHER_BACKENDS = """
import importlib.util
import sys
sys.modules["tensorflow"] = None
import numpy as np
import keras_gans as kg
gan = kg.GAN((8, 8, 1), 4)
gan.compile()
gan.fit(np.zeros((8, 8, 8, 1), "float32"), batch_size=4, verbose=0)
"""


@pytest.mark.slow
def test_importing_leaves_heavy_packages_alone():
    result = run_python("-c", IMPORT)
    assert result.returncode == 0, result.stderr


@pytest.mark.skipif(BACKEND == "tensorflow", reason="TensorFlow is the backend")
def test_other_backends_train_without_tensorflow():
    result = run_python("-c", OTHER_BACKENDS)
    assert result.returncode == 0, result.stderr


def test_the_package_holds_every_file_beside_its_modules():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    found = {
        path
        for package, patterns in config["options.package_data"].items()
        for pattern in patterns.split()
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    files = (
        path for path in (ROOT / "keras_gans").rglob("*") if path.is_file()
    )
    code = (".py", ".pyc")
    assert found == {path for path in files if path.suffix not in code}
