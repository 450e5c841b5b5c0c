"""Two optimizers of an image whose pixels stay in [-1, 1].

Both have the same arguments and return the last image:

- `evaluate`: function of an image `(height, width, 3)` that returns the
  dictionary of its losses and the gradient of `"loss"`.
- `image`: the image to start from.
- `steps`: number of steps.
- `on_step`: function of an image and its losses, called after each step.
"""

import keras
import numpy as np

from keras_gans import backend

# Tuned by benchmarks/style_optimizers.py.
LEARNING_RATE = 0.1
BETA_2 = 0.9


def lbfgs(evaluate, image, steps, on_step):
    """SciPy's L-BFGS-B (Byrd, Lu, Nocedal and Zhu 1995).

    A step is one iteration, whose line search may evaluate the image more than
    once. It stops early if no further step lowers the loss.
    """
    from scipy import optimize

    def objective(x):
        nonlocal losses
        losses, gradient = evaluate(x.reshape(image.shape))
        return losses["loss"], np.asarray(gradient, "float64").ravel()

    losses = None
    result = optimize.minimize(
        objective,
        np.asarray(image, "float64").ravel(),
        method="L-BFGS-B",
        jac=True,
        bounds=optimize.Bounds(-1.0, 1.0),
        callback=lambda x: on_step(x.reshape(image.shape), losses),
        options={
            "maxiter": steps,
            "maxfun": 20 * steps,
            "maxcor": 20,
            # Only the number of steps ends it, not a small gain.
            "ftol": 0.0,
            "gtol": 0.0,
        },
    )
    return result.x.reshape(image.shape)


def adam(evaluate, image, steps, on_step):
    """Adam (Kingma and Ba 2015); its learning rate falls to 0 along a cosine.

    Gradients are large only in the first steps. With the usual beta_2 of 0.999,
    they would slow down all later steps. The gradient of a pixel shrinks as the
    picture grows, so epsilon is 1e-10.
    """
    variable = keras.Variable(image)
    optimizer = keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps),
        beta_2=BETA_2,
        epsilon=1e-10,
    )
    optimizer.build([variable])
    _, gradient = evaluate(image)
    for _ in range(steps):
        gradient = keras.ops.convert_to_tensor(gradient)
        backend.apply(optimizer, [gradient], [variable])
        image = np.clip(keras.ops.convert_to_numpy(variable), -1, 1)
        variable.assign(image)
        losses, gradient = evaluate(image)
        on_step(image, losses)
    return image


OPTIMIZERS = {"lbfgs": lbfgs, "adam": adam}
