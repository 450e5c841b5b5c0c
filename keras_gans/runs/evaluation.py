"""Scores of runs and of folders of pictures."""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np

from keras_gans.datasets import DATASETS
from keras_gans.datasets import scale
from keras_gans.datasets.image_folder import find_pictures
from keras_gans.images.reading import ImageReader
from keras_gans.metrics.evaluate import check_metrics
from keras_gans.metrics.evaluate import evaluate
from keras_gans.metrics.extractors.feature_cache import cached_features
from keras_gans.metrics.extractors.feature_cache import digesting
from keras_gans.metrics.extractors.feature_cache import images_digest
from keras_gans.metrics.extractors.inception_features import InceptionV3Features
from keras_gans.metrics.extractors.mnist_classifier import CLASSIFIED
from keras_gans.metrics.extractors.mnist_classifier import cache_folder
from keras_gans.metrics.extractors.mnist_classifier import mnist_classifier
from keras_gans.metrics.samples import check_same_classes
from keras_gans.metrics.samples import requested_classes
from keras_gans.runs import run as runs
from keras_gans.training.batches import first_images
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing

CLASSIFIERS = {
    f"{name.replace('_', '-')}-classifier": name for name in CLASSIFIED
}
FEATURES = ("fid", "imagenet", *CLASSIFIERS)


def make_extractor(features, dataset=None, data_dir=None):
    """The extractor with a name.

    Args:
        features: One of `FEATURES`, the path of a file of Inception's weights,
            or `None` for the classifier of the data set, if there is one, and
            `"fid"` otherwise.
        dataset: Name of a data set.
        data_dir: Folder of the data set, needed to train its classifier.
    """
    if features is None:
        by_dataset = {name: key for key, name in CLASSIFIERS.items()}
        features = by_dataset.get(dataset, "fid")
    if features in CLASSIFIERS:
        return mnist_classifier(CLASSIFIERS[features], data_dir=data_dir)
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
    """Scores of a run's generator against the data set of the run.

    Args:
        run_dir: Folder of a run.
        metrics: Names, as for `metrics.evaluate`.
        samples: Positive integer, number of generated and of real images; all
            real ones if there are fewer.
        features: As for `make_extractor`.
        split: `"train"`, as for published scores, or `"test"`.
        data_dir: Folder of the data, if it is not the one of the run.
        seed: Non-negative integer, seeds the latents.
        cache_dir: Folder in which features of real images are kept.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`.

    Raises:
        ValueError: On an unknown metric or split, a run of a model that
            translates, or if the model or the extractor does not suit a metric
            of labels.
    """
    check_positive(samples=samples)
    check_metrics(metrics)
    config = runs.read_config(run_dir)
    if config.is_translation:
        raise ValueError(
            "The run must be of a model that generates images. "
            f"Received: a run of {config.model}, which translates images"
        )
    if data_dir:
        config = dataclasses.replace(config, data_dir=data_dir)
    model = runs.load_model(run_dir)
    labels = requested_classes(metrics, model, samples)
    images = _reference(config, split, samples)
    extractor = make_extractor(features, config.dataset, config.data_dir)
    if labels is not None:
        check_same_classes(model, extractor)
    digest = images_digest([images])
    real = cached_features(
        cache_folder(cache_dir),
        extractor,
        digest,
        lambda: extractor(images, verbose=verbose),
    )
    fakes = model.generate(samples, labels=labels, seed=seed)
    return evaluate(
        real,
        extractor(fakes, verbose=verbose, labels=labels),
        extractor,
        metrics,
        reference=f"{config.dataset} {split} ({digest[:8]})",
        details={"ema": bool(model.ema), "latents_seed": seed},
    )


def _reference(config, split, n):
    """The first n images of the data set in a shuffled order, or all."""
    if split != "train" and not config.record.has_test_split:
        names = [n for n, record in DATASETS.items() if record.has_test_split]
        raise ValueError(
            f"split must be 'train' unless the data set is one of "
            f"{', '.join(names)}. "
            f"Received: split={split!r} of {config.dataset}"
        )
    # Images that fill no batch are left out: small batches lose few.
    plain = dataclasses.replace(config, augment=False, seed=0, batch_size=10)
    others = {"labels": False}
    if split != "train":
        others["split"] = split
    return first_images(plain.load_data(**others), n)


def evaluate_folders(
    fake_dir,
    real_dir,
    metrics=("is", "fid"),
    *,
    samples=None,
    features=None,
    verbose=True,
):
    """Scores a folder of generated pictures against a folder of real ones.

    Pictures are not resized before the extractor resizes them.

    Args:
        fake_dir: Folder of generated pictures.
        real_dir: Folder of real pictures.
        metrics: Names, as for `metrics.evaluate`.
        samples: Positive integer, the most pictures of each folder, chosen at
            random; all by default.
        features: As for `make_extractor`.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`.
    """
    check_metrics(metrics, has_labels=False)
    real = find_pictures(real_dir, "real_dir")
    fake = find_pictures(fake_dir, "fake_dir")
    if samples is not None:
        check_positive(samples=samples)
        real, fake = _chosen(real, samples), _chosen(fake, samples)
    extractor = make_extractor(features)

    real, fake = (read_pictures(f, extractor.channels) for f in (real, fake))
    digest = hashlib.sha256()
    real = extractor(digesting(real, digest), verbose=verbose)
    return evaluate(
        real,
        extractor(fake, verbose=verbose),
        extractor,
        metrics,
        reference=f"folder {real_dir} ({digest.hexdigest()[:8]})",
    )


def _chosen(files, n):
    order = np.random.default_rng(0).permutation(len(files))
    return [files[i] for i in sorted(order[:n])]


def read_pictures(files, channels, batch_size=100):
    """Batches of consecutive pictures of the same size, in [-1, 1].

    Args:
        files: Paths of at least one picture.
        channels: 1 or 3.
        batch_size: Positive integer, the most pictures in a batch.

    Yields:
        Float32 arrays `(n, height, width, channels)`.
    """
    reader = ImageReader(files, "original", channels)
    batch = []
    for file in files:
        picture = reader.read(file)
        if batch and (
            len(batch) == batch_size or picture.shape != batch[0].shape
        ):
            yield scale(np.stack(batch))
            batch = []
        batch.append(picture)
    yield scale(np.stack(batch))


def write_results(results, path):
    """Writes results as a JSON list, with one result in each line."""
    lines = ",\n".join(result.json() for result in results)
    with replacing(path) as aside:
        aside.write_text(f"[\n{lines}\n]\n")
