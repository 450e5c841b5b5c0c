"""Perceptual path length: do images follow their latents smoothly?"""

import numpy as np
from keras import ops

from keras_gans.latent.paths import lerp
from keras_gans.latent.paths import slerp
from keras_gans.metrics.estimate import Estimate
from keras_gans.metrics.extractors.features import check_extractor
from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.metric import MEAN
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.metrics.samples import check_sees_small_steps
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import is_number
from keras_gans.utils.warnings import warn

# Pairs of images in a batch.
AT_ONCE = 50


def perceptual_path_length(
    model,
    extractor,
    pairs=10_000,
    *,
    space="z",
    sampling="full",
    epsilon=1e-4,
    tails=0.01,
    seed=0,
):
    """Mean squared speed of images along paths between latents.

    Karras et al. 2019 (arXiv:1812.04948), section 4.1, equations 2 and 3: the
    mean of `d(G(p(t)), G(p(t + epsilon))) / epsilon^2` over paths p between
    two latents. Images come from the generator that `generate` uses, the
    average where there is one, without truncation. The lengths below the
    quantile `tails` and above `1 - tails` are left out, as in the authors'
    code.

    The distance d is the extractor's own, `Extractor.distances`. None is LPIPS,
    which weights channels by linear heads that were trained on human judgement,
    so no value compares with published ones. `VGG16Features` is nearest to it:
    LPIPS with all weights 1 (`vgg16-cosine` in names of protocols). Unlike
    theirs, the image is not cropped to the face.

    Use 10,000 pairs or more; papers use 100,000.

    Args:
        model: A `LatentGAN`. Each pair of latents has one label if it is
            conditional; labels are cycled through.
        extractor: An `Extractor` that does not round images.
        pairs: Positive integer, the number of paths.
        space: `"z"` interpolates latents: spherically if they are normal
            (directions on a great circle, lengths linearly, which is the
            authors' way where a mapping network normalises latents), linearly
            if they are uniform. `"w"` interpolates the styles of a `StyleGAN2`
            linearly.
        sampling: `"full"` for t from U(0, 1), `"end"` for t = 0.
        epsilon: Positive float, the step along the path.
        tails: Float in [0, 0.5), the share of pairs to leave out at each end.
        seed: Non-negative integer, seeds latents and t.

    Returns:
        An `Estimate`, at least 0, with the standard error of the mean. Lower is
        smoother.

    Raises:
        ValueError: On arguments out of range, `space="w"` of a model without
            styles, or an extractor that does not see small steps.
    """
    check_extractor(extractor)
    _check(model, space, sampling, epsilon, tails)
    check_positive(pairs=pairs)
    check_sees_small_steps(extractor, model.image_shape)
    images = _path(model, pairs, space, seed)
    t = np.zeros(pairs)
    if sampling == "full":
        t = np.random.default_rng(seed).uniform(size=pairs)

    def lengths(rows, epsilon):
        ends = np.concatenate([t[rows], t[rows] + epsilon])
        both = prepare_images(
            images(np.tile(rows, 2), ends), extractor.channels
        )
        return extractor.distances(*np.split(both, 2)) / epsilon**2

    every = np.arange(pairs)
    batches = np.split(every, every[AT_ONCE::AT_ONCE])
    parts = [lengths(rows, epsilon) for rows in batches]
    _warn_of_precision(parts[0], lengths(batches[0], 10 * epsilon), epsilon)
    kept = _without_tails(np.concatenate(parts), tails)
    return Estimate(float(kept.mean()), float(kept.std() / np.sqrt(len(kept))))


def _path(model, pairs, space, seed):
    """Images on the paths of rows of pairs, as a function of rows and of t."""
    latents = np.asarray(model.sample_latents(2 * pairs, seed), "float64")
    labels = model.labels.cycled(pairs) if model.uses_labels else None

    def inputs(z, rows):
        z = z.astype("float32")
        return z if labels is None else (z, labels[rows])

    def images(rows, t):
        a, b = latents[rows], latents[pairs + rows]
        if space == "w":
            a, b = (_styles(model, inputs(z, rows)) for z in (a, b))
            styles = lerp(a, b, t).astype("float32")
            return model.images_of_styles(styles, len(rows))
        between = slerp if model.latent == "normal" else lerp
        return model.images_from(inputs(between(a, b, t), rows), len(rows))

    return images


def _styles(model, inputs):
    return ops.convert_to_numpy(model.styles(inputs)).astype("float64")


def _without_tails(lengths, tails):
    low = np.quantile(lengths, tails, method="lower")
    high = np.quantile(lengths, 1 - tails, method="higher")
    return lengths[(low <= lengths) & (lengths <= high)]


def _warn_of_precision(lengths, longer, epsilon):
    """Warns where rounding errors, not images, are long at small steps."""
    near, far = np.mean(lengths), np.mean(longer)
    if near > 2 * far:
        warn(
            "The path length should hardly depend on epsilon, but rounding "
            "hides steps this small. Score a model that computes in float32, "
            f"or use a larger step, such as epsilon={100 * epsilon:g}. "
            f"Received: {epsilon=}, with which the mean of some pairs is "
            f"{near:.3g}; with ten times this epsilon, it is {far:.3g}"
        )


def _check(model, space, sampling, epsilon, tails):
    if not hasattr(model, "sample_latents"):
        raise ValueError(
            "model must generate images from latents. "
            f"Received: a {type(model).__name__}"
        )
    check_name("space", space, ("z", "w"))
    check_name("sampling", sampling, ("full", "end"))
    if space == "w" and not hasattr(model, "images_of_styles"):
        raise ValueError(
            "space must be 'z' for a model without styles. "
            f"Received: space='w' and a {type(model).__name__}"
        )
    if not is_number(epsilon) or not 0 < epsilon < 1:
        raise ValueError(
            f"epsilon must be in (0, 1), such as 1e-4. Received: {epsilon=}"
        )
    if not is_number(tails) or not 0 <= tails < 0.5:
        raise ValueError(
            f"tails must be in [0, 0.5), such as 0.01. Received: {tails=}"
        )


def _protocol(extractor, settings):
    space, sampling = settings["space"], settings["sampling"]
    return f"ppl-{space}-{sampling}_{extractor.distance}"


PPL = Metric(
    key="ppl",
    title="perceptual path length, for models with latents",
    function=perceptual_path_length,
    inputs=("model", "extractor", "fake.number"),
    values=(Value("ppl", LOWER, title="path length"),),
    std_kind=MEAN,
    protocol=_protocol,
)
