"""Path lengths against closed forms of a linear generator."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.latent.paths import slerp
from keras_gans.metrics import METRICS
from keras_gans.metrics import Extractor
from keras_gans.metrics import Features
from keras_gans.metrics import evaluate
from keras_gans.metrics import perceptual_path_length
from tests.helpers import make

SHAPE = (2, 4, 1)
# Of 3 latents to 8 pixels, in [-1, 1] for all latents that are drawn.
MATRIX = 0.05 * np.random.default_rng(5).standard_normal((3, 8))
# What the mean squared speed of the latents is multiplied by, since their
# directions are equally likely.
SCALE = np.square(MATRIX).sum() / 3
# The mean of the squared angle of two directions in 3 dimensions, and the
# squared mean length of three normal numbers, whose mean square is 3.
ANGLE, LENGTH = (np.pi**2 - 4) / 2, 8 / np.pi


class Pixels(Extractor):
    name = "pixels"
    resize, distance_resize = "tf1", "none"

    def outputs(self, images):
        return images.reshape(len(images), -1), np.ones((len(images), 1))


class Rounded(Pixels):
    def outputs(self, images):
        return super().outputs(kg.datasets.unscale(images))


def linear(latent="normal", **kwargs):
    """A GAN whose generator is `MATRIX`."""
    dense = layers.Dense(8, use_bias=False)
    generator = keras.Sequential(
        [keras.Input((3,)), dense, layers.Reshape(SHAPE)]
    )
    dense.kernel.assign(MATRIX)
    return kg.GAN(
        SHAPE, 3, width=1, generator=generator, latent=latent, **kwargs
    )


@pytest.mark.parametrize(
    ("latent", "sampling", "expected"),
    [
        (
            "normal",
            "full",
            ANGLE * (2 / 3 * 3 + LENGTH / 3) + 2 * (3 - LENGTH),
        ),
        ("normal", "end", ANGLE * 3 + 2 * (3 - LENGTH)),
        # A straight line between two numbers of variance 1/3.
        ("uniform", "full", 3 * 2 / 3),
    ],
)
def test_a_linear_generators_is_known(latent, sampling, expected):
    settings = {"sampling": sampling, "tails": 0}
    mean, error = perceptual_path_length(
        linear(latent), Pixels(), 3000, **settings
    )
    assert mean == pytest.approx(SCALE * expected, abs=4 * error)
    assert error < 0.03 * mean
    # The step and the seed do not matter.
    again = perceptual_path_length(
        linear(latent), Pixels(), 3000, epsilon=1e-3, seed=7, **settings
    )
    assert again.mean == pytest.approx(mean, abs=6 * error)
    assert again.mean != mean


def test_lengths_are_squared_speeds_without_their_tails():
    model, pairs = linear(), 230
    a, b = np.split(np.float64(model.sample_latents(2 * pairs, 3)), 2)
    t = np.random.default_rng(3).uniform(size=(pairs, 1))
    r, s = (np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b))
    angle = np.arccos((a * b).sum(1, keepdims=True) / (r * s))
    first = np.sin((1 - t) * angle) / np.sin(angle) * a / r
    second = np.sin(t * angle) / np.sin(angle) * b / s
    directions = first + second
    length = r + t * (s - r)
    np.testing.assert_allclose(slerp(a, b, t[:, 0]), length * directions)
    turns = -np.cos((1 - t) * angle) * a / r + np.cos(t * angle) * b / s
    turns *= angle / np.sin(angle)
    speeds = length * turns + (s - r) * directions
    lengths = np.sort(np.square(speeds @ MATRIX).sum(axis=1))
    kept = lengths[2:-2]  # A hundredth of 229 intervals is 2.29.
    mean, error = perceptual_path_length(model, Pixels(), pairs, seed=3)
    assert mean == pytest.approx(kept.mean(), rel=2e-3)
    assert error == pytest.approx(kept.std() / np.sqrt(226), rel=2e-3)


def test_equal_and_almost_opposite_directions_have_a_path():
    a = np.array([[1.0, 0.0], [0.0, 2.0]])
    ends = slerp(a, 3 * a, np.array([0.5, 1.0]))
    np.testing.assert_allclose(ends, [[2, 0], [0, 6]], atol=1e-12)
    almost = slerp(a, -a + [[0, 1e-9], [1e-9, 0]], np.array([0.5, 1.0]))
    np.testing.assert_allclose(almost, [[0, 1], [0, -2]], atol=1e-6)


def test_it_is_torch_fidelitys_for_the_same_latents(torch_fidelity):
    import torch
    from torch_fidelity.metric_ppl import calculate_ppl
    from torch_fidelity.noise import random_unit

    class Squared(torch_fidelity.SampleSimilarityBase):
        def __init__(self, name, **kwargs):
            super().__init__(name)

        def forward(self, a, b):
            return torch.square(a - b).sum(dim=1)

    torch_fidelity.register_sample_similarity("squared-difference", Squared)
    linear_map = torch.nn.Linear(3, 8, bias=False)
    linear_map.weight.data = torch.tensor(MATRIX.T, dtype=torch.float32)
    wrapper = torch_fidelity.GenerativeModelModuleWrapper(
        linear_map, 3, "unit", 0
    )
    expected = calculate_ppl(
        1,
        input1=wrapper,
        input1_model_num_samples=300,
        ppl_epsilon=1e-2,
        ppl_z_interp_mode="slerp_any",
        ppl_sample_similarity="squared-difference",
        ppl_discard_percentile_lower=None,
        ppl_discard_percentile_higher=None,
        cuda=False,
        verbose=False,
    )
    model, random = linear(), np.random.RandomState(2020)
    model.sample_latents = lambda n, seed: np.concatenate(
        [random_unit(random, (n // 2, 3)).numpy() for _ in range(2)]
    )
    mean, error = perceptual_path_length(
        model, Pixels(), 300, sampling="end", epsilon=1e-2, tails=0
    )
    theirs = expected["perceptual_path_length_mean"]
    assert mean == pytest.approx(theirs, rel=1e-3)
    theirs = expected["perceptual_path_length_std"]
    assert error == pytest.approx(theirs / np.sqrt(300), rel=1e-3)


def test_the_average_makes_the_images():
    model = linear(ema=0.9)
    before = perceptual_path_length(model, Pixels(), 20)
    model.generator.set_weights([0 * MATRIX])
    assert perceptual_path_length(model, Pixels(), 20) == before
    model.ema_generator.set_weights([2 * MATRIX])
    again = perceptual_path_length(model, Pixels(), 20)
    assert again.mean == pytest.approx(4 * before.mean, rel=1e-3)


def test_styles_are_interpolated_linearly():
    model = make("stylegan2")
    z = model.sample_latents(40, 0)
    styles = keras.ops.convert_to_numpy(model.styles(z))
    np.testing.assert_allclose(
        model.images_of_styles(styles), model.generate(40, seed=0), atol=1e-5
    )
    # All that the synthesis does is made linear.
    model.images_of_styles = lambda w, batch: (
        0.05 * w[:, [0, 1, 2, 3]].reshape(-1, 2, 2, 1)
    )
    mean, _ = perceptual_path_length(model, Pixels(), 20, space="w", tails=0)
    a, b = np.split(styles, 2)
    expected = 0.05**2 * np.square(a - b).sum(axis=1).mean()
    assert mean == pytest.approx(expected, rel=5e-3)


def test_each_pair_has_one_label():
    model = make("conditionalgan")
    # Labels alone would make other images.
    labels = model.generate(6, seed=0), model.generate(6, seed=0, labels=0)
    assert np.abs(labels[0] - labels[1]).max() > 1e-3
    score = perceptual_path_length(model, Pixels(), 6)
    wide = perceptual_path_length(model, Pixels(), 6, epsilon=1e-3)
    assert score.mean == pytest.approx(wide.mean, rel=0.05)


def test_the_name_of_the_protocol_says_space_ends_and_distance():
    fake = Features(np.empty((20, 0)), None)
    (result,) = evaluate(
        None,
        fake,
        Pixels(),
        {"ppl": {"sampling": "end"}},
        reference="none",
        model=linear(),
    )
    assert result.resize == "none"
    assert result.protocol == "ppl-z-end_pixels_20"
    assert (result.samples, result.reference) == (20, None)
    assert result.details == {
        "space": "z",
        "sampling": "end",
        "epsilon": 1e-4,
        "tails": 0.01,
        "seed": 0,
    }
    with pytest.raises(ValueError, match="score a model"):
        evaluate(None, fake, Pixels(), ["ppl"], reference="none")
    assert not METRICS["ppl"].needs_samples and METRICS["fid"].needs_samples


def test_rounding_is_found():
    with pytest.raises(ValueError, match="VGG16Features or.* 'pixels', whose"):
        perceptual_path_length(linear(), Rounded(), 20)

    class Coarse(Pixels):
        def outputs(self, images):
            return super().outputs(images.astype("float16").astype("float32"))

    with pytest.warns(
        UserWarning, match=r"epsilon=0.01. Received: epsilon=0.0"
    ):
        perceptual_path_length(linear(), Coarse(), 50)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"space": "w"}, "space='w' and a GAN"),
        ({"space": "x"}, "one of z, w"),
        ({"sampling": "half"}, "one of full, end"),
        ({"epsilon": 0}, "epsilon=0"),
        ({"tails": 0.5}, "tails=0.5"),
        ({"pairs": 0}, "pairs=0"),
    ],
)
def test_refuses(settings, message):
    with pytest.raises(ValueError, match=message):
        perceptual_path_length(linear(), Pixels(), **settings)
