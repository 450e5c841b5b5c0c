"""Judges the samples of trained runs, beside real images.

    python benchmarks/judge_runs.py runs/dcgan-mnist --data-dir DIR

Prints what `judge.py` says of 5,000 samples of each run on digits or clothes,
writes it as JSON, with the command that trained the run, and draws samples.
"""

import argparse
import dataclasses
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from judge import Judge

from keras_gans.commands.actions.training_command import training_command
from keras_gans.images.grids import image_grid
from keras_gans.runs.folder import read_config
from keras_gans.runs.loading import load

COLUMNS, SHOWN = 16, 96

parser = argparse.ArgumentParser()
parser.add_argument("runs", nargs="+", type=Path, help="folders of runs")
parser.add_argument("--data-dir", help="folder of tensorflow-datasets")
parser.add_argument("--samples", type=int, default=5000)
parser.add_argument("--output", type=Path, default=Path("runs/judged"))
args = parser.parse_args()

args.output.mkdir(parents=True, exist_ok=True)
judges, records = {}, []
for run in args.runs:
    config, model = read_config(run), load(run)
    data = config.dataset, config.image_size
    if data not in judges:
        judges[data] = Judge(data[0], args.data_dir, data[1])
        print(f"real {data}: {judges[data].of_real}", flush=True)
    verdict = judges[data](model.generate(args.samples, seed=0))
    print(f"{run.name}: {verdict}", flush=True)
    grid = image_grid(model.generate(SHOWN, seed=0), COLUMNS)
    grid.save(args.output / f"{run.name}.png")
    records.append(
        {
            "name": config.model,
            "command": training_command(config),
            **dataclasses.asdict(verdict),
        }
    )
path = args.output / "judged.json"
path.write_text(json.dumps(records, indent=1) + "\n")
