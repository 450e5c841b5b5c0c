"""The command line, in this process and in one of its own."""

import re
import subprocess
import sys
import time

from typer.testing import CliRunner

from keras_gans import commands

TINY = ["--image-size", "8", "--batch-size", "256"]
TRAIN = ["train", "dcgan", *TINY]


def call(*arguments):
    return CliRunner().invoke(commands.app, [str(a) for a in arguments])


# Values that users give, also by --set, and what stands in files.
NAMES = (
    r"image_folder|paired_folder|unpaired_folders|label_map|fashion_mnist"
    r"|stacked_mnist|tf_saved_model|No_Beard|block\d_\w+|mnist=|gp_weight"
    r"|l\w+_smoothing|generator_ab|d_loss_floor"
)
ARGUMENT = re.compile(
    rf"(?<![-\w/.'])(?<!--set )(?!{NAMES})"
    r"([a-z]+(_[a-z]+)+\b(?!\.|/)|[a-z_]+=(?=\S))"
)


def refused(result, *words):
    """Raises unless a command ended in one line that holds all words.

    The line speaks of options: it names no argument of Python.
    """
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Error: "), result.stderr
    assert "Traceback" not in result.output
    if "Error: Could not read" not in result.stderr:
        assert not ARGUMENT.search(result.stderr), result.stderr
    for word in words:
        assert word in result.stderr.replace("\n", " "), result.stderr


def command(*arguments):
    code = "from keras_gans_command import main; main()"
    return [sys.executable, "-c", code, *map(str, arguments)]


def signalled(number, run, *arguments):
    """Output, errors and status of a training that a signal ends.

    The signal comes after the first checkpoint in the folder `run`.
    """
    process = subprocess.Popen(
        command(*arguments, "--run-dir", run),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(run.glob("checkpoint/epoch-*.npz")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(number)
    return (*process.communicate(timeout=60), process.returncode)
