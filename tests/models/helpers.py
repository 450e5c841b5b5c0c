"""What tests of the variants share: players whose scores are known."""

import keras
import numpy as np
from keras import layers
from keras import ops

from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import data
from tests.helpers import images
from tests.helpers import values

PIXELS = 64
# Its norm is 2, so that a penalty of norms has something to say.
W = np.random.default_rng(5).normal(size=PIXELS)
W = (2 * W / np.linalg.norm(W)).astype("float32")


def linear_critic(w=W, bias=0.0):
    """D(x) = w . x + bias, of small images."""
    critic = keras.Sequential(
        [layers.Input(SHAPE), layers.Flatten(), layers.Dense(1)]
    )
    critic.set_weights([w.reshape(-1, 1), np.array([bias], "float32")])
    return critic


def linear_scores(x, w=W, bias=0.0):
    return x.reshape(len(x), -1).astype("float64") @ w.astype("float64") + bias


def blank_generator(value=0.0):
    """A generator of images that are `value` everywhere."""
    return keras.Sequential(
        [
            layers.Input((4,)),
            layers.Dense(
                PIXELS,
                kernel_initializer="zeros",
                bias_initializer=keras.initializers.Constant(value),
            ),
            layers.Reshape(SHAPE),
        ]
    )


def hinge_logs(real, fake):
    """The logs of the hinge loss of scores."""
    right = np.concatenate([real > 0, fake < 0])
    hinges = np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean()
    return {
        "d_loss": hinges,
        "g_loss": -fake.mean(),
        "real_score": real.mean(),
        "fake_score": fake.mean(),
        "d_accuracy": right.mean(),
    }


def compiled(model, *optimizers, **kwargs):
    """The model, compiled to the mode of execution that starts fastest."""
    eager = {"run_eagerly": BACKEND == "tensorflow"}
    model.compile(*optimizers, **eager | kwargs)
    return model


def frozen(model, **kwargs):
    """The model with learning rates of 0."""
    sgd = keras.optimizers.SGD
    return compiled(model, sgd(0.0), sgd(0.0), **kwargs)


def fit(model, n=8, epochs=1, **kwargs):
    """Fits one step an epoch on `n` images an update; returns the logs."""
    return model.fit(
        *data(model, n * model.d_steps),
        batch_size=n,
        epochs=epochs,
        verbose=0,
        **kwargs,
    ).history


def objectives(model, real, fake, training=False):
    """Totals and logs of both players, as NumPy."""
    arrays = keras.tree.map_structure(ops.convert_to_tensor, [real, fake])
    d_total, d_logs = model.d_objective(*arrays, training=training)
    g_total, g_logs = model.g_objective(*arrays, training=training)
    logs = {
        name: float(values([value])[0])
        for name, value in (d_logs | g_logs).items()
    }
    d_total, g_total = (float(v) for v in values([d_total, g_total]))
    return d_total, g_total, logs


def assert_logs(logs, expected):
    assert set(logs) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(
            logs[name], value, rtol=1e-4, atol=1e-5, err_msg=name
        )


def assert_optimizers(model, kind, rate, **settings):
    """Asserts that both default optimizers are the paper's."""
    model.compile()
    for optimizer in (model.d_opt, model.g_opt):
        assert isinstance(optimizer, kind)
        np.testing.assert_allclose(float(optimizer.learning_rate), rate)
        assert {key: getattr(optimizer, key) for key in settings} == settings


REAL, FAKE = images(6, seed=1), images(6, seed=2)

CODES = 3
RNG = np.random.default_rng(7)
ENCODER = RNG.normal(size=(PIXELS, CODES)).astype("float32") / 8
DECODER = RNG.normal(size=(CODES, PIXELS)).astype("float32") / 2


def linear_autoencoder():
    """`x -> x ENCODER DECODER`, of flattened images."""
    encoder = keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Flatten(),
            layers.Dense(CODES, use_bias=False),
        ]
    )
    decoder = keras.Sequential(
        [
            layers.Input((CODES,)),
            layers.Dense(PIXELS, use_bias=False),
            layers.Reshape(SHAPE),
        ]
    )
    encoder.set_weights([ENCODER])
    decoder.set_weights([DECODER])
    return keras.Sequential([encoder, decoder])


def flat(x):
    return x.reshape(len(x), -1).astype("float64")


def errors(x):
    return flat(x) @ ENCODER @ DECODER - flat(x)
