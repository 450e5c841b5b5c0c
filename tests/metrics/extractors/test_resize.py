import numpy as np
import pytest
from keras import ops

from keras_gans.metrics.extractors.resize import clean_resize
from keras_gans.metrics.extractors.resize import pil_resize
from keras_gans.metrics.extractors.resize import tf1_resize
from tests.helpers import needs_tensorflow
from tests.helpers import slow_on_tensorflow
from tests.metrics.extractors.inception_weights import images

# Height and width of the image, and the size of the result.
SIZES = pytest.mark.parametrize(
    ("height", "width", "size"),
    [
        (32, 32, 299),
        (75, 120, 299),
        (299, 299, 299),
        (400, 310, 299),
        (7, 1, 5),
        (9, 8, 1),
    ],
)


def tf1(images, size):
    return ops.convert_to_numpy(tf1_resize(images, size))


def assert_close(a, b):
    """Within a ten-thousandth of a grey level in 0..255."""
    assert a.dtype == np.float32
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-4)


def tf1_matrix(length, size):
    """The shares `(size, length)` of the old pixels in the new ones."""
    matrix = np.zeros((size, length))
    for i in range(size):
        # The original computes the position in float32.
        position = float(np.float32(i) * np.float32(length / size))
        first = int(position)
        matrix[i, first] += 1 - (position - first)
        matrix[i, min(first + 1, length - 1)] += position - first
    return matrix


def bicubic(x, a=-0.5):
    x = abs(x)
    if x < 1:
        return (a + 2) * x**3 - (a + 3) * x**2 + 1
    return a * (x**3 - 5 * x**2 + 8 * x - 4) if x < 2 else 0.0


def bicubic_matrix(length, size):
    """Keys's kernel, as wide as the old pixels' share of a new one."""
    scale = length / size
    width = max(scale, 1.0)
    matrix = np.array(
        [
            [
                bicubic((j + 0.5 - (i + 0.5) * scale) / width)
                for j in range(length)
            ]
            for i in range(size)
        ]
    )
    return matrix / matrix.sum(axis=1, keepdims=True)


def resized(images, size, matrix):
    _, height, width, _ = images.shape
    return np.einsum(
        "yh,xw,nhwc->nyxc",
        matrix(height, size),
        matrix(width, size),
        images.astype("float64"),
        optimize=True,
    )


@SIZES
def test_tf1_resize_is_the_formula(height, width, size):
    pictures = images(2, height, width)
    assert_close(tf1(pictures, size), resized(pictures, size, tf1_matrix))


@slow_on_tensorflow  # The README's environment has no torch.
@SIZES
def test_tf1_resize_is_torch_fidelitys(height, width, size, torch_fidelity):
    import torch
    from torch_fidelity import interpolate_compat_tensorflow as reference

    pictures = images(2, height, width)
    expected = reference.interpolate_bilinear_2d_like_tensorflow1x(
        torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype("float32")),
        size=(size, size),
        align_corners=False,
    )
    assert_close(tf1(pictures, size), expected.numpy().transpose(0, 2, 3, 1))


@needs_tensorflow
@SIZES
def test_tf1_resize_is_tensorflows(height, width, size):
    import tensorflow as tf

    pictures = images(2, height, width)
    expected = tf.compat.v1.image.resize_bilinear(pictures, (size, size))
    assert_close(tf1(pictures, size), expected.numpy())


def test_tf1_resize_starts_at_the_edge_and_repeats_the_other():
    row = np.arange(4.0).reshape(1, 1, 4, 1)
    found = tf1(row, 8)
    assert found.shape == (1, 8, 8, 1)
    expected = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3]
    assert found[0, 0, :, 0].tolist() == expected
    assert found[0, 7, :, 0].tolist() == expected


def test_tf1_resize_keeps_images_of_the_size():
    pictures = images(2, 20, 20)
    np.testing.assert_array_equal(tf1(pictures, 20), pictures)


@SIZES
def test_clean_resize_is_the_formula(height, width, size):
    pictures = images(2, height, width)
    found = clean_resize(pictures, size)
    expected = resized(pictures, size, bicubic_matrix)
    if size > height:
        # The formula overshoots, and the result may not.
        assert expected.min() < -1 and expected.max() > 256
    assert_close(found, expected.clip(0, 255))


def test_clean_resize_does_not_round():
    found = clean_resize(images(1, 40, 30), 17)
    found = found[(found > 0) & (found < 255)]
    assert np.mean(found == found.round()) < 0.01


def test_clean_resize_is_antialiased():
    """One pixel in four is white: the mean is there, and no pixel white."""
    stripes = np.zeros((1, 64, 64, 1), "uint8")
    stripes[:, :, ::4] = 255
    found = clean_resize(stripes, 16)[0, 2:-2, 2:-2, 0]
    np.testing.assert_allclose(found, 255 / 4, atol=20)
    assert tf1(stripes, 16).min() == 255


@SIZES
def test_pil_resize_rounds_the_formula(height, width, size):
    pictures = images(2, height, width)
    found = pil_resize(pictures, size)
    assert found.dtype == np.uint8
    passes = [
        ("xw,nhwc->nhxc", bicubic_matrix(width, size)),
        ("yh,nhwc->nywc", bicubic_matrix(height, size)),
    ]
    # Pillow 13 begins with the cheaper pass, and its weights are integers too.
    differences = []
    for order in (passes, passes[::-1]):
        expected = pictures
        for indices, weights in order:
            expected = np.einsum(indices, weights, expected)
            expected = expected.clip(0, 255).round()
        differences.append(abs(found - expected).max())
    assert min(differences) <= 2


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_channels_are_resized_by_themselves(channels):
    pictures = np.random.default_rng(0).uniform(0, 255, (2, 9, 7, channels))
    for resize in (tf1, clean_resize):
        found = resize(pictures, 5)
        assert found.shape == (2, 5, 5, channels)
        for c in range(channels):
            alone = resize(pictures[..., c : c + 1], 5)
            np.testing.assert_array_equal(found[..., c : c + 1], alone)


@pytest.mark.parametrize("resize", [tf1_resize, clean_resize, pil_resize])
def test_wrong_shapes_and_sizes_are_refused(resize):
    pictures = np.zeros((2, 4, 4, 3), "float32")
    with pytest.raises(ValueError, match=r"images must be.*\(4, 4, 3\)"):
        resize(pictures[0], 5)
    for size in (0, -1, 2.5):
        with pytest.raises(ValueError, match=f"size must be.*size={size}"):
            resize(pictures, size)
