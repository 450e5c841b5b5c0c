"""Speed, memory and pictures on an accelerator, in under ten minutes.

    python benchmarks/accelerator.py OUT --faces FACES.zip
    python benchmarks/accelerator.py OUT --miniature    # tiny, on a CPU

Needs JAX, torch and Pillow, not TensorFlow. FACES is a zip or a folder of
pictures. Each figure comes from a process of its own: `--workers` of them
compile side by side, and one at a time is measured, while the others wait.

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
                `parameters`;
                `peak_memory_mib`, without the peer's images (of a process on a
                CPU); `matrix_share`, the share of `matrix_flop_per_second` in
                that precision; `times_peer`, images a second by the peer's
    callbacks   `seconds` at the end of an epoch and `step_seconds`, the median
                time of a training step, both in bfloat16
    faces       a training of `--minutes` in bfloat16 on JAX, its compilation
                included

A row that fails has an `error`, and the others go on. Precisions: see
accelerator_parts/precision.py. Compilers choose kernels by timing them while
other processes compile; `--workers 1` excludes that, and takes longer.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from accelerator_parts.cases import CASES

HERE = Path(__file__).resolve().parent
SIDES = ("peer", "jax", "torch")
# What matters most comes first, should the time not suffice.
PRECISIONS = ("bfloat16", "tf32", "float32")
PARTS = ("speed", "callbacks", "faces")
# Seconds that the last two parts need at most, beside the training.
RESERVED = {"speed": 0, "callbacks": 90, "faces": 50}
ROW_SECONDS = 180


class Results:
    """The results so far, in a file that is whole at any time."""

    def __init__(self, path, arguments):
        self.path = path
        self.found = {"arguments": arguments, "device": {}}
        self.lock = threading.Lock()

    def add(self, part, row):
        with self.lock:
            if part in ("device", "faces"):
                self.found[part] = row
            else:
                self.found.setdefault(part, []).append(row)
            derive(self.found)
            aside = self.path.with_suffix(".aside")
            aside.write_text(json.dumps(self.found, indent=1) + "\n")
            aside.replace(self.path)
        print(part, json.dumps(row), flush=True)


def derive(found):
    """Adds what follows from several rows."""
    flop = found["device"].get("flop_per_image", {})
    peaks = found["device"].get("matrix_flop_per_second", {})
    rows = [r for r in found.get("speed", []) if "images_per_second" in r]
    peers = {
        (r["model"], r["precision"]): r["images_per_second"]
        for r in rows
        if r["side"] == "peer"
    }
    for row in rows:
        model, precision = row["model"], row["precision"]
        rate = row["images_per_second"]
        if model in flop and precision in peaks:
            share = rate * flop[model] / peaks[precision]
            row["matrix_share"] = round(share, 4)
        if row["side"] != "peer" and (model, precision) in peers:
            row["times_peer"] = round(rate / peers[model, precision], 3)


def in_a_process(task, deadline, folder, workers):
    """Returns what a task measures, or its error."""
    seconds = min(ROW_SECONDS, deadline - time.monotonic())
    if seconds <= 0:
        return {"error": "no time was left"}
    file, name = tempfile.mkstemp(dir=folder)
    os.close(file)
    side = task.get("side", "peer")
    environment = os.environ | {
        "KERAS_BACKEND": "torch" if side == "peer" else side,
        # What a part compiled, the next one need not.
        "JAX_COMPILATION_CACHE_DIR": f"{folder}/xla",
        "PYTHONPATH": os.pathsep.join(
            [str(HERE.parent), str(HERE), os.environ.get("PYTHONPATH", "")]
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
    faces = {
        "side": "jax",
        "faces": args.faces and str(Path(args.faces).resolve()),
        "model": args.face_model,
        "minutes": args.minutes,
        "miniature": tiny,
        "out": str(args.out.resolve()),
    }
    extra = {"seconds": 0.1 if tiny else 2.0, **common}
    return {
        "speed": [(row, {"part": "speed", **row, **extra}) for row in speed],
        "callbacks": [
            (row, {"part": "callback_times", **row, **common})
            for row in callbacks
        ],
        "faces": [({}, {"part": "faces", **faces})],
    }


def main(args):
    start = time.monotonic()
    args.out.mkdir(parents=True, exist_ok=True)
    results = Results(args.out / "accelerator.json", vars(args) | {"out": ""})
    reserved = {part: RESERVED[part] for part in args.parts}
    if "faces" in reserved:
        reserved["faces"] += 60 * args.minutes
    with tempfile.TemporaryDirectory() as folder:
        deadline = start + 60 * args.limit
        names = ("models", "precisions", "miniature")
        task = {"part": "device"} | {n: getattr(args, n) for n in names}
        results.add(
            "device", in_a_process(task, deadline, folder, args.workers)
        )
        tasks = plan(args, folder)
        for part in args.parts:
            reserved.pop(part)
            end = deadline - sum(reserved.values())

            def work(row, task, part=part, end=end):
                found = in_a_process(task, end, folder, args.workers)
                results.add(part, row | found)

            with concurrent.futures.ThreadPoolExecutor(args.workers) as pool:
                # Raises what a thread raised.
                list(pool.map(work, *zip(*tasks[part], strict=True)))


if __name__ == "__main__":
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
    main(parser.parse_args())
