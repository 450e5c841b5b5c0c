"""What the commands of the latent space share."""

from pathlib import Path

from keras import tree

from keras_gans.commands.actions.checks import check_generates
from keras_gans.commands.paths import is_file
from keras_gans.images.files import can_write
from keras_gans.images.files import check_format
from keras_gans.images.reading import on_white
from keras_gans.models.conditional import Conditional
from keras_gans.runs.extractors import CLASSIFIERS
from keras_gans.runs.extractors import make_extractor
from keras_gans.runs.loading import load
from keras_gans.runs.sources import is_elsewhere
from keras_gans.runs.sources import locate
from keras_gans.runs.sources import name_of
from keras_gans.utils.checks import check_name
from keras_gans.utils.files import check_place
from keras_gans.utils.files import replacing

# Random images that a classifier looks at.
SAMPLES = 2000


def load_generator(source, label=None):
    """The model of a source that generates images.

    Args:
        source: Text, as for `loading.load`.
        label: Text of `--label`, or `None`.

    Raises:
        ValueError: If there is none, or the label is for no such model.
    """
    kind = check_generates("SOURCE", source)
    if label is not None and not issubclass(kind, Conditional):
        raise ValueError(
            "--label is for conditional models only. "
            f"Received: --label {label} and a {kind.__name__}"
        )
    return load(source)


def read_labels(model, text, n):
    """The labels of n images from the text of `--label`; `None` without."""
    if text is None:
        return None
    try:
        return model.labels.read(model.labels.parse(text), n)
    except ValueError as error:
        error.add_note(f"(--label {text})")
        raise


def output_beside(source, output, default):
    """The path to write: that of `--output`, or the default in the run.

    A source that is no path has its name before the default.

    Raises:
        FileNotFoundError: If there is no such source.
    """
    locate(source)
    if output:
        return Path(output)
    if is_elsewhere(source):
        return Path(f"{name_of(source)}-{default}")
    folder = Path(source).parent if Path(source).is_file() else Path(source)
    return folder / default


def check_picture(output):
    """Raises unless a picture can be written."""
    if not is_file(str(output)):
        raise ValueError(
            "--output must be the path of a picture, such as painted.png. "
            f"Received: {output}"
        )
    check_format("--output", output)
    check_place(output.parent)


def write_picture(picture, path):
    """Writes a `PIL.Image`, on white where the format has no opacity."""
    if not can_write(path, picture.mode):
        picture = on_white(picture).convert("RGB")
    with replacing(path) as aside:
        picture.save(aside)


class Recognised:
    """Random codes of a model, and the classes of their images.

    Args:
        model: A `LatentGAN`.
        features: Text of `--features`.
        labels: As for `generate`.

    Attributes:
        points: Float array `(n, dim)`.
        labels: List that is empty, or holds label vectors `(n, k)`.
        classes: Int array `(n,)`.
    """

    def __init__(self, model, features, labels=None):
        check_name("--features", features, CLASSIFIERS)
        if model.image_shape[-1] != 1:
            raise ValueError(
                "--features is for models of grey images, which the "
                f"classifiers see. Received: --features {features} and images "
                f"of {model.image_shape[-1]} channels"
            )
        codes = model.random_codes(SAMPLES, labels, seed=0)
        self.points, *self.labels = tree.flatten(codes)
        extractor = make_extractor(features, shape=model.image_shape)
        images = model.decode(codes, batch_size=64)
        seen = extractor(images)
        self.classes = seen.probabilities.argmax(axis=1)

    def of(self, kind):
        """Codes of the images of a class: points, and label vectors."""
        rows = self.classes == kind
        return self.points[rows], [x[rows] for x in self.labels]
