"""The files of `keras-gans stylize`: checks, reads and writes them."""

from pathlib import Path

from keras_gans.images.files import check_format
from keras_gans.images.files import save_picture
from keras_gans.style.fast_style_transfer import FastStyleTransfer
from keras_gans.utils.files import check_place
from keras_gans.utils.untrusted import read_model


def check_weights_file(weights):
    """Raises unless the value of `--weights` is imagenet or a file."""
    if weights != "imagenet" and not Path(weights).is_file():
        raise FileNotFoundError(
            f"--weights must be imagenet or a file. Received: {weights}"
        )


def check_paths(output, **inputs):
    """Raises if a picture is missing or the output cannot be written.

    Args:
        output: Path of the picture to write.
        **inputs: Paths of the pictures to read, `content` and `style`.
    """
    for name, path in inputs.items():
        if not path.is_file():
            folder = "a folder; stylize paints one picture at a time"
            raise FileNotFoundError(
                f"{name.upper()} must be a picture. Received: {path}, "
                f"{folder if path.is_dir() else 'which does not exist'}"
            )
    check_format("--output", output)
    if output.resolve() in [path.resolve() for path in inputs.values()]:
        raise ValueError(
            "--output must be another file than CONTENT and STYLE, since it "
            f"would replace them. Received: {output}"
        )
    check_place(output.parent)


def load_network(path):
    """Loads a trained `FastStyleTransfer`."""
    network = read_model(path)
    if not isinstance(network, FastStyleTransfer):
        raise ValueError(
            "STYLE must be a picture or the file of a FastStyleTransfer. "
            f"Received: {path}, which holds a {type(network).__name__}"
        )
    return network


def picture_writer(output, every, width):
    """A callback that writes a picture every so many steps."""

    def write(step, image, losses):
        if step % every == 0:
            name = f"{output.stem}-{step:0{width}d}{output.suffix}"
            save_picture(image, output.with_name(name))

    return write
