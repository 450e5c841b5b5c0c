"""Scores of a run and of folders of pictures, for the command line."""

import dataclasses
from pathlib import Path

import numpy as np

from keras_gans import run as runs
from keras_gans.checks import check_name
from keras_gans.checks import check_positive
from keras_gans.datasets import scale
from keras_gans.datasets.image_folder import find_pictures
from keras_gans.datasets.images import ImageReader
from keras_gans.files import replacing
from keras_gans.metrics.evaluate import check_metrics
from keras_gans.metrics.evaluate import evaluate
from keras_gans.metrics.feature_cache import cached_features
from keras_gans.metrics.features import take
from keras_gans.metrics.inception_features import InceptionV3Features
from keras_gans.metrics.mnist_classifier import EPOCHS
from keras_gans.metrics.mnist_classifier import cache_folder
from keras_gans.metrics.mnist_classifier import mnist_classifier

FEATURES = ("classifier", "fid", "imagenet")


def make_extractor(features, dataset=None, data_dir=None):
    """The extractor of a name.

    Args:
        features: `"classifier"`, `"fid"`, `"imagenet"`, the path of a file of
            Inception's weights, or `None`: the classifier where there is one
            of the data set, else `"fid"`.
        dataset: Name of the data set that the classifier is of.
        data_dir: Where it lies, should the classifier need training.
    """
    if features is None:
        features = "classifier" if dataset in EPOCHS else "fid"
    if features == "classifier":
        return mnist_classifier(dataset, data_dir=data_dir)
    if not Path(features).is_file():
        check_name("features", features, FEATURES)
    return InceptionV3Features(features)


def evaluate_run(
    run_dir,
    metrics=("is", "fid"),
    *,
    samples=10_000,
    features=None,
    split="train",
    data_dir=None,
    seed=0,
    cache_dir=None,
    verbose=True,
):
    """Scores of a run's generator against the data it learnt from.

    Args:
        run_dir: Folder of a run.
        metrics: Names, as for `metrics.evaluate`.
        samples: Positive integer, generated images, and as many real ones.
        features: As for `make_extractor`.
        split: `"train"`, as published scores, or another of the data set's.
        data_dir: Where the data lie, if not where the run found them.
        seed: Integer, of the latents and of which real images are taken.
        cache_dir: Folder where features of real images are kept.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`.
    """
    check_positive(samples=samples)
    check_metrics(metrics)
    config = runs.read_config(run_dir)
    if data_dir:
        config = dataclasses.replace(config, data_dir=data_dir)
    model = runs.load_model(run_dir)
    extractor = make_extractor(features, config.dataset, config.data_dir)
    reference = f"{config.dataset} {split}"
    size = [config.image_size, config.channels]

    def real():
        plain = dataclasses.replace(config, augment=False, seed=seed)
        data = plain.load_data(**{} if split == "train" else {"split": split})
        images = take(data, samples)
        return extractor(images, verbose=verbose)

    real_features = cached_features(
        cache_folder(cache_dir),
        {
            "extractor": extractor.name,
            "weights": extractor.weights,
            "resize": extractor.resize,
            "data": reference,
            "data_dir": str(config.data_dir),
            "size": size,
            "n": samples,
            "seed": seed,
        },
        real,
    )
    fakes = model.generate(samples, seed=seed)
    return evaluate(
        real_features,
        extractor(fakes, verbose=verbose),
        extractor,
        metrics,
        reference=reference,
        details={"ema": bool(model.ema), "latents_seed": seed},
    )


def evaluate_folders(
    fake_dir, real_dir, metrics=("is", "fid"), *, features=None, verbose=True
):
    """Scores of a folder of generated pictures against one of real ones.

    Pictures keep their sizes until the extractor resizes them.

    Args:
        fake_dir: Folder of generated pictures.
        real_dir: Folder of real ones.
        metrics: Names, as for `metrics.evaluate`.
        features: As for `make_extractor`.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`.
    """
    check_metrics(metrics)
    extractor = make_extractor(features)
    real, fake = (
        extractor(read_pictures(folder, extractor.channels), verbose=verbose)
        for folder in (real_dir, fake_dir)
    )
    return evaluate(
        real, fake, extractor, metrics, reference=f"folder {real_dir}"
    )


def read_pictures(folder, channels, batch_size=100):
    """Batches of neighbouring pictures of one size, in [-1, 1]."""
    reader = ImageReader(find_pictures(folder), None, channels)
    batch = []
    for file in reader.files:
        picture = reader.read(file)
        if batch and (
            len(batch) == batch_size or picture.shape != batch[0].shape
        ):
            yield scale(np.stack(batch))
            batch = []
        batch.append(picture)
    yield scale(np.stack(batch))


def write_results(results, path):
    """Writes results as a JSON list, one to a line."""
    lines = ",\n".join(result.json() for result in results)
    with replacing(path) as aside:
        aside.write_text(f"[\n{lines}\n]\n")
