"""StyleGAN2's networks, as the paper's figure 7 and configuration F."""

import keras
import numpy as np
import pytest

from keras_gans import networks
from keras_gans.layers import ModulatedConv2D
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt


def convolutions(synthesis):
    """The convolutions, features before colours for each style."""
    found = [x for x in synthesis.layers if isinstance(x, ModulatedConv2D)]
    return sorted(found, key=lambda x: (x.style, x.demodulate))


def test_the_papers_generator():
    # Only the plan, with a quarter of the paper's channels for 256x256.
    generator = networks.stylegan2_generator(
        (256, 256, 3), 16, width=32, depth=8
    )
    synthesis = generator.get_layer("synthesis")
    assert synthesis.input_shape == (None, 14, 16)
    assert generator.output_shape == (None, 256, 256, 3)
    plan = [(x.style, x.filters, x.upsample) for x in convolutions(synthesis)]
    # The colours of a size have the style of the next first convolution.
    expected, channels = [(0, 512, False)], [512, 512, 512, 256, 128, 64, 32]
    for i, n in enumerate(channels[1:], 1):
        expected += [
            (2 * i - 1, 3, False),
            (2 * i - 1, n, True),
            (2 * i, n, False),
        ]
    assert plan == [*expected, (13, 3, False)]
    mapping = generator.get_layer("mapping")
    equalized = [x for x in mapping.layers if hasattr(x, "lr_multiplier")]
    assert [x.lr_multiplier for x in equalized] == [0.01] * 8


def test_initial_images_and_scores_have_a_sane_scale():
    keras.utils.set_random_seed(0)
    generator = networks.stylegan2_generator((32, 32, 3), 64, width=16)
    discriminator = networks.stylegan2_discriminator((32, 32, 3), width=16)
    z = np.random.default_rng(0).normal(size=(16, 64)).astype("float32")
    w, images = values([generator.get_layer("mapping")(z), generator(z)])
    assert 0.5 < w.std() < 2
    assert 0.5 < images.std() < 4
    noise = np.random.default_rng(1).normal(size=(16, 32, 32, 3))
    (scores,) = values([discriminator(noise.astype("float32"))])
    assert scores.shape == (16, 1) and 0.01 < np.abs(scores).mean() < 3


def test_networks_with_labels_depend_on_them():
    generator = networks.stylegan2_generator((8, 16, 4), 4, 3, width=4, depth=1)
    discriminator = networks.stylegan2_discriminator(
        (8, 16, 4), 3, width=4, depth=1
    )
    z = np.ones((2, 4), "float32")
    labels = np.eye(3, dtype="float32")[:2]
    (images,) = values([generator((z, labels))])
    assert np.abs(images[0] - images[1]).max() > 1e-3
    (scores,) = values([discriminator((images[[0, 0]], labels))])
    assert abs(scores[0] - scores[1]) > 1e-5
    assert_rebuilt(discriminator, [images, labels])


def test_bfloat16_is_of_the_largest_sizes():
    generator = networks.stylegan2_generator(
        (32, 32, 3), 4, width=4, bfloat16_sizes=2
    )
    synthesis = generator.get_layer("synthesis")
    for x in convolutions(synthesis):
        is_large = x.output.shape[1] >= 16
        assert x.compute_dtype == ("bfloat16" if is_large else "float32")
    assert generator.outputs[0].dtype == "float32"
    assert {v.dtype for v in generator.trainable_variables} == {"float32"}
    all_sizes = networks.stylegan2_discriminator(
        (32, 32, 3), width=4, bfloat16_sizes=9
    )
    assert all_sizes.outputs[0].dtype == "float32"


@pytest.mark.parametrize(
    "arguments, name",
    [
        ({"depth": 0}, "depth"),
        ({"width": 0}, "width"),
        ({"num_labels": 0}, "num_labels"),
        ({"bfloat16_sizes": -1}, "bfloat16_sizes"),
    ],
)
def test_bad_arguments_are_refused(arguments, name):
    with pytest.raises(ValueError, match=f"{name} must be"):
        networks.stylegan2_generator((8, 8, 1), 4, **arguments)
