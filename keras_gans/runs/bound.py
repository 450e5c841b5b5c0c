"""What real test images score: the bound for generated ones."""

import dataclasses

from keras_gans.metrics import METRICS
from keras_gans.metrics.evaluate import evaluate
from keras_gans.runs.cards import run_config
from keras_gans.runs.data_images import DataSetImages
from keras_gans.runs.extractors import FEATURES
from keras_gans.runs.extractors import make_extractor

# The choice of `make_extractor` for the name of an extractor.
CHOICES = {"fid-inception": "fid", "keras-imagenet": "imagenet"}


def evaluate_bound(source, scores, *, data_dir=None, verbose=True):
    """Scores of real test images, by the protocol of scores of a generator.

    No generator is expected to score better: these images are as good and as
    diverse as the training images.

    Args:
        source: A trained model, as for `loading.load`.
        scores: Its scores, a list of dictionaries as in its card.
        data_dir: Folder of its data set, if it was moved.
        verbose: Whether to show progress.

    Returns:
        A list of `metrics.Result`, without scores of labels; an empty one if
        the data set is unknown or has no test split.
    """
    config = run_config(source)
    if config is None or not config.record.has_test_split or not scores:
        return []
    if data_dir:
        config = dataclasses.replace(config, data_dir=data_dir)
    samples, extractor = scores[0]["samples"], scores[0]["extractor"]
    choice = CHOICES.get(extractor, extractor)
    real = DataSetImages(config, "train", samples)
    test = DataSetImages(config, "test", samples)
    extractor = make_extractor(
        choice if choice in FEATURES else None,
        *real.data,
        shape=config.image_shape,
    )
    seen, digest = real.features(extractor, verbose)
    return evaluate(
        seen,
        test.features(extractor, verbose)[0],
        extractor,
        _metrics({score["metric"] for score in scores}),
        reference=f"{real.name} ({digest[:8]})",
    )


def _metrics(names):
    """The keys of the metrics with values of these names."""
    return [
        key
        for key, metric in METRICS.items()
        if not metric.needs_labels
        and names & {value.name for value in metric.values}
    ]
