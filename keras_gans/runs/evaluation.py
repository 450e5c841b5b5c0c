"""Scores of runs, of models and of folders of pictures."""

import numpy as np

from keras_gans.metrics.bootstrap import check_bootstrap
from keras_gans.metrics.evaluate import check_metrics
from keras_gans.metrics.evaluate import chosen
from keras_gans.metrics.extractors.features import Features
from keras_gans.metrics.samples import check_same_classes
from keras_gans.metrics.samples import check_sees_small_steps
from keras_gans.metrics.samples import requested_classes
from keras_gans.models.translation import Translation
from keras_gans.runs.cards import run_config
from keras_gans.runs.data_images import DataSetImages
from keras_gans.runs.data_images import data_config
from keras_gans.runs.extractors import HUB
from keras_gans.runs.extractors import make_extractor
from keras_gans.runs.few_images import possible
from keras_gans.runs.loading import kind_of
from keras_gans.runs.loading import load
from keras_gans.runs.references import FolderImages
from keras_gans.runs.references import StatisticsFile
from keras_gans.runs.references import reference_in
from keras_gans.runs.scoring import scores_against
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing
from keras_gans.utils.warnings import warn


def evaluate_run(
    source,
    metrics=("is", "fid"),
    *,
    real_dir=None,
    samples=10_000,
    features=None,
    split="train",
    data_dir=None,
    skip_corrupt=False,
    seed=0,
    bootstrap=None,
    picture=None,
    verbose=True,
):
    """Scores of a generator against the data set of its run, or pictures.

    Args:
        source: A trained model, as for `load`.
        metrics: Names, as for `metrics.evaluate`. Those that need more images
            are left out, with a warning.
        real_dir: Folder of real pictures, or the `.npz` file of their
            statistics (`metrics.read_statistics`); `None` for the data set of
            the run.
        samples: Positive integer, number of generated and of real images; all
            real ones if there are fewer.
        features: As for `extractors.make_extractor`.
        split: `"train"`, as for published scores, or `"test"`.
        data_dir: Folder of the data, if it is not the one of the run.
        skip_corrupt: Whether to leave corrupt pictures out.
        seed: Non-negative integer, seeds the latents.
        bootstrap: As for `metrics.evaluate`.
        picture: Path of the picture that the metric `"copies"` draws, of the
            samples that are most like training images; `None` for none.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`.

    Raises:
        ValueError: On an unknown metric or split, a model that translates, a
            model of no run without `real_dir`, or if the model or the extractor
            does not suit a metric of classes or of paths.
    """
    check_positive(samples=samples)
    check_metrics(metrics, has_classes=features not in HUB)
    check_bootstrap(bootstrap)
    kind = kind_of(source)
    if issubclass(kind, Translation):
        raise ValueError(
            "The model must generate images. "
            f"Received: a {kind.__name__}, which translates images"
        )
    if real_dir is None:
        config = _config(source, data_dir, skip_corrupt)
        real = DataSetImages(config, split, samples)
    else:
        real = reference_in(real_dir, "real_dir", samples, skip_corrupt)
    metrics = _possible(metrics, real, samples)
    model = load(source)
    labels = requested_classes(metrics, model, samples)
    shape = model.image_shape
    extractor = make_extractor(features, *real.data, shape=shape)
    _check_features(real, extractor)
    if labels is not None:
        check_same_classes(model, extractor)
    if any(metric.needs_model for metric, _ in chosen(metrics)):
        check_sees_small_steps(extractor, model.image_shape)
    fakes, fake = None, Features(np.empty((samples, 0)), None)
    if any(metric.needs_samples for metric, _ in chosen(metrics)):
        fakes = model.generate(samples, labels=labels, seed=seed)
        fake = extractor(fakes, verbose=verbose, labels=labels)
    return scores_against(
        fake,
        lambda rows: fakes[rows],
        real,
        extractor,
        metrics,
        picture=picture,
        verbose=verbose,
        details={"ema": bool(model.ema), "latents_seed": seed},
        model=model,
        bootstrap=bootstrap,
    )


def _config(source, data_dir, skip_corrupt):
    """The `Config` of a run, for data that may have moved or been torn."""
    config = run_config(source)
    if config is None:
        raise ValueError(
            "real_dir must be given for a model that is not in a run's folder. "
            f"Received: source={str(source)!r}"
        )
    return data_config(config, data_dir, skip_corrupt)


def evaluate_folders(
    fake_dir,
    real_dir,
    metrics=("is", "fid"),
    *,
    samples=None,
    features=None,
    skip_corrupt=False,
    bootstrap=None,
    picture=None,
    verbose=True,
):
    """Scores a folder of generated pictures against a folder of real ones.

    Pictures are not resized before the extractor resizes them.

    Args:
        fake_dir: Folder of generated pictures.
        real_dir: Folder of real pictures, or the `.npz` file of their
            statistics, for scores that need no more.
        metrics: Names, as for `metrics.evaluate`. Those that need more images
            are left out, with a warning.
        samples: Positive integer, the most pictures of each folder, chosen at
            random; all by default.
        features: As for `extractors.make_extractor`.
        skip_corrupt: Whether to leave corrupt pictures out, with a warning.
        bootstrap: As for `metrics.evaluate`.
        picture: As for `evaluate_run`.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`.
    """
    check_metrics(
        metrics,
        has_labels=False,
        has_classes=features not in HUB,
        has_model=False,
    )
    check_bootstrap(bootstrap)
    if samples is not None:
        check_positive(samples=samples)
    real = reference_in(real_dir, "real_dir", samples, skip_corrupt)
    fake = FolderImages(fake_dir, "fake_dir", samples, skip_corrupt)
    if samples is not None and len(fake) < samples:
        warn(
            f"{fake_dir} holds fewer pictures than samples: all {len(fake)} "
            f"are scored. Received: samples={samples}"
        )
    metrics = _possible(metrics, real, len(fake))
    extractor = make_extractor(features)
    _check_features(real, extractor)
    return scores_against(
        fake.features(extractor, verbose)[0],
        fake.some,
        real,
        extractor,
        metrics,
        picture=picture,
        verbose=verbose,
        bootstrap=bootstrap,
    )


def _check_features(real, extractor):
    """Raises before the features of any sample are computed."""
    if isinstance(real, StatisticsFile):
        real.check(extractor)


def _possible(metrics, real, n_fake):
    """The metrics that real and so many generated images allow."""
    if isinstance(real, StatisticsFile):
        check_metrics(metrics, has_features=False)
        return possible(metrics, None, n_fake)
    return possible(metrics, len(real), n_fake)


def write_results(results, path):
    """Writes results as a JSON list, with one result in each line."""
    lines = ",\n".join(result.json() for result in results)
    with replacing(path) as aside:
        aside.write_text(f"[\n{lines}\n]\n")
