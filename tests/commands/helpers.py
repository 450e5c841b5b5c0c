"""The command line, in this process and in one of its own."""

import sys

from typer.testing import CliRunner

from keras_gans import commands

TINY = ["--image-size", "8", "--batch-size", "256"]
TRAIN = ["train", "dcgan", *TINY]


def call(*arguments):
    return CliRunner().invoke(commands.app, [str(a) for a in arguments])


def refused(result, *words):
    """Raises unless a command ended in one line that holds all words."""
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Error: "), result.stderr
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr.replace("\n", " "), result.stderr


def command(*arguments):
    code = "from keras_gans_command import main; main()"
    return [sys.executable, "-c", code, *map(str, arguments)]
