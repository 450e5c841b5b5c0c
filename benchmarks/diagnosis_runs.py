"""False and true alarms of `Diagnosis` on healthy and on broken trainings.

    python benchmarks/diagnosis_runs.py --out runs/diagnosis
    python benchmarks/diagnosis_runs.py --out runs/diagnosis --table

Trains small models on the digits of scikit-learn, on MNIST and on faces, in
batches of 16 to 256. A run whose diagnosis.json is there is not repeated.
`--table` prints what the present rules find in the observations.
"""

import argparse
import json
from pathlib import Path

import keras
import numpy as np
from keras.optimizers import SGD
from keras.optimizers import Adam

import keras_gans as kg
from keras_gans.callbacks.diagnosis import diagnose
from keras_gans.callbacks.diagnosis.periods import periods

parser = argparse.ArgumentParser()
parser.add_argument("--out", type=Path, required=True)
parser.add_argument("--data", type=Path, default="../shared/data")
parser.add_argument("--only", nargs="+")
parser.add_argument("--table", action="store_true")
args = parser.parse_args()


def digits(batch, size=16, n=None, **kwargs):
    data = kg.datasets.digits(batch, image_size=size, seed=0, **kwargs)
    return data if n is None else few(data, n)


def few(data, n):
    """The first n images of a data set, as an array."""
    return np.concatenate([*data])[:n]


def mnist(batch, size=28):
    folder = str(args.data / "tensorflow_datasets")
    return kg.datasets.mnist(batch, image_size=size, data_dir=folder, seed=0)


def faces(batch, size=32):
    folder = str(args.data / "celeba")
    return kg.datasets.celeba(batch, image_size=size, data_dir=folder, seed=0)


def fast_d(d=2e-3, g=2e-5):
    return {"d_opt": Adam(d, beta_1=0.5), "g_opt": Adam(g, beta_1=0.5)}


def wins(**kwargs):
    """A discriminator against a generator that stands still."""
    return {"compile": {"g_opt": SGD(0.0)}, "expect": OVER, **kwargs}


OVER = "discriminator overpowering"
# Name: model, data, batch, updates, and what differs.
RUNS = {
    "digits-16": ("dcgan", digits, 16, 2400, {}),
    "digits-32": ("dcgan", digits, 32, 2400, {}),
    "digits-64": ("dcgan", digits, 64, 2400, {}),
    "digits-128": ("dcgan", digits, 128, 2000, {}),
    "digits-256": ("dcgan", digits, 256, 1600, {}),
    "digits-128-seed-1": ("dcgan", digits, 128, 2000, {"seed": 1}),
    "digits-32-seed-2": ("dcgan", digits, 32, 2400, {"seed": 2}),
    "digits-32-width-32": ("dcgan", digits, 32, 2000, {"width": 32}),
    "digits-32-width-8": ("dcgan", digits, 32, 2400, {"width": 8}),
    "digits-32-smoothed": (
        "dcgan",
        digits,
        32,
        2400,
        {"label_smoothing": 0.1},
    ),
    "digits-128-augmented": (
        "dcgan",
        lambda batch: digits(batch, flip_and_shift=True),
        128,
        2000,
        {},
    ),
    "pictures-48": ("dcgan", lambda batch: digits(16, n=48), 16, 2400, {}),
    "pictures-200": ("dcgan", lambda batch: digits(64, n=200), 32, 2400, {}),
    "digits-gan-64": ("gan", digits, 64, 2400, {}),
    "digits-gan-16": ("gan", digits, 16, 2400, {"seed": 1}),
    "digits-lsgan-64": ("lsgan", digits, 64, 2400, {}),
    "digits-r3gan-64": ("r3gan", digits, 64, 1600, {"width": 8}),
    "digits-wgangp-64": ("wgangp", digits, 64, 1600, {}),
    "mnist-64": ("dcgan", mnist, 64, 2000, {}),
    "mnist-128": ("dcgan", mnist, 128, 1600, {"seed": 1}),
    "mnist-gan-128": ("gan", mnist, 128, 2400, {}),
    "faces-32": ("dcgan", faces, 32, 1600, {}),
    "faces-128": ("dcgan", faces, 128, 1300, {"seed": 1}),
    "broken-d-wins": ("dcgan", digits, 64, 1600, wins()),
    "broken-d-wins-32": ("gan", digits, 32, 1600, wins()),
    "broken-d-wins-smoothed": (
        "dcgan",
        digits,
        64,
        1600,
        wins(label_smoothing=0.1),
    ),
    "broken-fast-d": (
        "gan",
        digits,
        64,
        2400,
        {"compile": fast_d(), "expect": OVER},
    ),
    "broken-fast-d-smoothed": (
        "gan",
        digits,
        64,
        2400,
        {"compile": fast_d(), "expect": OVER, "label_smoothing": 0.2},
    ),
    "broken-fast-d-pictures": (
        "dcgan",
        lambda batch: digits(16, n=48),
        16,
        2000,
        {"compile": fast_d(2e-3, 1e-6), "expect": OVER},
    ),
    "broken-momentum": (
        "dcgan",
        digits,
        64,
        450,
        {"momentum": 0.999, "expect": "lagging batch statistics"},
    ),
}


def train(name):
    model, data, batch, updates, options = RUNS[name]
    options = {"width": 16, "seed": 0, **options}
    options.pop("expect", None)
    compile_arguments = options.pop("compile", {})
    momentum = options.pop("momentum", None)
    keras.utils.set_random_seed(options["seed"])
    real = data(batch)
    is_array = isinstance(real, np.ndarray)
    shape = real.shape[1:] if is_array else real.element_spec.shape[1:]
    gan = kg.models.MODELS[model](tuple(shape), 32, **options)
    for layer in gan.generator.layers if momentum else []:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum
    gan.compile(**compile_arguments)
    batches = len(real) // batch if is_array else len(real)
    steps = batches // gan.d_steps
    gan.fit(
        real,
        batch_size=batch if is_array else None,
        epochs=-(-updates // steps),
        verbose=0,
        callbacks=[
            kg.callbacks.Diagnosis(
                args.out / name, real, samples=128, every=max(1, 20 // steps)
            )
        ],
    )


def row(name):
    """What the present rules find in the observations of a run."""
    content = json.loads((args.out / name / "diagnosis.json").read_text())
    seen = [
        {k: float(v) for k, v in observation.items()}
        for observation in content["observations"]
    ]
    found = {}
    for i in range(2, len(seen) + 1):
        for finding in diagnose(seen[:i]):
            found.setdefault(finding.rule, int(seen[i - 1]["step"]))
    merged = periods(seen)[1:]
    last = merged[-1]
    text = ", ".join(f"{rule} from update {n}" for rule, n in found.items())
    expected = RUNS[name][-1].get("expect")
    return (
        f"| {name} | {seen[-1]['step']:.0f} | "
        f"{last.get('d_real', np.nan):.2f} | {last.get('d_fake', np.nan):.3f} |"
        f" {last['diversity']:.2f} | {text or 'nothing'} | "
        f"{'ok' if set(found) == {expected} - {None} else 'WRONG'} |"
    )


names = args.only or [*RUNS]
if not args.table:
    for name in names:
        if not (args.out / name / "done").exists():
            train(name)
            (args.out / name / "done").touch()
            print(row(name), flush=True)
            keras.backend.clear_session()
print("| run | updates | D(x) | D(G(z)) | diversity | found | verdict |")
print("|---|---|---|---|---|---|---|")
for name in names:
    if (args.out / name / "done").exists():
        print(row(name))
