"""Scores of an exported preset: torch-fidelity's, and this package's.

    pip install '.[onnx]' onnxruntime torch==2.13.0 tqdm
    pip install --no-deps torch-fidelity
    python benchmarks/exported_scores.py dcgan-mnist

Exports the generator to ONNX. torch-fidelity draws latents, runs the file in
ONNX Runtime, and computes its scores from features of the data set's
classifier. This package generates images of the same latents in Keras, and
computes its own scores from the same features. Prints both.
"""

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from torch_peers import fidelity

import keras_gans as kg
from keras_gans import metrics
from keras_gans.runs.cards import run_config
from keras_gans.runs.data_images import data_config
from keras_gans.runs.data_images import data_set_images
from keras_gans.runs.extractors import make_extractor

NAMES = {
    "is": "inception_score_mean",
    "fid": "frechet_inception_distance",
    "kid": "kernel_inception_distance_mean",
    "precision": "precision",
    "recall": "recall",
}


def both(source, images, extractor, subset_size=1000):
    """Scores of as many generated images as there are real ones.

    Args:
        source: As for `kg.load`: a model without labels.
        images: Float32 array `(n, h, w, c)` in [-1, 1], real images.
        extractor: `metrics.Extractor`.
        subset_size: Integer, of the kernel distance.

    Returns:
        Dictionary from names of scores to torch-fidelity's value and ours.
    """
    model = kg.load(source)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generator.onnx"
        model.export(path, format="onnx", verbose=False)
        theirs = fidelity.scores(
            path,
            model.latent_dim,
            images,
            extractor,
            kid_subset_size=subset_size,
        )
    latents = fidelity.latents(len(images), model.latent_dim)
    ours = metrics.evaluate(
        extractor(images),
        extractor(model.images_from(latents, batch_size=64)),
        extractor,
        {"is": {}, "fid": {}, "kid": {"subset_size": subset_size}, "pr": {}},
        reference="real",
    )
    return {x.metric: (theirs[NAMES[x.metric]], x.value) for x in ours}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--data-dir", help="folder of the data set")
    args = parser.parse_args()
    config = data_config(run_config(args.source), args.data_dir)
    images = data_set_images(config, "train", args.samples)
    extractor = make_extractor(None, config.dataset, config.data_dir)
    print("| score | torch-fidelity | keras_gans |")
    print("|---|---|---|")
    for name, values in both(args.source, images, extractor).items():
        print(f"| {name} | " + " | ".join(f"{x:.6f}" for x in values) + " |")
