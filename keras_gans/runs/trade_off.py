"""The trade of quality for variety by truncation."""

from keras_gans.metrics.precision_recall import precision_recall
from keras_gans.runs.cards import run_config
from keras_gans.runs.data_images import DataSetImages
from keras_gans.runs.data_images import data_config
from keras_gans.runs.extractors import make_extractor
from keras_gans.runs.few_images import possible


def trade_off(
    model,
    source,
    psis,
    *,
    samples=2000,
    features=None,
    data_dir=None,
    seed=0,
):
    """Precision and recall of a generator at several truncations.

    Brock et al. 2019 (arXiv:1809.11096), section 3.1, and Karras et al. 2019
    (arXiv:1812.04948), appendix B: with stronger truncation, images become
    better (precision) and more alike (recall).

    Args:
        model: A `LatentGAN`.
        source: The model's source, as for `load`, whose data set gives the
            real images.
        psis: List of values of `generate(truncation=...)`.
        samples: Positive integer, generated and real images.
        features: As for `runs.evaluation.make_extractor`.
        data_dir: Folder of the data, if it is not that of the run.
        seed: Non-negative integer, of the latents.

    Returns:
        A dictionary from truncations to `metrics.PrecisionRecall`.

    Raises:
        ValueError: If `source` names no data set, a truncation is out of range,
            or there are too few images.
    """
    config = run_config(source)
    if config is None:
        raise ValueError(
            "source must be a run or a model with a card, such as a preset, "
            "whose data set gives the real images. "
            f"Received: source={str(source)!r}"
        )
    for psi in psis:  # Before the data are read.
        model.codes([0], truncation=psi)
    real = DataSetImages(data_config(config, data_dir), "train", samples)
    possible(["pr"], len(real), len(real))
    shape = model.image_shape
    extractor = make_extractor(features, *real.data, shape=shape)
    seen, _ = real.features(extractor, verbose=False)
    scores = {}
    for psi in psis:
        images = model.generate(len(real), seed=seed, truncation=psi)
        fake = extractor(images)
        scores[psi] = precision_recall(seen.features, fake.features)
    return scores


def plot(scores):
    """A matplotlib figure of the result of `trade_off`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    psis = sorted(scores)
    for name in ("precision", "recall"):
        values = [getattr(scores[psi], name) for psi in psis]
        axes.plot(psis, values, marker="o", label=name)
    axes.set(xlabel="truncation", ylabel="share", ylim=(0, 1))
    axes.legend()
    return figure
