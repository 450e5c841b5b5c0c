"""Directions of a latent space along which images change."""

import warnings

import numpy as np

from keras_gans.utils.checks import check_positive


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
    """
    weights = np.asarray(weights, "float64")
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
        k: Positive integer, how many directions; by default all that samples
            and latents allow.
        latents: Float array `(n, dim)`, from which the samples are made, or
            `None` for directions of the samples themselves.

    Returns:
        Float32 array `(k, dim)` of unit vectors, the one along which samples
        vary most first. The largest value of each is positive.
    """
    from sklearn.decomposition import PCA

    samples = np.asarray(samples, "float64")
    samples = samples.reshape(len(samples), -1)
    space = samples if latents is None else np.asarray(latents, "float64")
    most = min(*samples.shape, space.shape[1])
    k = _checked(k, most, "what samples and latents allow")
    pca = PCA(k, svd_solver="full")
    coordinates = pca.fit_transform(samples)
    if latents is None:
        return _signed(pca.components_)
    centred = space - space.mean(axis=0)
    directions = np.linalg.lstsq(coordinates, centred, rcond=None)[0]
    norms = np.linalg.norm(directions, axis=1, keepdims=True)
    return _signed(directions / norms)


def boundary(latents, labels):
    """The direction from images without a property to images with it.

    Shen et al. 2020 (arXiv:1907.10786), "Interpreting the Latent Space of GANs
    for Semantic Face Editing", section 2.1: the normal of the plane by which a
    linear support vector machine separates latents.

    Args:
        latents: Float array `(n, dim)`.
        labels: Array `(n,)` of truth values, some true and some false: whether
            the image of a latent has the property.

    Returns:
        Float32 unit vector `(dim,)`.

    Raises:
        ValueError: If labels are not one for each latent, or all alike.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    latents, labels = np.asarray(latents), np.asarray(labels, bool)
    if labels.shape != latents.shape[:1] or len(set(labels.tolist())) != 2:
        raise ValueError(
            "labels must be one for each latent, some true and some false. "
            f"Received: labels of shape {labels.shape}, {labels.sum()} of them "
            f"true, for {len(latents)} latents"
        )
    machine = LinearSVC(dual="auto", class_weight="balanced", random_state=0)
    with warnings.catch_warnings():
        # The last digits of the plane do not matter.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(latents, labels)
    normal = machine.coef_[0]
    return (normal / np.linalg.norm(normal)).astype("float32")


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
