"""Networks that run in parts, of which gradients compute again what is inside."""

import copy

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.training.rematerialization import Rematerialization
from keras_gans.training.rematerialization import _parts
from keras_gans.training.rematerialization import _starts
from tests.helpers import BACKEND
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import make
from tests.helpers import state
from tests.training.distributed import distance
from tests.training.distributed import floats
from tests.training.toys import Still
