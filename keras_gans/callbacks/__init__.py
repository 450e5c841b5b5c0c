"""Keras callbacks for GANs."""

from keras_gans.callbacks.checkpoint import Checkpoint as Checkpoint
from keras_gans.callbacks.sample_grid import SampleGrid as SampleGrid
from keras_gans.callbacks.sample_scatter import SampleScatter as SampleScatter
from keras_gans.callbacks.training_curves import (
    TrainingCurves as TrainingCurves,
)
