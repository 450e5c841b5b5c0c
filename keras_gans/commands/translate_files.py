"""The files of `keras-gans translate`: finds, reads and writes pictures."""

import keras
import numpy as np

from keras_gans.commands.options import check_pictures
from keras_gans.datasets.image_folder import find_whole
from keras_gans.images.files import check_format
from keras_gans.images.files import save_picture
from keras_gans.images.reading import ImageReader
from keras_gans.images.values import scale
from keras_gans.models.translation import allowed_sizes
from keras_gans.utils.files import check_writable

BATCH_SIZE = 16


def find_places(source, output, skip_corrupt=False):
    """Finds the pictures to translate, and the path to write each one to.

    Args:
        source: Path of a picture, or of a folder.
        output: Path of the picture to write, or of a folder.
        skip_corrupt: Whether to leave out corrupt pictures of a folder.

    Returns:
        A dictionary from paths to read to paths to write. A folder's pictures
        keep their names.

    Raises:
        ValueError: On an input that is no picture, a folder without whole
            pictures, an output whose format PIL cannot write, or an output
            that is an input or inside the folder of inputs.
    """
    if source.is_dir():
        check_pictures("INPUT", source)
        files = find_whole(source, skip_corrupt)
        places = {file: output / file.relative_to(source) for file in files}
    elif not source.is_file():
        raise ValueError(
            "INPUT must be a picture or a folder of pictures. "
            f"Received: {source}, which does not exist"
        )
    else:
        ImageReader([source], "own", 3).read(source)  # Raises if it is corrupt.
        is_file = output.suffix and not output.is_dir()
        places = {source: output if is_file else output / source.name}
        check_format("OUTPUT", places[source])
    inputs = {file.resolve() for file in places}
    within = output.resolve().is_relative_to(source.resolve())
    if within or any(place.resolve() in inputs for place in places.values()):
        raise ValueError(
            "OUTPUT must be another place than INPUT, whose pictures it "
            f"would replace or join. Received: {output}"
        )
    check_writable(next(iter(places.values())).parent)
    return places


def translate_files(model, places, image_size, options):
    """Translates pictures and writes each one whole or not at all.

    Args:
        model: A `Translation`.
        places: Dictionary from paths to read to paths to write.
        image_size: Positive integer, or `"own"` for whole pictures: mirrored
            below and at the right up to a size that the model allows, then
            cropped to their own size.
        options: Dictionary of arguments of `model.translate`.
    """
    own = image_size == "own"
    if own:
        sizes = allowed_sizes(model.g_networks[0], model.input_channels)
    files = list(places)
    reader = ImageReader(files, image_size, model.input_channels)
    progress = keras.utils.Progbar(len(files), verbose=len(files) > 1)
    step = 1 if own else BATCH_SIZE
    for start in range(0, len(files), step):
        rows = range(start, min(start + step, len(files)))
        images = scale(reader(rows))
        if own:
            translated = _translate_whole(model, images, sizes, options)
        else:
            translated = model.translate(images, **options)
        for row, image in zip(rows, translated, strict=True):
            save_picture(image, places[files[row]])
        progress.add(len(rows))


def _translate_whole(model, images, sizes, options):
    height, width = images.shape[1:3]
    multiple, least = sizes

    def beyond(size):
        return 0, max(least - size, -size % multiple)

    more = [(0, 0), beyond(height), beyond(width), (0, 0)]
    padded = np.pad(images, more, mode="symmetric")
    return model.translate(padded, **options)[:, :height, :width]
