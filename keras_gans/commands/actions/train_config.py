"""The `Config` that the options of `keras-gans train` mean."""

import math
from pathlib import Path

import typer

from keras_gans.commands.actions import config_files
from keras_gans.commands.actions.checks import check_names
from keras_gans.commands.actions.checks import image_size_of
from keras_gans.commands.actions.settings import check_with_weights
from keras_gans.commands.actions.settings import with_settings
from keras_gans.datasets import DATASETS
from keras_gans.metrics import METRICS
from keras_gans.models import MODELS
from keras_gans.runs.config import Config
from keras_gans.runs.folder import holds_run
from keras_gans.runs.folder import read_config
from keras_gans.runs.guess import dataset_of
from keras_gans.runs.guess import of_pictures
from keras_gans.runs.layout import is_run
from keras_gans.runs.loading import architecture
from keras_gans.runs.loading import kind_of
from keras_gans.runs.resume import has_ended
from keras_gans.runs.resume import resumed_config
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_seed

# The options that say how long a training is.
LENGTHS = {"epochs", "updates"}
# What a run that starts from another one takes from it, without other data.
DATA = ("dataset", "data_dir", "second_dir", "task", "split", "skip_corrupt")


def read_file(given):
    """Adds the options of a file of `--config`; returns fields of `Config`."""
    path = given.get("config")
    if path is None or not config_files.is_file(path, "model" in given):
        return {}
    del given["config"]
    fields = config_files.fields_of(path)
    if fields is None:
        given |= _over(given, config_files.options_of(path))
        return {}
    return fields


def _over(given, options):
    """What is given, over the options of a file.

    One --set replaces that of its name, and --epochs and --updates each other.
    """
    if LENGTHS & given.keys():
        options = {k: v for k, v in options.items() if k not in LENGTHS}
    settings = {
        text.partition("=")[0]: text
        for texts in (options, given)
        for text in texts.get("set", ())
    }
    merged = {"set": list(settings.values())} if settings else {}
    return options | given | merged


def check(given, minutes):
    if minutes is not None and not 0 < minutes < math.inf:
        raise ValueError(
            "--minutes must be a positive number, such as --minutes 30. "
            f"Received: --minutes {minutes:g}"
        )
    if LENGTHS <= given.keys():
        raise ValueError(
            "--updates replaces --epochs: leave one of them out. Received: "
            f"--epochs {given['epochs']} and --updates {given['updates']}"
        )
    if "score" in given:
        names = check_names("--score", given.pop("score"), METRICS)
        given["scores"] = ",".join(names)
    for name, known in (("model", MODELS), ("dataset", DATASETS)):
        if name in given:
            option = "MODEL" if name == "model" else "--dataset"
            check_name(option, given[name], known)
    check_seed(given.get("seed"))
    if "image_size" in given:
        given["image_size"] = image_size_of(given["image_size"])


def run_to_resume(given):
    """The folder that `--resume` means without `--run-dir`."""
    model = _model(given)
    if "dataset" in given or "data_dir" in given:
        return f"runs/{model}-{_dataset(given)}"
    found = [
        path
        for path in sorted(Path("runs").glob(f"{model}-*"))
        if holds_run(path) and read_config(path).model == model
    ]
    begun = [p for p in found if not has_ended(read_config(p), p)]
    if len(begun) == 1:
        return begun[0]
    if len(found) > 1:
        raise ValueError(
            f"--run-dir must say which run of {model} to resume. "
            f"Received: {', '.join(map(str, found))}"
        )
    return found[0] if found else f"runs/{model}-digits"


def resumed(run_dir, given):
    """The `Config` of a run that goes on, with what is given over its own."""
    before = read_config(run_dir)
    is_of_paper = given.get("config") == "paper"
    given = with_settings(given, given.get("model", before.model))
    if "settings" in given and not is_of_paper:
        given["settings"] = before.settings | given["settings"]
    return resumed_config(run_dir, **given)


def new(given, run_dir, fields=()):
    """The `Config` of a new run, of options over the fields of another one."""
    if fields:
        return _repeated(given, fields)
    if source := given.get("start_from"):
        check_with_weights(given)
        given = _inherited(source, given) | given
    model, dataset = _model(given, run_dir), _dataset(given)
    is_of_paper = source or given.get("config") == "paper"
    given = with_settings(given, model)
    for name in ("model", "dataset"):
        given.pop(name, None)
    # The networks of another run's weights stay as they are.
    new = Config.with_defaults if is_of_paper else Config.recommended
    return new(model, dataset, **given)


def _repeated(given, fields):
    """The `Config` of a run like another one, but for what is given."""
    given = with_settings(given, given.get("model", fields["model"]))
    if "settings" in given:
        given["settings"] = fields["settings"] | given["settings"]
    if "epochs" in given:
        fields = fields | {"updates": None}
    fields = fields | given
    return Config.with_defaults(**fields)


def _inherited(source, given):
    """What a run takes from the source whose weights it starts from."""
    kind = kind_of(source)
    if "model" in given and MODELS[given["model"]] is not kind:
        raise ValueError(
            f"MODEL must be that of --from, {kind.__name__.lower()}, or be "
            "left out: its networks stay as they are. Received: MODEL "
            f"{given['model']} and --from {source}"
        )
    inherited = architecture(source)
    if not is_run(source):
        return inherited
    config = read_config(source)
    inherited |= {"augment": config.augment, "precision": config.precision}
    if not {"dataset", "data_dir"} & given.keys():
        inherited |= {name: getattr(config, name) for name in DATA}
    return inherited


def _model(given, run_dir=None):
    if "model" not in given:
        if run_dir and holds_run(run_dir):
            way = f", or --resume {run_dir} to continue that run"
        elif run_dir:
            way = f", since {run_dir} holds no run to resume"
        else:
            way = ", or the folder of a run with --resume"
        raise typer.BadParameter(f"MODEL must be given{way}.")
    return given["model"]


def _dataset(given):
    if given.get("dataset"):
        return given["dataset"]
    about = {key: given.get(key) for key in ("model", "task", "split")}
    if given.get("data_dir") is not None:
        return dataset_of(given["data_dir"], **about)
    return of_pictures(**about) if "second_dir" in given else "digits"
