"""The generator's gradient, which vanishes where a training stops."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend


def generator_gradient_norm(model, data):
    """The Euclidean norm of the generator's gradient on a batch, a float.

    Both players are in inference mode, where dropout adds no noise. The latents
    are those that the next step will draw. Nothing of the model changes.

    Args:
        model: Compiled `AdversarialModel`.
        data: A batch as `fit` reads it.
    """
    real = keras.tree.map_structure(ops.convert_to_tensor, model.inputs(data))
    # The scope drops all assignments, those of random states included.
    with keras.StatelessScope():
        (fake, _), pull = backend.pullback(
            lambda: (model.fakes(real, training=False), ()),
            model.g_variables,
            model.variables,
        )
        _, gradient = backend.input_gradient(
            lambda fake: model.g_objective(real, fake, training=False),
            fake,
            model.variables,
        )
        gradients = map(ops.convert_to_numpy, pull(gradient))
    norms = [np.linalg.norm(g.astype("float64")) for g in gradients]
    return float(np.linalg.norm(norms))
