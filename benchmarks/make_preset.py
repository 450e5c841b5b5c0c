"""Makes a preset of a finished run: its model, made small, and its card.

    keras-gans train conditionalgan --run-dir runs/conditionalgan-digits
    python benchmarks/make_preset.py runs/conditionalgan-digits \
        conditionalgan-digits

Writes `keras_gans/pretrained/NAME.keras` and `NAME.json`. In the file, the
generator is the average, if there is one; optimizers start anew; all but
vectors is float16. The scores are those of the file, against the data set of
the run, beside those of as many real test images.
"""

import argparse
import dataclasses
import hashlib
import io
import tempfile
import zipfile
from pathlib import Path

import h5py
import numpy as np

import keras_gans as kg
from keras_gans import pretrained
from keras_gans.commands.actions.training_command import training_command
from keras_gans.runs.bound import evaluate_bound
from keras_gans.runs.cards import card_of
from keras_gans.runs.cards import run_config
from keras_gans.runs.evaluation import evaluate_run
from keras_gans.utils.files import replacing
from keras_gans.utils.files import write_json

LICENCE = "apache-2.0"
METRICS = ("is", "fid", "kid", "pr", "dc")
# All presets together, in bytes.
MOST = 6 * 10**6


def reset(model):
    """Leaves one generator, the best, and optimizers that start anew."""
    if getattr(model, "ema", None):
        model.generator.set_weights(model.ema_generator.get_weights())
    model.compile_from_config(model.get_compile_config())
    return model


def shrink(path, small):
    """Writes a `.keras` file again, compressed, with half the precision."""
    with (
        zipfile.ZipFile(path) as archive,
        zipfile.ZipFile(
            small, "w", zipfile.ZIP_DEFLATED, compresslevel=9
        ) as to,
    ):
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".h5"):
                content = halved(content)
            to.writestr(name, content)


def halved(content):
    """The bytes of an HDF5 file whose matrices are float16, equal ones once.

    Vectors, such as biases and batch statistics, keep their precision: they
    are small.
    """
    file = io.BytesIO()
    seen = {}

    def copy(name, item):
        if isinstance(item, h5py.Group):
            new.require_group(name).attrs.update(item.attrs)
            return
        values = item[()]
        if values.ndim > 1 and values.dtype == np.float32:
            values = values.astype("float16")
            if not np.isfinite(values).all():
                raise ValueError(f"float16 does not hold the weights of {name}")
        key = values.dtype, values.shape, hashlib.sha256(values).digest()
        if key in seen:
            new[name] = new[seen[key]]  # A second name of the same data.
            return
        seen[key] = name
        new.create_dataset(name, data=values).attrs.update(item.attrs)

    with h5py.File(io.BytesIO(content)) as old, h5py.File(file, "w") as new:
        new.attrs.update(old.attrs)
        old.visititems(copy)
    return file.getvalue()


parser = argparse.ArgumentParser()
parser.add_argument("run", type=Path)
parser.add_argument("name")
parser.add_argument("--samples", type=int, default=10_000)
parser.add_argument("--data-dir", help="folder of the run's data set")
args = parser.parse_args()

config = run_config(args.run)
if config.record.licence in (None, "other"):
    raise SystemExit(f"The licence of {config.dataset} allows no preset.")
model = reset(kg.load(args.run))
path = pretrained.path_of(args.name)
with tempfile.TemporaryDirectory() as folder:
    model.save(Path(folder) / "model.keras")
    with replacing(path) as aside:
        shrink(Path(folder) / "model.keras", aside)
loaded = kg.load(path)
difference = np.abs(loaded.generate(64, seed=0) - model.generate(64, seed=0))
card = card_of(args.run) | {
    "command": training_command(config),
    "licence": LICENCE,
    "scores": [],
    "storage": {
        "weights": "float16, vectors float32",
        "largest_difference_of_pixels": float(difference.max()),
        "mean_difference_of_pixels": float(difference.mean()),
    },
}
write_json(pretrained.path_of(args.name, ".json"), card)
scores = evaluate_run(
    path, METRICS, samples=args.samples, data_dir=args.data_dir
)
card["scores"] = [dataclasses.asdict(score) for score in scores]
bound = evaluate_bound(path, card["scores"], data_dir=args.data_dir)
card["bound"] = [dataclasses.asdict(score) for score in bound]
for score in scores:
    print(score)
for score in bound:
    print("real test images:", score)
write_json(pretrained.path_of(args.name, ".json"), card)
size = sum(file.stat().st_size for file in pretrained.FOLDER.glob("*.keras"))
print(
    f"{path}: {path.stat().st_size:,} bytes, all presets {size:,}; pixels "
    f"differ by {difference.max() * 127.5:.2g} grey levels at most, "
    f"{difference.mean() * 127.5:.2g} in the mean"
)
if size > MOST:
    raise SystemExit(f"All presets together must be below {MOST:,} bytes.")
