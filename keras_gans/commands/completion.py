"""What a shell offers for the values of options, without Keras."""

from pathlib import Path

from keras_gans import learn
from keras_gans import pretrained
from keras_gans.commands import names
from keras_gans.runs.layout import CONFIG

# In the words of `typer`, a parameter has `autocompletion=COMPLETER`.


def among(*values):
    """A completer of fixed values."""
    return lambda incomplete: list(values)


def datasets(incomplete):
    return list(names.datasets().items())


def tasks(incomplete):
    return list(names.tasks().items())


def topics(incomplete):
    return list(learn.TOPICS.items())


def studies(incomplete):
    return list(names.studies().items())


def scores(incomplete):
    """Scores with commas between."""
    first, comma, _ = incomplete.rpartition(",")
    given = first.split(",")
    return [
        (f"{first}{comma}{key}", line)
        for key, line in names.scores().items()
        if key not in given
    ]


def runs(incomplete=""):
    """The runs where they lie by default."""
    return [path.parent.as_posix() for path in Path().glob(f"runs/*/{CONFIG}")]


def sources(incomplete):
    """Trained models: presets and runs. The shell adds other files."""
    return [*pretrained.names(), *sorted(runs())]


def models(ctx, incomplete):
    """Models to train, or with `--resume` the runs to go on with."""
    if ctx.params.get("resume"):
        return sorted(runs())
    return list(names.models().items())
