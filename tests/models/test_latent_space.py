"""The latent space of models: images of seeds, ways, directions, pictures."""

import keras
import numpy as np
import pytest

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import values
from tests.models.test_style_based import tiny as tiny_stylegan2

CLASSES = {"num_classes": 3}
LABELLED = np.zeros((2, 6)), np.eye(3)[:2]


@pytest.fixture(scope="module")
def gan():
    return kg.DCGAN(SHAPE, 6, width=4, seed=1)


@pytest.fixture(scope="module")
def conditional():
    return kg.ConditionalGAN(SHAPE, 6, width=4, seed=1, **CLASSES)


@pytest.fixture(scope="module")
def stylegan2():
    return tiny_stylegan2(kg.ConditionalStyleGAN2, **CLASSES)


# Those whose images are made in ways of their own.
@pytest.mark.parametrize(
    "name", ["gan-options", "progan", "msggan", "stylegan2", "biggan"]
)
def test_an_image_belongs_to_its_seed_alone(name):
    model = quick(name)
    images = model.generate(seeds=[85, 265, 3])
    assert images.shape == (3, *SHAPE) and images.dtype == "float32"
    np.testing.assert_array_equal(
        model.generate(seeds=[7, 265, 85, 1, 0], batch_size=2)[[2, 1]],
        images[:2],
    )
    np.testing.assert_array_equal(model.generate(seeds=[3]), images[2:])
    if not model.uses_labels:
        alone = model.generate(1, seed=85)
        np.testing.assert_allclose(alone, images[:1], atol=1e-6)


def test_a_seed_of_a_conditional_model_has_its_label(conditional):
    images = conditional.generate(seeds=[4, 5])
    labelled = conditional.generate(seeds=[5, 4], labels=[2, 1])
    np.testing.assert_array_equal(labelled[::-1], images)
    z = conditional.codes([4, 5])[0]
    expected = conditional.predict((z, np.array([1, 2])), verbose=0)
    np.testing.assert_allclose(images, expected, atol=1e-6)


def test_noise_and_truncation_of_styles_follow_the_seed(stylegan2):
    for arguments in ({"noise": "random"}, {"truncation": 0.5}):
        images = stylegan2.generate(seeds=[85, 265], **arguments)
        np.testing.assert_array_equal(
            stylegan2.generate(seeds=[265], **arguments), images[1:]
        )
        assert not np.array_equal(images, stylegan2.generate(seeds=[85, 265]))
    # As without seeds of their own.
    one = stylegan2.generate(1, seed=85, labels=1, truncation=0.5)
    np.testing.assert_allclose(
        one, stylegan2.generate(seeds=[85], labels=1, truncation=0.5), atol=1e-5
    )


@pytest.mark.parametrize("kind", ["gan", "conditional", "stylegan2"])
def test_a_way_from_seed_to_seed(kind, request):
    model = request.getfixturevalue(kind)
    seeds = [85, 265, 2]
    images = model.interpolate(seeds, 3, truncation=0.9)
    assert len(images) == 7
    ends = model.generate(seeds=seeds, truncation=0.9)
    np.testing.assert_array_equal(images[::3], ends)
    loop = model.interpolate(seeds, 3, loop=True, truncation=0.9)
    assert len(loop) == 9
    np.testing.assert_array_equal(loop[:7], images)
    back = model.interpolate(seeds[::-2], 3, truncation=0.9)
    np.testing.assert_array_equal(loop[6:], back[:3])
    steps = np.abs(np.diff(images, axis=0)).max(axis=(1, 2, 3))
    assert steps.min() > 0


def test_latents_go_on_arcs_and_labels_on_lines(conditional):
    model = conditional
    z, y = model.codes([3, 4])
    np.testing.assert_array_equal(y, np.eye(3)[[0, 1]])
    code = kg.latent.slerp(*z, 0.5)[None], np.array([[0.5, 0.5, 0]], "float32")
    found = model.interpolate([3, 4], 2)[1:2]
    np.testing.assert_array_equal(found, model.decode(code))
    uniform = kg.GAN(SHAPE, 6, width=2, latent="uniform")
    assert uniform.between is kg.latent.lerp


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"seeds": []}, r"seeds must be.*at least 1.*seeds=\[\]"),
        ({"seeds": 3}, "seeds must be.*seeds=3"),
        ({"seeds": [1, -1]}, "seeds must be.*non-negative"),
        ({"seeds": [1], "n": 2}, "leave n and seed out.*n=2"),
        ({"seeds": [1], "seed": 2}, "leave n and seed out.*seed=2"),
        ({"seeds": [1], "labels": 1}, "is not conditional"),
        ({"seeds": [1], "truncation": 0}, "truncation must be"),
        ({"n": 1, "truncation": "much"}, "truncation must be"),
        ({}, "generate takes n, the number of images"),
    ],
)
def test_bad_arguments_of_generate_are_refused(gan, arguments, message):
    with pytest.raises(ValueError, match=message):
        gan.generate(**arguments)


@pytest.mark.parametrize("path", ["a.png", ["a.png"]])
def test_paths_are_told_what_reads_them(path):
    gan, pix2pix = quick("gan"), quick("pix2pix")
    for read in (gan.project, gan.features, pix2pix.translate, kg.show):
        with pytest.raises(ValueError, match=r"load_picture` reads.*a\.png"):
            read(path)
    for read in (kg.datasets.scale, kg.datasets.unscale):
        with pytest.raises(ValueError, match=r"images must be an array.*a\.p"):
            read(path)


def test_bad_arguments_of_others_are_refused(gan, conditional, stylegan2):
    image = np.zeros(SHAPE)
    for call, message in (
        (lambda: gan.interpolate([1], 3), "at least 2"),
        (lambda: gan.interpolate([1, 2], 0), "steps must be a positive"),
        (lambda: gan.directions(7), "k must be at most 6"),
        (lambda: gan.directions(2, method="pac"), "Did you mean 'pca'"),
        (lambda: gan.project(np.zeros((4, 4, 1), "f")), r"of shape \(8, 8, 1"),
        (lambda: gan.project(images(1)), r"`images\[0\]`.*\(1, 8, 8, 1\)"),
        (lambda: gan.project(np.full(SHAPE, 3.0)), r"lie in \[-1, 1\]"),
        (lambda: conditional.generate(seeds=[1], labels=3), "from 0 to 2"),
        (lambda: stylegan2.codes([1], truncation=2), r"in \[-1, 1\]"),
        (lambda: gan.decode(np.zeros(6)), r"codes must be of shape \(n, 6\)"),
        (lambda: gan.decode(np.zeros((2, 5))), r"codes must be.*\(2, 5\)"),
        (lambda: gan.decode(np.zeros((0, 6))), r"not empty.*\(0, 6\)"),
        (lambda: gan.decode(np.full((2, 6), np.nan)), "codes must be finite"),
        (lambda: gan.decode(LABELLED), "codes of a conditional model are two"),
        (lambda: conditional.decode(LABELLED[0]), "two arrays, latents and"),
        (lambda: conditional.decode((LABELLED[0], np.eye(3))), "of 2 images"),
        (lambda: stylegan2.decode(np.zeros((2, 5))), r"styles must be.*\(n, 4"),
        (lambda: stylegan2.decode(np.zeros((2, 9, 4))), r"\(n, \d, 4\)"),
        (lambda: stylegan2.images_of_styles([]), r"Received: shape \(0,\)"),
        (lambda: conditional.generate(2, labels=[[1, 2], [0]]), "labels must"),
        (lambda: conditional.project(image, labels=[0, 1]), r"shape \(1,\)"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_codes_may_be_lists_and_classes(gan, conditional):
    z, y = conditional.codes([3, 4])
    images = conditional.decode((z, y))
    np.testing.assert_array_equal(
        conditional.decode([z.tolist(), [0, 1]]), images
    )
    z = gan.codes([3, 4])
    np.testing.assert_array_equal(gan.decode(z.tolist()), gan.decode(z))


def test_a_picture_in_0_to_1_is_asked_about(gan, conditional):
    image = gan.generate(seeds=[3])[0]
    with pytest.warns(UserWarning, match=r"in \[0, 1\]. .*`2 \* image - 1`"):
        gan.project((image + 1) / 2, steps=1)
    # The label of one picture may be in a list, as for other images.
    found = conditional.project(image, labels=[2], steps=1)
    np.testing.assert_array_equal(found.code[1], [[0, 0, 1]])


def test_truncated_images_are_those_of_truncated_latents(gan):
    z = gan.sample_latents(5, 3)
    expected = gan.predict(kg.latent.truncated(z, 0.5), verbose=0)
    found = gan.generate(5, seed=3, truncation=0.5)
    np.testing.assert_allclose(found, expected, atol=1e-6)


# === Directions ===


def test_directions_of_the_first_layer(gan, conditional):
    (kernel,) = values([gan.generator.layers[0].kernel])
    np.testing.assert_array_equal(gan.directions(3), kg.latent.sefa(kernel, 3))
    kernel = values(conditional.generator.weights)[0]
    assert kernel.shape[0] == 9  # Latents, then labels.
    np.testing.assert_array_equal(conditional.first_weights(), kernel[:6])


def test_there_are_eight_directions_or_as_many_as_the_latent_has(gan):
    for method in ("sefa", "pca"):
        found = gan.directions(method=method)
        assert found.shape == (6, 6)
        np.testing.assert_array_equal(found, gan.directions(6, method=method))
    assert kg.GAN(SHAPE, 9, width=2).directions().shape == (8, 9)


def test_directions_of_styles_are_those_that_all_layers_read():
    model = tiny_stylegan2()
    synthesis = model.ema_generator.get_layer("synthesis")
    w = np.random.default_rng(0).normal(size=(1, 4)).astype("float32")
    affine = [x.affine for x in synthesis.layers if hasattr(x, "affine")]
    changes = [
        np.concatenate(values([x(w) - x(0 * w) for x in affine]), axis=1)
    ]
    # The affine layers are equalised: all by the same factor.
    found = w @ model.first_weights() / np.sqrt(4)
    np.testing.assert_allclose(found, changes[0], rtol=1e-4, atol=1e-5)
    directions = model.directions(2, method="pca")
    expected = kg.latent.principal_directions(
        model.random_codes(1000, None, 0), 2
    )
    np.testing.assert_array_equal(directions, expected)


def test_directions_of_biggan_stay_within_a_chunk():
    model = quick("biggan")
    weights = model.first_weights()
    assert weights.shape[0] == 4
    # Two chunks, each of which is read by columns of its own.
    reads = np.abs(weights.reshape(2, 2, -1)).sum(1) > 0
    assert (reads.sum(0) == 1).all() and reads.any(1).all()


def test_principal_directions_move_images_more_than_others(gan):
    z = gan.sample_latents(200, 1)
    most, least = gan.directions(6, method="pca")[[0, -1]]

    def change(direction):
        moved = gan.predict(z + direction, verbose=0)
        return np.square(moved - gan.predict(z, verbose=0)).mean()

    assert change(most) > change(least)


# === Projection ===


@slow_on_jax
@pytest.mark.parametrize(
    # A step of a StyleGAN2 that is not compiled takes long.
    "kind, steps, share",
    [("gan", 20, 0.6), ("conditional", 20, 0.6), ("stylegan2", 6, 0.9)],
)
def test_a_generated_image_is_found_again(kind, steps, share, request):
    model = request.getfixturevalue(kind)
    (image,) = model.generate(seeds=[85])
    seen = []
    found = model.project(
        image,
        steps=steps,
        prior_weight=0.0,
        learning_rate=0.1,
        on_step=lambda step, distance: seen.append((step, distance)),
    )
    start = found.history[0]
    assert found.distance < share * start, (found.distance, start)
    np.testing.assert_allclose(
        model.decode(found.code)[0], found.image, atol=1e-4
    )
    expected = np.sqrt(np.square(found.image - image).mean())
    np.testing.assert_allclose(found.distance, expected, rtol=1e-3)
    assert [step for step, _ in seen] == [*range(1, steps + 1)]
    assert seen[-1][1] == found.distance


def test_uniform_latents_stay_in_their_range():
    keras.utils.set_random_seed(0)
    model = kg.GAN(SHAPE, 3, width=2, latent="uniform")
    found = model.project(np.ones(SHAPE, "float32"), steps=5, learning_rate=1.0)
    assert np.abs(found.code).max() <= 1
