"""Adversarial losses: pure functions of the discriminator's scores.

Scores are logits of any shape, tensors, arrays or lists of numbers; they are
large for images that the discriminator considers real. Each loss is a scalar,
the mean over the batch. Names ending in `_d` are losses of the discriminator,
names ending in `_g` of the generator.
"""

import functools

import keras
from keras import ops

from keras_gans.utils.checks import check_same_shape
from keras_gans.utils.checks import check_smoothing


def _of_numbers(loss):
    """A loss whose positional arguments may be lists and integers too."""
    code = loss.__code__
    names = code.co_varnames[: code.co_argcount]

    @functools.wraps(loss)
    def converted(*args, **settings):
        given = {k: settings.pop(k) for k in names if k in settings}
        given = {k: _float(x) for k, x in given.items()}
        return loss(*map(_float, args), **given, **settings)

    return converted


def _float(x):
    x = ops.convert_to_tensor(x)
    is_float = keras.backend.is_float_dtype(
        keras.backend.standardize_dtype(x.dtype)
    )
    return x if is_float else ops.cast(x, keras.config.floatx())


@_of_numbers
def non_saturating_d(real_scores, fake_scores, *, label_smoothing=0.0):
    """Binary cross entropy of the discriminator.

    `-mean log D(x) - mean log(1 - D(G(z)))` with `D = sigmoid(score)`
    (Goodfellow et al. 2014, equation 1). At chance it is 2 log 2 = 1.386.

    Args:
        real_scores: Logits of real images.
        fake_scores: Logits of generated images.
        label_smoothing: Float in [0, 1). The target for real images is `1 -
            label_smoothing`; the target for generated images stays 0
            (one-sided, Salimans et al. 2016, section 3.4).
    """
    check_smoothing(label_smoothing)
    # With target t:
    # t softplus(-r) + (1 - t) softplus(r) = softplus(-r) + (1 - t) r
    real = ops.softplus(-real_scores) + label_smoothing * real_scores
    return ops.mean(real) + ops.mean(ops.softplus(fake_scores))


@_of_numbers
def non_saturating_g(fake_scores):
    """`-mean log D(G(z))` (Goodfellow et al. 2014, end of section 3)."""
    return ops.mean(ops.softplus(-fake_scores))


@_of_numbers
def minimax_g(fake_scores):
    """`mean log(1 - D(G(z)))` (Goodfellow et al. 2014, equation 1).

    Its gradient vanishes if the discriminator is confident, so the paper trains
    with `non_saturating_g`. The discriminator's loss in the minimax game is
    `non_saturating_d`.
    """
    return -ops.mean(ops.softplus(fake_scores))


@_of_numbers
def least_squares_d(real_scores, fake_scores):
    """`mean (D(x) - 1)^2 / 2 + mean D(G(z))^2 / 2`.

    Mao et al. 2017 (arXiv:1611.04076), equation 9. The targets are 1 for real
    and 0 for generated images, and D has no sigmoid. At chance, D = 1/2, the
    loss is 1/4.
    """
    real = ops.mean(ops.square(real_scores - 1.0))
    return (real + ops.mean(ops.square(fake_scores))) / 2


@_of_numbers
def least_squares_g(fake_scores):
    """`mean (D(G(z)) - 1)^2 / 2` (Mao et al. 2017, equation 9)."""
    return ops.mean(ops.square(fake_scores - 1.0)) / 2


@_of_numbers
def wasserstein_d(real_scores, fake_scores):
    """`mean f(G(z)) - mean f(x)`, the negated Wasserstein estimate.

    Arjovsky et al. 2017 (arXiv:1701.07875), equation 2. Other means must keep
    the critic f Lipschitz continuous.
    """
    return ops.mean(fake_scores) - ops.mean(real_scores)


@_of_numbers
def wasserstein_g(fake_scores):
    """`-mean f(G(z))` (Arjovsky et al. 2017, algorithm 1)."""
    return -ops.mean(fake_scores)


@_of_numbers
def hinge_d(real_scores, fake_scores):
    """`mean max(0, 1 - D(x)) + mean max(0, 1 + D(G(z)))`.

    Miyato et al. 2018 (arXiv:1802.05957), equation 16. The generator's loss,
    equation 17, is `wasserstein_g`.
    """
    real = ops.mean(ops.relu(1.0 - real_scores))
    return real + ops.mean(ops.relu(1.0 + fake_scores))


@_of_numbers
def relativistic_d(real_scores, fake_scores):
    """`mean log(1 + exp(D(G(z)) - D(x)))` over pairs, log 2 at chance.

    The relativistic pairing loss: Jolicoeur-Martineau 2018 (arXiv:1807.00734);
    Huang et al. 2024 (arXiv:2501.05441), equation 2 with f(t) = -log(1 +
    exp(-t)).
    """
    check_same_shape("real_scores", real_scores, "fake_scores", fake_scores)
    return ops.mean(ops.softplus(fake_scores - real_scores))


@_of_numbers
def relativistic_g(real_scores, fake_scores):
    """`mean log(1 + exp(D(x) - D(G(z))))`, the generator's loss."""
    check_same_shape("real_scores", real_scores, "fake_scores", fake_scores)
    return ops.mean(ops.softplus(real_scores - fake_scores))


@_of_numbers
def class_cross_entropy(logits, labels):
    """`-mean log P(c | x)`, where P is the softmax of the logits.

    Odena et al. 2017 (arXiv:1610.09585), one of the two terms of equation 3.

    Args:
        logits: Float `(n, k)`.
        labels: Float `(n, k)`, the one-hot classes c.
    """
    check_same_shape("logits", logits, "labels", labels)
    return -ops.mean(
        ops.sum(ops.multiply(labels, ops.log_softmax(logits)), axis=-1)
    )


@_of_numbers
def attribute_cross_entropy(logits, labels):
    """`-mean log P(a | x)` of independent attributes a, where P is a sigmoid.

    The mean is over images and attributes.

    Args:
        logits: Float `(n, k)`.
        labels: Float `(n, k)`, 1 if an image has the attribute, else 0.
    """
    check_same_shape("logits", logits, "labels", labels)
    return ops.mean(ops.softplus(logits) - ops.multiply(labels, logits))


@_of_numbers
def margin_d(real_energies, fake_energies, *, margin):
    """`mean E(x) + mean max(0, margin - E(G(z)))`.

    Zhao et al. 2016 (arXiv:1609.03126), equation 1. Energies are small for real
    images. The generator's loss, equation 2, is the mean energy.
    """
    fake = ops.mean(ops.relu(margin - fake_energies))
    return ops.mean(real_energies) + fake


@_of_numbers
def equilibrium_d(real_energies, fake_energies, *, k):
    """`mean L(x) - k mean L(G(z))` of energies L, small for real images.

    Berthelot et al. 2017 (arXiv:1703.10717), section 3.4. The generator's loss
    is the mean energy.
    """
    return ops.mean(real_energies) - k * ops.mean(fake_energies)


@_of_numbers
def l1(targets, images):
    """`mean |y - G(x)|` (Isola et al. 2017, arXiv:1611.07004, equation 3).

    It compares images with their targets; it takes no scores.
    """
    check_same_shape("targets", targets, "images", images)
    return ops.mean(ops.abs(targets - images))
