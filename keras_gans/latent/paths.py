"""Lines, arcs and paths between points of a latent space."""

import numpy as np

from keras_gans.latent.points import check_broadcast
from keras_gans.latent.points import finite
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_flag
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

    Raises:
        ValueError: If the points or `t` are not finite numbers of such shapes.
    """
    a, b, t, dtype = _prepared(a, b, t)
    return ((1 - t) * a + t * b).astype(dtype)


def slerp(a, b, t):
    """Points on the arc from `a` to `b`, for latents from N(0, 1).

    White 2016 (arXiv:1609.04468), section 2.1: normal latents of many
    dimensions lie close to a sphere, and a straight line would leave it. The
    direction turns evenly from that of `a` to that of `b`. The norm changes
    evenly too, so it is kept if both have the same. Between points in the same
    direction, or in one dimension, the line is straight.

    Args:
        a: As for `lerp`.
        b: As for `lerp`.
        t: As for `lerp`.

    Returns:
        As `lerp`.

    Raises:
        ValueError: As `lerp`; or if two points are in opposite directions,
            between which no arc is the shortest.
    """
    a, b, t, dtype = _prepared(a, b, t)
    norm_a, norm_b = (np.linalg.norm(x, axis=-1, keepdims=True) for x in (a, b))
    is_zero = norm_a * norm_b == 0
    norm_a, norm_b = (np.where(is_zero, 1, x) for x in (norm_a, norm_b))
    apart, opposite = (
        np.linalg.norm(a / norm_a + sign * b / norm_b, axis=-1, keepdims=True)
        for sign in (-1, 1)
    )
    is_opposite = ~is_zero & (opposite < 1e-12)
    if a.shape[-1] > 1 and is_opposite.any():
        raise ValueError(
            "a and b must not be in opposite directions, between which no arc "
            "is the shortest. Take a point between them, or `lerp`, whose line "
            "passes through 0. Received: b in the direction of -a"
        )
    is_straight = is_zero | is_opposite | (apart < 1e-6)
    angle = 2 * np.arctan2(apart, opposite)
    sine = np.where(is_straight, 1, np.sin(angle))
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
        ValueError: If there are fewer than two points, if they are not finite,
            if `steps` is not a positive integer, or as `between`.
    """
    check_positive(steps=steps)
    check_flag(loop=loop)
    if not callable(between):
        raise ValueError(
            "between must be a function, `slerp` or `lerp` of "
            f"`keras_gans.latent`. Received: between={between!r}"
        )
    points = finite("points", points).astype("float32")
    if points.ndim != 2 or len(points) < 2:
        raise ValueError(
            "points must be of shape (k, dim), at least two of them to go from "
            f"one to the next. Received: points of shape {points.shape}"
        )
    t = np.arange(steps) / steps
    starts, ends = points if loop else points[:-1], np.roll(points, -1, axis=0)
    legs = [between(a, b, t) for a, b in zip(starts, ends)]
    return np.concatenate(legs if loop else [*legs, points[-1:]])


def _prepared(a, b, t):
    """Points in float64, `t` with an axis for dimensions, and a dtype."""
    given = a, b
    a, b, t = finite("a", a), finite("b", b), finite("t", t)
    dtype = np.result_type(*(to_numpy(x).dtype for x in given), "float32")
    if a.shape != b.shape or not a.ndim:
        raise ValueError(
            "a and b must be points of the same shape (..., dim). "
            f"Received: shapes {a.shape} and {b.shape}"
        )
    check_broadcast(**{"t": t, "the points without their last axis": a[..., 0]})
    return a, b, t[..., None], dtype
