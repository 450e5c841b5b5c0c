import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans import backend
from keras_gans.layers import DiffAugmentation
from keras_gans.layers.diff_augmentation import POLICIES

N = 6


def images(channels, size=(8, 12)):
    rng = np.random.default_rng(0)
    return rng.uniform(-1, 1, (N, *size, channels)).astype("float32")


def draws_for(name):
    rng = np.random.default_rng(1)
    return rng.uniform(0, 1, (POLICIES[name][1], N)).astype("float32")


def transformed(name, x, draws):
    y = DiffAugmentation(name).transform(
        ops.convert_to_tensor(x), {name: ops.convert_to_tensor(draws)}
    )
    return ops.convert_to_numpy(y)


def colored(x, draws):
    brightness, saturation, contrast = draws
    colors = x[..., :3] + brightness - 0.5
    grey = colors.mean(-1, keepdims=True)
    colors = (colors - grey) * 2 * saturation + grey
    mean = colors.mean()
    colors = (colors - mean) * (contrast + 0.5) + mean
    return np.concatenate([colors, x[..., 3:]], axis=-1)


def translated(x, draws):
    for axis, draw in enumerate(draws):
        most = int(x.shape[axis] / 8 + 0.5)
        shift = int(draw * (2 * most + 1)) - most
        moved = np.zeros_like(x)
        for i in range(x.shape[axis]):
            if 0 <= i - shift < x.shape[axis]:
                place, source = [slice(None)] * 3, [slice(None)] * 3
                place[axis], source[axis] = i, i - shift
                moved[tuple(place)] = x[tuple(source)]
        x = moved
    return x


def cut(x, draws):
    ranges = []
    for size, draw in zip(x.shape, draws, strict=False):
        length = int(size * 0.5 + 0.5)
        start = int(draw * (size + 1 - length % 2)) - length // 2
        ranges.append(slice(max(start, 0), max(start + length, 0)))
    x = x.copy()
    x[tuple(ranges)] = 0
    return x


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize(
    "name, expected",
    [("color", colored), ("translation", translated), ("cutout", cut)],
)
def test_each_transformation_is_that_of_the_paper(name, expected, channels):
    x, draws = images(channels), draws_for(name)
    found = transformed(name, x, draws)
    wanted = [expected(x[i], draws[:, i]) for i in range(N)]
    np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_middle_draws_move_nothing():
    x = images(3)
    np.testing.assert_array_equal(
        transformed("translation", x, np.full((2, N), 0.5, "float32")), x
    )


@pytest.mark.parametrize("augmentation", [DiffAugmentation, "adaptive"])
def test_the_gradient_is_the_adjoint(augmentation):
    # T(x) = A x + b, so the gradient of its sum is the transpose of A applied
    # to ones: how much each pixel adds to the sum.
    if augmentation == "adaptive":
        layer = kg.layers.AdaptiveAugmentation()
        layer.p.assign(1.0)
    else:
        layer = augmentation()
    shape = (4, 5, 3)
    pixels = np.eye(np.prod(shape), dtype="float32").reshape(-1, *shape)
    draws = layer.draw(1, seed=keras.random.SeedGenerator(3))

    def total(x):
        n = x.shape[0]
        many = keras.tree.map_structure(
            lambda d: ops.repeat(d, n, axis=-1), draws
        )
        return ops.sum(layer.transform(x, many), axis=(1, 2, 3))

    zero = total(ops.zeros((1, *shape)))
    added = total(ops.convert_to_tensor(pixels)) - zero
    _, gradient = backend.input_gradient(
        lambda x: (ops.sum(total(x)), ()),
        ops.convert_to_tensor(images(3, shape[:2])[:1]),
        [],
    )
    np.testing.assert_allclose(
        ops.convert_to_numpy(gradient).ravel(),
        ops.convert_to_numpy(added),
        atol=1e-4,
    )


def test_draws_follow_from_the_seed_and_are_shared_by_all_sizes():
    layer = DiffAugmentation(["translation", "cutout"])
    x = ops.convert_to_tensor(images(3, (16, 16)))
    first, again, other = (
        ops.convert_to_numpy(layer(x, seed=keras.random.SeedGenerator(seed)))
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    with pytest.raises(TypeError, match=r"SeedGenerator\(1\)"):
        layer(x, seed=1)
    large, same = layer([x, x], seed=keras.random.SeedGenerator(1))
    np.testing.assert_array_equal(ops.convert_to_numpy(large), first)
    np.testing.assert_array_equal(ops.convert_to_numpy(same), first)


def test_a_policy_is_text_or_a_list():
    layer = DiffAugmentation(["cutout", "color"])
    copy = DiffAugmentation.from_config(layer.get_config())
    assert copy.policy == layer.policy == ("cutout", "color")
    assert DiffAugmentation(" color , translation").policy[1] == "translation"


@pytest.mark.parametrize(
    "policy, text",
    [
        ("colour", "Did you mean 'color'"),
        ("", "Received: policy=''"),
        ([], "must name some of color, translation, cutout"),
        ("color,color", "each once"),
        (None, "Received: policy=None"),
    ],
)
def test_other_policies_are_refused(policy, text):
    with pytest.raises(ValueError, match=text):
        DiffAugmentation(policy)
