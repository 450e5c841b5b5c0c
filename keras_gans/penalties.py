"""Penalties: scalars that are added to a player's loss.

A gradient penalty takes a discriminator that returns one score per image. It is
a mean over the batch. The gradient at one image must not depend on the other
images of the batch, so the discriminator must not contain batch normalisation.

A discriminator is a Keras model, or any function `discriminator(batch,
training)` whose attribute `variables` lists what it may read or update. A batch
is one of:

- a tensor of images `(n, ...)`;
- a list of such tensors, the same images in several sizes, whose penalties are
  averaged (Karnewar and Wang 2020, arXiv:1903.06048, section 3);
- a pair `(images, labels)`, where `real` and `fake` have the same labels.

Images are tensors or arrays of numbers. Gradients are taken with respect to the
images; labels are constant.

The gradient of a penalty is a second derivative. Through normalisation layers
of Keras it can be wrong, so they are refused where it is (see
`check_second_derivatives`); those of `keras_gans.layers` are exact.
"""

import math

import keras
from keras import ops

from keras_gans import backend
from keras_gans.utils.arrays import is_array
from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_same_shape
from keras_gans.utils.checks import check_weight
from keras_gans.utils.second_derivatives import check_second_derivatives

# Keeps the gradient of the norm finite if the norm is zero.
EPSILON = 1e-12


def gradient_penalty(critic, real, fake, *, one_sided=False, seed=None):
    """`mean (|grad D(x̂)| - 1)^2` at `x̂ = a x + (1 - a) G(z)`, a ~ U(0, 1).

    Gulrajani et al. 2017 (arXiv:1704.00028), equation 3 and algorithm 1; each
    sample has its own random coefficient a.

    Args:
        critic: Discriminator, see the module's docstring.
        real: Float32 images `(n, ...)`.
        fake: Float32 images of the same shape.
        one_sided: Whether to penalise only norms above 1, `max(0, |grad| -
            1)^2` (Gulrajani et al. 2017, section 4).
        seed: Integer or `keras.random.SeedGenerator`.
    """
    check_flag(one_sided=one_sided)
    real_images, fake_images = _images(real), _images(fake)
    first, *_ = pairs = keras.tree.flatten(real_images)
    for x, y in zip(pairs, keras.tree.flatten(fake_images)):
        check_same_shape("real", x, "fake", y)
    ones = (1,) * (len(first.shape) - 1)
    a = backend.rows(
        lambda n: keras.random.uniform((n, *ones), seed=seed),
        ops.shape(first)[0],
    )
    interpolated = keras.tree.map_structure(
        lambda x, y: a * x + (1.0 - a) * y, real_images, fake_images
    )
    return _distance_to_one(critic, _with_images(real, interpolated), one_sided)


def dragan(critic, real, *, scale=0.5, seed=None):
    """`mean (|grad D(x + d)| - 1)^2` with noise d around the real images.

    Kodali et al. 2017 (arXiv:1705.07215): the penalty of DRAGAN. The noise is
    normal, as in the paper, with the standard deviation `scale s`, where s is
    that of the batch. The authors' code takes s and 0.5 as well, but draws
    uniform noise in [0, scale s], times a number in [0, 1] for each image.

    Args:
        critic: Discriminator, see the module's docstring.
        real: Float32 images `(n, ...)`.
        scale: Non-negative float, the standard deviation of the noise in units
            of s.
        seed: Integer or `keras.random.SeedGenerator`.
    """
    check_weight(scale=scale)

    def near(x):
        noise = backend.rows(
            lambda n: keras.random.normal((n, *ops.shape(x)[1:]), seed=seed),
            ops.shape(x)[0],
        )
        return x + scale * ops.std(backend.gathered(x)) * noise

    around = keras.tree.map_structure(near, _images(real))
    return _distance_to_one(critic, _with_images(real, around), False)


def r1(discriminator, real):
    """`mean |grad D(x)|^2` at real images.

    Mescheder et al. 2018 (arXiv:1801.04406), equation 9, without the factor
    gamma / 2.
    """
    return ops.mean(_squared_norms(discriminator, real))


def r2(discriminator, fake):
    """`mean |grad D(G(z))|^2` at generated images; see `r1` (equation 10)."""
    return ops.mean(_squared_norms(discriminator, fake))


def pulling_away(codes):
    """Mean squared cosine between the codes of different images, in [0, 1].

    `1 / (n (n - 1)) sum_{i != j} (s_i . s_j / (|s_i| |s_j|))^2`: Zhao et al.
    2016 (arXiv:1609.03126), section 2.4. The term pushes generated images
    apart.

    Args:
        codes: Float `(n, ...)`, flattened to one vector per image. The term is
            0 for a single image.
    """
    codes = ops.convert_to_tensor(codes, "float32")
    n = ops.shape(codes)[0]
    codes = ops.reshape(codes, (n, -1))
    codes = codes / ops.sqrt(
        ops.sum(ops.square(codes), axis=1, keepdims=True) + EPSILON
    )
    squares = ops.square(ops.matmul(codes, ops.transpose(codes)))
    others = 1.0 - ops.eye(n)
    return ops.sum(squares * others) / ops.maximum(ops.sum(others), 1.0)


def path_lengths(synthesis, styles, direction):
    """`|J' y|` of each image, `(n,)`, with J the derivatives by its styles.

    Karras et al. 2020 (arXiv:1912.04958), section 3.2: the regulariser of path
    lengths is `mean (|J' y| - a)^2`, where a is their moving average and y is
    random. The square is a mean over layers, and y is divided by the root of
    the number of pixels, both as in the authors' code.

    Args:
        synthesis: Keras model that maps styles to images.
        styles: `(n, layers, dim)`.
        direction: y, float32 `(n, height, width, channels)` from N(0, 1).
    """
    scale = 1.0 / math.sqrt(math.prod(direction.shape[1:3]))
    styles = ops.cast(styles, "float32")  # Those of bfloat16 layers are not.

    def along(styles):
        images = ops.cast(synthesis(styles, training=True), "float32")
        return scale * ops.sum(images * direction), ()

    _, gradients = backend.input_gradient(along, styles, synthesis.variables)
    squares = ops.mean(ops.sum(ops.square(gradients), axis=2), axis=1)
    return ops.sqrt(squares + EPSILON)


def _distance_to_one(critic, batch, one_sided):
    norms = ops.sqrt(_squared_norms(critic, batch) + EPSILON)
    distances = ops.relu(norms - 1.0) if one_sided else norms - 1.0
    return ops.mean(ops.square(distances))


def _squared_norms(discriminator, batch):
    """Squared norms of the gradients with respect to images, `(sizes, n)`."""

    def total_score(images):
        scores = discriminator(_with_images(batch, images), training=True)
        if isinstance(scores, list | tuple | dict):
            raise ValueError(
                "A discriminator must return one score for each image, not "
                "several outputs; pass a keras.Model of its scores alone. "
                f"Received: {len(scores)} outputs"
            )
        return ops.sum(ops.cast(scores, "float32")), ()

    if not hasattr(discriminator, "variables"):
        raise ValueError(
            "A discriminator must be a Keras model, or a function with the "
            "attribute variables, the list of what it reads or updates. "
            f"Received: {discriminator!r}"
        )
    for network in getattr(discriminator, "networks", (discriminator,)):
        if isinstance(network, keras.Layer):
            check_second_derivatives(network)
    _, gradients = backend.input_gradient(
        total_score, _images(batch), discriminator.variables
    )
    norms = [
        ops.sum(ops.square(g), axis=tuple(range(1, len(g.shape))))
        for g in keras.tree.flatten(gradients)
    ]
    return ops.stack(norms)


def _images(batch):
    images = batch[0] if isinstance(batch, tuple) else batch
    for x in images if isinstance(images, list) else [images]:
        if not is_array(x):
            raise ValueError(
                "Images must be a tensor or an array, or a list of them for "
                "the same images in several sizes. Convert nested lists by "
                f"numpy.asarray. Received: {type(x).__name__} in a batch of "
                f"type {type(batch).__name__}"
            )
    if isinstance(images, list) and len({len(x.shape) for x in images}) > 1:
        raise ValueError(
            "A list must hold the same images in several sizes; images with "
            "their labels are a tuple. "
            f"Received: shapes {[tuple(x.shape) for x in images]}"
        )
    return keras.tree.map_structure(
        lambda x: ops.convert_to_tensor(x, "float32"), images
    )


def _with_images(batch, images):
    """Returns the batch with other images and the same labels, if any."""
    if not isinstance(batch, tuple):
        return images
    is_named = hasattr(batch, "_replace")
    return batch._replace(images=images) if is_named else (images, batch[1])
