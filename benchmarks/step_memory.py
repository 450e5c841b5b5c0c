"""The memory and the time of a step that is told to save memory.

    KERAS_BACKEND=torch python benchmarks/step_memory.py
    KERAS_BACKEND=jax python benchmarks/step_memory.py --model r3gan

Batches are computed in parts (`accumulate`), and networks keep their features
or not (`rematerialize`). Each of these settings has a process of its own, which
makes a few steps on noise.
Memory is the peak of the process, minus that before the first step; on JAX it
is what the compiled step says that it needs for its temporary tensors. Times
are means of the processor's: on a machine with other work, the wall clock would
measure that work. They leave out the first step, which compiles.
"""

import argparse
import itertools
import os
import resource
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="stylegan2")
parser.add_argument("--size", type=int, default=64)
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--accumulate", type=int, nargs="+", default=[1, 2, 4, 8])
parser.add_argument("--steps", type=int, default=3)
parser.add_argument("--rematerialize", type=int, nargs="+", default=[0, 1])
parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
args = parser.parse_args()

SHAPE = (args.size, args.size, 3)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def temporary(model, x):
    """The MiB of temporary tensors of a step that JAX has compiled."""
    import jax

    groups = ["trainable", "non_trainable", "optimizer", "metrics"]
    state = model._get_jax_state(**{f"{x}_variables": True for x in groups})
    step = jax.jit(model.train_step).lower(tuple(state), (x,)).compile()
    return step.memory_analysis().temp_size_in_bytes / 2**20


def measure(parts, rematerialize):
    model = kg.models.MODELS[args.model](SHAPE, width=args.width, seed=0)
    model.compile(accumulate=parts, rematerialize=bool(rematerialize))
    x = np.random.default_rng(0).uniform(-1, 1, (args.batch_size, *SHAPE))
    x = x.astype("float32")
    is_jax = keras.backend.backend() == "jax"
    before = peak()
    if is_jax:
        memory = temporary(model, x)
    model.train_on_batch(x)
    start = time.process_time()
    for _ in range(args.steps):
        model.train_on_batch(x)
    seconds = (time.process_time() - start) / args.steps
    print(memory if is_jax else peak() - before, seconds)


def main():
    print(
        f"{args.model} {SHAPE}, width {args.width}, batches of "
        f"{args.batch_size}, Keras on {keras.backend.backend()}"
    )
    print("| accumulate | rematerialize | MiB | processor seconds a step |")
    print("|---|---|---|---|")
    for parts, again in itertools.product(args.accumulate, args.rematerialize):
        command = [sys.executable, *sys.argv, "--child"]
        command += ["--accumulate", str(parts), "--rematerialize", str(again)]
        output = subprocess.check_output(command, text=True)
        memory, seconds = map(float, output.split()[-2:])
        yes = "yes" if again else "no"
        print(f"| {parts} | {yes} | {memory:.0f} | {seconds:.1f} |", flush=True)


if args.child:
    measure(*args.accumulate, *args.rematerialize)
else:
    main()
