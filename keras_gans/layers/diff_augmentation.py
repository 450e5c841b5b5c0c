"""Differentiable augmentation of what a discriminator sees."""

import keras
from keras import ops

from keras_gans.layers.augmentation import Augmentation
from keras_gans.layers.augmentation import drawn
from keras_gans.layers.augmentation import each
from keras_gans.layers.augmentation import recolored
from keras_gans.layers.inputs import check_images
from keras_gans.utils.near_names import did_you_mean


def color(images, draws):
    """Brightness, saturation and contrast, by draws `(3, n)` in [0, 1)."""

    def change(x):
        x = x + each(draws[0] - 0.5, x)
        grey = ops.mean(x, axis=-1, keepdims=True)
        x = grey + (x - grey) * each(2.0 * draws[1], x)
        mean = ops.mean(x, axis=(1, 2, 3), keepdims=True)
        return mean + (x - mean) * each(0.5 + draws[2], x)

    return recolored(images, change)


def translation(images, draws):
    """Shifts by whole pixels, an eighth or less; draws `(2, n)` in [0, 1).

    What comes in from outside is 0.
    """
    for axis, pattern in ((1, "nij,njwc->niwc"), (2, "nij,nhjc->nhic")):
        size = images.shape[axis]
        most = _rounded(size / 8)
        shift = ops.floor(draws[axis - 1] * (2 * most + 1)) - most
        place = ops.arange(size, dtype="float32")
        source = place[None, :, None] - shift[:, None, None]
        # A product with a matrix for each image, which moves its rows.
        moves = ops.cast(source == place[None, None, :], images.dtype)
        images = ops.einsum(pattern, moves, images)
    return images


def cutout(images, draws):
    """Zeros in a rectangle of half the size; draws `(2, n)` in [0, 1).

    The middle of the rectangle is anywhere in the image.
    """
    kept = False
    for axis in (1, 2):
        size = images.shape[axis]
        length = _rounded(size / 2)
        middle = ops.floor(draws[axis - 1] * (size + 1 - length % 2))
        shape = [size if i == axis else 1 for i in range(4)]
        place = ops.reshape(ops.arange(size, dtype="float32"), shape)
        start = each(middle - length // 2, images)
        is_outside = (place < start) | (place >= start + length)
        kept = ops.logical_or(is_outside, kept)
    return images * ops.cast(kept, images.dtype)


def _rounded(x):
    return int(x + 0.5)


# What is done to an image, and how many random numbers it takes.
POLICIES = {
    "color": (color, 3),
    "translation": (translation, 2),
    "cutout": (cutout, 2),
}


@keras.saving.register_keras_serializable("keras_gans")
class DiffAugmentation(Augmentation):
    """Differentiable augmentation ("DiffAugment").

    Zhao et al. 2020 (arXiv:2006.10738), section 3 and the authors' code. Every
    image is changed in each way of the policy:

    - `"color"`: brightness by U(-0.5, 0.5), saturation by the factor U(0, 2),
      contrast by the factor U(0.5, 1.5). Grey images have no saturation.
    - `"translation"`: shifts by up to an eighth of the size, in whole pixels.
      What comes in from outside is 0, the middle grey.
    - `"cutout"`: a rectangle of half the size, anywhere, becomes 0.

    The paper takes all three for hundreds of images and two of them for tens of
    thousands. All discriminators that score images can be trained so.

    Args:
        policy: Names with commas between, or a list of names, in the order in
            which they are done.

    Call arguments: as for `Augmentation`.

    Raises:
        ValueError: If a name is unknown, or there is none.
    """

    def __init__(self, policy="color,translation,cutout", **kwargs):
        super().__init__(**kwargs)
        self.policy = _names(policy)

    def draw(self, n, seed):
        return {
            name: drawn(keras.random.uniform, POLICIES[name][1], n, seed)
            for name in self.policy
        }

    def transform(self, images, draws):
        check_images(self, images)
        for name in self.policy:
            change, _ = POLICIES[name]
            images = change(images, draws[name])
        return images

    def get_config(self):
        return {**super().get_config(), "policy": ",".join(self.policy)}


def _names(policy):
    is_list = isinstance(policy, list | tuple)
    names = policy if is_list else str(policy).split(",")
    names = tuple(str(name).strip() for name in names)
    wrong = [name for name in names if name not in POLICIES]
    if wrong or not names or len({*names}) < len(names):
        hint = did_you_mean(wrong[0], POLICIES) if wrong else ""
        raise ValueError(
            f"policy must name some of {', '.join(POLICIES)}, each once, such "
            f"as 'color,translation'.{hint} Received: policy={policy!r}"
        )
    return names
