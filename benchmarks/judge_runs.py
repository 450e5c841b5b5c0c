"""Judges the samples of trained runs or pictures, beside real images.

    python benchmarks/judge_runs.py runs/dcgan-mnist --data-dir DIR
    python benchmarks/judge_runs.py docs/images/gan-mnist.png --data-dir DIR

Prints what `judge.py` says of 5,000 samples of each run on digits or clothes,
writes it as JSON, with the command that trained the run, and draws samples.
Where only a grid of MNIST's digits was kept, it judges those that the grid
shows: few, so that a share is good to some percent.
"""

import argparse
import dataclasses
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from judge import Judge
from PIL import Image

from keras_gans.commands.actions.training_command import training_command
from keras_gans.images.grids import image_grid
from keras_gans.runs.folder import read_config
from keras_gans.runs.loading import load

COLUMNS, SHOWN = 16, 96


def of_picture(path, size):
    """The images `(n, size, size, 1)` of a grid with white gaps."""
    grid = Image.open(path).convert("L")
    white = np.asarray(grid) > 250
    cells = [
        grid.crop((left, top, right, bottom)).resize((size, size), Image.BOX)
        for top, bottom in _between(white.all(axis=1))
        for left, right in _between(white.all(axis=0))
    ]
    return np.float32(cells)[..., None] / 127.5 - 1


def _between(gaps):
    """Starts and ends of what gaps separate, without narrow labels."""
    edges = np.flatnonzero(np.diff(np.r_[True, gaps, True]))
    found = edges.reshape(-1, 2)
    sides = np.diff(found)[:, 0]
    return found[sides > sides.max() / 2]


parser = argparse.ArgumentParser()
parser.add_argument("runs", nargs="+", type=Path, help="folders, or .png")
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
parser.add_argument("--samples", type=int, default=5000)
parser.add_argument("--image-size", type=int, default=28, help="of a picture")
parser.add_argument("--output", type=Path, default=Path("runs/judged"))
args = parser.parse_args()

args.output.mkdir(parents=True, exist_ok=True)
judges, records = {}, []


def judge_of(*data):
    if data not in judges:
        judges[data] = Judge(data[0], args.data_dir, data[1])
        print(f"real {data}: {judges[data].of_real}", flush=True)
    return judges[data]


for run in args.runs:
    if run.suffix == ".png":
        images = of_picture(run, args.image_size)
        verdict = judge_of("mnist", args.image_size)(images)
        record = {"name": run.stem, "images": len(images)}
    else:
        config, model = read_config(run), load(run)
        judge = judge_of(config.dataset, config.image_size)
        verdict = judge(model.generate(args.samples, seed=0))
        grid = image_grid(model.generate(SHOWN, seed=0), COLUMNS)
        grid.save(args.output / f"{run.name}.png")
        record = {"name": config.model, "command": training_command(config)}
    print(f"{run.name}: {verdict}", flush=True)
    records.append(record | dataclasses.asdict(verdict))
path = args.output / "judged.json"
path.write_text(json.dumps(records, indent=1) + "\n")
