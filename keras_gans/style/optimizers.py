"""Two ways to move an image down its loss, both within [-1, 1].

Each takes `evaluate`, a function of an image `(height, width, 3)` that returns
its losses, `"loss"` among them, and the gradient of that; the image to start
from; the number of steps; and `on_step`, which it calls after each with the
image and its losses. Each returns the last image.
"""

import keras
import numpy as np

from keras_gans import backend

# Tuned by benchmarks/style_optimizers.py.
LEARNING_RATE = 0.1
BETA_2 = 0.9


def lbfgs(evaluate, image, steps, on_step):
    """SciPy's L-BFGS-B (Byrd, Lu, Nocedal and Zhu 1995).

    A step is an iteration, which evaluates more than once where its line search
    asks for it. It ends sooner where no further step lowers the loss.
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
            # Steps are counted, not the gain of one.
            "ftol": 0.0,
            "gtol": 0.0,
        },
    )
    return result.x.reshape(image.shape)


def adam(evaluate, image, steps, on_step):
    """Adam (Kingma and Ba 2015); its rate falls along a cosine to zero.

    Gradients are large at first and small for the rest: with the usual beta_2
    of 0.999, the first would slow down all others. A pixel's are the smaller
    the larger the picture, hence an epsilon of next to nothing.
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
