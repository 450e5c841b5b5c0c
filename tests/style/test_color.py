"""Colours of the content, after a style transfer."""

import colorsys

import numpy as np

from keras_gans.style.color import match_histogram
from keras_gans.style.color import match_luminance
from keras_gans.style.color import with_luminance
from tests.style.helpers import picture


def yiq(image):
    """By the standard library, whose matrix is rounded otherwise."""
    pixels = (image.reshape(-1, 3) + 1) / 2
    return np.array([colorsys.rgb_to_yiq(*pixel) for pixel in pixels])


def test_the_luma_of_one_and_the_hue_of_the_other():
    content, result = picture(seed=1) / 3, picture(seed=2) / 3
    found = yiq(with_luminance(content, result))
    assert np.allclose(found[:, 0], yiq(result)[:, 0], atol=1e-2)
    assert np.allclose(found[:, 1:], yiq(content)[:, 1:], atol=1e-2)


def test_the_styles_luma_has_the_contents_mean_and_deviation():
    style, content = picture(seed=1) / 4, picture(9, 9, seed=2) / 2
    found, target = yiq(match_luminance(style, content)), yiq(content)
    assert np.isclose(found[:, 0].mean(), target[:, 0].mean(), atol=1e-2)
    assert np.isclose(found[:, 0].std(), target[:, 0].std(), atol=1e-2)


def test_colours_take_the_contents_mean_and_covariance():
    mix = np.array([[0.5, 0.1, 0], [0, 0.3, 0.1], [0.1, 0, 0.2]])
    content = picture(40, 40, seed=2) @ mix / 4 + 0.1
    found = match_histogram(picture(40, 50, seed=1) / 2, content)
    found, target = found.reshape(-1, 3), content.reshape(-1, 3)
    assert np.allclose(found.mean(axis=0), target.mean(axis=0), atol=1e-5)
    assert np.allclose(np.cov(found.T), np.cov(target.T), atol=1e-4)


def test_grey_and_flat_pictures_stay_finite():
    grey = np.repeat(picture(channels=1), 3, axis=-1)
    flat = np.zeros((8, 8, 3), "float32")
    for style, content in ((grey, picture()), (flat, grey), (picture(), flat)):
        assert np.abs(match_histogram(style, content)).max() <= 1
        assert np.abs(match_luminance(style, content)).max() <= 1
