"""The names of a run's files, for modules that must not load Keras."""

from pathlib import Path

from keras_gans.utils.untrusted import is_saved_folder

LOCK = ".training.lock"
CONFIG = "config.json"
HISTORY = "history.csv"
DIAGNOSIS = "diagnosis.json"
MODEL = "model.keras"
SCORES = "metrics.json"
FOLDERS = ("checkpoint", "samples")
FILES = (CONFIG, HISTORY, DIAGNOSIS, "curves.png", "training.webp", "real.png")


def is_run(path):
    """Whether a path is the folder of a run that can be read."""
    # The folder of a saved model has a config.json of Keras's.
    return (Path(path) / CONFIG).is_file() and not is_saved_folder(Path(path))


def run_of(folder):
    """The run whose pictures a folder holds, which are grids and plots.

    Returns:
        Its folder, or `None` if the pictures are of no run.
    """
    folder = Path(folder)
    if folder.name in FOLDERS and (folder.parent / HISTORY).is_file():
        folder = folder.parent  # Other programs write such folders too.
    return folder if is_run(folder) else None
