"""Detection of training failures, with evidence and remedies."""

from keras_gans.callbacks.diagnosis.callback import Diagnosis as Diagnosis
from keras_gans.callbacks.diagnosis.rules import RULES as RULES
from keras_gans.callbacks.diagnosis.rules import Finding as Finding
from keras_gans.callbacks.diagnosis.rules import diagnose as diagnose
