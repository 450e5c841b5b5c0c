"""Points in the plane, for fast tests of mode collapse."""

import numpy as np

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.checks import check_weight

_ANGLES = 2 * np.pi * np.arange(8) / 8
_STEPS = np.arange(-4.0, 5.0, 2.0)

# Published centres (k, 2) and standard deviation.
LAYOUTS = {
    "ring": (np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1), 0.01),
    "grid": (np.stack(np.meshgrid(_STEPS, _STEPS), -1).reshape(-1, 2), 0.05),
}


def gaussian_modes(layout="ring"):
    """The modes of `gaussians`, after scaling.

    The mixtures are those of Srivastava et al. 2017 (VEEGAN) and Lin et al.
    2018 (PacGAN); the ring has the proportions of Metz et al. 2017 (unrolled
    GAN). The published coordinates are divided by the largest one plus five
    sigma: 1.05 for the ring and 4.25 for the grid.

    Args:
        layout: `"ring"`, eight modes on the unit circle with sigma 0.01, or
            `"grid"`, 5x5 modes at a distance of 2 with sigma 0.05, before
            scaling.

    Returns:
        Centres, float32 `(k, 2)`, and the standard deviation of each
        coordinate, a float.
    """
    check_name("A layout", layout, LAYOUTS)
    centers, sigma = LAYOUTS[layout]
    scale = 1.0 / (centers.max() + 5 * sigma)
    return (scale * centers).astype("float32"), float(scale * sigma)


def sample_gaussians(n, layout="ring", seed=0):
    """Points of a mixture of equally likely Gaussians, as NumPy arrays.

    Args:
        n: Positive integer.
        layout: `"ring"` or `"grid"`, as for `gaussian_modes`.
        seed: Non-negative integer.

    Returns:
        Points, float32 `(n, 2)`, clipped to [-1, 1], and the index of the mode
        of each point, int32 `(n,)`.
    """
    check_positive(n=n)
    check_seed(seed)
    centers, sigma = gaussian_modes(layout)
    rng = np.random.default_rng(seed)
    labels = rng.integers(len(centers), size=n, dtype="int32")
    points = centers[labels] + sigma * rng.standard_normal((n, 2))
    return np.clip(points, -1, 1).astype("float32"), labels


def gaussians(batch_size=256, *, layout="ring", n=50_000, seed=0, **kwargs):
    """Points of a mixture of Gaussians, sampled once.

    Args:
        batch_size: Positive integer.
        layout: `"ring"` or `"grid"`, as for `gaussian_modes`.
        n: Positive integer, number of points in an epoch.
        seed: Non-negative integer, seeds the points and the order.
        **kwargs: `labels`, `shuffle`, as for `batches`. The labels are the
            indices of the modes, int32.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, 2)` in [-1, 1].
    """
    points, labels = sample_gaussians(n, layout, seed)
    return batches(
        Source.of_array(points, labels),
        batch_size=batch_size,
        seed=seed,
        **kwargs,
    )


def sample_swiss_roll(n, noise=0.25, seed=0):
    """Points of scikit-learn's Swiss roll, seen from its end, as NumPy arrays.

    These are the coordinates x and z of `make_swiss_roll`, divided by the
    largest radius of the roll plus five times the noise, 4.5 pi + 5 `noise`.

    Args:
        n: Positive integer.
        noise: Non-negative float, standard deviation before scaling, by
            default as in the code of Gulrajani et al. 2017 (WGAN-GP).
        seed: Non-negative integer.

    Returns:
        Points, float32 `(n, 2)`, clipped to [-1, 1], and the position of each
        point along the roll, float32 `(n,)` in [1.5 pi, 4.5 pi].
    """
    from sklearn.datasets import make_swiss_roll

    check_positive(n=n)
    check_seed(seed)
    check_weight(noise=noise)
    points, position = make_swiss_roll(n, noise=noise, random_state=seed)
    points = points[:, [0, 2]] / (4.5 * np.pi + 5 * noise)
    points = np.clip(points, -1, 1).astype("float32")
    return points, position.astype("float32")


def swiss_roll(batch_size=256, *, n=50_000, noise=0.25, seed=0, **kwargs):
    """Points of scikit-learn's Swiss roll, seen from its end, sampled once.

    Args:
        batch_size: Positive integer.
        n: Positive integer, number of points in an epoch.
        noise: Non-negative float, as for `sample_swiss_roll`.
        seed: Non-negative integer, seeds the points and the order.
        **kwargs: `labels`, `shuffle`, as for `batches`. The labels are the
            positions along the roll, float32.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, 2)` in [-1, 1].
    """
    points, position = sample_swiss_roll(n, noise, seed)
    return batches(
        Source.of_array(points, position),
        batch_size=batch_size,
        seed=seed,
        **kwargs,
    )
