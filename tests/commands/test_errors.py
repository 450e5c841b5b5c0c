"""Which errors are one line, and which show their traceback."""

import errno
import json

import keras
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

import tensorflow as tf

import keras_gans as kg
from keras_gans.commands.actions import dry_run
from keras_gans.commands.errors import expected
from keras_gans.commands.errors import remedies
from keras_gans.images.reading import ImageReader
from keras_gans.utils import untrusted
from keras_gans.utils.checks import check_positive
from tests.commands.helpers import ARGUMENT
from tests.commands.helpers import call
from tests.commands.helpers import refused

TRAIN = ["train", "gan", "--dry-run"]


def caught(function):
    with pytest.raises(Exception) as info:
        function()
    return info.value


def numpys():
    np.zeros(2) + np.zeros(3)


def pythons():
    return int("x")


def key():
    return {}["key"]


def json_s():
    json.loads("no JSON")


def not_a_function(function=None):
    return function()


def our_import():
    from keras_gans.utils.checks import nothing  # noqa: F401


def our_argument():
    check_positive(1)


BUGS = (numpys, pythons, key, json_s, not_a_function, our_import, our_argument)


def on_purpose():
    check_positive(n=0)


def no_file():
    open("/no/such/file")


def no_package():
    import no_such_package  # noqa: F401


def wrapped():
    untrusted.read_model("/no/such/file.keras")


USERS = {
    on_purpose: "n must be a positive integer. Received: n=0",
    no_file: "[Errno 2] No such file or directory: '/no/such/file'",
    no_package: "No module named 'no_such_package'",
    wrapped: "Could not read the model /no/such/file.keras: [Errno 2] No such "
    "file or directory: '/no/such/file.keras'",
}


@pytest.mark.parametrize("function", BUGS)
def test_a_bug_is_not_expected(function):
    assert expected(caught(function)) is None


@pytest.mark.parametrize("function", USERS)
def test_an_error_on_purpose_is_expected(function):
    assert expected(caught(function)) == USERS[function]


@pytest.mark.parametrize("bug", BUGS)
def test_a_command_shows_the_traceback_of_a_bug(bug, monkeypatch):
    monkeypatch.setattr(dry_run, "describe", lambda *_: bug())
    result = call(*TRAIN)
    assert isinstance(result.exception, type(caught(bug)))
    assert "Error:" not in result.output


@pytest.mark.parametrize("user", USERS)
def test_a_command_shows_an_error_on_purpose_in_a_line(user, monkeypatch):
    monkeypatch.setattr(dry_run, "describe", lambda *_: user())
    result = call(*TRAIN)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stderr == f"Error: {USERS[user]}\n"


def test_warnings_speak_of_options(tmp_path):
    for name in ("train", "val"):
        (tmp_path / name).mkdir()
        Image.new("L", (8, 8)).save(tmp_path / name / "a.png")
    (tmp_path / "train" / "\x1b[2J.png").write_bytes(b"torn")
    options = ["--data-dir", tmp_path, "--image-size", 8, "--batch-size", 2]
    with pytest.warns(UserWarning) as caught:
        result = call("train", "acgan", *options, "--dry-run", "--skip-corrupt")
    assert result.exit_code == 0, result.output
    texts = [str(warning.message) for warning in caught]
    (text,) = [t for t in texts if "look like parts of a data set" in t]
    assert f"; --data-dir {tmp_path / 'train'} takes the classes" in text
    (text,) = [t for t in texts if "which are corrupt" in t]
    assert text.isprintable()
    assert not any(ARGUMENT.search(text) for text in texts), texts
    # Python's own text is back.
    (tmp_path / "train" / "\x1b[2J.png").unlink()
    with pytest.warns(UserWarning, match="data_dir='.*/train' takes"):
        kg.datasets.image_folder(tmp_path, 2, labels=True)


def test_a_closed_pipe_ends_a_command_without_a_word(monkeypatch):
    def closed(*_):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(dry_run, "describe", closed)
    result = call(*TRAIN)
    assert (result.exit_code, result.stderr) == (1, "")


@pytest.mark.parametrize("environment", [False, True])
def test_traceback_shows_that_of_every_error(environment, monkeypatch):
    arguments = ["train", "dcgn"]
    if environment:
        monkeypatch.setenv("KERAS_GANS_TRACEBACK", "1")
    else:
        arguments = ["--traceback", *arguments]
    result = call(*arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, ValueError)
    assert "Error:" not in result.output


def test_a_study_shows_tracebacks_as_well():
    arguments = ["study", "status", "nowhere"]
    refused(call(*arguments), "FOLDER")
    result = call("--traceback", *arguments)
    assert isinstance(result.exception, ValueError)


def pipeline_error(function):
    """What reading a data set raises whose images a function makes."""
    data = tf.data.Dataset.range(1).map(
        lambda i: tf.numpy_function(lambda i: function(), [i], tf.int64)
    )
    return caught(lambda: list(data))


def test_errors_of_a_pipeline(tmp_path):
    path = tmp_path / "torn.png"
    path.write_bytes(b"no picture")
    error = pipeline_error(lambda: ImageReader([path], 8, 3).read(path))
    assert isinstance(error, tf.errors.OpError)
    text = expected(error)
    assert text.startswith(f"Could not read the image {path}: ")
    assert "\n" not in text
    for bug in (numpys, pythons, key):
        assert expected(pipeline_error(bug)) is None


def test_errors_of_tensorflow():
    error = caught(lambda: tf.io.read_file("/no/such/file"))
    assert "/no/such/file" in expected(error)
    error = caught(lambda: tf.reshape(tf.zeros(3), (2, 2)))
    assert expected(error) is None


@pytest.mark.parametrize(
    "function",
    [
        lambda: tf.random.uniform((10**7, 10**7)),
        lambda: np.zeros((10**8, 10**8)),
        lambda: exec("raise RuntimeError('CUDA out of memory. Tried to')"),
    ],
)
def test_too_little_memory_is_a_line_with_a_way_out(function):
    text = expected(caught(function))
    assert "memory is too small" in text and "--accumulate" in text
    assert "\n" not in text


def test_an_error_on_purpose_within_a_layer():
    class Layer(keras.layers.Layer):
        def call(self, x):
            check_positive(n=0)
            return x

    assert "Received: n=0" in expected(caught(lambda: Layer()(np.zeros(1))))


def test_remedies_are_added_where_an_error_names_the_argument():
    texts = {"n": "Use -n.", "positive": "Add one.", "integ": "Never."}

    def remedied():
        with remedies(texts):
            check_positive(n=0)

    error = caught(remedied)
    assert error.__notes__ == ["Use -n.", "Add one."]
    assert expected(error)
