from pathlib import Path

import pytest

import keras_gans as kg
from tests.helpers import images


def test_paths_of_callbacks_may_begin_with_the_home_folder():
    home, callbacks = Path.home(), kg.callbacks
    for kind in ("Checkpoint", "Diagnosis", "SampleGrid", "TrainingCurves"):
        assert getattr(callbacks, kind)("~/run").directory == home / "run"
    assert callbacks.BestGenerator("~/b.keras").path == home / "b.keras"


@pytest.mark.parametrize(
    "kind",
    ["BestGenerator", "Checkpoint", "Diagnosis", "RunPage", "SampleGrid"],
)
def test_images_are_no_path(kind):
    name = {"BestGenerator": "path", "RunPage": "folder"}.get(kind, "directory")
    with pytest.raises(TypeError, match=f"^{name} must be a path.*ndarray"):
        getattr(kg.callbacks, kind)(images(2))


def test_a_checkpoint_is_no_folder(tmp_path):
    file = tmp_path / "epoch-00001.npz"
    file.touch()
    with pytest.raises(ValueError, match="the folder of the checkpoints.*npz"):
        kg.callbacks.Checkpoint(file)
    with pytest.raises(ValueError, match="holds checkpoints.*restore"):
        kg.load(tmp_path)
