"""Adversarial losses: pure functions of the discriminator's scores.

Scores are logits of any shape, large where the discriminator believes that an
image is real. Each loss is a scalar, a mean over the batch, and comes as a
pair: `..._d` for the discriminator and `..._g` for the generator.
"""

from keras import ops


def non_saturating_d(real_scores, fake_scores, *, label_smoothing=0.0):
    """Binary cross entropy of the discriminator.

    `-mean log D(x) - mean log(1 - D(G(z)))` with `D = sigmoid(score)`,
    2 log 2 = 1.386 at chance (Goodfellow et al. 2014, equation 1).

    Args:
        real_scores: Logits of real images.
        fake_scores: Logits of generated images.
        label_smoothing: Float in [0, 1), lowers the target of real images to
            `1 - label_smoothing`; that of generated ones stays 0 (one-sided,
            Salimans et al. 2016, section 3.4).
    """
    # With target t: t softplus(-r) + (1 - t) softplus(r) = softplus(-r) + (1 -
    # t) r
    real = ops.softplus(-real_scores) + label_smoothing * real_scores
    return ops.mean(real) + ops.mean(ops.softplus(fake_scores))


def non_saturating_g(fake_scores):
    """`-mean log D(G(z))` (Goodfellow et al. 2014, end of section 3)."""
    return ops.mean(ops.softplus(-fake_scores))


def minimax_g(fake_scores):
    """`mean log(1 - D(G(z)))` (Goodfellow et al. 2014, equation 1).

    Its gradient vanishes where the discriminator is sure, which is why the
    paper trains with `non_saturating_g`. The discriminator's side of the
    minimax game is `non_saturating_d`.
    """
    return -ops.mean(ops.softplus(fake_scores))
