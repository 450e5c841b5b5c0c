"""Lines, arcs and paths between points of a latent space."""

import numpy as np

from keras_gans.utils.checks import check_positive


def lerp(a, b, t):
    """Points on the straight line from `a` to `b`.

    For latents from U(-1, 1), for labels and for StyleGAN2's W.

    Args:
        a: Float array `(..., dim)`.
        b: Float array of the same shape.
        t: Number or float array, how far from `a` (0) to `b` (1). Its shape
            and that of the points without the last axis are broadcast: `(n,)`
            gives n points between two.

    Returns:
        Float array `(..., dim)` of the points' dtype; exactly `a` and `b` for 0
        and 1.
    """
    a, b, t, dtype = _prepared(a, b, t)
    return ((1 - t) * a + t * b).astype(dtype)


def slerp(a, b, t):
    """Points on the arc from `a` to `b`, for latents from N(0, 1).

    White 2016 (arXiv:1609.04468), section 2.1: normal latents of many
    dimensions lie close to a sphere, and a straight line would leave it. The
    direction turns evenly from that of `a` to that of `b`. The norm changes
    evenly too, so it is kept if both have the same. Between points in the same
    or in opposite directions, the line is straight.

    Args:
        a: As for `lerp`.
        b: As for `lerp`.
        t: As for `lerp`.

    Returns:
        As `lerp`.
    """
    a, b, t, dtype = _prepared(a, b, t)
    norm_a, norm_b = (np.linalg.norm(x, axis=-1, keepdims=True) for x in (a, b))
    product = norm_a * norm_b
    cosine = np.sum(a * b, axis=-1, keepdims=True) / np.where(
        product > 0, product, 1
    )
    angle = np.arccos(np.clip(cosine, -1, 1))
    sine = np.sin(angle)
    is_straight = (product == 0) | (sine < 1e-6)
    sine, norm_a, norm_b = (
        np.where(is_straight, 1, x) for x in (sine, norm_a, norm_b)
    )
    norm = (1 - t) * norm_a + t * norm_b
    # At the ends, the weights are exactly 1 and 0.
    weight_a = np.sin((1 - t) * angle) / sine * (norm / norm_a)
    weight_b = np.sin(t * angle) / sine * (norm / norm_b)
    arc = weight_a * a + weight_b * b
    line = (1 - t) * a + t * b
    return np.where(is_straight, line, arc).astype(dtype)


def path(points, steps, *, loop=False, between=slerp):
    """A path through points, in steps of equal length on each leg.

    Args:
        points: Float array `(k, dim)`, k at least 2.
        steps: Positive integer, steps from each point to the next.
        loop: Whether to go on from the last point to the first. The loop ends
            a step before the first point, where it can begin again.
        between: `slerp` or `lerp`, or a function of the same arguments.

    Returns:
        Float32 array `((k - 1) * steps + 1, dim)`, or `(k * steps, dim)` for a
        loop. The points themselves are in it, one every `steps` rows.

    Raises:
        ValueError: If there are fewer than two points, or `steps` is not a
            positive integer.
    """
    check_positive(steps=steps)
    points = np.asarray(points, "float32")
    if points.ndim != 2 or len(points) < 2:
        raise ValueError(
            "points must be of shape (k, dim), at least two of them to go from "
            f"one to the next. Received: points of shape {points.shape}"
        )
    t = np.arange(steps) / steps
    ends = np.roll(points, -1, axis=0)
    legs = [between(a, b, t) for a, b in zip(points, ends, strict=True)]
    if not loop:
        legs[-1] = points[-1:]
    return np.concatenate(legs)


def _prepared(a, b, t):
    """Points in float64, `t` with an axis for dimensions, and a dtype."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or not a.ndim:
        raise ValueError(
            "a and b must be points of the same shape (..., dim). "
            f"Received: shapes {a.shape} and {b.shape}"
        )
    dtype = np.result_type(a, b, "float32")
    t = np.asarray(t, "float64")[..., None]
    return a.astype("float64"), b.astype("float64"), t, dtype
