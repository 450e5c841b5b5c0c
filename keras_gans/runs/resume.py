"""Whether a run may go on, and with which arguments."""

import contextlib
import dataclasses
from pathlib import Path

import keras

from keras_gans.callbacks import checkpoint_files
from keras_gans.pages import state as page
from keras_gans.runs.augmentation import check_augmentation
from keras_gans.runs.data_checks import check_data
from keras_gans.runs.folder import epochs_done
from keras_gans.runs.folder import holds_run
from keras_gans.runs.folder import place_of
from keras_gans.runs.folder import read
from keras_gans.runs.folder import read_config
from keras_gans.runs.folder import updates_done
from keras_gans.runs.layout import CONFIG
from keras_gans.runs.layout import FILES
from keras_gans.runs.layout import FOLDERS
from keras_gans.runs.layout import MODEL
from keras_gans.utils.untrusted import read_json

# The arguments that may change when a run is resumed.
RESUMABLE = (
    *("epochs", "updates", "data_dir", "second_dir", "skip_corrupt"),
    *("scores", "score_every", "rematerialize"),
)


def resumed_config(run_dir, **given):
    """The `Config` of a run that is resumed: its own, but for what is given.

    Args:
        run_dir: Folder of the run.
        **given: Arguments of `Config`; `None` stands for the run's own.

    Raises:
        ValueError: If the run cannot be read, or arguments do not suit it.
    """
    given = {k: v for k, v in given.items() if v is not None}
    if "epochs" in given:
        given["updates"] = None
    config = dataclasses.replace(read_config(run_dir), **given)
    check_data(config)
    check_augmentation(config)
    return config


def check_run_dir(config, run_dir, resume):
    """Refuses a folder in which a run of `config` cannot be started or resumed.

    Raises:
        FileExistsError: If the folder holds a run and `resume` is not set, or
            files of something else that the run would replace.
        ValueError: If it is a file, or holds a run with other arguments, or
            with more epochs.
    """
    for path in (Path(run_dir), *Path(run_dir).parents):
        if path.is_file():
            raise ValueError(
                "run_dir must be a folder: choose another run_dir. "
                f"Received: run_dir={str(run_dir)!r}, and {path} is a file"
            )
    if not holds_run(run_dir):
        _check_no_others(Path(run_dir))
        return
    if not resume:
        raise FileExistsError(
            f"{run_dir} already holds a run. resume=True continues it; "
            "otherwise choose another run_dir."
        )
    before, now = map(_flat, (read_config(run_dir), config))
    differences = [
        f"{name}: {before.get(name)} before, {now.get(name)} now"
        for name in before | now
        if before.get(name) != now.get(name) and name not in RESUMABLE
    ]
    if differences:
        raise ValueError(
            "A resumed run must keep its arguments except "
            f"{', '.join(RESUMABLE)}; start_from={str(run_dir)!r} begins "
            "another run from its weights. "
            f"Received, for the run in {run_dir}: {'; '.join(differences)}"
        )
    backend = read(run_dir, lambda content: content["versions"]["backend"])
    if backend != keras.backend.backend():
        raise ValueError(
            f"The run in {run_dir} can be resumed only on its own backend; "
            f"set the environment variable KERAS_BACKEND to {backend}. "
            f"Received: {keras.backend.backend()}"
        )
    done = epochs_done(run_dir)
    if place_of(run_dir) == (0, 0):
        raise ValueError(
            "A run without checkpoints cannot be resumed; "
            f"start_from={str(run_dir)!r} begins another run from its weights. "
            f"Received: {run_dir}, which holds a model and no checkpoint"
        )
    made = updates_done(run_dir)
    if config.updates is not None and config.updates < made:
        raise ValueError(
            f"updates must be at least {made}, which the run in {run_dir} has "
            f"made. Received: updates={config.updates}"
        )
    if config.updates is None and config.epochs < done:
        raise ValueError(
            f"epochs must be at least {done}, which the run in {run_dir} has "
            f"trained. Received: epochs={config.epochs}"
        )


def _check_no_others(run_dir):
    """Refuses a folder whose files are of something else than a run."""
    folders = [n for n in (*FILES, page.NAME) if (run_dir / n).is_dir()]
    files = [n for n in FOLDERS if (run_dir / n).is_file()]
    for name in folders + files:
        kinds = ("file", "folder") if name in files else ("folder", "file")
        raise FileExistsError(
            f"run_dir must be a new folder. Received: "
            f"run_dir={str(run_dir)!r}, whose {name} is a {kinds[0]}; that of "
            f"a run is a {kinds[1]}"
        )
    others = []
    if (run_dir / page.NAME).is_file() and page.read(run_dir) is None:
        others.append(page.NAME)
    if (run_dir / CONFIG).is_file():
        with contextlib.suppress(OSError, ValueError):
            if "arguments" in read_json(run_dir / CONFIG):
                return  # A run that was killed before its checkpoint.
        others.append(CONFIG)
    if others:
        raise FileExistsError(
            f"run_dir must be a new folder. Received: "
            f"run_dir={str(run_dir)!r}, whose {' and '.join(others)} would be "
            "replaced"
        )


def has_ended(config, run_dir):
    """Whether a run is trained and holds its model.

    A model that is older than the last checkpoint may be of fewer epochs. It is
    written once more then, which costs nothing but time.
    """
    model = Path(run_dir) / MODEL
    files = checkpoint_files.paths(Path(run_dir) / "checkpoint")
    return (
        model.is_file()
        and is_trained(config, run_dir)
        and model.stat().st_mtime >= files[0].stat().st_mtime
    )


def is_trained(config, run_dir):
    """Whether a run has made all epochs or updates of its `Config`."""
    if config.updates is not None:
        return updates_done(run_dir) >= config.updates
    return place_of(run_dir) == (config.epochs, 0)


def _flat(config):
    """The arguments of a `Config`, those of the model among them."""
    arguments = dataclasses.asdict(config)
    return arguments | arguments.pop("settings")


def check_labels(config, model):
    """Refuses data with other labels than those of a run's model.

    Raises:
        ValueError: If labels are new, gone or renamed.
    """
    now = config.label_arguments().get("label_names", ())
    before = model.label_names if now else ()
    if tuple(before) == tuple(now):
        return
    new = [name for name in now if name not in before]
    gone = [name for name in before if name not in now]
    changed = [f"new: {', '.join(new)}"] * bool(new)
    changed += [f"gone: {', '.join(gone)}"] * bool(gone)
    raise ValueError(
        f"A resumed run must keep its {model.labels.plural}: restore them, or "
        "train another run with the new ones in another run_dir. "
        f"Received: {len(before)} {model.labels.plural} before, {len(now)} now "
        f"({'; '.join(changed) or 'in another order'})"
    )
