"""What `keras-gans project` does."""

import contextlib

import numpy as np
import typer
from keras import ops
from keras import tree

from keras_gans.commands.actions.checks import check_counts
from keras_gans.commands.actions.latent import check_picture
from keras_gans.commands.actions.latent import load_generator
from keras_gans.commands.actions.latent import output_beside
from keras_gans.commands.actions.latent import read_labels
from keras_gans.commands.actions.latent import write_picture
from keras_gans.commands.actions.stylize_files import check_weights_file
from keras_gans.images.files import is_picture
from keras_gans.images.files import load_picture
from keras_gans.images.grids import image_grid
from keras_gans.images.reading import ImageReader
from keras_gans.images.values import scale
from keras_gans.style.vgg19 import VGG19Features
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import replacing
from keras_gans.utils.progress import progress_bar

# Up to a third of the pixels a side: what is where, and its texture.
LAYERS = ("block1_conv2", "block2_conv2", "block3_conv1")


def project(source, picture, steps, seed, label, weights, output):
    check_counts(steps=steps)
    check_seed(seed)
    path = output_beside(source, output, "projection.png")
    check_picture(path)
    if path.resolve() == picture.resolve():
        raise ValueError(
            "--output must be another file than PICTURE, since it would "
            f"replace it. Received: {path}"
        )
    if picture.is_dir():
        raise ValueError(
            "PICTURE must be one picture, such as face.png. "
            f"Received: {picture}, a folder"
        )
    load_picture(picture)  # Refused before a model is loaded.
    if weights is not None:
        check_weights_file(weights)
    model = load_generator(source, label)
    *size, channels = _image_shape(model)
    image = scale(ImageReader([picture], size, channels).read(picture))
    features = None if weights is None else _features(weights, size)
    labels = read_labels(model, label, 1) if label else None
    with _progress(steps) as show:
        found = model.project(
            image,
            labels=labels,
            steps=steps,
            seed=seed,
            features=features,
            on_step=show,
        )
    write_picture(image_grid(np.stack([image, found.image]), 2), path)
    with replacing(path.with_suffix(".npz")) as aside:
        names = ("latents", "labels")
        np.savez(aside, **dict(zip(names, tree.flatten(found.code))))
    typer.echo(
        f"Distance {found.distance:.3f} (root of the mean squared difference "
        f"of pixels in [-1, 1]; {found.history[0]:.3f} at the start)"
    )
    typer.echo(f"Wrote {path} and {path.with_suffix('.npz')}")


def _image_shape(model):
    shape = model.image_shape
    if not is_picture(shape):
        raise ValueError(
            "SOURCE must be a model of images with 1, 3 or 4 channels. "
            f"Received: a model of shape {shape}"
        )
    return shape


def _features(weights, size):
    """A function from images to features of VGG-19, a list of tensors."""
    network = VGG19Features(weights, LAYERS)
    if min(size) < network.smallest:
        raise ValueError(
            "--weights is for images of at least "
            f"{network.smallest} pixels a side. Leave it out. "
            f"Received: --weights {weights} and images of {size[0]}x{size[1]}"
        )

    def features(images):
        if images.shape[-1] == 1:
            images = ops.repeat(images, 3, axis=-1)
        return list(network(images[..., :3]).values())

    return features


@contextlib.contextmanager
def _progress(steps):
    """A progress bar with the distance; yields a function to call each step."""
    with progress_bar() as progress:
        task = progress.add_task("projection", total=steps)

        def show(step, distance):
            text = f"distance {distance:.3f}"
            progress.update(task, completed=step, description=text)

        yield show
