"""Logs that say how well a discriminator separates real from fake images."""

from keras import ops


def accuracy(real_scores, fake_scores, threshold=0.0):
    """The share of images on the correct side of a threshold, in [0, 1]."""
    real = ops.mean(ops.cast(real_scores > threshold, "float32"))
    fake = ops.mean(ops.cast(fake_scores < threshold, "float32"))
    return (real + fake) / 2


def from_logits(real_scores, fake_scores):
    """`d_real`, `d_fake` and `d_accuracy` for scores that are logits."""
    return {
        "d_real": ops.mean(ops.sigmoid(real_scores)),
        "d_fake": ops.mean(ops.sigmoid(fake_scores)),
        "d_accuracy": accuracy(real_scores, fake_scores),
    }


def from_targets(real_scores, fake_scores):
    """The same for scores trained to be 1 for real and 0 for fake images."""
    return {
        "d_real": ops.mean(real_scores),
        "d_fake": ops.mean(fake_scores),
        "d_accuracy": accuracy(real_scores, fake_scores, threshold=0.5),
    }
