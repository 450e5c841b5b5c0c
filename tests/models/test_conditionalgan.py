"""What the conditional GAN adds: pairs of images and labels are judged."""

import keras
import numpy as np
from keras import layers

import keras_gans as kg
from keras_gans.training.batches import Labelled
from tests.helpers import SHAPE
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import W
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives

LABELS = np.eye(3, dtype="float32")[[0, 1, 2, 2, 1, 1]]
V = np.array([1.5, -2.0, 0.5], "float32")


def linear_pair_critic():
    """D(x, y) = w . x + v . y."""
    x, y = keras.Input(SHAPE), keras.Input((3,))
    of_image = layers.Dense(1, use_bias=False)
    of_label = layers.Dense(1, use_bias=False)
    score = layers.Add()([of_image(layers.Flatten()(x)), of_label(y)])
    of_image.kernel.assign(W[:, None])
    of_label.kernel.assign(V[:, None])
    return keras.Model([x, y], score)


def softplus(x):
    return np.log1p(np.exp(x))


def test_paper_defaults():
    model = kg.ConditionalGAN(SHAPE, num_classes=3, width=4)
    assert_optimizers(model, keras.optimizers.Adam, 2e-4, beta_1=0.5)
    assert (model.d_steps, model.latent_dim) == (1, 100)


def test_losses_and_logs_are_those_of_pairs():
    model = kg.ConditionalGAN(
        SHAPE,
        4,
        num_classes=3,
        label_smoothing=0.1,
        discriminator=linear_pair_critic(),
    )
    # Fakes are judged with the labels of the real images.
    real, fake = (linear_scores(x) + LABELS @ V for x in (REAL, FAKE))
    d_total, g_total, logs = objectives(model, Labelled(REAL, LABELS), FAKE)
    smoothed = 0.9 * softplus(-real) + 0.1 * softplus(real)
    expected = {
        "d_loss": smoothed.mean() + softplus(fake).mean(),
        "g_loss": softplus(-fake).mean(),
        "d_real": (1 / (1 + np.exp(-real))).mean(),
        "d_fake": (1 / (1 + np.exp(-fake))).mean(),
        "d_accuracy": np.concatenate([real > 0, fake < 0]).mean(),
    }
    assert_logs(logs, expected)
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])
