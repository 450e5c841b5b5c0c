"""A study's folder as trainings leave it, with noise as samples."""

import csv
import math
import types

import numpy as np

from keras_gans.images.grids import image_grid

NASTY = "</script><b>wgan</b>|$x$ & 'é'"
COLLAPSE = {
    "rule": "mode collapse",
    "evidence": "diversity 0.12 < 0.3",
    "remedy": "lower the learning rate of G",
}


def make_result(model="gan", rate=0.1, seed=0, fid=5.0, **changes):
    """A result of two epochs, with some entries changed."""
    score = {"value": fid, "std": None, "protocol": "fid_small_1k"}
    return {
        "format": 1,
        "id": f"{'gan' if model == 'gan' else 'other'}-{rate}-s{seed}",
        "labels": {"model": model, "dataset": "mnist", "learning_rate": rate},
        "seed": seed,
        "status": "done",
        "error": None,
        "stages": [
            {"epochs": 2, "scores": {"fid": score}, "logs": {"d_loss": 0.5}}
        ],
        "diagnosis": [],
        "config": {"model": model, "options": {"width": 8}},
        "versions": {"keras": "3.15.1"},
        "machine": "Linux",
        "seconds": 75.0,
        **changes,
    }


def make_study(**changes):
    attributes = {
        "name": "rates",
        "title": "Two rates",
        "about": "Which rate is better?\n\nOn digits.",
        "claims": (),
    }
    return types.SimpleNamespace(**attributes | changes)


def make_results():
    """Two models, two rates, two seeds; one failed, one collapsed."""
    results = [
        make_result(model, rate, seed, fid)
        for model, fids in {"gan": (9.0, 2.0), NASTY: (100.0, 20.0)}.items()
        for rate, fid in zip((0.1, 0.02), fids)
        for seed in (0, 1)
    ]
    for result, diversity in zip(results[::2], (0.9, 0.7, None, 0.8)):
        if diversity:
            result["stages"][0]["logs"]["diversity"] = diversity
    error = "ValueError: <i>rate</i>"
    results[1] |= {"status": "failed", "error": error, "stages": []}
    results[2]["diagnosis"] = [{"epoch": n} | COLLAPSE for n in (1, 2)]
    return results


def write_runs(results, folder, epochs=2):
    """Grids and histories; a failed run lacks the last epoch."""
    random = np.random.default_rng(0)
    for result in results:
        run = folder / "runs" / result["id"]
        (run / "samples").mkdir(parents=True)
        n = epochs - (result["status"] == "failed")
        for epoch in range(n + 1):
            images = random.uniform(-1, 1, (4, 4, 4, 1))
            picture = image_grid(images).resize((64, 64))
            picture.save(run / "samples" / f"epoch-{epoch:04d}.png")
        write_history(run / "history.csv", n)


def write_history(path, epochs, steps=3):
    rows = [
        {
            "row": "epoch" if step == steps else "step",
            "epoch": epoch + 1,
            "step": epoch * steps + min(step + 1, steps),
            "d_loss": math.exp(-epoch - step / steps),
            "g_loss": math.nan if epoch else 1.0,
            "d_real": 0.7,
            "d_fake": 0.3,
            "diversity": 0.9 if step == steps else "",
        }
        for epoch in range(epochs)
        for step in range(steps + 1)
    ]
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
