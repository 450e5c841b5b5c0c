"""Scores of generated images against what a run has or is given."""

import numpy as np

from keras_gans.metrics.copied_share import find_copies
from keras_gans.metrics.evaluate import chosen
from keras_gans.metrics.evaluate import evaluate
from keras_gans.metrics.nearest_neighbours import Neighbours
from keras_gans.metrics.nearest_neighbours import neighbour_grid
from keras_gans.utils.files import replacing

# Samples in a picture of copies.
SHOWN = 24


def scores_against(
    fake, samples, real, extractor, metrics, *, picture, verbose, **others
):
    """Scores of generated images against a reference.

    Args:
        fake: `Features` of the generated images.
        samples: Function of int rows that returns generated images.
        real: `DataSetImages`, `FolderImages` or a `StatisticsFile`.
        extractor: The `Extractor`.
        metrics: Dictionary of keys and settings.
        picture: Path of a picture of the samples that are most like copies,
            each beside its nearest training image; `None` for none. It needs
            the metric `"copies"`.
        verbose: Whether to show progress.
        **others: Further arguments of `metrics.evaluate`.

    Returns:
        A list of `metrics.Result`.
    """
    of_training = {
        metric.key: settings
        for metric, settings in chosen(metrics)
        if metric.needs_training_set
    }
    rest = {k: v for k, v in metrics.items() if k not in of_training}
    seen, reference = None, real.name
    if any(metric.needs_real for metric, _ in chosen(rest)):
        seen, digest = real.features(extractor, verbose)
        reference += f" ({digest[:8]})"
    results = evaluate(
        seen, fake, extractor, rest, reference=reference, **others
    )
    if of_training:
        results += _with_training(
            fake,
            samples,
            *real.training(),
            extractor,
            of_training,
            picture=picture,
            verbose=verbose,
            **others,
        )
    return results


def _with_training(
    fake,
    samples,
    train,
    held,
    extractor,
    metrics,
    *,
    picture,
    verbose,
    **others,
):
    """Scores against all training images, and those that are not, or `None`."""
    real, digest = train.features(extractor, verbose)
    reference, new = f"{train.name} ({digest[:8]})", None
    if held is None:
        reference += " with a part of it held out"
    else:
        new, digest = held.features(extractor, verbose)
        reference += f" and {held.name} ({digest[:8]})"
    results = evaluate(
        real,
        fake,
        extractor,
        metrics,
        reference=reference,
        held=new,
        **others,
    )
    if picture and "copies" in metrics:
        held = None if new is None else new.features
        copies = find_copies(
            real.features, fake.features, held, **metrics["copies"]
        )
        _draw(copies, samples, train, picture)
    return results


def _draw(copies, samples, train, path):
    """Draws samples beside their nearest training images, nearest first.

    The rows carry the samples' nearness: those below 1 count as copies.
    """
    rows = np.argsort(copies.nearness)[:SHOWN]
    images = samples(rows)
    nearest = train.some(copies.neighbours[rows], images.shape[1:])
    pairs = Neighbours(np.arange(len(rows))[:, None], None)
    labels = [f"{nearness:.2f}" for nearness in copies.nearness[rows]]
    grid = neighbour_grid(images, nearest, pairs, labels)
    with replacing(path) as aside:
        grid.save(aside)
