"""What tells good generators from bad ones, in NumPy."""

from keras_gans.metrics.mode_coverage import ModeCoverage as ModeCoverage
from keras_gans.metrics.mode_coverage import mode_coverage as mode_coverage
