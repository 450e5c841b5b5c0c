"""Real processes, real kills; benchmarks/kill_and_resume.py does a hundred."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "kill_and_resume.py"


@pytest.mark.slow
@pytest.mark.parametrize("model", ["progan", "stylegan2"])
def test_killed_trainings_end_as_if_they_had_not_been(model):
    run = subprocess.run(
        [sys.executable, SCRIPT, "--kills", "5", "--model", model],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert (
        "5 of 5 kills resumed to exactly the uninterrupted result" in run.stdout
    )
