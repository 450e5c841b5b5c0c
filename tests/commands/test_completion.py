"""What a shell offers, as bash asks for it."""

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from keras_gans import commands
from tests.commands.test_command import CODE


def asked(*words):
    """The variables by which bash asks for the last word."""
    return {
        "_KERAS_GANS_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(["keras-gans", *words]),
        "COMP_CWORD": str(len(words)),
    }


def test_completion_needs_no_keras():
    process = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        env=os.environ | asked("train", "conditionals"),
    )
    assert process.stdout.startswith("conditionalstylegan2\n"), process.stderr
    assert "imported set()" in process.stdout


@pytest.mark.parametrize(
    "words, offered",
    [
        (["train", "dc"], ["dcgan"]),
        (["train", "--resume", "runs/d"], ["runs/dcgan-digits"]),
        (["train", "gan", "--dataset", "c"], ["cifar10", "celeba"]),
        (["train", "gan", "--score", "fid,i"], ["fid,is", "fid,is-inf"]),
        (["train", "gan", "--backend", "t"], ["tensorflow", "torch"]),
        (["train", "pix2pix", "--task", "e"], ["edges"]),
        (["train", "--from", "dcgan-m"], ["dcgan-mnist"]),
        (["train", "gan", "--learning"], ["--learning-rate"]),
        (["sample", "runs"], ["runs/dcgan-digits"]),
        (["evaluate", "dcgan-f"], ["dcgan-fashion-mnist"]),
        (["evaluate", "x", "--metrics", "mi"], ["mind"]),
        (["study", "run", "dcgan-l"], ["dcgan-lr"]),
        (["study", "run", "x", "--scale", "s"], ["smoke"]),
        (["learn", "cr"], ["critic"]),
        (["ru"], ["runs"]),
        # The shell completes files.
        (["sample", "pictures/"], []),
    ],
)
def test_what_is_offered(words, offered, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = tmp_path / "runs" / "dcgan-digits"
    run.mkdir(parents=True)
    (run / "config.json").write_text("{}")
    result = CliRunner().invoke(
        commands.app, [], prog_name="keras-gans", env=asked(*words)
    )
    assert result.stdout.split() == offered
