"""What a generator update of each variant costs, relative to a DCGAN's.

    python benchmarks/variants.py

Times the steps of `fit` on noise of 28x28x1, batch 64, with every variant's own
defaults at one width, in rounds: DCGAN, the variant, DCGAN, the variant, ...
Prints the medians of milliseconds a step and of the ratios of neighbours. A
step is one generator update, with all the discriminator updates that its paper
makes.
"""

import argparse
import os
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, default=16)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--steps", type=int, default=20)
parser.add_argument("--models", nargs="+", default=[*kg.models.LATENT_MODELS])
args = parser.parse_args()

BATCH = 64
noise = np.random.default_rng(0).uniform(-1, 1, (BATCH * args.steps, 28, 28, 1))


def make(name):
    model = kg.models.MODELS[name]((28, 28, 1), width=args.width)
    model.compile()
    return model


class Clock(keras.callbacks.Callback):
    """The times at which steps end."""

    def on_train_begin(self, logs=None):
        self.times = []

    def on_train_batch_end(self, batch, logs=None):
        self.times.append(time.perf_counter())


def milliseconds(model):
    data = np.concatenate([noise] * model.d_steps).astype("float32")
    clock = Clock()
    model.fit(data, batch_size=BATCH, verbose=0, callbacks=[clock])
    # The first steps of a fit wait for its start.
    return 1000 * statistics.median(np.diff(clock.times)[2:])


dcgan = make("dcgan")
milliseconds(dcgan)
print(f"Keras on {keras.backend.backend()}, width {args.width}, batch {BATCH}")
print("| variant | ms a step | relative to DCGAN | range |\n|---|---|---|---|")
for name in args.models:
    model = make(name)
    milliseconds(model)  # Compiles.
    pairs = [
        (milliseconds(dcgan), milliseconds(model)) for _ in range(args.rounds)
    ]
    ratios = [variant / base for base, variant in pairs]
    print(
        f"| {name} | {statistics.median(b for _, b in pairs):.0f} | "
        f"{statistics.median(ratios):.2f} | "
        f"{min(ratios):.2f} to {max(ratios):.2f} |",
        flush=True,
    )
