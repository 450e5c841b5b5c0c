"""The space of latents: pure functions on arrays of its points."""

from keras_gans.latent.arithmetic import analogy as analogy
from keras_gans.latent.arithmetic import concept as concept
from keras_gans.latent.directions import boundary as boundary
from keras_gans.latent.directions import (
    principal_directions as principal_directions,
)
from keras_gans.latent.directions import sefa as sefa
from keras_gans.latent.paths import lerp as lerp
from keras_gans.latent.paths import path as path
from keras_gans.latent.paths import slerp as slerp
from keras_gans.latent.projection import Projection as Projection
from keras_gans.latent.projection import project as project
from keras_gans.latent.truncation import truncated as truncated
