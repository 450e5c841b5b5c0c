"""The published weights of the Inception network behind FID, IS and KID."""

import gzip
import hashlib
import importlib.util
import tarfile
from pathlib import Path

import keras
import numpy as np
from keras import ops

from keras_gans.metrics.extractors.fid_files import ARCHIVE
from keras_gans.metrics.extractors.fid_files import GRAPH
from keras_gans.metrics.extractors.fid_files import STATE
from keras_gans.metrics.extractors.fid_files import STATE_AXES
from keras_gans.metrics.extractors.fid_files import graph_name
from keras_gans.metrics.extractors.fid_files import read
from keras_gans.metrics.extractors.fid_files import state_name
from keras_gans.utils.downloads import keras_home
from keras_gans.utils.downloads import short_timeout
from keras_gans.utils.files import replacing

# TensorFlow's bucket over HTTPS, as in its own documentation. No hash of the
# archive is published to check a download against.
URL = (
    "https://storage.googleapis.com/download.tensorflow.org/models/image/"
    f"imagenet/{ARCHIVE}"
)


def load_fid_weights(model, path):
    """Loads weights from a file; if it raises, the network is unchanged.

    Args:
        model: Model of `extractors.inception.fid_inception`.
        path: TensorFlow's archive (`.tgz`) or the graph in it (`.pb`), which
            need TensorFlow, or torch-fidelity's state dictionary (`.pth`),
            which needs torch. No code in a file is run.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is none of these, or damaged. Names, shapes and
            values are all checked before the first weight is assigned.
    """
    path = Path(path)
    is_state = path.suffix == ".pth"
    name_of = state_name if is_state else graph_name
    names = [name_of(weight.path) for weight in model.weights]
    tensors = read(path, names)
    missing = [name for name in names if name not in tensors]
    if missing:
        raise ValueError(
            "A file of Inception's weights must hold every weight of the "
            f"network. Received: {path} without {len(missing)} of "
            f"{len(names)}, such as {missing[0]}"
        )
    values = []
    for name, weight in zip(names, model.weights):
        rank = len(weight.shape)
        axes = STATE_AXES[rank] if is_state else tuple(range(rank))
        shape = tuple(weight.shape[axis] for axis in axes)
        _check_tensor(path, name, tensors[name], shape)
        values.append(tensors[name].transpose(np.argsort(axes)))
    for weight, value in zip(model.weights, values):
        weight.assign(value)


def fid_weights_path(path=None):
    """The path of the weights, which are downloaded (89 MB) if necessary.

    Args:
        path: Path of a file for `load_fid_weights`; by default TensorFlow's
            archive in `keras_gans` in Keras's folder (`KERAS_HOME` or
            `~/.keras`).

    Raises:
        FileNotFoundError: If `path` is not a file.
        ImportError: If TensorFlow, which reads the archive, is not installed.
        ConnectionError: If the archive is not on disk and cannot be
            downloaded.
    """
    if path is None:
        if importlib.util.find_spec("tensorflow") is None:
            raise ImportError(
                "Reading Inception's archive needs TensorFlow, which is not "
                f"installed; give the path of torch-fidelity's {STATE}, which "
                "needs torch"
            )
        path = keras_home() / "keras_gans" / ARCHIVE
        if not path.is_file():
            _download(path)
    elif not Path(path).is_file():
        raise FileNotFoundError(
            "The path of Inception's weights must be a file. "
            f"Received: path={path}"
        )
    return Path(path)


def weights_hash(model):
    """The SHA-256 of a model's weights, which identifies the network.

    Returns:
        64 hexadecimal digits. They hash the shape and the float32 values of
        each weight in the model's order, so they are the same on all backends
        and for any names of layers.
    """
    digest = hashlib.sha256()
    for weight in model.weights:
        value = np.asarray(ops.convert_to_numpy(weight), "<f4")
        digest.update(f"{value.shape}\n".encode())
        digest.update(value.tobytes())
    return digest.hexdigest()


def _check_tensor(path, name, tensor, shape):
    is_right = tensor.dtype == np.float32 and tensor.shape == shape
    if not is_right or not np.isfinite(tensor).all():
        raise ValueError(
            f"Inception's {name} must be finite, in float32, of shape {shape}. "
            f"Received: {tensor.dtype} of shape {tensor.shape}"
            f"{' with NaN or infinity' if is_right else ''} in {path}"
        )


def _check_whole(path):
    """Raises unless an archive can be read up to its checksum."""
    if not tarfile.is_tarfile(path):
        raise tarfile.ReadError("the download is not an archive")
    with gzip.open(path) as file:
        while file.read(2**20):
            pass


def _download(path):
    try:
        with replacing(path, by_each=True) as part:
            with short_timeout():
                keras.utils.get_file(
                    part.name,
                    URL,
                    cache_subdir=str(path.parent),
                    force_download=True,
                )
            _check_whole(part)
    except Exception as error:
        raise ConnectionError(
            f"Inception's weights are not at {path}, and could not be "
            f"downloaded ({error}).\nPut {URL} there, or give the path of a "
            f"copy, of its {GRAPH}, or of torch-fidelity's {STATE}."
        ) from error
