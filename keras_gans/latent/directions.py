"""Directions of a latent space along which images change."""

import math
import reprlib
import warnings

import numpy as np

from keras_gans.latent.points import finite
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive

N_DIM = "n", "dim"
# Samples are float32: what is smaller is rounding.
EPSILON = np.finfo("float32").eps


def sefa(weights, k=None):
    """The directions that change a layer's outputs most, in closed form.

    Shen and Zhou 2021 (arXiv:2007.06600), "Closed-Form Factorization of Latent
    Semantics in GANs", equations 5 to 7: the unit vectors n with the largest
    `|n W|` are the eigenvectors of `W W'` with the largest eigenvalues. The
    authors' code normalises each column of W first; the paper does not.

    Args:
        weights: Float array `(dim, units)`, kernel of the layer that reads the
            latents; of several layers, side by side.
        k: Positive integer, how many directions; `None` for all.

    Returns:
        Float32 array `(k, dim)` of orthogonal unit vectors, the one that
        changes most first. The largest value of each is positive.

    Raises:
        ValueError: If the weights are not a finite matrix, or `k` is larger
            than `dim`.
    """
    weights = finite("weights", weights, ("dim", "units"))
    k = _checked(k, len(weights), "the latent's length")
    _, vectors = np.linalg.eigh(weights @ weights.T)  # Ascending, in columns.
    return _signed(vectors.T[::-1][:k])


def principal_directions(samples, k=None, *, latents=None):
    """The directions along which samples vary most.

    Härkönen et al. 2020 (arXiv:2004.02546), "GANSpace": principal components of
    StyleGAN's w, section 2.2; or, with `latents`, of what a layer of another
    generator makes of latents, section 2.3: the directions are those of the
    latents, by linear regression on the samples' coordinates (equation 3).

    Args:
        samples: Float array `(n, ...)`, w or outputs of a layer.
        k: Positive integer, how many directions; by default all along which
            samples vary.
        latents: Float array `(n, dim)`, from which the samples are made, or
            `None` for directions of the samples themselves.

    Returns:
        Float32 array `(k, dim)` of unit vectors, the one along which samples
        vary most first. The largest value of each is positive.

    Raises:
        ValueError: If samples or latents are not finite, not one for each
            other, or do not vary in `k` directions.
    """
    samples = finite("samples", samples)
    flat = *samples.shape[:1], math.prod(samples.shape[1:])
    samples = finite("samples", samples.reshape(flat), N_DIM)
    space = samples if latents is None else finite("latents", latents, N_DIM)
    if len(samples) != len(space):
        raise ValueError(
            "latents must be one for each sample. "
            f"Received: {len(space)} latents, {len(samples)} samples"
        )
    centred = samples - samples.mean(axis=0)
    left, values, components = np.linalg.svd(centred, full_matrices=False)
    varies = values > EPSILON * np.linalg.norm(samples)
    if not varies.any():
        raise ValueError(
            "samples must vary, or they have no directions. "
            f"Received: {len(samples)} equal samples"
        )
    most = min(int(varies.sum()), space.shape[1])
    k = _checked(k, most, "the number of directions in which samples vary")
    if latents is None:
        return _signed(components[:k])
    # Coordinates are orthogonal, so the regression is a product.
    directions = left.T[:k] @ (space - space.mean(axis=0))
    norms = np.linalg.norm(directions, axis=1, keepdims=True)
    return _signed(directions / norms)


def boundary(latents, labels):
    """The direction from images without a property to images with it.

    Shen et al. 2020 (arXiv:1907.10786), "Interpreting the Latent Space of GANs
    for Semantic Face Editing", section 2.1: the normal of the plane by which a
    linear support vector machine separates latents.

    Args:
        latents: Float array `(n, dim)`.
        labels: Array `(n,)` of truth values, or of 1 and 0, some true and some
            false: whether the image of a latent has the property.

    Returns:
        Float32 unit vector `(dim,)`.

    Raises:
        ValueError: If latents are not finite, or labels are not truth values,
            not one for each latent, or all alike; or if latents with the
            property do not differ from those without.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    latents, labels = finite("latents", latents, N_DIM), to_numpy(labels)
    if labels.shape != latents.shape[:1]:
        raise ValueError(
            f"labels must be one for each of {len(latents)} latents. "
            f"Received: labels of shape {labels.shape}"
        )
    if {*labels.tolist()} != {False, True}:
        raise ValueError(
            "labels must be truth values, some true and some false, such as "
            "`classes == 3` or `scores > 0.5`. "
            f"Received: labels={reprlib.repr(labels.tolist())}"
        )
    machine = LinearSVC(dual="auto", class_weight="balanced", random_state=0)
    with warnings.catch_warnings():
        # The last digits of the plane do not matter.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(latents, labels.astype(bool))
    normal = machine.coef_[0]
    norm = np.linalg.norm(normal)
    if not norm:
        raise ValueError(
            "latents with the property must differ from those without it, or "
            f"no plane separates them. Received: {len(latents)} latents that "
            "are alike on both sides"
        )
    return (normal / norm).astype("float32")


def _checked(k, most, what):
    """The number of directions, checked; the most by default."""
    if k is None:
        return most
    check_positive(k=k)
    if k > most:
        raise ValueError(f"k must be at most {most}, {what}. Received: k={k}")
    return k


def _signed(directions):
    """Directions whose largest value, of either sign, is made positive."""
    rows = np.arange(len(directions))
    largest = directions[rows, np.abs(directions).argmax(axis=1)]
    return (directions * np.sign(largest)[:, None]).astype("float32")
