"""Whether a generator's batch statistics keep up with its weights."""

import keras
from keras import ops

from keras_gans.utils.layers import all_layers


def inference_spread(model, data):
    """The spread of images in inference mode relative to that in training mode.

    The spread is the standard deviation over latents. `generate` uses the
    moving statistics of batch normalisation, training those of the batch: far
    from 1, the moving statistics lag behind the weights. The latents are the
    next that the model would draw. The model is not changed.

    Args:
        model: `AdversarialModel` that generates images from latents.
        data: A batch, as `fit` receives it.

    Returns:
        A float; `None` if the generator has no batch normalisation, or makes
        the same image from all latents.
    """
    layers = [layer for n in model.g_networks for layer in all_layers(n)]
    if not any(isinstance(x, keras.layers.BatchNormalization) for x in layers):
        return None
    real = model.real_tensors(data)
    training, inference = (
        _spread(model, real, training) for training in (True, False)
    )
    return inference / training if training else None


def _spread(model, real, training):
    # The scope drops all assignments, also those to seeds and statistics.
    with model.current_stage(), keras.StatelessScope():
        images = keras.tree.flatten(model.fakes(real, training=training))[0]
        images = ops.convert_to_numpy(images)
    return float(images.astype("float64").var(axis=0).mean() ** 0.5)
