"""Keras callbacks for GANs."""

from keras_gans.callbacks.best_generator import BestGenerator as BestGenerator
from keras_gans.callbacks.budget import Budget as Budget
from keras_gans.callbacks.checkpoint import Checkpoint as Checkpoint
from keras_gans.callbacks.diagnosis.callback import Diagnosis as Diagnosis
from keras_gans.callbacks.run_page import RunPage as RunPage
from keras_gans.callbacks.sample_grid import SampleGrid as SampleGrid
from keras_gans.callbacks.sample_scatter import SampleScatter as SampleScatter
from keras_gans.callbacks.scores import FID as FID
from keras_gans.callbacks.scores import KID as KID
from keras_gans.callbacks.scores import InceptionScore as InceptionScore
from keras_gans.callbacks.scores import PrecisionRecall as PrecisionRecall
from keras_gans.callbacks.scores import Scores as Scores
from keras_gans.callbacks.training_curves import (
    TrainingCurves as TrainingCurves,
)
from keras_gans.callbacks.translation_grid import (
    TranslationGrid as TranslationGrid,
)
