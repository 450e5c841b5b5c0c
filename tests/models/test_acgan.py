"""What the ACGAN adds: the discriminator names the labels."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import SHAPE
from tests.models.helpers import FAKE
from tests.models.helpers import PIXELS
from tests.models.helpers import REAL
from tests.models.helpers import W
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import flat
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives

CLASSES = np.array([0, 1, 2, 2, 1, 1])
U = np.random.default_rng(8).normal(size=(PIXELS, 3)).astype("float32") / 4


def linear_answers():
    """Scores w . x, and logits of labels U' x."""
    x = keras.Input(SHAPE)
    flattened = layers.Flatten()(x)
    score, logits = (layers.Dense(n, use_bias=False) for n in (1, 3))
    model = keras.Model(x, [score(flattened), logits(flattened)])
    score.kernel.assign(W[:, None])
    logits.kernel.assign(U)
    return model


def source_losses():
    real, fake = linear_scores(REAL), linear_scores(FAKE)
    d_loss = np.log1p(np.exp(-real)).mean() + np.log1p(np.exp(fake)).mean()
    return d_loss, np.log1p(np.exp(-fake)).mean()


def class_loss(x):
    """`-mean log P(c | x)`."""
    odds = np.exp(flat(x) @ U)
    p = odds / odds.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(6), CLASSES]).mean()


def test_paper_defaults():
    model = kg.ACGAN(SHAPE, num_classes=3, width=4)
    assert_optimizers(model, keras.optimizers.Adam, 2e-4, beta_1=0.5)
    assert (model.d_steps, model.latent_dim) == (1, 100)


def test_both_players_want_labels_named_equations_2_and_3():
    model = kg.ACGAN(SHAPE, 4, num_classes=3, discriminator=linear_answers())
    labels = np.eye(3, dtype="float32")[CLASSES]
    d_total, g_total, logs = objectives(model, (REAL, labels), FAKE)
    d_loss, g_loss = source_losses()
    named = [(flat(x) @ U).argmax(axis=1) == CLASSES for x in (REAL, FAKE)]
    assert 0 < named[0].mean() < 1 and named[0].mean() != named[1].mean()
    # As the GAN's.
    shares = {k: logs.pop(k) for k in ("d_real", "d_fake", "d_accuracy")}
    assert all(0 < share < 1 for share in shares.values())
    expected = {
        "d_loss": d_loss,
        "g_loss": g_loss,
        "d_class_loss": class_loss(REAL) + class_loss(FAKE),
        "d_class_accuracy": named[0].mean(),
        "g_class_loss": class_loss(FAKE),
        "g_class_accuracy": named[1].mean(),
    }
    assert_logs(logs, expected)
    np.testing.assert_allclose(
        [d_total, g_total],
        [
            d_loss + class_loss(REAL) + class_loss(FAKE),
            g_loss + class_loss(FAKE),
        ],
        rtol=1e-5,
    )


def test_attributes_are_questions_of_their_own():
    model = kg.ACGAN(SHAPE, 4, num_attributes=3, discriminator=linear_answers())
    labels = np.random.default_rng(1).integers(2, size=(6, 3)).astype("float32")
    _, _, logs = objectives(model, (REAL, labels), FAKE)

    def loss(x):
        p = 1 / (1 + np.exp(-flat(x) @ U))
        return -np.log(np.where(labels == 1, p, 1 - p)).mean()

    right = [((flat(x) @ U > 0) == (labels == 1)).mean() for x in (REAL, FAKE)]
    expected = {
        "d_class_loss": loss(REAL) + loss(FAKE),
        "d_class_accuracy": right[0],
        "g_class_loss": loss(FAKE),
        "g_class_accuracy": right[1],
    }
    assert_logs({name: logs[name] for name in expected}, expected)


def test_a_discriminator_without_a_classifier_is_refused():
    plain = keras.Sequential(
        [keras.Input(SHAPE), layers.Flatten(), layers.Dense(1)]
    )
    message = r"logits of the labels \(n, 3\).*Received.*\[\(1,\)\]"
    with pytest.raises(ValueError, match=message):
        kg.ACGAN(SHAPE, 4, num_classes=3, discriminator=plain)
