"""A real process, a real kill; benchmarks/kill_and_resume.py does many."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "kill_and_resume.py"


@pytest.mark.slow
@pytest.mark.parametrize("model", ["progan", "stylegan2"])
def test_a_killed_training_ends_as_if_it_had_not_been(model):
    run = subprocess.run(
        [sys.executable, SCRIPT, "--kills", "1", "--model", model],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert (
        "1 of 1 kills resumed to exactly the uninterrupted result" in run.stdout
    )
