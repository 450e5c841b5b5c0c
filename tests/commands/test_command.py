"""The command itself: what it answers without the package, its statuses."""

import io
import json
import os
import subprocess
import sys
import warnings

import pytest
import typer

import keras_gans_command
from keras_gans import commands
from keras_gans.commands.actions import sample
from tests.commands.helpers import call
from tests.commands.helpers import command
from tests.helpers import BACKEND
from tests.helpers import needs_tensorflow
from tests.helpers import run_python

CODE = """
import sys
sys.argv = ["keras-gans", *sys.argv[1:]]
from keras_gans_command import main
try:
    main()
finally:
    print("imported", {"tensorflow", "keras", "numpy"} & set(sys.modules))
"""


@pytest.mark.parametrize(
    "arguments, status, text",
    [
        ("--version", 0, "keras-gans 0.1.0"),
        ("--help", 0, "Train GANs on images"),
        ("train --help", 0, "--data-dir"),
        ("evaluate --help", 0, "--skip-corrupt"),
        ("study run --help", 0, "--scale"),
        ("explore --help", 0, "pip install 'keras-gans[explore]'"),
        ("train dcgan --epoch 3", 2, "No such option"),
        ("train dcgan --epochs many", 2, "Invalid value"),
        ("train dcgan --data-dir=", 2, "the path is empty"),
        ("sampel", 2, "No such command"),
        ("train dcgna", 1, "Did you mean 'dcgan'?"),
        ("sample dcgan-mnits", 1, "Did you mean 'dcgan-mnist'?"),
        ("evaluate dcgan-mnits", 1, "TARGET must be the name of a preset"),
        ("learn gaem", 1, "Did you mean 'game'?"),
        ("study run architecture", 1, "Did you mean 'architectures'?"),
        ("study run mine.yml", 1, "mine.yml, which does not exist"),
        ("list", 0, "dcgan-fashion-mnist"),
        ("learn", 0, "Mode collapse and its cure"),
        ("study list", 0, "Vanilla GAN under Adam"),
        ("runs nowhere", 1, "FOLDER must be a folder of runs"),
    ],
)
def test_help_lists_and_misspelt_names_import_nothing(arguments, status, text):
    result = run_python("-c", CODE, *arguments.split())
    assert result.returncode == status, result.stderr
    assert text in result.stdout + result.stderr
    assert "imported set()" in result.stdout


def test_help_names_all_that_can_be_chosen():
    pytest.importorskip("tensorflow")
    from keras_gans.commands import app
    from keras_gans.datasets import PAIRS
    from keras_gans.metrics import METRICS
    from keras_gans.runs.extractors import FEATURES
    from keras_gans.style.perceptual_loss import CONTENT_LAYERS
    from keras_gans.style.perceptual_loss import STYLE_LAYERS

    group = typer.main.get_command(app)
    for name, words in (
        ("train", PAIRS),
        ("evaluate", FEATURES),
        ("stylize", (*CONTENT_LAYERS, *STYLE_LAYERS)),
    ):
        parameters = group.commands[name].params
        text = " ".join(f"{p.help} {p.default}" for p in parameters)
        for word in words:
            assert word in text, f"{name} --help"
    output = call("list").output
    assert all(f"  {key} " in output for key in METRICS)


def test_model_is_asked_for():
    for arguments in (["train"], ["train", "--resume", "--run-dir", "no"]):
        result = call(*arguments)
        assert result.exit_code == 2
        assert "MODEL must be given" in result.stderr


def test_letters_that_an_output_does_not_have_are_replaced(monkeypatch):
    """As in a pipe of Windows, where a training would end by such a letter."""
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", pipe)
    monkeypatch.setattr(warnings, "formatwarning", warnings.formatwarning)
    monkeypatch.setattr(commands, "app", lambda **_: print("\u732b.png"))
    keras_gans_command.main()
    pipe.flush()
    assert pipe.buffer.getvalue().strip() == b"?.png"


@pytest.mark.slow
def test_python_m_is_the_command():
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    outputs = [
        subprocess.run(
            program, capture_output=True, text=True, env=environment
        ).stdout
        for program in (
            command("list"),
            [sys.executable, "-m", "keras_gans", "list"],
        )
    ]
    assert outputs[0] == outputs[1]
    assert "dcgan" in outputs[0]


@pytest.mark.parametrize("module", [False, True])
def test_an_unknown_backend_is_a_line(module):
    begin = [sys.executable, "-m", "keras_gans"] if module else command()
    process = subprocess.run(
        [*begin, "sample", "dcgan-mnist"],
        capture_output=True,
        text=True,
        env=os.environ | {"KERAS_BACKEND": "tensorflw"},
    )
    assert process.returncode == 1
    assert process.stderr.startswith("Error: KERAS_BACKEND must be one of")
    assert "Did you mean 'tensorflow'" in process.stderr


@pytest.mark.parametrize(
    ("backend", "status"),
    [pytest.param(BACKEND, 0, marks=needs_tensorflow), ("numpie", 1)],
)
def test_settings_for_other_programs_are_not_those_of_the_command(
    tmp_path, backend, status
):
    settings = {"image_data_format": "channels_first", "floatx": "float16"}
    (tmp_path / "keras.json").write_text(
        json.dumps(settings | {"backend": backend})
    )
    others = {"KERAS_HOME": str(tmp_path), "MPLBACKEND": "module://no_notebook"}
    sheet = tmp_path / "sheet.png"
    process = subprocess.run(
        command("turing", "conditionalgan-digits", "--sheet", sheet, "-n", 2),
        capture_output=True,
        text=True,
        env={**os.environ, "KERAS_BACKEND": "", **others},
    )
    assert process.returncode == status, process.stderr
    if status:
        assert process.stderr.startswith("Error: Keras could not be imported")
        assert "keras.json" in process.stderr


def test_a_backend_that_is_not_installed_is_named_with_its_remedy(tmp_path):
    (tmp_path / "jax.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'jax'\", name='jax')"
    )
    paths = [str(tmp_path), *sys.path]
    process = subprocess.run(
        command("train", "gan", "--backend", "jax"),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert process.returncode == 1
    assert process.stderr.startswith(
        "Error: Keras could not be imported: No module named 'jax': "
        "pip install jax. Its settings are those of --backend"
    )
    assert "Traceback" not in process.stderr


def test_a_folder_without_its_option_is_told_the_option(tmp_path):
    result = call("train", "gan", tmp_path)
    assert result.exit_code == 2
    assert "write --data-dir. Received:" in " ".join(result.stderr.split())


def test_a_run_is_resumed_without_the_name_of_its_model(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    result = call("train", "gan", "--resume", tmp_path)
    assert result.exit_code == 2
    assert "`keras-gans train --resume" in " ".join(result.stderr.split())


def test_where_to_write_instead_is_said(tmp_path, monkeypatch):
    def denied(folder):
        raise PermissionError(13, f"Could not write to {folder}: denied")

    monkeypatch.setattr(sample, "check_place", denied)
    beside = call("sample", "conditionalgan-digits")
    assert beside.stderr.endswith(": denied. --output names another place\n")
    named = call("sample", "conditionalgan-digits", "-o", tmp_path / "a.png")
    assert named.stderr.endswith(": denied\n")


@pytest.mark.parametrize(
    "arguments",
    ["sample gan -o -", "translate gan a.png -", "train gan --run-dir -"],
)
def test_no_path_is_standard_output(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments.split())
    assert result.exit_code == 2
    assert "./- is a file of that name" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        "train gan --data-dir a --data-dir b",
        "evaluate a b --metrics is --metrics=fid",
        "sample a -o b.png --output c.png",
    ],
)
def test_no_value_of_an_option_is_lost(arguments):
    result = call(*arguments.split())
    assert result.exit_code == 2
    assert "can be given once" in " ".join(result.stderr.split())
