"""The latent whose image is nearest to a picture."""

import typing

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.latent.points import check_broadcast
from keras_gans.latent.points import finite
from keras_gans.utils.checks import check_above_0
from keras_gans.utils.checks import check_function
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight

BETA_2 = 0.9


class Projection(typing.NamedTuple):
    """What was found for a picture.

    Attributes:
        code: The point of the latent space, as `decode` takes it, one row.
        image: Float32 array, its image in [-1, 1].
        distance: Float, the root of the mean squared difference of the pixels.
        start: Integer, the row of the start that led there.
        history: List of floats, the distance of the best so far, at the start
            and after each step.
    """

    code: typing.Any
    image: np.ndarray
    distance: float
    start: int
    history: list


def project(
    decode,
    starts,
    picture,
    *,
    steps=200,
    learning_rate=0.05,
    features=None,
    feature_weight=1.0,
    prior_weight=0.01,
    center=0.0,
    scale=1.0,
    bound=None,
    on_step=None,
):
    """Finds a latent whose image is like a picture, by Adam.

    Karras et al. 2020 (arXiv:1912.04958), appendix D, in short: the loss is the
    mean squared difference of the pixels, and of features if there are any,
    plus `prior_weight` times the mean square of the latent's distance to the
    centre, which keeps it where the generator was trained. Several starts are
    followed at once, and the point of the lowest loss is returned. The learning
    rate falls to 0 along a cosine.

    Args:
        decode: Function of a tensor `(n, dim)` that returns images, a tensor
            `(n, *shape)` in [-1, 1].
        starts: Float array `(n, dim)`, latents to start from.
        picture: Float array `shape` in [-1, 1].
        steps: Positive integer.
        learning_rate: Positive float, in units of `scale`.
        features: Function of a batch of images, a tensor, that returns a tensor
            `(n, ...)` or a list of them, through which gradients pass; or
            `None` for pixels alone.
        feature_weight: Non-negative float; features are compared by their mean
            squared difference relative to the mean square of the picture's.
        prior_weight: Non-negative float.
        center: Number or array `(dim,)`, the mean of latents.
        scale: Positive number, their standard deviation.
        bound: Positive float, the largest absolute value of a latent, or `None`
            for no bound.
        on_step: Function of the number of a step, from 1, and of the distance
            of the best so far; or `None`.

    Returns:
        `Projection`, whose code is of shape `(1, dim)`.

    Raises:
        ValueError: If a number or an array is none of these, or the picture is
            of another shape than the images.
    """
    check_positive(steps=steps)
    check_above_0(learning_rate=learning_rate, scale=scale)
    if bound is not None:
        check_above_0(bound=bound)
    check_weight(feature_weight=feature_weight, prior_weight=prior_weight)
    check_function(features=features, on_step=on_step)
    if features is None and feature_weight != 1.0:
        raise ValueError(
            "feature_weight is the weight of features: give a function "
            "features=, or leave it out. "
            f"Received: feature_weight={feature_weight}, features=None"
        )
    starts = finite("starts", starts, ("n", "dim")).astype("float32")
    picture, center = finite("picture", picture), finite("center", center)
    shape = tuple(decode(ops.convert_to_tensor(starts)).shape[1:])
    if picture.shape != shape:
        raise ValueError(
            f"picture must be one image of shape {shape}, as decode makes "
            f"them. Received: an array of shape {picture.shape}"
        )
    if np.abs(picture).max() > 1.001:
        raise ValueError(
            "picture must lie in [-1, 1]; `picture / 127.5 - 1` brings values "
            "from 0 to 255 there. "
            f"Received: values from {picture.min():g} to {picture.max():g}"
        )
    check_broadcast(center=center, **{"one start": starts[0]})
    target = ops.convert_to_tensor(picture.astype("float32")[None])
    center = ops.convert_to_tensor(center.astype("float32"))
    wanted = _features(features, target)
    code = keras.Variable(starts)
    optimizer = keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(learning_rate * scale, steps),
        beta_2=BETA_2,
    )
    optimizer.build([code])

    def losses():
        images = decode(code.value)
        pixels = _mean_square(images - target)
        total = pixels + prior_weight * _mean_square(
            (code.value - center) / scale
        )
        for made, real in zip(_features(features, images), wanted):
            total = total + feature_weight * _mean_square(
                made - real
            ) / ops.maximum(_mean_square(real), keras.config.epsilon())
        # Starts do not see each other: the gradient of a sum is their own.
        return ops.sum(total), (total, pixels, images)

    best = _Best()
    for step in range(steps + 1):
        (_, found), pull = backend.pullback(losses, [code], [code])
        best.see(code, *found)
        if step:
            on_step and on_step(step, best.distance)
        if step < steps:
            backend.apply(optimizer, pull(), [code])
            if bound is not None:
                code.assign(ops.clip(code.value, -bound, bound))
    return best.projection()


class _Best:
    """The point of the lowest loss so far."""

    def __init__(self):
        self.loss = np.inf
        self.history = []

    def see(self, *found):
        codes, losses, pixels, images = map(ops.convert_to_numpy, found)
        i = int(losses.argmin())
        if losses[i] < self.loss:
            self.loss = losses[i]
            self.distance = float(np.sqrt(pixels[i]))
            self.code, self.image = codes[i : i + 1].copy(), images[i].copy()
            self.start = i
        self.history.append(self.distance)

    def projection(self):
        return Projection(
            self.code, self.image, self.distance, self.start, self.history
        )


def _features(function, images):
    """The features of images, a list of tensors."""
    found = [] if function is None else keras.tree.flatten(function(images))
    if any(isinstance(x, np.ndarray) for x in found):
        raise ValueError(
            "features must return tensors, through which gradients pass, such "
            "as outputs of a Keras model. Received: a function that returns "
            "NumPy arrays"
        )
    return found


def _mean_square(x):
    """The mean of squares of each row, `(n,)`."""
    axes = tuple(range(1, len(x.shape)))
    return ops.mean(ops.square(x), axis=axes)
