"""What `keras-gans arithmetic` does."""

import numpy as np
import typer
from keras import tree

from keras_gans import latent
from keras_gans.commands.actions.latent import Recognised
from keras_gans.commands.actions.latent import check_picture
from keras_gans.commands.actions.latent import codes_of
from keras_gans.commands.actions.latent import load_generator
from keras_gans.commands.actions.latent import output_beside
from keras_gans.commands.actions.latent import read_labels
from keras_gans.commands.actions.latent import read_seeds
from keras_gans.commands.actions.latent import write_picture
from keras_gans.images.grids import rows_grid
from keras_gans.utils.checks import check_name

# Images of each concept that are shown, and images around the result.
SHOWN = 3
# As in figure 7 of Radford et al. 2015.
AROUND = 0.25


def arithmetic(source, a, b, c, features, label, truncation, output):
    given = {"a": a, "b": b, "c": c}
    if features is None:
        given = {k: read_seeds(f"--{k}", text) for k, text in given.items()}
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
    rows = {name: _row(model, *codes) for name, codes in concepts.items()}
    rows["a - b + c"] = _result(model, *concepts.values())
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


def _row(model, points, labels):
    """Images of a concept, and that of its mean."""
    rows = np.arange(SHOWN) % len(points)
    mean = latent.concept(points)
    if model.code_norm:
        mean = latent.analogy(mean, 0 * mean, 0 * mean, norm=model.code_norm)
    shown = np.concatenate([points[rows], mean[None]])
    labels = [np.concatenate([x[rows], x.mean(0)[None]]) for x in labels]
    return model.decode(codes_of(shown, labels))


def _result(model, *concepts):
    """The image of a - b + c, and images around it."""
    means = [latent.concept(points) for points, _ in concepts]
    point = latent.analogy(*means, norm=model.code_norm)
    noise = np.random.default_rng(0).uniform(-1, 1, (SHOWN, len(point)))
    scale = AROUND * model.prior().get("scale", 1.0)
    around = np.concatenate([0 * point[None], scale * noise])
    vectors = [[x.mean(axis=0) for x in labels] for _, labels in concepts]
    labels = [
        np.clip(latent.analogy(*parts), 0, 1)[None] for parts in zip(*vectors)
    ]
    points = (point + around).astype("float32")
    return model.decode(codes_of(points, labels))
