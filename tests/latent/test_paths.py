"""Paths between latents, beside spherical geometry written out."""

import numpy as np
import pytest

from keras_gans.latent import lerp
from keras_gans.latent import path
from keras_gans.latent import slerp

RNG = np.random.default_rng(0)
A, B, C = RNG.normal(size=(3, 64)).astype("float32")
T = np.linspace(0, 1, 9)


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


@pytest.mark.parametrize("between", [lerp, slerp])
def test_the_ends_are_exact(between):
    np.testing.assert_array_equal(between(A, B, [0, 1]), [A, B])


def test_an_arc_keeps_the_norm_and_turns_evenly():
    a, b = 8 * unit(A), 8 * unit(B)
    points = slerp(a, b, T)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 8, rtol=1e-6)
    cosines = (unit(points[1:]) * unit(points[:-1])).sum(1)
    angle = np.arccos(unit(a) @ unit(b))
    np.testing.assert_allclose(np.arccos(cosines), angle / 8, rtol=1e-3)
    # White's formula for vectors of one length.
    t = T[:, None]
    expected = (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(
        angle
    )
    np.testing.assert_allclose(points, expected, atol=1e-5)


def test_the_norm_changes_evenly_between_different_ones():
    points = slerp(A, 3 * B, T)
    ends = np.linalg.norm(A), 3 * np.linalg.norm(B)
    expected = np.linspace(*ends, 9)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), expected, 1e-6)


@pytest.mark.parametrize("b", [A, 2 * A, 0 * A])
def test_without_an_arc_the_line_is_straight(b):
    np.testing.assert_allclose(slerp(A, b, T), lerp(A, b, T), atol=1e-5)


def test_opposite_points_have_no_shortest_arc():
    with pytest.raises(ValueError, match="a and b must not be in opposite"):
        slerp(A, -2 * A, 0.5)
    # In one dimension, there is only the line.
    np.testing.assert_allclose(slerp([2.0], [-1.0], 0.5), [0.5])


def test_many_pairs_at_once():
    many = slerp(np.stack([A, B]), np.stack([B, C]), [0.25, 0.5])
    np.testing.assert_allclose(many[1], slerp(B, C, 0.5), rtol=1e-6)


def test_a_path_holds_its_points_and_a_loop_closes():
    points = np.stack([A, B, C])
    way = path(points, 4)
    assert way.shape == (9, 64) and way.dtype == "float32"
    np.testing.assert_array_equal(way[::4], points)
    loop = path(points, 4, loop=True)
    assert loop.shape == (12, 64)
    np.testing.assert_array_equal(loop[:9], way)
    np.testing.assert_array_equal(loop[8:], path([C, A], 4)[:-1])
    straight = path(points, 2, between=lerp)
    np.testing.assert_allclose(straight[1], (A + B) / 2, rtol=1e-6)


def test_a_path_that_does_not_return_may_end_opposite_to_its_start():
    way = path([A, B, -A], 2)
    np.testing.assert_array_equal(way[::2], [A, B, -A])
    with pytest.raises(ValueError, match="opposite directions"):
        path([A, B, -A], 2, loop=True)


def test_what_is_no_path_is_refused():
    with pytest.raises(ValueError, match="loop must be True or False.*'no'"):
        path([A, B], 2, loop="no")
    with pytest.raises(ValueError, match=r"points must be.*\(1, 64\)"):
        path(A[None], 4)
    with pytest.raises(ValueError, match="steps must be a positive"):
        path([A, B], 0)
    with pytest.raises(ValueError, match="same shape.*Received: shapes"):
        slerp(A, B[:3], 0.5)
    with pytest.raises(ValueError, match="between must be a function.*'slerp'"):
        path([A, B], 2, between="slerp")
    with pytest.raises(ValueError, match="b must be finite"):
        lerp(A, np.nan * B, 0.5)
    with pytest.raises(ValueError, match="t must be an array of numbers.*half"):
        lerp(A, B, "half")
    with pytest.raises(ValueError, match=r"shapes of t, .*\(3,\).*\(2,\)"):
        lerp([A, B], [B, C], [0, 0.5, 1])
    codes = np.stack([A, B]), np.eye(2)
    with pytest.raises(ValueError, match="one array. .* are two, latents"):
        path(codes, 2)
