"""Files of arrays from strangers: checkpoints, caches, weights."""

import gzip
import io
import json
import os
import pickle
import tarfile
import zipfile

import numpy as np
import pytest

import keras_gans as kg
from keras_gans.metrics.extractors import fid_files
from keras_gans.metrics.extractors.feature_cache import cached_features
from keras_gans.metrics.extractors.features import Extractor
from keras_gans.metrics.extractors.features import Features
from keras_gans.style.vgg19_weights import load_vgg19
from keras_gans.utils import untrusted
from keras_gans.utils.untrusted import read_arrays


class Touch:
    """Creates a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def pickled(folder):
    objects = np.array([Touch(folder / "trace")], dtype=object)
    np.savez(folder / "hostile.npz", header=objects, key=objects)


def declared(folder):
    """A few bytes that declare eight terabytes."""
    file = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (2**40,)}
    np.lib.format.write_array_header_1_0(file, header)
    with zipfile.ZipFile(folder / "hostile.npz", "w") as archive:
        archive.writestr("header.npy", file.getvalue() + bytes(8))


def bomb(folder):
    path = folder / "hostile.npz"
    np.savez_compressed(path, header=np.zeros(untrusted.SMALL // 8))
    assert path.stat().st_size < untrusted.SMALL / 50


def no_archive(folder):
    (folder / "hostile.npz").write_bytes(pickle.dumps(Touch(folder / "trace")))


def empty(folder):
    (folder / "hostile.npz").write_bytes(b"")


def torn(folder):
    np.savez(folder / "hostile.npz", header=np.arange(100.0))
    content = (folder / "hostile.npz").read_bytes()
    (folder / "hostile.npz").write_bytes(content[: len(content) // 2])


def flipped(folder):
    np.savez(folder / "hostile.npz", header=np.arange(100.0))
    content = bytearray((folder / "hostile.npz").read_bytes())
    content[400] ^= 1
    (folder / "hostile.npz").write_bytes(content)


def deep(folder):
    np.savez(folder / "hostile.npz", header="[" * 200_000)


def other_shape(folder):
    np.savez(folder / "hostile.npz", header=json.dumps([1, 2]))


UNREADABLE = [pickled, declared, bomb, no_archive, empty, torn, flipped]
FOREIGN = [deep, other_shape]


@pytest.fixture
def hostile(request, tmp_path):
    """The path of a file made by the function that a test names."""
    request.param(tmp_path)
    yield tmp_path / "hostile.npz"
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("hostile", UNREADABLE, indirect=True)
def test_no_such_file_is_read(hostile):
    with pytest.raises(ValueError, match=f"{hostile} is not a complete .npz"):
        read_arrays(hostile)


def test_what_numpy_wrote_is_read(tmp_path):
    arrays = {
        "a": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "b": np.array("text"),
        "c": np.zeros((0, 3), "int32"),
    }
    np.savez_compressed(tmp_path / "a.npz", **arrays)
    read = read_arrays(tmp_path / "a.npz")
    assert read.keys() == arrays.keys()
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)
        assert read[name].flags.writeable


@pytest.fixture(scope="module")
def gan():
    gan = kg.GAN((2,), 2, width=4)
    gan.compile()
    return gan


@pytest.mark.parametrize("hostile", UNREADABLE + FOREIGN, indirect=True)
def test_no_such_checkpoint_is_restored(hostile, gan):
    path = hostile.with_name("epoch-00001.npz")
    hostile.rename(path)
    with (
        pytest.warns(UserWarning, match=f"{path} is damaged or not"),
        pytest.raises(ValueError, match="At least one checkpoint must be"),
    ):
        kg.callbacks.Checkpoint(hostile.parent).restore(gan)


def test_a_checkpoint_of_other_shapes_changes_nothing(tmp_path, gan):
    """Its first arrays fit, and must not be assigned before the last."""
    values = [np.array(v) + 1 for v in gan.variables]
    values[-1] = np.zeros(7)
    header = {"format": "keras_gans checkpoint 1", "epoch": 1}
    header["shapes"] = [list(value.shape) for value in values]
    np.savez(
        tmp_path / "epoch-00001.npz",
        header=json.dumps(header),
        **{str(i): value for i, value in enumerate(values)},
    )
    before = gan.get_weights()
    with pytest.raises(ValueError, match="must have the shapes of the m"):
        kg.callbacks.Checkpoint(tmp_path).restore(gan)
    for old, new in zip(before, gan.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("hostile", UNREADABLE + FOREIGN, indirect=True)
def test_no_such_weights_of_vgg19_are_read(hostile):
    with pytest.raises(ValueError, match=f"{hostile}"):
        load_vgg19(hostile)


@pytest.mark.parametrize("hostile", UNREADABLE + FOREIGN, indirect=True)
def test_no_such_cache_is_read(hostile):
    """It is named, computed again and replaced by a whole file."""
    extractor = Extractor()
    extractor.name = extractor.weights = extractor.resize = "x"
    extractor.details = {}
    right = Features(np.ones((2, 3)), np.ones((2, 4)))

    def compute():
        return right

    cached_features(hostile.parent, extractor, "digest", compute)
    (path,) = hostile.parent.glob("features-*.npz")
    hostile.replace(path)
    with pytest.warns(UserWarning, match="Could not read cached features"):
        again = cached_features(hostile.parent, extractor, "digest", compute)
    np.testing.assert_array_equal(again.features, right.features)
    assert read_arrays(path)["features"].shape == (2, 3)


# === The files of Inception's weights ===


def tgz(path, content, name=fid_files.GRAPH):
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))


def test_an_archive_that_unpacks_to_a_gigabyte(tmp_path, monkeypatch):
    monkeypatch.setattr(fid_files, "LARGEST_ARCHIVE", 2**20)
    path = tmp_path / "bomb.tgz"
    path.write_bytes(gzip.compress(bytes(2**22)))
    with pytest.raises(ValueError, match=r"unpacks to more than .* MiB"):
        fid_files.read(path, ["a"])


@pytest.mark.parametrize("name", ["../trace", "/trace", fid_files.GRAPH])
def test_an_archive_of_other_names_writes_nothing(tmp_path, name):
    pytest.importorskip("tensorflow", reason="TensorFlow reads the graph")
    path = tmp_path / "a.tgz"
    tgz(path, b"no graph", name)
    with pytest.raises(ValueError, match="could not be read"):
        fid_files.read(path, ["a"])
    assert os.listdir(tmp_path) == ["a.tgz"]


def test_a_graph_that_declares_terabytes(tmp_path):
    tensorflow = pytest.importorskip("tensorflow")
    graph = tensorflow.compat.v1.GraphDef()
    node = graph.node.add(name="a", op="Const")
    tensor = node.attr["value"].tensor
    tensor.dtype = 1
    tensor.float_val.append(1.0)
    for size in (2**20, 2**20):
        tensor.tensor_shape.dim.add(size=size)
    path = tmp_path / "a.pb"
    path.write_bytes(graph.SerializeToString())
    with pytest.raises(ValueError, match="a is larger than any weight"):
        fid_files.read(path, ["a"])
