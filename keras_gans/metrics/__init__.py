"""Scores of generators; `METRICS` lists those that `evaluate` computes."""

from keras_gans.metrics.classification_accuracy_score import (
    classification_accuracy_score as classification_accuracy_score,
)
from keras_gans.metrics.copied_share import COPIES
from keras_gans.metrics.copied_share import Copies as Copies
from keras_gans.metrics.copied_share import copied_share as copied_share
from keras_gans.metrics.copied_share import find_copies as find_copies
from keras_gans.metrics.data_copying import CT
from keras_gans.metrics.data_copying import data_copying as data_copying
from keras_gans.metrics.density_coverage import DC
from keras_gans.metrics.density_coverage import (
    DensityCoverage as DensityCoverage,
)
from keras_gans.metrics.density_coverage import (
    density_coverage as density_coverage,
)
from keras_gans.metrics.estimate import Estimate as Estimate
from keras_gans.metrics.evaluate import evaluate as evaluate
from keras_gans.metrics.extractors.classifier_features import (
    ClassifierFeatures as ClassifierFeatures,
)
from keras_gans.metrics.extractors.classifier_features import (
    layer_features as layer_features,
)
from keras_gans.metrics.extractors.clip_features import (
    CLIPFeatures as CLIPFeatures,
)
from keras_gans.metrics.extractors.dinov2_features import (
    DINOv2Features as DINOv2Features,
)
from keras_gans.metrics.extractors.features import Extractor as Extractor
from keras_gans.metrics.extractors.features import Features as Features
from keras_gans.metrics.extractors.inception_features import (
    InceptionV3Features as InceptionV3Features,
)
from keras_gans.metrics.extractors.mnist_classifier import (
    mnist_classifier as mnist_classifier,
)
from keras_gans.metrics.extractors.vgg16_features import (
    VGG16Features as VGG16Features,
)
from keras_gans.metrics.feature_statistics import (
    FeatureStatistics as FeatureStatistics,
)
from keras_gans.metrics.frechet_distance import FID
from keras_gans.metrics.frechet_distance import (
    frechet_distance as frechet_distance,
)
from keras_gans.metrics.frechet_distance_infinity import FID_INF
from keras_gans.metrics.frechet_distance_infinity import (
    frechet_distance_infinity as frechet_distance_infinity,
)
from keras_gans.metrics.human_error import HumanError as HumanError
from keras_gans.metrics.human_error import answers_needed as answers_needed
from keras_gans.metrics.human_error import human_error as human_error
from keras_gans.metrics.inception_score import IS
from keras_gans.metrics.inception_score import (
    inception_score as inception_score,
)
from keras_gans.metrics.inception_score_infinity import IS_INF
from keras_gans.metrics.inception_score_infinity import (
    inception_score_infinity as inception_score_infinity,
)
from keras_gans.metrics.kernel_distance import KID
from keras_gans.metrics.kernel_distance import (
    kernel_distance as kernel_distance,
)
from keras_gans.metrics.label_accuracy import LA
from keras_gans.metrics.label_accuracy import label_accuracy as label_accuracy
from keras_gans.metrics.linear_probe import linear_probe as linear_probe
from keras_gans.metrics.maximum_mean_discrepancy import CMMD
from keras_gans.metrics.maximum_mean_discrepancy import (
    maximum_mean_discrepancy as maximum_mean_discrepancy,
)
from keras_gans.metrics.metric import Metric as Metric
from keras_gans.metrics.metric import Value as Value
from keras_gans.metrics.mode_coverage import ModeCoverage as ModeCoverage
from keras_gans.metrics.mode_coverage import mode_coverage as mode_coverage
from keras_gans.metrics.monge_distance import MIND
from keras_gans.metrics.monge_distance import monge_distance as monge_distance
from keras_gans.metrics.nearest_neighbours import Neighbours as Neighbours
from keras_gans.metrics.nearest_neighbours import (
    nearest_neighbours as nearest_neighbours,
)
from keras_gans.metrics.nearest_neighbours import (
    neighbour_grid as neighbour_grid,
)
from keras_gans.metrics.perceptual_path_length import PPL
from keras_gans.metrics.perceptual_path_length import (
    perceptual_path_length as perceptual_path_length,
)
from keras_gans.metrics.precision_recall import PR
from keras_gans.metrics.precision_recall import (
    PrecisionRecall as PrecisionRecall,
)
from keras_gans.metrics.precision_recall import (
    precision_recall as precision_recall,
)
from keras_gans.metrics.result import Result as Result
from keras_gans.metrics.sample_diversity import (
    sample_diversity as sample_diversity,
)
from keras_gans.metrics.stacked_mnist_coverage import (
    stacked_mnist_coverage as stacked_mnist_coverage,
)
from keras_gans.metrics.stored_statistics import (
    StoredStatistics as StoredStatistics,
)
from keras_gans.metrics.stored_statistics import (
    read_statistics as read_statistics,
)

METRICS = {
    metric.key: metric
    for metric in (
        *(IS, FID, MIND, KID, CMMD, PR, DC, FID_INF, IS_INF, LA),
        *(PPL, COPIES, CT),
    )
}
VALUES = {
    value.name: value for metric in METRICS.values() for value in metric.values
}
