"""What `keras-gans directions` does."""

import numpy as np
import typer
from keras import tree

from keras_gans import latent
from keras_gans.commands.actions.checks import check_counts
from keras_gans.commands.actions.latent import Recognised
from keras_gans.commands.actions.latent import check_picture
from keras_gans.commands.actions.latent import load_generator
from keras_gans.commands.actions.latent import output_beside
from keras_gans.commands.actions.latent import read_labels
from keras_gans.commands.actions.latent import write_picture
from keras_gans.images.grids import rows_grid
from keras_gans.latent.codes import codes_of
from keras_gans.models.latent_space import METHODS
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_seed
from keras_gans.utils.checks import check_weight


def directions(
    given,
    source,
    method,
    k,
    steps,
    strength,
    seed,
    features,
    label,
    truncation,
    output,
):
    check_counts(k=k, steps=steps)
    check_seed(seed)
    check_weight(**{"--strength": strength})
    check_name("--method", method, (*METHODS, "boundary"))
    if (method == "boundary") != (features is not None):
        raise ValueError(
            "--method boundary needs --features, which tells the classes "
            "apart, and other methods have no use for it. "
            f"Received: --method {method}, --features {features}"
        )
    path = output_beside(source, output, "directions.png")
    check_picture(path)
    model = load_generator(source, label)
    labels = read_labels(model, label, 1)
    codes = model.codes([seed], labels=labels, truncation=truncation)
    point, *others = tree.flatten(codes)
    reach = strength * model.prior().get("scale", 1.0)
    amounts = np.linspace(-reach, reach, steps, dtype="float32")[:, None]
    rows = {
        name: model.decode(codes_of(point + amounts * direction, others))
        for name, direction in _named(model, method, k, features, given)
    }
    write_picture(rows_grid(rows), path)
    typer.echo(f"Wrote {path}")


def _named(model, method, k, features, given):
    """Names of directions and directions."""
    if method != "boundary":
        found = model.directions(k if "k" in given else None, method=method)
        return [(f"{method} {i}", row) for i, row in enumerate(found, 1)]
    seen = Recognised(model, features)
    kinds = np.unique(seen.classes)
    if len(kinds) < 2:
        raise ValueError(
            "The images must be of several classes to have boundaries. "
            f"Received: images of class {kinds[0]} alone, by {features}"
        )
    if k > len(kinds) and "k" in given:
        raise ValueError(
            f"--count must be at most {len(kinds)}, the classes that the "
            f"images are of. Received: --count {k}"
        )
    return [
        (f"class {kind}", latent.boundary(seen.points, seen.classes == kind))
        for kind in kinds[:k]
    ]
