"""Kills a study at random moments and compares its results.

    python benchmarks/kill_study.py --runs 12 --kills 5

Runs a study of short trainings on the digits without interruption. Then runs it
in another folder, where its process gets SIGKILL at `--kills` random moments,
and then to its end. Both studies must end with the same table and, except for
times, the same results. Needs TensorFlow.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = "from keras_gans_command import main; main()"
STUDY = """
models: {{gan: {{width: 4}}}}
datasets: {{digits: {{image_size: 8}}}}
batch_sizes: [256]
epochs: [2, 3]
metrics: [pr]
samples: 100
seeds: {seeds}
"""


def start(study, folder, log):
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "study", "run"]
        + [str(study), "--folder", str(folder)],
        stdout=log,
        stderr=log,
    )


def finish(process, log):
    if process.wait():
        sys.exit(f"The study failed:\n{Path(log.name).read_text()}")


def kill_at_random(process, seconds):
    """Kills a process after a random time; returns whether it was running."""
    try:
        process.wait(random.uniform(0, seconds))
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def outcome(folder):
    """Dictionary of all results of a study that must be the same."""
    files = {"table": (folder / "table.csv").read_text()}
    for path in folder.glob("runs/*/result.json"):
        result = json.loads(path.read_text())
        del result["seconds"]
        files[result["id"]] = result
    return files


def main(runs, kills, seed):
    random.seed(seed)
    with tempfile.TemporaryDirectory() as root:
        root = Path(root)
        study = root / "study.yaml"
        study.write_text(STUDY.format(seeds=list(range(runs))))
        with open(root / "log.txt", "w") as log:
            began = time.monotonic()
            finish(start(study, root / "whole", log), log)
            seconds = time.monotonic() - began
            killed = sum(
                kill_at_random(
                    start(study, root / "killed", log), seconds / (kills + 1)
                )
                for _ in range(kills)
            )
            finish(start(study, root / "killed", log), log)
        whole, killed_files = outcome(root / "whole"), outcome(root / "killed")
        different = [n for n in whole if killed_files.get(n) != whole[n]]
        if different or len(whole) != runs + 1:
            sys.exit(f"The killed study has other results: {different}")
        print(
            f"{runs} runs, killed {killed} times, ended with the table of the "
            "uninterrupted study"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    main(arguments.runs, arguments.kills, arguments.seed)
