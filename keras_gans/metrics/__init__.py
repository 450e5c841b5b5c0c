"""What tells good generators from bad ones, in NumPy."""

from keras_gans.metrics.density_coverage import (
    DensityCoverage as DensityCoverage,
)
from keras_gans.metrics.density_coverage import (
    density_coverage as density_coverage,
)
from keras_gans.metrics.estimate import Estimate as Estimate
from keras_gans.metrics.feature_statistics import (
    FeatureStatistics as FeatureStatistics,
)
from keras_gans.metrics.frechet_distance import (
    frechet_distance as frechet_distance,
)
from keras_gans.metrics.inception_score import (
    inception_score as inception_score,
)
from keras_gans.metrics.kernel_distance import (
    kernel_distance as kernel_distance,
)
from keras_gans.metrics.linear_probe import linear_probe as linear_probe
from keras_gans.metrics.mode_coverage import ModeCoverage as ModeCoverage
from keras_gans.metrics.mode_coverage import mode_coverage as mode_coverage
from keras_gans.metrics.nearest_neighbours import Neighbours as Neighbours
from keras_gans.metrics.nearest_neighbours import (
    nearest_neighbours as nearest_neighbours,
)
from keras_gans.metrics.nearest_neighbours import (
    neighbour_grid as neighbour_grid,
)
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
