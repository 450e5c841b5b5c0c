import keras
import numpy as np
import pytest
from keras import ops
from scipy import ndimage

from keras_gans.layers import AdaptiveAugmentation
from keras_gans.layers.sampling import sampled

N = 4


def images(channels=3, size=(7, 9), n=N):
    rng = np.random.default_rng(0)
    return rng.uniform(-1, 1, (n, *size, channels)).astype("float32")


def transformed(x, **draws):
    """What one transformation makes of images, in NumPy."""
    layer = AdaptiveAugmentation()
    neutral = layer.draw(len(x), seed=None)  # p is 0.
    for name, value in draws.items():
        values = np.multiply.outer(value, np.ones(len(x)))
        neutral[name] = ops.convert_to_tensor(values.astype("float32"))
    y = layer.transform(ops.convert_to_tensor(x), neutral)
    return ops.convert_to_numpy(y)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_without_probability_nothing_changes(channels):
    x = images(channels)
    y = AdaptiveAugmentation()(ops.convert_to_tensor(x))
    np.testing.assert_allclose(ops.convert_to_numpy(y), x, atol=1e-6)


def test_sampling_is_bilinear_and_mirrored():
    x = images()
    places = np.random.default_rng(1).normal(0, 9, (2, N, 7, 9))
    found = sampled(
        *(ops.convert_to_tensor(v.astype("float32")) for v in (x, *places))
    )
    for i in range(N):
        columns, rows = places[:, i]
        for channel in range(3):
            np.testing.assert_allclose(
                ops.convert_to_numpy(found)[i, ..., channel],
                ndimage.map_coordinates(
                    x[i, ..., channel],
                    [rows + 3, columns + 4],
                    order=1,
                    mode="mirror",
                ),
                atol=1e-5,
            )


def test_geometry():
    x = images(size=(9, 9))
    np.testing.assert_allclose(transformed(x, flip=1), x[:, :, ::-1], atol=1e-5)
    for turns in (1, 2, 3):
        np.testing.assert_allclose(
            transformed(x, turn=turns), np.rot90(x, turns, (1, 2)), atol=1e-5
        )
    mirrored = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    right_and_up = mirrored[:, 3:12, 1:10]
    np.testing.assert_allclose(
        transformed(x, pixels=[1 / 9, -1 / 9]), right_and_up, atol=1e-5
    )
    # Whole pixels, unlike `shift`; the flip comes first.
    np.testing.assert_allclose(
        transformed(x[:, :, ::-1], flip=1, pixels=[1.4 / 9, -0.6 / 9]),
        right_and_up,
        atol=1e-5,
    )
    half = transformed(x, shift=[0.5 / 9, 0])
    np.testing.assert_allclose(
        half[:, :, 1:], (x[:, :, 1:] + x[:, :, :-1]) / 2, atol=1e-5
    )
    # Twice the size, about the middle.
    np.testing.assert_allclose(
        transformed(x, zoom=1)[:, ::2, ::2], x[:, 2:7, 2:7], atol=1e-5
    )
    wide = transformed(x, aspect=1)
    np.testing.assert_allclose(wide[:, 4, ::2], x[:, 4, 2:7], atol=1e-5)
    np.testing.assert_allclose(wide[:, 3:6, 4], x[:, 2:7:2, 4], atol=1e-5)
    # Two rotations of 45 degrees, once the aspect is as it was.
    np.testing.assert_allclose(
        transformed(x, rotation=np.pi / 4, second_rotation=np.pi / 4),
        transformed(x, turn=1),
        atol=1e-5,
    )


def test_colors():
    x = images()
    grey = x.mean(-1, keepdims=True)
    for draws, expected in (
        ({"brightness": 0.3}, x + 0.3),
        ({"contrast": 1}, 2 * x),
        ({"inversion": 1}, x - 2 * grey),
        ({"hue": 2 * np.pi / 3}, np.roll(x, 1, axis=-1)),
        ({"saturation": 1}, grey + 2 * (x - grey)),
        ({"brightness": 0.3, "contrast": 1}, 2 * (x + 0.3)),
    ):
        np.testing.assert_allclose(
            transformed(x, **draws), expected, atol=1e-5, err_msg=str(draws)
        )


def test_grey_images_have_no_hue_and_opacity_no_color():
    x = images(1)
    y = transformed(x, hue=2, saturation=1, contrast=1, inversion=1)
    np.testing.assert_allclose(y, -2 * x, atol=1e-5)
    x = images(4)
    y = transformed(x, flip=1, brightness=0.3, hue=1)
    np.testing.assert_allclose(y[..., 3], x[:, :, ::-1, 3], atol=1e-5)
    assert not np.allclose(y[..., :3], x[:, :, ::-1, :3], atol=0.1)


def test_each_is_made_with_its_probability():
    layer, n, p = AdaptiveAugmentation(), 4000, 0.64
    layer.p.assign(p)
    draws = keras.tree.map_structure(
        ops.convert_to_numpy, layer.draw(n, keras.random.SeedGenerator(1))
    )
    shares = {
        "flip": p / 2,
        "turn": p * 3 / 4,
        "inversion": p / 2,
        "rotation": 0.4,
        "second_rotation": 0.4,
    }
    spreads = {
        "zoom": 0.2,
        "aspect": 0.2,
        "shift": 0.125,
        "brightness": 0.2,
        "contrast": 0.5,
        "saturation": 1.0,
        "pixels": 1 / 4 / np.sqrt(12),
        "hue": 2 * np.pi / np.sqrt(12),
    }
    for name, values in draws.items():
        both = np.atleast_2d(values)
        assert (both[0] == 0).tolist() == (both[-1] == 0).tolist()
        share = (both[0] != 0).mean()
        assert share == pytest.approx(shares.get(name, p), abs=0.04), name
        if name in spreads:
            spread = both[0][both[0] != 0].std()
            assert spread == pytest.approx(spreads[name], rel=0.1), name
    assert {*shares} | {*spreads} == {*draws}


def test_probability_follows_the_signs_of_the_scores():
    layer = AdaptiveAugmentation(target=0.5, images=40, every=2)

    def p_after(*signs, n=5):
        for sign in signs:
            layer.adapt(ops.convert_to_tensor(sign), n)
        return float(ops.convert_to_numpy(layer.p))

    assert p_after(-1.0, 0.0) == 0  # It falls, but not below 0.
    assert p_after(1.0) == 0  # It moves every second update.
    assert p_after(0.2) == pytest.approx(10 / 40)  # 0.6 on average.
    assert p_after(0.0, 0.5) == 0
    # The mean is over images: 9 of 10 have a sign of 1.
    layer.adapt(ops.convert_to_tensor(-1.0), 1)
    assert p_after(1.0, n=9) == pytest.approx(10 / 40)
    assert p_after(*[1.0] * 20) == 1
    copy = AdaptiveAugmentation.from_config(layer.get_config())
    assert (copy.target, copy.images, copy.every) == (0.5, 40, 2)


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"target": 0}, r"target must be a number .* in \(0, 1\)"),
        ({"images": 0}, "images must be a positive integer"),
        ({"every": 1.5}, "every must be a positive integer"),
    ],
)
def test_arguments_are_checked(arguments, text):
    with pytest.raises(ValueError, match=text):
        AdaptiveAugmentation(**arguments)
