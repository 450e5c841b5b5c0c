"""Adaptive augmentation of what a discriminator sees."""

import math

import keras
from keras import ops

from keras_gans.layers.augmentation import Augmentation
from keras_gans.layers.augmentation import drawn
from keras_gans.layers.augmentation import each
from keras_gans.layers.augmentation import recolored
from keras_gans.layers.inputs import check_images
from keras_gans.layers.sampling import middle_grid
from keras_gans.layers.sampling import rotation
from keras_gans.layers.sampling import sampled
from keras_gans.utils.checks import check_decay
from keras_gans.utils.checks import check_positive
from keras_gans.utils.layers import add_state


@keras.saving.register_keras_serializable("keras_gans")
class AdaptiveAugmentation(Augmentation):
    """Augmentation whose strength follows the overfitting ("ADA").

    Karras et al. 2020 (arXiv:2006.06676), section 3.1 and appendix B, the
    transformations that the paper found best:

    - pixels: flips sideways, quarter turns, shifts by up to an eighth of the
      size in whole pixels;
    - geometry: the scale by a factor of 2^N(0, 0.2), a rotation, the aspect by
      2^N(0, 0.2), another rotation, a shift by N(0, 0.125) of the size;
    - colour: brightness by N(0, 0.2), contrast by the factor 2^N(0, 0.5), the
      luma inverted, the hue rotated, saturation by the factor 2^N(0, 1). Grey
      images have no hue and no saturation.

    Each is made with probability p. It starts at 0 and rises while the
    discriminator overfits, which is when r, the mean sign of its scores of real
    images, is above the target; otherwise it falls. With p below 0.8 the
    generator learns to make images that are not augmented. A model logs p as
    `augmentation_p` and r as `real_sign`.

    Two things are simpler than in the authors' code. Images are interpolated
    linearly, without the filter against aliasing. All sizes of a list are moved
    by the same random numbers, in whole pixels of each size.

    Args:
        target: Float in (0, 1), the target of r.
        images: Positive integer, the number of real images after which p can
            reach 1. The paper takes 500,000, and 100,000 for a transfer.
        every: Positive integer, discriminator updates between changes of p.

    Call arguments: as for `Augmentation`.

    Attributes:
        p: Float32 variable, the probability.
        has_model: Whether a model follows it, whose scores set p.
    """

    has_model = False

    def __init__(self, target=0.6, images=500_000, every=4, **kwargs):
        super().__init__(**kwargs)
        check_decay(target=target)
        check_positive(images=images, every=every)
        self.target = float(target)
        self.images = int(images)
        self.every = int(every)
        # Since the last change of p: the sum of signs, images and updates.
        self.p, self.signs, self.count, self.updates = (
            add_state(self, name) for name in ("p", "signs", "count", "updates")
        )

    def adapt(self, sign, n):
        """Moves p every few updates of the discriminator.

        Args:
            sign: Float32 scalar, the mean sign of the scores of real images.
            n: Integer scalar, number of real images of the update.
        """
        n = ops.cast(n, "float32")
        signs = self.signs.value + sign * n
        count = self.count.value + n
        updates = self.updates.value + 1.0
        change = ops.sign(signs / count - self.target) * count / self.images
        is_due = updates >= self.every
        new = ops.clip(self.p.value + change, 0.0, 1.0)
        self.p.assign(ops.where(is_due, new, self.p.value))
        for variable, value in (
            (self.signs, signs),
            (self.count, count),
            (self.updates, updates),
        ):
            variable.assign(ops.where(is_due, 0.0, value))

    def draw(self, n, seed):
        def numbers(random, count):
            return ops.unstack(drawn(random, count, n, seed), count)

        uniform, normal = keras.random.uniform, keras.random.normal
        flip, turn, x, y, first, second, inversion, hue = numbers(uniform, 8)
        zoom, aspect, dx, dy, light, contrast, colors = numbers(normal, 7)
        values = {
            "flip": ops.floor(2.0 * flip),
            "turn": ops.floor(4.0 * turn),
            "pixels": (ops.stack([x, y]) - 0.5) / 4.0,
            "zoom": 0.2 * zoom,
            "rotation": _angle(first),
            "aspect": 0.2 * aspect,
            "second_rotation": _angle(second),
            "shift": ops.stack([dx, dy]) / 8.0,
            "brightness": 0.2 * light,
            "contrast": 0.5 * contrast,
            "inversion": ops.floor(2.0 * inversion),
            "hue": _angle(hue),
            "saturation": colors,
        }
        p = self.p.value
        # One or both of the two rotations, with probability p.
        one = 1.0 - ops.sqrt(1.0 - p)
        limits = ops.stack([one if "rotation" in v else p for v in values])
        chances = drawn(uniform, len(values), n, seed)
        # What is not done has the value 0, which changes nothing.
        are_done = ops.cast(chances < limits[:, None], "float32")
        return {
            name: is_done * value
            for is_done, (name, value) in zip(
                ops.unstack(are_done, len(values)), values.items(), strict=True
            )
        }

    def transform(self, images, draws):
        check_images(self, images, channels=(1, 3, 4))
        moved = sampled(images, *_places(draws, *images.shape[1:3]))
        return recolored(moved, lambda colors: _colored(colors, draws))

    def get_config(self):
        return {
            **super().get_config(),
            "target": self.target,
            "images": self.images,
            "every": self.every,
        }


def _angle(number):
    return 2.0 * math.pi * (number - 0.5)


def _places(draws, height, width):
    """Where pixels come from: what moves them, inverted, the last of it first.

    Shifts in pixels come before quarter turns here, which makes no difference
    to chance, so that all rotations are one.
    """
    x, y = middle_grid(height, width)
    shift, pixels = draws["shift"], draws["pixels"]
    x, y = x - _grid(shift[0] * width), y - _grid(shift[1] * height)
    zoom, aspect = 2.0 ** draws["zoom"], 2.0 ** draws["aspect"]
    scale = ops.stack([1.0 / (zoom * aspect), aspect / zoom], axis=-1)
    turned = draws["rotation"] + draws["turn"] * (math.pi / 2.0)
    linear = rotation(turned) @ (
        scale[:, :, None] * rotation(draws["second_rotation"])
    )
    a, b, c, d = (_grid(linear[:, i, j]) for i in (0, 1) for j in (0, 1))
    x, y = a * x + b * y, c * x + d * y
    x = x - _grid(ops.round(pixels[0] * width))
    y = y - _grid(ops.round(pixels[1] * height))
    return _grid(1.0 - 2.0 * draws["flip"]) * x, y


def _grid(numbers):
    """Numbers `(n,)` in a shape that broadcasts with a grid for each image."""
    return numbers[:, None, None]


def _colored(colors, draws):
    contrast = 2.0 ** draws["contrast"] * (1.0 - 2.0 * draws["inversion"])
    colors = colors + each(draws["brightness"], colors)
    if colors.shape[-1] == 1:
        return colors * each(contrast, colors)
    return ops.einsum("nij,nhwj->nhwi", _mixing(draws), colors)


def _mixing(draws):
    """Matrices `(n, 3, 3)` that mix the channels of colours."""
    grey, same = ops.full((3, 3), 1.0 / 3.0), ops.eye(3)
    turn = ops.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], "float32")
    contrast, inversion, hue, saturation = (
        _grid(draws[name])
        for name in ("contrast", "inversion", "hue", "saturation")
    )
    # Rodrigues's formula, about the grey axis.
    rotated = (
        same
        + (1.0 - ops.cos(hue)) * (grey - same)
        + ops.sin(hue) * turn / math.sqrt(3.0)
    )
    inverted = same - 2.0 * inversion * grey
    saturated = same + (2.0**saturation - 1.0) * (same - grey)
    return saturated @ rotated @ inverted * 2.0**contrast
