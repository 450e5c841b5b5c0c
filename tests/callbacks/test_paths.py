from pathlib import Path

import keras_gans as kg


def test_paths_of_callbacks_may_begin_with_the_home_folder():
    home, callbacks = Path.home(), kg.callbacks
    for kind in ("Checkpoint", "Diagnosis", "SampleGrid", "TrainingCurves"):
        assert getattr(callbacks, kind)("~/run").directory == home / "run"
    assert callbacks.BestGenerator("~/b.keras").path == home / "b.keras"
