"""Ends one of two processes that train one model, and compares the results.

    KERAS_BACKEND=torch python benchmarks/kill_processes.py --signal SIGTERM
    KERAS_BACKEND=jax python benchmarks/kill_processes.py --signal SIGKILL
    KERAS_BACKEND=jax python benchmarks/kill_processes.py --ray

Two processes train a DCGAN on digits of 8x8 pixels, once without interruption.
Then they do so again, and the second one gets the signal at a random moment
after the second epoch. After SIGTERM, both have to end at the same step, whose
state they save. Two new processes resume the run. It must end with bitwise the
same weights, optimizer state, random states, table of losses and pictures as
the first.

With `--ray`, `keras-gans train --cluster local` trains the second time, the
signal is SIGKILL, and the command itself goes on. This is for Linux, where a
process is found by its variables.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

EPOCHS = 8
OPTIONS = "--image-size 8 --batch-size 64 --width 4".split()
# Seconds after which a process that has lost the other one is killed.
PATIENCE = 20


def variables(number):
    """What tells a process which one it is, once for each backend."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = str(free.getsockname()[1])
    torch = {"WORLD_SIZE": "2", "MASTER_ADDR": "localhost"}
    jax = {"KERAS_DISTRIBUTION_NUM_PROCESSES": "2"}
    for i in range(number):
        torch |= {"RANK": str(i), "LOCAL_RANK": str(i), "MASTER_PORT": port}
        jax |= {
            "KERAS_DISTRIBUTION_PROCESS_ID": str(i),
            "KERAS_DISTRIBUTION_JOB_ADDRESSES": f"localhost:{port}",
        }
        yield {"torch": torch, "jax": jax}[os.environ["KERAS_BACKEND"]]


def begin(run, mine, *options):
    command = ["-m", "keras_gans", "train", "dcgan", "--resume", *OPTIONS]
    command += ["--epochs", str(EPOCHS), "--run-dir", str(run), *options]
    return subprocess.Popen(
        [sys.executable, *command],
        env=os.environ | mine,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def start(run):
    return [begin(run, mine) for mine in variables(2)]


def wait_for_a_moment(processes, run):
    """Waits for a random moment after the second epoch."""
    for epoch in (1, 2):
        began = time.monotonic()
        while not (run / f"checkpoint/epoch-{epoch:05d}.npz").exists():
            if any(process.poll() is not None for process in processes):
                finish(processes)
                sys.exit("The training ended too soon.")
            time.sleep(0.02)
    time.sleep(random.uniform(0, time.monotonic() - began))


def ended(processes):
    """The outputs and statuses of processes that end soon, or are killed."""
    results = []
    for process in processes:
        try:
            output, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
        results.append((output, process.returncode))
    return results


def finish(processes):
    """Waits for processes that have to end well."""
    for process in processes:
        output, _ = process.communicate()
        if process.returncode:
            sys.exit(f"A process failed:\n{output}")


def result(run):
    """Dictionary of all results of a run that must be the same."""
    path = run / "checkpoint" / f"epoch-{EPOCHS:05d}.npz"
    with np.load(path) as file:
        results = {name: file[name].tobytes() for name in file.files}
    for path in [run / "history.csv", *run.glob("samples/*.png")]:
        results[path.name] = path.read_bytes()
    return results


def interrupt(run, number):
    """Ends the second process; returns how both ended, and the last file."""
    processes = start(run)
    wait_for_a_moment(processes, run)
    processes[1].send_signal(number)
    results = ended(processes)
    saved = max(path.stem for path in run.glob("checkpoint/epoch-*.npz"))
    statuses = [status for _, status in results]
    if number == signal.SIGTERM and statuses != [143, 143]:
        sys.exit("\n".join(output for output, _ in results))
    return statuses, saved


def second_worker(run):
    """The second process of a training on Ray."""
    ours = f"KILLED_RUN={run}"
    numbers = {"RANK=1", "KERAS_DISTRIBUTION_PROCESS_ID=1"}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text().split("\0")
            found = (folder / "environ").read_text().split("\0")
        except OSError:
            continue  # It has ended, or is another user's.
        if "--worker" in words and ours in found and numbers & {*found}:
            return int(folder.name)


def kill_on_ray(run):
    """Kills a process of a training on Ray, which has to end well."""
    options = ("--cluster", "local", "--devices", "2", "--max-failures", "1")
    process = begin(run, {"KILLED_RUN": str(run)}, *options)
    wait_for_a_moment([process], run)
    os.kill(second_worker(run), signal.SIGKILL)
    output, _ = process.communicate()
    if process.returncode or "Resuming after" not in output:
        sys.exit(output)
    print(*[line for line in output.splitlines() if "start again" in line])


def main(number, kills, seed, ray):
    random.seed(seed)
    with tempfile.TemporaryDirectory() as root:
        whole = Path(root) / "whole"
        finish(start(whole))
        expected = result(whole)
        for i in range(kills):
            run = Path(root) / f"killed-{i}"
            if ray:
                kill_on_ray(run)
            else:
                statuses, saved = interrupt(run, number)
                print(f"Ended with the statuses {statuses}; saved: {saved}")
                finish(start(run))
            results = result(run)
            different = [k for k in expected if results.get(k) != expected[k]]
            if different:
                sys.exit(f"Training {i} has other results: {different}")
    print(f"{kills} of {kills} resumed to exactly the uninterrupted result")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--signal", choices=["SIGTERM", "SIGKILL"], default="SIGTERM"
    )
    parser.add_argument("--ray", action="store_true")
    arguments = parser.parse_args()
    number = getattr(signal, arguments.signal)
    main(number, arguments.kills, arguments.seed, arguments.ray)
