"""The modulated convolution is one with a kernel for each image."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_gans.layers import ModulatedConv2D
from tests.helpers import values

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 6, 4, 5)).astype("float32")
W = RNG.normal(size=(3, 2, 6)).astype("float32")


def kernels(layer, w, demodulate=True):
    """The kernel of each image, equations 1 and 3 of the paper."""
    styles = values([layer.affine(w[:, layer.style])])[0]
    kernel = values([layer.kernel])[0]
    kernel = kernel / np.sqrt(np.prod(kernel.shape[:3]))
    modulated = kernel * styles[:, None, None, :, None]
    if demodulate:
        squares = (modulated**2).sum((1, 2, 3), keepdims=True)
        modulated = modulated / np.sqrt(squares + 1e-8)
    return modulated


def same(x, kernel):
    """A convolution with zeros around the image."""
    size = len(kernel)
    height, width, _ = x.shape
    margin = size // 2
    padded = np.pad(x, [(margin, margin), (margin, margin), (0, 0)])
    return sum(
        padded[i : i + height, j : j + width] @ kernel[i, j]
        for i in range(size)
        for j in range(size)
    )


def upsampled(x, kernel):
    """Zeros between pixels, all the convolution's outputs, [1, 3, 3, 1] / 4."""
    height, width, _ = x.shape
    full = np.zeros((2 * height + 1, 2 * width + 1, kernel.shape[-1]))
    for i in range(3):
        for j in range(3):
            full[i : i + 2 * height : 2, j : j + 2 * width : 2] += (
                x @ kernel[i, j]
            )
    full = np.pad(full, [(1, 1), (1, 1), (0, 0)])
    taps = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    return sum(
        taps[i, j] * full[i : i + 2 * height, j : j + 2 * width]
        for i in range(4)
        for j in range(4)
    )


@pytest.mark.parametrize(
    "options, convolve",
    [
        ({"style": 1}, same),
        ({"upsample": True, "gain": 1.5}, upsampled),
        ({"kernel_size": 1, "demodulate": False, "gain": 0.5}, same),
    ],
)
def test_it_is_a_convolution_with_a_kernel_for_each_image(options, convolve):
    layer = ModulatedConv2D(7, **options)
    outputs = values([layer([X, W])])[0]
    each = kernels(layer, W, options.get("demodulate", True))
    expected = options.get("gain", 1.0) * np.stack(
        [convolve(x, kernel) for x, kernel in zip(X, each, strict=True)]
    )
    assert layer.compute_output_shape([X.shape, W.shape]) == expected.shape
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-5)
    copy = ModulatedConv2D.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()


def test_demodulation_keeps_the_variance_whatever_the_style():
    x = RNG.normal(size=(2, 66, 66, 16)).astype("float32")
    w = 3 * RNG.normal(size=(2, 1, 6)).astype("float32")

    def deviations(**options):
        outputs = ModulatedConv2D(64, **options)([x, w])
        return values([outputs])[0][:, 1:-1, 1:-1].std((1, 2, 3))

    np.testing.assert_allclose(deviations(), 1, rtol=0.02)
    assert deviations(demodulate=False).max() > 1.5


def test_styles_and_norms_are_float32_under_bfloat16():
    layer = ModulatedConv2D(4, dtype="mixed_bfloat16")
    outputs = layer([X, W])
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    assert {v.dtype for v in layer.variables} == {"float32"}
    # Sums of squares that bfloat16 would round to 3 digits.
    norms = np.sqrt((kernels(layer, W) ** 2).sum((1, 2, 3)))
    np.testing.assert_allclose(norms, 1, rtol=1e-5)
    exact = ModulatedConv2D(4)
    exact.build([X.shape, W.shape])
    exact.set_weights(layer.get_weights())
    np.testing.assert_allclose(
        *values([ops.cast(outputs, "float32"), exact([X, W])]), atol=0.05
    )


@pytest.mark.parametrize(
    "options, message",
    [
        ({"kernel_size": 5}, "kernel_size must be 3, or 1"),
        ({"kernel_size": 1, "upsample": True}, "or 1 without upsample"),
        ({"style": 0.5}, "style must be an integer"),
        ({"filters": 0}, "filters must be a positive integer"),
        ({"upsample": "no"}, "upsample must be True or False"),
    ],
)
def test_bad_arguments_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        ModulatedConv2D(**{"filters": 4} | options)
