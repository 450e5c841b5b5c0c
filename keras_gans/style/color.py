"""Style transfer in the colours of the content.

Gatys, Bethge, Hertzmann and Shechtman 2016, "Preserving Color in Neural
Artistic Style Transfer" (arXiv:1606.05897). Images are float arrays `(height,
width, 3)` in [-1, 1].
"""

import numpy as np

# Rec. 601, the Y of the paper's YIQ.
LUMA = np.array([0.299, 0.587, 0.114])


def luminance(image):
    """The luma, in all three channels."""
    return np.repeat((image @ LUMA)[..., None], 3, axis=-1)


def match_luminance(style, content):
    """The luma of a style, with the content's mean and deviation (eq. 10)."""
    style, content = luminance(style), luminance(content)
    scaled = (style - style.mean()) / max(style.std(), 1e-6)
    return np.clip(scaled * content.std() + content.mean(), -1, 1)


def with_luminance(content, result):
    """The content in its own hues, with the luma of the result."""
    # A shift of all three channels leaves I and Q, the paper's hues, as they
    # are.
    return np.clip(content + luminance(result) - luminance(content), -1, 1)


def match_histogram(style, content):
    """The style in colours of the content's mean and covariance.

    The symmetric transformation of section 4 (equations 5, 6 and 9).
    """
    pixels, target = style.reshape(-1, 3), content.reshape(-1, 3)
    transform = _root(np.cov(target.T), 0.5) @ _root(np.cov(pixels.T), -0.5)
    moved = (pixels - pixels.mean(axis=0)) @ transform.T + target.mean(axis=0)
    return np.clip(moved, -1, 1).reshape(style.shape)


def _root(covariance, power):
    """A power of a symmetric matrix; grey pictures have eigenvalues of 0."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.maximum(values, 1e-5) ** power) @ vectors.T
