"""Whether a training step is slower in one checkout than in another, in pairs.

    git worktree add ../before REVISION
    python benchmarks/two_checkouts.py ../before . --models dcgan wgangp

Processes of the two checkouts take turns, A B A B ..., each with a `fit` on
noise. Prints for each model the medians of milliseconds a step, and the median,
least and greatest of the ratios B/A of neighbours.
"""

import argparse
import os
import statistics
import subprocess
import sys

STEP = """
import statistics, sys, time
import keras
import numpy as np
import keras_gans as kg

name, size, width, batch, steps = sys.argv[1], *map(int, sys.argv[2:])
shape = (size, size, 1)
cls = kg.models.MODELS[name]
conditional = issubclass(cls, kg.Conditional)
model = cls(shape, width=width, **({"num_classes": 10} if conditional else {}))
model.compile()
n = batch * model.d_steps * steps
noise = np.random.default_rng(0).uniform(-1, 1, (n, *shape)).astype("float32")
data = [noise]
if conditional:
    data.append(np.arange(n) % 10)
if isinstance(model, kg.Translation):
    data.append(noise)
times = []
clock = keras.callbacks.LambdaCallback(
    on_train_batch_end=lambda batch, logs: times.append(time.perf_counter())
)
model.fit(*data, batch_size=batch, verbose=0, callbacks=[clock])
# The first steps of a fit wait for its start.
print(1000 * statistics.median(np.diff(times)[2:]))
"""

parser = argparse.ArgumentParser()
parser.add_argument("checkouts", nargs=2)
parser.add_argument(
    "--models", nargs="+", default=["dcgan", "wgangp", "conditionalgan"]
)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--size", type=int, default=28)
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--steps", type=int, default=30)
args = parser.parse_args()


def milliseconds(checkout, model):
    numbers = (args.size, args.width, args.batch_size, args.steps)
    command = [sys.executable, "-c", STEP, model, *map(str, numbers)]
    environment = os.environ | {
        "PYTHONPATH": os.path.abspath(checkout),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    output = subprocess.check_output(
        command, text=True, env=environment, cwd="/", stderr=subprocess.DEVNULL
    )
    return float(output.split()[-1])


for model in args.models:
    pairs = [
        [milliseconds(checkout, model) for checkout in args.checkouts]
        for _ in range(args.rounds)
    ]
    a, b = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratios = [second / first for first, second in pairs]
    print(
        f"{model:16} {a:8.1f} {b:8.1f} ms  B/A {statistics.median(ratios):.3f} "
        f"({min(ratios):.3f} to {max(ratios):.3f})",
        flush=True,
    )
