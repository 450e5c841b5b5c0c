"""StyleGAN2's settings: configurations by name, and their checks."""

import keras
from keras import ops

from keras_gans.networks.sizes import check_images
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight

RATE = 2e-3
# Those that StyleGAN2 adds to the arguments of its bases.
SETTINGS = (
    "depth",
    "r1_weight",
    "r1_every",
    "path_weight",
    "path_every",
    "ema_half_life",
    "bfloat16_sizes",
)


def _small(side):
    del side
    return {
        "latent_dim": 128,
        "width": 16,
        "depth": 2,
        "r1_weight": None,
        "path_every": 8,
        "ema_half_life": None,
        "bfloat16_sizes": 0,
    }


def _auto(side):
    return {
        "latent_dim": 512,
        "width": min(512, (16_384 if side < 512 else 32_768) // side),
        "depth": 2,
        "r1_weight": None,
        "path_every": 4,
        "ema_half_life": None,
        "bfloat16_sizes": 4 if side >= 256 else 0,
    }


def _paper(side):
    return {
        "latent_dim": 512,
        "width": min(512, 32_768 // side),
        "depth": 8,
        "r1_weight": 10.0,
        "path_every": 8,
        "ema_half_life": 10_000,
        "bfloat16_sizes": 0,
    }


# Functions of the longer side of an image, which return arguments.
CONFIGS = {"small": _small, "auto": _auto, "paper": _paper}
# Ours: what a CPU trains in hours.
RECOMMENDED = {
    name: {"config": "small"}
    for name in ("mnist", "fashion_mnist", "cifar10", "celeba")
} | {"digits": {"config": "small", "width": 8}}
SHARED = {"style_mixing": 0.9, "r1_every": 16, "path_weight": 2.0}


def configured(config, image_shape, **given):
    """Returns the arguments of a `StyleGAN2`, with those of a configuration.

    Args:
        config: Name of `CONFIGS`.
        image_shape: `(height, width, channels)`.
        **given: Arguments; those that are not `None` replace the
            configuration's.

    Raises:
        ValueError: On an unknown configuration or a value out of range.
    """
    check_name("config", config, CONFIGS)
    if "ema" in given:
        raise ValueError(
            "StyleGAN2 always averages the weights of its generator. Leave ema "
            "out, and set ema_half_life, such as 10000 images. "
            f"Received: ema={given['ema']!r}"
        )
    height, width, _ = check_images(image_shape)
    given = {name: value for name, value in given.items() if value is not None}
    arguments = SHARED | CONFIGS[config](max(height, width)) | given
    _check(**{name: arguments[name] for name in SETTINGS})
    return arguments


def _check(depth, r1_weight, r1_every, path_weight, path_every, **others):
    check_positive(depth=depth, r1_every=r1_every, path_every=path_every)
    check_weight(path_weight=path_weight)
    if r1_weight is not None:
        check_weight(r1_weight=r1_weight)
    check_at_least(0, bfloat16_sizes=others["bfloat16_sizes"])
    if others["ema_half_life"] is not None:
        check_positive(ema_half_life=others["ema_half_life"])


def lazy_adam(weight, every):
    """Adam, corrected for a regulariser's updates (appendix B).

    Args:
        weight: Float or `None`, the regulariser's weight; without a regulariser
            (0), nothing is corrected.
        every: Positive integer, other updates per update of the regulariser.
    """
    share = 1.0 if weight == 0 else every / (every + 1)
    return keras.optimizers.Adam(
        RATE * share, beta_1=0.0, beta_2=0.99**share, epsilon=1e-8
    )


def default_r1_weight(image_shape, n):
    """Gamma for batches of n images, by the authors' later code."""
    height, width, _ = image_shape
    return 2e-4 * height * width / ops.cast(n, "float32")


def default_half_life(t):
    """The half-life of the average after t updates, in batches."""
    return ops.minimum(312.5, 0.05 * t)
