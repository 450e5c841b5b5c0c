"""Cards: what is known of a trained model, as a dictionary.

A card has some of these keys; a model that was saved by hand has none:

    model       the name of its class
    arguments   those of `Config`, without the user's own folders
    command     the command that trained it
    epochs      how many it was trained
    versions    of Python, Keras, its backend and this package
    findings    what went wrong in the training, as `Diagnosis` found it
    scores      of its samples, as `metrics.Result` has them
    bound       the same scores of as many real test images
    licence     of the weights
    data        the name of the data set, and its licence
"""

import dataclasses
from pathlib import Path

from keras_gans import pretrained
from keras_gans.callbacks.diagnosis import record as diagnosis
from keras_gans.datasets import DATASETS
from keras_gans.models import MODELS
from keras_gans.runs.config import Config
from keras_gans.runs.folder import epochs_done
from keras_gans.runs.folder import read
from keras_gans.runs.folder import read_config
from keras_gans.runs.layout import SCORES
from keras_gans.runs.layout import is_run
from keras_gans.runs.sources import locate
from keras_gans.utils.untrusted import is_saved_folder
from keras_gans.utils.untrusted import read_json

# The file of a card in the folder of a saved model.
CARD = "card.json"


def card_of(source):
    """The card of a source; empty where nothing is known.

    Args:
        source: As for `loading.load`.

    Raises:
        ValueError: If a file of the run, or the card, cannot be read.
    """
    path = locate(source)
    if path.parent == pretrained.FOLDER:
        return read_json(path.with_suffix(".json"))
    if is_saved_folder(path):
        return _read_if_there(path / CARD, {})
    run_dir = _run_dir(path)
    return _of_run(run_dir) if run_dir else {}


def run_config(source):
    """The `Config` of the run that trained a source; `None` if not known."""
    path = locate(source)
    if run_dir := _run_dir(path):
        return read_config(run_dir)
    arguments = card_of(path).get("arguments")
    try:
        return arguments and Config.read(arguments)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"Could not read the card of {source}: {error}"
        ) from error


def _run_dir(path):
    """The run that a path is, or is a file of; else `None`."""
    run_dir = path.parent if path.is_file() else path
    return run_dir if is_run(run_dir) else None


def _of_run(run_dir):
    config = read_config(run_dir)
    _, findings = diagnosis.read(run_dir)
    # The folders of the user are no business of others.
    own = dict.fromkeys(("data_dir", "second_dir"))
    own["start_from"] = config.start_from and Path(config.start_from).name
    return {
        "model": MODELS[config.model].__name__,
        "arguments": dataclasses.asdict(config) | own,
        "epochs": epochs_done(run_dir),
        "versions": read(run_dir, lambda content: content["versions"]),
        "findings": [dataclasses.asdict(finding) for finding in findings],
        "scores": _read_if_there(run_dir / SCORES, []),
        "data": {
            "name": config.dataset,
            "licence": DATASETS[config.dataset].licence,
        },
    }


def _read_if_there(path, default):
    return read_json(path) if path.is_file() else default
