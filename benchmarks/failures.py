"""Pictures of failing trainings, for docs/is-it-working.md.

    python benchmarks/failures.py --out docs/images
    python benchmarks/failures.py --only mode-collapse

Each case trains small networks on the digits of scikit-learn, in seconds to a
minute of one core. It prints what `Diagnosis` found and writes samples.
"""

import argparse
from pathlib import Path

import keras
import numpy as np
from keras.optimizers import Adam

import keras_gans as kg
from keras_gans.images.grids import image_grid

SHAPE = (16, 16, 1)
COLUMNS = 6


def adam(d_rate, g_rate, beta_1=0.5):
    return {
        "d_opt": Adam(d_rate, beta_1=beta_1),
        "g_opt": Adam(g_rate, beta_1=beta_1),
    }


def lagging():
    """A DCGAN whose generator's moving statistics hardly move."""
    generator = kg.networks.dcgan_generator(SHAPE, 100, width=16)
    for layer in generator.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.9995
    return kg.DCGAN(SHAPE, 100, generator=generator, width=16, seed=0)


def gan():
    return kg.GAN(SHAPE, 32, width=32, seed=0)


def dcgan():
    return kg.DCGAN(SHAPE, 32, width=16, seed=0)


# Name: model, optimizers, number of digits, epochs.
CASES = {
    "healthy": (gan, adam(2e-4, 2e-4), None, 120),
    "discriminator-overpowering": (gan, adam(2e-3, 2e-5), None, 90),
    "vanishing-gradient": (gan, adam(2e-3, 2e-3, 0.9), None, 50),
    "mode-collapse": (gan, adam(1e-4, 4e-3), None, 60),
    "lagging-batch-statistics": (lagging, adam(2e-4, 2e-4), None, 15),
    "memorisation": (dcgan, adam(2e-4, 2e-4), 12, 30),
}


def train(name, out):
    make, optimizers, n, epochs = CASES[name]
    keras.utils.set_random_seed(0)
    data = kg.datasets.digits(64, image_size=16, seed=0)
    if n is not None:  # The same few, as often as makes many updates.
        data = np.tile(np.concatenate([*data])[:n], (240, 1, 1, 1))
    model = make()
    model.compile(**optimizers)
    diagnosis = kg.callbacks.Diagnosis(out / name, real=data)
    history = model.fit(
        data, epochs=epochs, verbose=0, callbacks=[diagnosis]
    ).history
    last = {log: float(f"{values[-1]:.3g}") for log, values in history.items()}
    found = sorted({finding.rule for finding in diagnosis.findings})
    print(name, found, last, flush=True)
    images = model.generate(2 * COLUMNS, seed=0)
    if n is not None:
        images = with_nearest(images[:COLUMNS], data[:n])
    image_grid(images, COLUMNS).save(out / f"failure-{name}.png")


def with_nearest(images, real):
    """Images, and the nearest real image of each behind them."""
    errors = np.abs(images[:, None] - real[None]).mean(axis=(2, 3, 4))
    print("mean distance to the nearest", errors.min(axis=1).mean())
    return np.concatenate([images, real[errors.argmin(axis=1)]])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("runs/failures"))
    parser.add_argument("--only", nargs="+", choices=CASES, default=[*CASES])
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.only:
        train(name, args.out)
