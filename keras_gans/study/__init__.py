"""Studies: compare models, data sets and hyper-parameters."""

from keras_gans.study.choices import Choice as Choice
from keras_gans.study.claims import Claim as Claim
from keras_gans.study.config import Study as Study
from keras_gans.study.report import write_report as write_report
from keras_gans.study.schedule import run as run
from keras_gans.study.yaml_files import built_in as built_in
from keras_gans.study.yaml_files import load as load
