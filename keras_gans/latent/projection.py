"""The latent whose image is nearest to a picture."""

import typing

import keras
import numpy as np
from keras import ops

from keras_gans import backend
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
        features: Function of a batch of images that returns a list of tensors
            `(n, ...)`, or `None` for pixels alone.
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
    """
    check_positive(steps=steps)
    check_weight(
        learning_rate=learning_rate,
        feature_weight=feature_weight,
        prior_weight=prior_weight,
    )
    target = ops.convert_to_tensor(np.asarray(picture, "float32")[None])
    center = ops.convert_to_tensor(np.asarray(center, "float32"))
    wanted = [] if features is None else features(target)
    code = keras.Variable(np.asarray(starts, "float32"))
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
        seen = [] if features is None else features(images)
        for made, real in zip(seen, wanted, strict=True):
            total = total + feature_weight * _mean_square(
                made - real
            ) / _mean_square(real)
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


def _mean_square(x):
    """The mean of squares of each row, `(n,)`."""
    axes = tuple(range(1, len(x.shape)))
    return ops.mean(ops.square(x), axis=axes)
