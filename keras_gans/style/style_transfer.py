"""StyleTransfer: optimises a picture towards the style of another."""

import contextlib
import typing

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.images.files import as_rgb
from keras_gans.style.color import luminance
from keras_gans.style.color import match_histogram
from keras_gans.style.color import match_luminance
from keras_gans.style.color import with_luminance
from keras_gans.style.optimizers import OPTIMIZERS
from keras_gans.style.perceptual_loss import CONTENT_LAYERS
from keras_gans.style.perceptual_loss import LOSSES
from keras_gans.style.perceptual_loss import STYLE_LAYERS
from keras_gans.style.perceptual_loss import PerceptualLoss
from keras_gans.utils.checks import check_function
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.progress import progress_bar

STARTS = ("content", "noise")
COLORS = ("style", "luminance", "histogram")


class Stylized(typing.NamedTuple):
    """The result of style transfer.

    Attributes:
        image: Float32 array `(height, width, 3)` in [-1, 1].
        history: Dictionary of lists with one value at the start and one after
            each step: `loss`, and without their weights `content_loss`,
            `style_loss` and `tv_loss`.
    """

    image: np.ndarray
    history: dict


class StyleTransfer:
    """Paints the content of one picture in the style of another.

    Gatys, Ecker and Bethge 2016, "Image Style Transfer Using Convolutional
    Neural Networks" (CVPR; arXiv:1508.06576): the pixels are optimised until
    VGG-19's features match those of the content, and their Gram matrices match
    those of the style. Losses are relative to their targets (see
    `keras_gans.style.losses`), so the weights are not the paper's.

    Args:
        weights: Weights of VGG-19: `"imagenet"`, or a file, which may hold only
            the first layers, as for `keras_gans.style.load_vgg19`.
        content_layers: Names of layers, or a dictionary from names to weights.
        style_layers: The same.
        content_weight: Number, at least 0.
        style_weight: Number, at least 0.
        tv_weight: Number, at least 0; weight of the total variation, which
            reduces noise.
        pooling: `"average"`, as in the paper, or `"max"`.
        padding: `"reflect"` or `"zero"`.

    Raises:
        ConnectionError: If ImageNet's weights are not in Keras's cache and
            cannot be downloaded.
        ValueError: If a layer is unknown or not in the weights.

    Example:

    ```python
    transfer = kg.StyleTransfer()
    content = kg.style.load_picture("harbour.jpg", size=512)
    style = kg.style.load_picture("painting.jpg", size=512)
    image, history = transfer.stylize(content, style=style, steps=300)
    ```
    """

    def __init__(
        self,
        weights="imagenet",
        *,
        content_layers=CONTENT_LAYERS,
        style_layers=STYLE_LAYERS,
        content_weight=1.0,
        style_weight=10.0,
        tv_weight=1.0,
        pooling="average",
        padding="reflect",
    ):
        self.loss = PerceptualLoss(
            weights,
            content_layers=content_layers,
            style_layers=style_layers,
            content_weight=content_weight,
            style_weight=style_weight,
            tv_weight=tv_weight,
            pooling=pooling,
            padding=padding,
        )

    def stylize(
        self,
        content,
        *,
        style,
        steps=300,
        optimizer="lbfgs",
        start="content",
        colors="style",
        seed=0,
        callback=None,
        verbose=True,
    ):
        """Paints a content in a style.

        Args:
            content: Float array `(height, width, 1 or 3)` in [-1, 1].
            style: The same, of any size.
            steps: Positive integer, steps of the optimizer.
            optimizer: `"lbfgs"` or `"adam"`.
            start: The image to start from: `"content"`, or `"noise"`, as in
                the paper.
            colors: Colours of the result: `"style"` takes the style's. Two
                values keep the content's (Gatys et al. 2016,
                arXiv:1606.05897): `"luminance"` transfers brightness only, and
                `"histogram"` first recolours the style like the content.
            seed: Non-negative integer, seed of the noise.
            callback: `None`, or a function that is called after each step with
                the number of the step, the image and its losses.
            verbose: Whether to show a progress bar.

        Returns:
            `Stylized`: the image, in the size of the content, and the losses.

        Raises:
            TypeError: If an image holds integers, or is a path.
            ValueError: If an image has another shape, values outside [-1, 1],
                or too few pixels for the layers, or another argument is
                outside its range.
        """
        check_positive(steps=steps)
        check_seed(seed)
        check_name("optimizer", optimizer, OPTIMIZERS)
        check_name("start", start, STARTS)
        check_name("colors", colors, COLORS)
        check_function(callback=callback)
        smallest = self.loss.features.smallest
        original = as_rgb("content", content, smallest)
        style = as_rgb("style", style, smallest)
        content, style = _match_colors(original, style, colors)
        image = content
        if start == "noise":
            rng = np.random.default_rng(seed)
            image = rng.uniform(-1, 1, content.shape).astype("float32")
        evaluate = self._objective(content, style)
        history = {name: [value] for name, value in evaluate(image)[0].items()}

        def finished(image):
            if colors == "luminance":
                image = with_luminance(original, image)
            return np.asarray(image, "float32")

        with _progress(steps, verbose) as show:

            def on_step(image, losses):
                for name, value in losses.items():
                    history[name].append(value)
                show(losses)
                if callback is not None:
                    step = len(history["loss"]) - 1
                    callback(step, finished(image), losses)

            image = OPTIMIZERS[optimizer](evaluate, image, steps, on_step)
        return Stylized(finished(image), history)

    def _objective(self, content, style):
        """A function from an image to its losses and the gradient, in NumPy."""
        content_target = self.loss.content(_batch(content))
        style_target = self.loss.style(_batch(style))
        variable = keras.Variable(_batch(content), dtype="float32")

        def evaluate(image):
            variable.assign(_batch(image))
            (_, losses), pull = backend.pullback(
                lambda: self.loss(variable, content_target, style_target),
                [variable],
                [variable],
            )
            (gradient,) = pull()
            return (
                {name: float(losses[name]) for name in LOSSES},
                ops.convert_to_numpy(gradient)[0],
            )

        return evaluate


def _match_colors(content, style, colors):
    """The content and the style to compare with, after matching colours."""
    if colors == "luminance":
        return luminance(content), match_luminance(style, content)
    if colors == "histogram":
        return content, match_histogram(style, content)
    return content, style


def _batch(image):
    return np.asarray(image, "float32")[None]


@contextlib.contextmanager
def _progress(steps, verbose):
    """A progress bar with losses; yields a function to call after a step."""
    with progress_bar(disable=not verbose) as progress:
        task = progress.add_task("style transfer", total=steps)

        def show(losses):
            text = ", ".join(
                f"{name.removesuffix('_loss')} {losses[name]:.3g}"
                for name in ("content_loss", "style_loss")
            )
            progress.update(task, advance=1, description=text)

        yield show
