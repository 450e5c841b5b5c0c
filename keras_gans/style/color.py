"""Style transfer that keeps the colours of the content.

Gatys, Bethge, Hertzmann and Shechtman 2016, "Preserving Color in Neural
Artistic Style Transfer" (arXiv:1606.05897). Images are float arrays `(height,
width, 3)` in [-1, 1].
"""

import numpy as np

# The weights of Rec. 601: Y in the paper's YIQ.
LUMA = np.array([0.299, 0.587, 0.114])


def luminance(image):
    """The luma of an image, repeated in all three channels."""
    return np.repeat((image @ LUMA)[..., None], 3, axis=-1)


def match_luminance(style, content):
    """The style's luma at the content's mean and deviation (equation 10)."""
    style, content = luminance(style), luminance(content)
    scaled = (style - style.mean()) / max(style.std(), 1e-6)
    return np.clip(scaled * content.std() + content.mean(), -1, 1)


def with_luminance(content, result):
    """The content's hues with the luma of the result."""
    # Shifting all three channels alike keeps I and Q, the paper's hues.
    return np.clip(content + luminance(result) - luminance(content), -1, 1)


def match_histogram(style, content):
    """The style, recoloured to the content's mean and covariance of colours.

    This is the symmetric transformation of section 4 (equations 5, 6 and 9).
    """
    pixels, target = style.reshape(-1, 3), content.reshape(-1, 3)
    transform = _root(np.cov(target.T), 0.5) @ _root(np.cov(pixels.T), -0.5)
    moved = (pixels - pixels.mean(axis=0)) @ transform.T + target.mean(axis=0)
    return np.clip(moved, -1, 1).reshape(style.shape)


def _root(covariance, power):
    """A power of a symmetric matrix, whose eigenvalues may be 0 (grey)."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.maximum(values, 1e-5) ** power) @ vectors.T
