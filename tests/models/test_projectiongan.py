"""What the projection GAN adds to an SNGAN: labels, in its networks."""

import keras

import keras_gans as kg
from keras_gans.layers import ConditionalBatchNormalization
from keras_gans.layers import SpectralNormalization
from keras_gans.training.batches import Labelled
from tests.helpers import SHAPE
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import hinge_logs
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives
from tests.models.test_conditionalgan import LABELS
from tests.models.test_conditionalgan import V
from tests.models.test_conditionalgan import linear_pair_critic


def test_paper_defaults():
    model = kg.ProjectionGAN(SHAPE, num_classes=3, width=4)
    assert_optimizers(
        model, keras.optimizers.Adam, 2e-4, beta_1=0.0, beta_2=0.9
    )
    assert (model.d_steps, model.latent_dim) == (5, 128)
    kinds = [type(layer) for layer in model.generator.layers]
    assert kinds.count(ConditionalBatchNormalization) == 2
    kinds = [type(layer) for layer in model.discriminator.layers]
    assert SpectralNormalization in kinds


def test_losses_and_logs_are_those_of_the_hinge_of_pairs():
    model = kg.ProjectionGAN(
        SHAPE, 4, width=4, num_classes=3, discriminator=linear_pair_critic()
    )
    real, fake = (linear_scores(x) + LABELS @ V for x in (REAL, FAKE))
    d_total, g_total, logs = objectives(model, Labelled(REAL, LABELS), FAKE)
    assert_logs(logs, hinge_logs(real, fake))
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])
