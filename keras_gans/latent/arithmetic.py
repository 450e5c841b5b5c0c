"""Arithmetic of concepts: smiling woman - woman + man = smiling man."""

import numpy as np

from keras_gans.latent.points import check_broadcast
from keras_gans.latent.points import finite
from keras_gans.utils.checks import check_above_0


def concept(latents):
    """The latent of a concept: the mean of latents whose images show it.

    Radford et al. 2015 (arXiv:1511.06434), section 6.3.2, average three: with
    single latents, the results were unstable.

    Args:
        latents: Float array `(n, dim)`, n at least 1.

    Returns:
        Float32 array `(dim,)`.

    Raises:
        ValueError: If there is no latent, or one is not finite.
    """
    latents = finite("latents", latents, ("n", "dim"))
    return latents.mean(axis=0).astype("float32")


def analogy(a, b, c, *, norm=None):
    """The latent of `a - b + c`: what is to c as a is to b.

    A sum of means is shorter or longer than the latents that a generator was
    trained on. `norm` brings it back to their sphere.

    Args:
        a: Float array `(..., dim)`, such as a `concept`.
        b: The same.
        c: The same; the three are broadcast.
        norm: Positive float, the length of the result, such as that of the
            latents; `None` keeps the sum, as in StyleGAN2's W.

    Returns:
        Float32 array `(..., dim)`.

    Raises:
        ValueError: If the latents are not finite or of different lengths, if
            `norm` is not positive, or if `norm` is given and the sum is 0,
            which has no direction.
    """
    concepts = {"a": finite("a", a), "b": finite("b", b), "c": finite("c", c)}
    check_broadcast(**concepts)
    a, b, c = concepts.values()
    total = np.atleast_1d(a - b + c)
    if norm is None:
        return total.astype("float32")
    check_above_0(norm=norm)
    length = np.linalg.norm(total, axis=-1, keepdims=True)
    if not length.all():
        raise ValueError(
            "a - b + c must not be 0, which has no direction: choose other "
            "latents for the concepts. Received: a - b + c = 0"
        )
    return (norm / length * total).astype("float32")
