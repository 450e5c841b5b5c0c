"""What real test images score: the bound for generated ones."""

import dataclasses

from keras_gans.metrics.evaluate import check_metrics
from keras_gans.metrics.evaluate import evaluate
from keras_gans.runs.cards import run_config
from keras_gans.runs.evaluation import make_extractor
from keras_gans.runs.few_images import possible
from keras_gans.runs.references import DataSetImages


def evaluate_bound(
    source,
    metrics=("is", "fid"),
    *,
    samples=10_000,
    features=None,
    data_dir=None,
    verbose=True,
):
    """Scores of real test images by the protocol of `evaluate_run`.

    No generator is expected to score better: these images are as good and as
    diverse as the training images.

    Args:
        source: A trained model, as for `loading.load`, which tells its data
            set.
        metrics: As for `evaluate_run`, without those of labels.
        samples: As for `evaluate_run`.
        features: As for `evaluate_run`.
        data_dir: As for `evaluate_run`.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`; an empty one for a data set without a test
        split, or a model that does not tell its data set.
    """
    check_metrics(metrics, has_labels=False)
    config = run_config(source)
    if config is None or not config.record.has_test_split:
        return []
    if data_dir:
        config = dataclasses.replace(config, data_dir=data_dir)
    real = DataSetImages(config, "train", samples)
    test = DataSetImages(config, "test", samples)
    metrics = possible(metrics, len(real), len(test))
    extractor = make_extractor(features, *real.data)
    seen, digest = real.features(extractor, verbose)
    return evaluate(
        seen,
        test.features(extractor, verbose)[0],
        extractor,
        metrics,
        reference=f"{real.name} ({digest[:8]})",
    )
