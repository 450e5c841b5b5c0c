"""Penalties: scalars that are added to a player's loss.

A gradient penalty takes the discriminator as a Keras model of images `(n, ...)`
to one score an image, and is the mean over the batch. The gradient of an image
must not depend on the others of its batch, so the discriminator must be without
batch normalisation.

Of a conditional discriminator, `real` and `fake` are pairs `(images, labels)`
of the same labels. The gradient is by the images; the labels are held fixed.
"""

import keras
from keras import ops

from keras_gans import backend

# Keeps the gradient of the norm finite where the norm is zero.
EPSILON = 1e-12


def gradient_penalty(critic, real, fake, *, one_sided=False, seed=None):
    """`mean (|grad D(x̂)| - 1)^2` at `x̂ = a x + (1 - a) G(z)`, a ~ U(0, 1).

    Gulrajani et al. 2017 (arXiv:1704.00028), equation 3 and algorithm 1; the
    coefficient a is drawn for each sample.

    Args:
        critic: Keras model of images to scores.
        real: Float32 images `(n, ...)`.
        fake: Float32 images of the same shape.
        one_sided: Whether only norms above 1 are penalised, `max(0, |grad| -
            1)^2` (Gulrajani et al. 2017, section 4).
        seed: Integer or `keras.random.SeedGenerator`.
    """
    x, generated = _images(real), _images(fake)
    shape = (ops.shape(x)[0],) + (1,) * (len(x.shape) - 1)
    a = keras.random.uniform(shape, seed=seed)
    between = _with_images(real, a * x + (1.0 - a) * generated)
    return _distance_to_one(critic, between, one_sided)


def dragan(critic, real, *, scale=0.5, seed=None):
    """`mean (|grad D(x + d)| - 1)^2` with noise d around the real images.

    Kodali et al. 2017 (arXiv:1705.07215): the penalty of DRAGAN. The scale of
    the noise follows the data, as in the authors' code: N(0, (scale s)^2) with
    s the standard deviation of the batch.

    Args:
        critic: Keras model of images to scores.
        real: Float32 images `(n, ...)`.
        scale: Non-negative float, the noise's in units of s.
        seed: Integer or `keras.random.SeedGenerator`.
    """
    x = _images(real)
    noise = keras.random.normal(ops.shape(x), seed=seed)
    around = _with_images(real, x + scale * ops.std(x) * noise)
    return _distance_to_one(critic, around, False)


def r1(discriminator, real):
    """`mean |grad D(x)|^2` at real images.

    Mescheder et al. 2018 (arXiv:1801.04406), equation 9, without its factor
    gamma / 2.
    """
    return ops.mean(_squared_norms(discriminator, real))


def r2(discriminator, fake):
    """`mean |grad D(G(z))|^2` at generated images (equation 10, likewise)."""
    return ops.mean(_squared_norms(discriminator, fake))


def pulling_away(codes):
    """Mean squared cosine between the codes of different images, in [0, 1].

    `1 / (n (n - 1)) sum_{i != j} (s_i . s_j / (|s_i| |s_j|))^2`: Zhao et al.
    2016 (arXiv:1609.03126), section 2.4. It keeps generated images apart.

    Args:
        codes: Float `(n, ...)`, flattened to one vector an image; 0 for a
            single one.
    """
    n = ops.shape(codes)[0]
    codes = ops.reshape(ops.cast(codes, "float32"), (n, -1))
    codes = codes / ops.sqrt(
        ops.sum(ops.square(codes), axis=1, keepdims=True) + EPSILON
    )
    squares = ops.square(ops.matmul(codes, ops.transpose(codes)))
    others = 1.0 - ops.eye(n)
    return ops.sum(squares * others) / ops.maximum(ops.sum(others), 1.0)


def _distance_to_one(critic, batch, one_sided):
    norms = ops.sqrt(_squared_norms(critic, batch) + EPSILON)
    distances = ops.relu(norms - 1.0) if one_sided else norms - 1.0
    return ops.mean(ops.square(distances))


def _squared_norms(discriminator, batch):
    def total_score(images):
        scores = discriminator(_with_images(batch, images), training=True)
        return ops.sum(ops.cast(scores, "float32")), ()

    _, gradients = backend.input_gradient(
        total_score, _images(batch), discriminator.variables
    )
    axes = tuple(range(1, len(gradients.shape)))
    return ops.sum(ops.square(gradients), axis=axes)


def _images(batch):
    """The images of a batch, which may be a pair of them and labels."""
    return keras.tree.flatten(batch)[0]


def _with_images(batch, images):
    """The batch with other images; labels, if any, stay."""
    _, *labels = keras.tree.flatten(batch)
    return keras.tree.pack_sequence_as(batch, [images, *labels])
