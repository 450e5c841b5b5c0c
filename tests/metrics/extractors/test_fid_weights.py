import gzip
import hashlib
import io
import pickle
import socket
import threading
import time

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans.metrics.extractors import fid_weights
from keras_gans.metrics.extractors.fid_files import STATE
from keras_gans.metrics.extractors.fid_files import graph_name
from keras_gans.metrics.extractors.fid_files import state_name
from keras_gans.metrics.extractors.fid_weights import ARCHIVE
from keras_gans.metrics.extractors.fid_weights import fid_weights_path
from keras_gans.metrics.extractors.fid_weights import load_fid_weights
from keras_gans.metrics.extractors.fid_weights import weights_hash
from keras_gans.metrics.extractors.inception import fid_inception
from keras_gans.metrics.extractors.resize import tf1_resize
from keras_gans.utils import downloads
from tests.helpers import assert_same
from tests.helpers import slow_on_tensorflow
from tests.helpers import values
from tests.metrics.extractors.inception_weights import KERAS
from tests.metrics.extractors.inception_weights import KINDS
from tests.metrics.extractors.inception_weights import SCOPES
from tests.metrics.extractors.inception_weights import fill
from tests.metrics.extractors.inception_weights import graph
from tests.metrics.extractors.inception_weights import images
from tests.metrics.extractors.inception_weights import random_state
from tests.metrics.extractors.inception_weights import write_archive
from tests.metrics.extractors.inception_weights import write_state


@pytest.fixture(scope="module")
def network():
    return fid_inception()


@pytest.fixture(scope="module")
def state(network):
    return random_state(network)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("weights")


@pytest.fixture(scope="module")
def state_file(folder, state):
    pytest.importorskip("torch", reason="torch writes and reads .pth")
    return write_state(folder / "inception.pth", state)


@pytest.fixture(scope="module")
def graph_file(folder, state):
    pytest.importorskip("tensorflow", reason="TensorFlow reads the graph")
    path = folder / "graph.pb"
    path.write_bytes(graph(state))
    return path


@pytest.fixture(scope="module")
def archive_file(folder, graph_file):
    return write_archive(folder / ARCHIVE, graph_file.read_bytes())


@pytest.fixture(scope="module")
def reference(torch_fidelity, state_file):
    """torch-fidelity's network, which reads the file by itself."""
    return torch_fidelity.FeatureExtractorInceptionV3(
        "inception",
        ["2048", "logits_unbiased"],
        feature_extractor_weights_path=str(state_file),
    )


@pytest.fixture(scope="module")
def loaded(network, state_file):
    load_fid_weights(network, state_file)
    return network


@slow_on_tensorflow  # The README's environment has no torch.
@pytest.mark.parametrize("size", [(32, 32), (75, 120), (299, 299), (400, 310)])
def test_features_and_logits_are_torch_fidelitys(size, reference, loaded):
    import torch

    pictures = images(1, *size, seed=1)
    features, logits = reference(
        torch.from_numpy(pictures.transpose(0, 3, 1, 2).copy())
    )
    outputs = loaded((tf1_resize(pictures, 299) - 128) / 128)
    tolerance = {"rtol": 1e-4, "atol": 3e-4}
    found, found_logits = values(outputs)
    assert features.numpy().max() > 50
    np.testing.assert_allclose(found, features.numpy(), **tolerance)
    np.testing.assert_allclose(found_logits, logits.numpy(), **tolerance)


@slow_on_tensorflow
@pytest.mark.parametrize("kind", ["state_file", "graph_file", "archive_file"])
def test_every_file_gives_the_same_weights(kind, request, network, state):
    path = request.getfixturevalue(kind)
    fill(network, state)
    expected = weights_hash(network)
    for weight in network.weights:
        weight.assign(np.zeros(weight.shape))
    load_fid_weights(network, path)
    assert weights_hash(network) == expected


def test_names_are_those_of_the_files(network):
    names = {"fc/kernel": ("fc.weight", "softmax/weights")}
    for unit, scope in SCOPES.items():
        for kind, name in KERAS.items():
            path = f"{unit.replace('.', '-')}-{name}"
            names[path] = f"{unit}.{kind}", f"{scope}/{KINDS[kind]}"
    assert {
        weight.path: (state_name(weight.path), graph_name(weight.path))
        for weight in network.weights
    } == names


# === Files that are refused, on a network of three layers with the names ===


@pytest.fixture(scope="module")
def tiny():
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            layers.Input((4, 4, 3)),
            layers.Conv2D(2, 3, use_bias=False, name="Conv2d_1a_3x3-conv"),
            layers.BatchNormalization(name="Conv2d_1a_3x3-bn"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(5, use_bias=False, name="fc"),
        ]
    )


TINY_STATE = {
    "Conv2d_1a_3x3.conv.weight": np.ones((2, 3, 3, 3), "float32"),
    "Conv2d_1a_3x3.bn.weight": np.ones(2, "float32"),
    "Conv2d_1a_3x3.bn.bias": np.ones(2, "float32"),
    "Conv2d_1a_3x3.bn.running_mean": np.ones(2, "float32"),
    "Conv2d_1a_3x3.bn.running_var": np.ones(2, "float32"),
    "fc.weight": np.arange(10, dtype="float32").reshape(5, 2),
}


def tiny_graph(changes=()):
    import tensorflow

    constants = {
        "conv/conv2d_params": np.ones((3, 3, 3, 2), "float32"),
        "conv/batchnorm/gamma": np.ones(2, "float32"),
        "conv/batchnorm/beta": np.ones(2, "float32"),
        "conv/batchnorm/moving_mean": np.ones(2, "float32"),
        "conv/batchnorm/moving_variance": np.ones(2, "float32"),
        "softmax/weights": TINY_STATE["fc.weight"].T,
    } | dict(changes)
    definition = tensorflow.compat.v1.GraphDef()
    for name, value in constants.items():
        if value is not None:
            node = definition.node.add(name=name, op="Const")
            proto = tensorflow.make_tensor_proto(value)
            node.attr["value"].tensor.CopyFrom(proto)
    return definition.SerializeToString()


def half(content):
    return content[: len(content) // 2]


def saved(changes=()):
    import torch

    state = TINY_STATE | dict(changes)
    buffer = io.BytesIO()
    torch.save(
        {n: torch.from_numpy(v) for n, v in state.items() if v is not None},
        buffer,
    )
    return buffer.getvalue()


def archive(tmp_path, content, **kwargs):
    return write_archive(tmp_path / "made.tgz", content, **kwargs).read_bytes()


def check_loads(tiny, path):
    load_fid_weights(tiny, path)
    expected = TINY_STATE["fc.weight"].T
    np.testing.assert_array_equal(values(tiny.weights)[-1], expected)


def check_refused(tiny, path, message):
    before = values(tiny.weights)
    with pytest.raises(ValueError, match=message) as caught:
        load_fid_weights(tiny, path)
    assert str(path) in str(caught.value)
    assert_same(values(tiny.weights), before)


WRONG = {
    "missing": (None, "every weight.*without 1 of 6, such as NAME"),
    "shape": (np.ones((2, 7), "float32"), r"NAME.*Received: float32.*\(2, 7\)"),
    "half": (np.ones((5, 2), "float16"), "NAME.*float32.*Received: float16"),
    "double": (np.ones((5, 2)), "NAME.*float32.*Received: float64"),
    "nan": (np.full((5, 2), np.nan, "float32"), "NAME.*finite.*with NaN"),
    "infinite": (np.full((5, 2), np.inf, "float32"), "NAME.*finite.*infinity"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    ("package", "file", "content", "name"),
    [
        ("torch", "state.pth", saved, "fc.weight"),
        ("tensorflow", "graph.pb", tiny_graph, "softmax/weights"),
    ],
)
def test_wrong_tensors_are_refused(
    package, file, content, name, wrong, tiny, tmp_path
):
    pytest.importorskip(package, reason="it reads the file")
    value, message = WRONG[wrong]
    if package == "tensorflow":
        value = None if value is None else value.T
        message = message.replace("(2, 7", "(7, 2")
    path = tmp_path / file
    path.write_bytes(content())
    check_loads(tiny, path)
    path.write_bytes(content({name: value}))
    check_refused(tiny, path, message.replace("NAME", name))


def test_an_archive_that_is_none_is_refused(tiny, tmp_path):
    pytest.importorskip("tensorflow", reason="TensorFlow reads the graph")
    path = tmp_path / "file.tgz"
    whole = archive(tmp_path, tiny_graph())
    path.write_bytes(whole)
    check_loads(tiny, path)
    for content, reason in (
        (b"", "ReadError"),
        (b"<html>not found</html>", "BadGzipFile"),
        (gzip.compress(b"<html>not found</html>"), "ReadError"),
        (half(whole), "EOFError"),
        (whole[:-8] + bytes(4) + whole[-4:], "BadGzipFile: CRC check failed"),
        (archive(tmp_path, tiny_graph(), name="other.pb"), "KeyError.*not fou"),
        (archive(tmp_path, b"<html>"), "DecodeError"),
    ):
        path.write_bytes(content)
        check_refused(tiny, path, f"complete {ARCHIVE}.*could not.*({reason})")


def test_a_graph_that_is_none_is_refused(tiny, tmp_path):
    pytest.importorskip("tensorflow", reason="TensorFlow reads the graph")
    path = tmp_path / "graph.pb"
    path.write_bytes(b"<html>not found</html>")
    check_refused(tiny, path, f"complete {ARCHIVE}.*could not.*DecodeError")
    path.write_bytes(tiny_graph()[:-3])
    check_refused(tiny, path, f"complete {ARCHIVE}.*could not.*DecodeError")
    path.write_bytes(b"")
    check_refused(
        tiny, path, "every weight.*without 6 of 6, such as conv/conv2d_param"
    )


class Harmful:
    """What a pickle must not be able to do: to write a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_a_state_that_is_none_is_refused(tiny, tmp_path):
    torch = pytest.importorskip("torch", reason="torch writes and reads .pth")
    path = tmp_path / "state.pth"
    for content in (b"", b"<html>not found</html>", half(saved())):
        path.write_bytes(content)
        check_refused(tiny, path, f"complete {ARCHIVE}.*could not be read")
    for other in ("text", [1, 2], {"fc.weight": [1.0, 2.0]}):
        torch.save(other, path)
        check_refused(tiny, path, "could not be read|every weight")


def test_no_code_in_a_state_is_run(tiny, tmp_path):
    torch = pytest.importorskip("torch", reason="torch writes and reads .pth")
    path, harm = tmp_path / "state.pth", tmp_path / "harm"
    torch.save({"fc.weight": Harmful(harm)}, path)
    check_refused(tiny, path, "could not be read.*UnpicklingError")
    path.write_bytes(pickle.dumps({"fc.weight": Harmful(harm)}, protocol=2))
    check_refused(tiny, path, "could not be read.*UnpicklingError")
    assert not harm.exists()


def test_the_official_name_needs_the_official_content(tiny, tmp_path):
    path = tmp_path / STATE
    assert STATE == "weights-inception-2015-12-05-6726825d.pth"
    path.write_bytes(b"something else")
    found = hashlib.sha256(b"something else").hexdigest()
    check_refused(tiny, path, f"SHA-256 6726825d.*{found}")


def test_files_of_other_kinds_are_refused(tiny, tmp_path):
    path = tmp_path / "weights.npz"
    path.write_bytes(b"")
    check_refused(tiny, path, "must be a .tgz, .pb or .pth. Received: .*.npz")
    with pytest.raises(FileNotFoundError, match="nowhere.pth"):
        load_fid_weights(tiny, tmp_path / "nowhere.pth")


# === Where the weights are ===


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Keras's folder, on a machine where nothing answers."""
    pytest.importorskip("tensorflow", reason="TensorFlow reads the archive")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "keras" / "keras_gans"


def check_advice(home):
    """Asserts that the download fails, and what is said."""
    start = time.monotonic()
    with pytest.raises(ConnectionError) as caught:
        fid_weights_path()
    assert time.monotonic() - start < 10
    assert f"not at {home / ARCHIVE}" in str(caught.value)
    assert f"imagenet/{ARCHIVE} there" in str(caught.value)
    assert STATE in str(caught.value)
    assert not list(home.iterdir())
    assert socket.getdefaulttimeout() is None


def test_without_a_network_the_error_says_what_to_put_where(home):
    check_advice(home)


def test_a_server_that_does_not_answer_is_not_waited_for(home, monkeypatch):
    monkeypatch.setattr(downloads, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        monkeypatch.setenv("https_proxy", f"http://{host}:{port}")
        end = threading.Timer(15, server.shutdown, [socket.SHUT_RDWR])
        end.start()  # Without a timeout of the client's, this ends the wait.
        try:
            check_advice(home)
        finally:
            end.cancel()


def test_what_is_downloaded_whole_is_kept(home, tmp_path, monkeypatch):
    source = write_archive(tmp_path / ARCHIVE, b"graph")
    monkeypatch.setattr(fid_weights, "URL", source.as_uri())
    download = keras.utils.get_file

    def interrupted(*args, **kwargs):
        download(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(keras.utils, "get_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fid_weights_path()
    assert list(home.iterdir()) == []
    monkeypatch.setattr(keras.utils, "get_file", download)
    path = fid_weights_path()
    assert path == home / ARCHIVE
    assert path.read_bytes() == source.read_bytes()
    assert [file.name for file in home.iterdir()] == [ARCHIVE]
    source.unlink()
    assert fid_weights_path() == path


def test_a_download_of_something_else_is_not_kept(home, tmp_path, monkeypatch):
    source = tmp_path / f"imagenet/{ARCHIVE}"
    source.parent.mkdir()
    source.write_text("<html>log in first</html>")
    monkeypatch.setattr(fid_weights, "URL", source.as_uri())
    check_advice(home)


def test_a_path_is_taken_as_it_is(home, tmp_path):
    (tmp_path / "mine.pb").write_bytes(b"")
    assert fid_weights_path(str(tmp_path / "mine.pb")) == tmp_path / "mine.pb"
    for path in (tmp_path / "nowhere.pb", tmp_path):
        with pytest.raises(FileNotFoundError, match=f"a file. .*path={path}"):
            fid_weights_path(path)
    assert not home.exists()


# === The hash ===


def test_the_hash_is_of_shapes_and_values(tiny):
    for i, weight in enumerate(tiny.weights):
        weight.assign(np.full(weight.shape, i + 0.5, "float32"))
    expected = hashlib.sha256()
    for text, n, value in (
        ("(3, 3, 3, 2)\n", 54, 0.5),
        ("(2,)\n", 2, 1.5),
        ("(2,)\n", 2, 2.5),
        ("(2,)\n", 2, 3.5),
        ("(2,)\n", 2, 4.5),
        ("(2, 5)\n", 10, 5.5),
    ):
        expected.update(text.encode() + np.full(n, value, "<f4").tobytes())
    assert weights_hash(tiny) == expected.hexdigest()
    kernel = np.full((2, 5), 5.5, "float32")
    kernel[1, 4] = np.nextafter(kernel[1, 4], 6)
    tiny.weights[-1].assign(kernel)
    assert weights_hash(tiny) != expected.hexdigest()
