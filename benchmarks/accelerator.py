"""Speed, memory and pictures on an accelerator, in under ten minutes.

    python benchmarks/accelerator.py OUT --faces FACES.zip
    python benchmarks/accelerator.py OUT --miniature    # tiny, on a CPU

Needs JAX, torch and Pillow, not TensorFlow. FACES is a zip or a folder of
pictures; without it, no model of faces is trained; `--minutes 10 --limit 18`
trains it longer. Each figure comes from a process of its own: `--workers` of
them compile side by side, and one at a time is measured, while the others wait.

Writes OUT/accelerator.json after each figure, and OUT/faces.png and faces.npz:

    arguments   of the command
    device      `name`; `torch`, its version; `matrix_flop_per_second`: of a
                product of two matrices of 8192x8192, by precision;
                `flop_per_image`: what a training step computes for one image,
                by model (see accelerator_parts/flop.py: the matrix products
                and convolutions of the peer's step, by their shapes)
    speed       a row for each model, precision and side: `jax` and `torch` are
                `fit` of this package on noise in the host's memory; `peer` is
                the same training in PyTorch (torch_peers), compiled by
                `torch.compile`, on noise in the device's memory.
                `images_per_second` (pairs, of CycleGAN), the median of three
                runs, `least` and `most`; `first_epoch_seconds`, which compiles;
                `parameters`; `peak_memory_mib`, without the peer's images (of
                the process, on a CPU); `matrix_share`, the share of
                `matrix_flop_per_second` in that precision; `times_peer`, images
                a second by the peer's
    callbacks   `seconds` at the end of an epoch and `step_seconds`, the median
                time of a training step, both in bfloat16
    faces       a training of `--minutes` in bfloat16 on JAX, its compilation
                included

A row that fails has an `error`, and the others go on. Precisions: see
accelerator_parts/precision.py. In a miniature, `torch.compile` traces and makes
no code, which would take minutes on a CPU. Compilers choose kernels by timing
them while other processes compile; `--workers 1` excludes that, and takes
longer.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from accelerator_parts.cases import CASES
from accelerator_parts.results import Results

HERE = Path(__file__).resolve().parent
SIDES = ("peer", "jax", "torch")
# What matters most comes first, should the time not suffice.
PRECISIONS = ("bfloat16", "tf32", "float32")
PARTS = ("device", "speed", "callbacks", "faces")
# Seconds that are kept for a part while those before it run; for faces, beside
# the training.
RESERVED = {"device": 0, "speed": 0, "callbacks": 90, "faces": 50}
ROW_SECONDS = 240


def in_a_process(task, deadline, folder, workers):
    """Returns what a task measures, or its error."""
    most = ROW_SECONDS + 60 * task.get("minutes", 0)
    seconds = min(most, deadline - time.monotonic())
    if seconds <= 0:
        return {"error": "no time was left"}
    file, name = tempfile.mkstemp(dir=folder)
    os.close(file)
    side, paths = task.get("side", "peer"), os.environ.get("PYTHONPATH")
    environment = os.environ | {
        "KERAS_BACKEND": "torch" if side == "peer" else side,
        # What a part compiled, the next one need not.
        "JAX_COMPILATION_CACHE_DIR": f"{folder}/xla",
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(HERE.parent), str(HERE), paths])
        ),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TORCHINDUCTOR_COMPILE_THREADS": str(
            max(1, (os.cpu_count() or 1) // workers)
        ),
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }
    command = [sys.executable, "-m", "accelerator_parts", json.dumps(task)]
    with open(name + ".log", "w+") as log:
        try:
            code = subprocess.run(
                [*command, name],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=seconds,
            ).returncode
        except subprocess.TimeoutExpired:
            return {"error": f"not done in {seconds:.0f} seconds"}
        if code == 0:
            return json.loads(Path(name).read_text())
        log.seek(0)
        return {"error": f"status {code}: " + log.read()[-600:]}


def plan(args, folder):
    """The tasks of each part, in order."""
    tiny, lock = args.miniature, f"{folder}/lock"
    speed = [
        {"side": side, "model": model, "precision": precision}
        for precision in args.precisions
        for model in args.models
        for side in args.sides
    ]
    common = {"miniature": tiny, "lock": lock}
    callbacks = [
        {"side": side, "model": model}
        for side in args.sides
        for model in args.models
        if side != "peer" and model in ("dcgan_64", "stylegan2_256")
    ]
    extra = {"seconds": 0.1 if tiny else 2.0, **common}
    device = {"models": args.models, "precisions": args.precisions}
    device |= {"part": "device", "miniature": tiny}
    tasks = {
        "device": [({}, device)],
        "speed": [(row, {"part": "speed", **row, **extra}) for row in speed],
        "callbacks": [
            (row, {"part": "callback_times", **row, **common})
            for row in callbacks
        ],
    }
    if args.faces:
        faces = {
            "part": "faces",
            "side": "jax",
            "faces": str(Path(args.faces).resolve()),
            "model": args.face_model,
            "minutes": args.minutes,
            "miniature": tiny,
            "out": str(args.out.resolve()),
        }
        tasks["faces"] = [({}, faces)]
    return {part: tasks[part] for part in args.parts if part in tasks}


def main(args):
    deadline = time.monotonic() + 60 * args.limit
    args.out.mkdir(parents=True, exist_ok=True)
    results = Results(
        args.out / "accelerator.json",
        {name: value for name, value in vars(args).items() if name != "out"},
    )
    with tempfile.TemporaryDirectory() as folder:
        parts = plan(args, folder)
        reserved = {part: RESERVED[part] for part in parts}
        if "faces" in parts:
            reserved["faces"] += 60 * args.minutes
        for part, tasks in parts.items():
            reserved.pop(part)
            end = deadline - sum(reserved.values())

            def work(row, task, part=part, end=end):
                found = in_a_process(task, end, folder, args.workers)
                results.add(part, row | found)

            with concurrent.futures.ThreadPoolExecutor(args.workers) as pool:
                # Raises what a thread raised.
                list(pool.map(work, *zip(*tasks, strict=True)))


def parse(arguments=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--faces", help="zip or folder of pictures")
    parser.add_argument("--face-model", default="sngan")
    parser.add_argument("--minutes", type=float, default=2, help="of faces")
    parser.add_argument("--limit", type=float, default=9.5, help="minutes")
    parser.add_argument("--workers", type=int, default=6)
    parser.add_argument("--miniature", action="store_true")
    for name, choices in (
        ("models", [*CASES]),
        ("sides", SIDES),
        ("precisions", PRECISIONS),
        ("parts", PARTS),
    ):
        parser.add_argument(
            f"--{name}", nargs="+", choices=choices, default=[*choices]
        )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(parse())
