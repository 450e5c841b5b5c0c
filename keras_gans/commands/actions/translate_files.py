"""The files of `keras-gans translate`: finds, reads and writes pictures."""

from pathlib import Path

from keras_gans.commands.paths import is_file
from keras_gans.datasets.picture_files import find_valid_pictures
from keras_gans.images.files import can_write
from keras_gans.images.files import check_format
from keras_gans.images.files import save_picture
from keras_gans.images.reading import ImageReader
from keras_gans.images.values import scale
from keras_gans.images.values import with_padding
from keras_gans.networks.allowed_sizes import allowed_sizes
from keras_gans.utils.files import check_place
from keras_gans.utils.progress import counted

BATCH_SIZE = 16


def find_places(source, output, skip_corrupt=False):
    """Finds the pictures to translate, and the path to write each one to.

    Args:
        source: Path of a picture, or of a folder.
        output: Path of the picture to write, or of a folder.
        skip_corrupt: Whether to leave out corrupt pictures of a folder.

    Returns:
        A dictionary from paths to read to paths to write. A folder's pictures
        keep their names; .png is added where the format cannot be written.

    Raises:
        ValueError: If an input is not a picture, a folder holds no valid
            picture, PIL cannot write the format of the output, or the output
            is an input or inside the folder of inputs.
    """
    if source.is_dir():
        if can_write(output) and not output.is_dir():
            raise ValueError(
                "OUTPUT must be a folder for the pictures of a folder. "
                f"Received: OUTPUT {output}, the name of a picture"
            )
        files = find_valid_pictures(source, skip_corrupt, "INPUT")
        places = {
            file: output / _writable(file.relative_to(source)) for file in files
        }
    elif not source.is_file():
        raise ValueError(
            "INPUT must be a picture or a folder of pictures. "
            f"Received: {source}, which does not exist"
        )
    else:
        # Raises if the picture is corrupt.
        ImageReader([source], "original", 3).read(source)
        name = _writable(Path(source.name))
        place = output if is_file(str(output)) else output / name
        places = {source: place}
        check_format("OUTPUT", places[source])
    inputs = {file.resolve() for file in places}
    within = output.resolve().is_relative_to(source.resolve())
    if within or any(place.resolve() in inputs for place in places.values()):
        raise ValueError(
            "OUTPUT must not be INPUT or inside it, since it would replace or "
            f"mix with the pictures of INPUT. Received: {output}"
        )
    check_place(next(iter(places.values())).parent)
    return places


def _writable(name):
    """A name whose suffix is of a format that PIL writes."""
    return name if can_write(name) else name.with_name(f"{name.name}.png")


def translate_files(model, places, image_size, fit, options):
    """Translates pictures and writes each one whole or not at all.

    Args:
        model: A `Translation`.
        places: Dictionary from paths to read to paths to write.
        image_size: Positive integer, `(height, width)`, or `"original"` to
            keep the size of each picture, padded to a size that the model
            allows.
        fit: As for `image_folder`.
        options: Dictionary of arguments of `model.translate`.
    """
    keeps_size = image_size == "original"

    def translate(images):
        return model.translate(images, **options)

    if keeps_size:
        sizes = allowed_sizes(model.g_networks[0], model.input_channels)
    files = list(places)
    reader = ImageReader(files, image_size, model.input_channels, fit=fit)
    step = 1 if keeps_size else BATCH_SIZE
    with counted(len(files), "pictures", len(files) > 1) as advance:
        for start in range(0, len(files), step):
            rows = range(start, min(start + step, len(files)))
            images = scale(reader(rows))
            if keeps_size:
                translated = with_padding(translate, images, *sizes)
            else:
                translated = translate(images)
            for row, image in zip(rows, translated, strict=True):
                save_picture(image, places[files[row]])
            advance(len(rows))
