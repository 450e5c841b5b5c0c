"""A picture's content in another one's style."""

import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from keras_gans.style.color import luminance
from tests.helpers import SHARED
from tests.helpers import needs_shared
from tests.helpers import slow_to_compile
from tests.style.helpers import LAYERS
from tests.style.helpers import picture


def make(weights, **kwargs):
    arguments = {"content_layers": LAYERS[-1:], "style_layers": LAYERS}
    return kg.StyleTransfer(weights, **arguments | kwargs)


def stylize(weights, **kwargs):
    arguments = {"steps": 5, "verbose": False} | kwargs
    return make(weights).stylize(
        picture(seed=3), style=picture(14, 18, seed=1), **arguments
    )


def test_the_gradient_is_that_of_finite_differences(weights):
    evaluate = make(weights)._objective(picture(seed=1), picture(seed=2))
    image = picture(seed=3) / 2
    _, gradient = evaluate(image)
    rng = np.random.default_rng(0)
    for _ in range(3):
        direction = rng.standard_normal(image.shape).astype("float32")
        direction *= np.sign(gradient) * np.sign(direction)  # No cancellation.
        up, down = (
            evaluate(image + h * direction)[0]["loss"] for h in (5e-4, -5e-4)
        )
        expected = (gradient * direction).sum()
        assert np.isclose((up - down) / 1e-3, expected, rtol=1e-2)


@slow_to_compile
@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
@pytest.mark.parametrize("start", ["content", "noise"])
def test_the_losses_fall(weights, optimizer, start):
    image, history = stylize(
        weights, optimizer=optimizer, start=start, steps=20
    )
    assert image.shape == (16, 12, 3)
    assert image.dtype == np.float32
    assert np.abs(image).max() <= 1
    assert list(history) == ["loss", "content_loss", "style_loss", "tv_loss"]
    assert history["loss"][-1] < 0.9 * history["loss"][0]
    assert history["style_loss"][-1] < history["style_loss"][0]
    if start == "noise":
        assert history["content_loss"][-1] < history["content_loss"][0]
    else:
        assert history["content_loss"][0] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("optimizer", ["lbfgs", "adam"])
def test_the_callback_sees_each_step(weights, optimizer):
    seen = []
    image, history = stylize(
        weights, optimizer=optimizer, callback=lambda *step: seen.append(step)
    )
    assert [step for step, _, _ in seen] == [1, 2, 3, 4, 5]
    assert [losses["loss"] for *_, losses in seen] == history["loss"][1:]
    np.testing.assert_array_equal(seen[-1][1], image)


def test_a_seed_repeats_the_noise(weights):
    a, b, c = (
        stylize(weights, start="noise", steps=2, seed=s).image
        for s in (1, 1, 2)
    )
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, c)


@pytest.mark.parametrize("colors", ["luminance", "histogram"])
def test_colours_of_the_content_are_kept(weights, colors):
    transfer = make(weights)
    content = picture() * [0.9, 0.3, 0.1]
    style = picture(seed=1) * [0.1, 0.3, 0.9]
    kept, lost = (
        transfer.stylize(
            content, style=style, steps=5, colors=c, verbose=False
        ).image
        for c in (colors, "style")
    )
    if colors == "luminance":
        hue = content - luminance(content)
        # Where nothing was clipped.
        inside = np.abs(kept).max(axis=-1) < 1
        assert np.allclose((kept - luminance(kept))[inside], hue[inside])
    spread = content.std(axis=(0, 1))

    def distance(image):
        return np.abs(image.std(axis=(0, 1)) - spread).sum()

    assert distance(kept) < distance(lost)


def test_grey_pictures_are_repeated(weights):
    grey = picture(channels=1)
    arguments = {"steps": 2, "verbose": False}
    a = make(weights).stylize(grey, style=grey, **arguments).image
    colour = np.repeat(grey, 3, axis=-1)
    b = make(weights).stylize(colour, style=colour, **arguments).image
    np.testing.assert_array_equal(a, b)


def test_losses_do_not_depend_on_how_vgg19_is_scaled(weights, tmp_path):
    """The published weights and the normalised ones give one picture."""
    with np.load(weights) as file:
        arrays = dict(file)
    for name in ("block1_conv1/kernel", "block1_conv1/bias"):
        arrays[name] = 4 * arrays[name]
    for name in ("block1_conv2/bias", "block2_conv1/bias"):
        arrays[name] = 4 * arrays[name]
    np.savez(tmp_path / "scaled.npz", **arrays)
    a, b = (
        stylize(path).history["loss"]
        for path in (weights, tmp_path / "scaled.npz")
    )
    assert np.allclose(a, b, rtol=1e-3)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"content": picture(3, 9)}, "content must be at least 4.*3x9"),
        ({"style": picture()[..., :2]}, r"style must be of shape.*, 2\)"),
        ({"style": 3 * picture()}, r"style must lie in \[-1, 1\].*from -"),
        ({"content": picture() * np.nan}, "content must be finite"),
        ({"steps": 0}, "steps must be a positive integer"),
        ({"optimizer": "bfgs"}, "Did you mean 'lbfgs'"),
        ({"start": "nois"}, "Did you mean 'noise'"),
        ({"colors": "luminosity"}, "Did you mean 'luminance'"),
    ],
)
def test_bad_input_is_refused(weights, change, message):
    arguments = {"content": picture(), "style": picture(), "steps": 1}
    with pytest.raises(ValueError, match=message):
        make(weights).stylize(**arguments | change)


def test_integers_are_refused(weights):
    pixels = np.zeros((8, 8, 3), "uint8")
    with pytest.raises(TypeError, match="scale.*dtype uint8"):
        make(weights).stylize(pixels, style=picture())


def test_a_file_is_no_picture_until_it_is_read(weights, tmp_path):
    for path in ("a.jpg", tmp_path):
        with pytest.raises(TypeError, match="style must be.*load_picture`"):
            make(weights).stylize(picture(), style=path)


def test_weights_of_losses_are_not_negative(weights):
    with pytest.raises(ValueError, match="style_weight must be a finite"):
        make(weights, style_weight=-1)


@needs_shared
@pytest.mark.slow
def test_real_pictures():
    """Both losses fall, and both optimizers end within a tenth."""
    from sklearn.datasets import load_sample_image

    layers = ("block1_conv1", "block2_conv1", "block3_conv1")
    transfer = kg.StyleTransfer(
        SHARED / "vgg19" / "vgg19_normalised_to_block3_conv1.npz",
        content_layers=layers[-1:],
        style_layers=layers,
    )
    china, flower = (
        np.asarray(Image.fromarray(load_sample_image(name)).resize((48, 32)))
        for name in ("china.jpg", "flower.jpg")
    )

    def losses(**kwargs):
        pictures = map(kg.datasets.scale, (china, flower))
        content, style = pictures
        result = transfer.stylize(content, style=style, verbose=False, **kwargs)
        return result.history

    history = losses(start="noise", steps=30)
    for name in ("content_loss", "style_loss"):
        assert history[name][-1] < 0.9 * history[name][0]
    first, second = (
        losses(optimizer=optimizer, steps=100)["loss"]
        for optimizer in ("lbfgs", "adam")
    )
    assert max(first[-1], second[-1]) < 0.5 * first[0]
    assert second[-1] == pytest.approx(first[-1], rel=0.1)


def test_pictures_in_0_to_1_are_asked_about(weights):
    transfer, style = make(weights), picture(14, 18, seed=1)
    arguments = {"steps": 1, "verbose": False}
    with pytest.warns(UserWarning, match=r"of content is .*2 \* content"):
        transfer.stylize((picture() + 1) / 2, style=style, **arguments)
    # A bright picture of a file has pixels of 256 levels.
    pixels = np.random.default_rng(0).integers(128, 256, (16, 12, 3))
    transfer.stylize(kg.datasets.scale(pixels), style=style, **arguments)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"start": picture()}, "start must be one of content, noise"),
        ({"callback": "print"}, "callback must be a function or None"),
    ],
)
def test_other_arguments_are_refused_before_the_first_step(
    weights, arguments, message
):
    with pytest.raises(ValueError, match=message):
        stylize(weights, **arguments)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (
            {"content_weight": 0, "style_weight": 0, "tv_weight": 0},
            "must be above 0.*for all three",
        ),
        ({"style_layers": {"block1_conv1": 0}}, "style_layers must have a wei"),
        ({"style_layers": {"block1_conv1": -1}}, r"style_layers\['block1_conv"),
    ],
)
def test_a_loss_of_nothing_is_refused(weights, arguments, message):
    with pytest.raises(ValueError, match=message):
        make(weights, **arguments)


def test_a_layer_that_is_named_twice_counts_once(weights):
    names = [*LAYERS, LAYERS[0]]
    loss = make(weights, style_layers=names).loss
    assert loss.style_layers == {name: 1 / len(LAYERS) for name in LAYERS}
