"""What `keras-gans sample` does."""

import math
from pathlib import Path

import typer

from keras_gans.commands.actions.checks import check_generates
from keras_gans.commands.actions.checks import holds_pictures
from keras_gans.commands.actions.latent import output_beside
from keras_gans.commands.actions.latent import read_labels
from keras_gans.commands.actions.latent import write_picture
from keras_gans.commands.errors import remedies
from keras_gans.commands.paths import is_file
from keras_gans.images.files import check_format
from keras_gans.images.files import is_picture
from keras_gans.images.files import save_picture
from keras_gans.images.grids import image_grid
from keras_gans.images.grids import sample_grid
from keras_gans.models.conditional import Conditional
from keras_gans.runs.loading import load
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import check_place
from keras_gans.utils.seeds import read_seeds


def sample(source, n, seed, seeds, label, truncation, output):
    if seeds is not None and (n is not None or seed is not None):
        raise ValueError(
            "--seeds gives each image a seed of its own: leave -n and --seed "
            f"out. Received: --seeds {seeds}"
        )
    own = None if seeds is None else read_seeds("--seeds", seeds)
    n = len(own) if own else 64 if n is None else n
    check_positive(n=n)
    check_seed(seed)
    kind = check_generates("SOURCE", source)
    if label is not None and not issubclass(kind, Conditional):
        raise ValueError(
            "--label is for conditional models only. "
            f"Received: --label {label} and a {kind.__name__}"
        )
    output = output or str(output_beside(source, None, "sample.png"))
    _check_output(output)
    if own and len(set(own)) < len(own) and not is_file(output):
        raise ValueError(
            "--seeds must name each only once for a folder, whose files have "
            f"their names. Received: --seeds {seeds}"
        )
    model = load(source)
    if not is_picture(model.image_shape) and (n == 1 or not is_file(output)):
        raise ValueError(
            "--output must be the path of one picture, such as sample.png, "
            "that draws two or more samples of a model that makes no images. "
            f"Received: --output {output}, and samples of shape "
            f"{model.image_shape}"
        )
    options = {"labels": read_labels(model, label, n)}
    if truncation is not None:
        options["truncation"] = truncation
    path = Path(output)
    if own is None and n > 1 and is_file(output):
        grid = sample_grid(model, n, seed=seed, **options)
        write_picture(grid, path)
        typer.echo(f"Wrote {path}")
        return
    options |= {"n": n, "seed": seed} if own is None else {"seeds": own}
    images = model.generate(**options)
    names = own or range(n)
    if not is_file(output):
        width = len(str(max(names)))
        for name, image in zip(names, images, strict=True):
            save_picture(image, path / f"{name:0{width}d}.png")
    elif n == 1:
        save_picture(images[0], path)
    else:
        columns = math.ceil(math.sqrt(n))
        write_picture(image_grid(images, columns, names[::columns]), path)
    typer.echo(f"Wrote {path}")


def _check_output(output):
    if is_file(output):
        with remedies({"picture": "A slash at the end makes it a folder."}):
            check_format("--output", output)
        check_place(Path(output).parent)
        return
    if holds_pictures(output):
        raise ValueError(
            "--output must be a folder without pictures, so that old and new "
            "ones do not mix: choose another folder, or empty this one. "
            f"Received: {output}"
        )
    check_place(output)
