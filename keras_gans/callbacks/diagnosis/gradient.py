"""The norm of the generator's gradient."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend


def generator_gradient_norm(model, data):
    """The Euclidean norm of the generator's gradient on a batch, a float.

    Both networks run in inference mode, in which dropout adds no noise. The
    latents are the next that the model would draw. The model is not changed.

    Args:
        model: Compiled `AdversarialModel`.
        data: A batch, as `fit` receives it.
    """
    real = model.real_tensors(data)
    # The scope drops all assignments, also those to seeds.
    with model.current_stage(), keras.StatelessScope():
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
