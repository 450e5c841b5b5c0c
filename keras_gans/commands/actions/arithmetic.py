"""What `keras-gans arithmetic` does."""

import typer
from keras import tree

from keras_gans.commands.actions.latent import Recognised
from keras_gans.commands.actions.latent import check_picture
from keras_gans.commands.actions.latent import load_generator
from keras_gans.commands.actions.latent import output_beside
from keras_gans.commands.actions.latent import read_labels
from keras_gans.commands.actions.latent import write_picture
from keras_gans.explorer.arithmetic import arithmetic_rows
from keras_gans.images.grids import rows_grid
from keras_gans.utils.checks import check_name
from keras_gans.utils.seeds import read_seeds


def arithmetic(source, a, b, c, features, label, truncation, output):
    given = {"a": a, "b": b, "c": c}
    if features is None:
        given = {k: read_seeds(f"--{k}", text) for k, text in given.items()}
    elif truncation is not None:
        raise ValueError(
            "--truncation is for images of seeds, and not for classes of "
            f"--features. Received: --truncation {truncation}"
        )
    path = output_beside(source, output, "arithmetic.png")
    check_picture(path)
    model = load_generator(source, label)
    if features is None:
        concepts = {
            k: _of_seeds(model, seeds, label, truncation)
            for k, seeds in given.items()
        }
    else:
        concepts = _of_classes(model, given, features, label)
    rows = arithmetic_rows(model, concepts)
    write_picture(rows_grid(rows), path)
    typer.echo(f"Wrote {path}")


def _of_seeds(model, seeds, label, truncation):
    """Points, and label vectors, of seeds."""
    labels = read_labels(model, label, len(seeds))
    codes = model.codes(seeds, labels=labels, truncation=truncation)
    points, *others = tree.flatten(codes)
    return points, others


def _of_classes(model, given, features, label):
    """The same of each concept that is a class, by a classifier."""
    if label is None or not model.uses_labels:
        seen = Recognised(model, features)
    else:
        labels = model.labels.parse(label)
        seen = Recognised(model, features, labels)
    known = sorted(set(map(str, seen.classes)))
    for name, kind in given.items():
        check_name(f"--{name}, a class that is among the images,", kind, known)
    return {name: seen.of(int(kind)) for name, kind in given.items()}
