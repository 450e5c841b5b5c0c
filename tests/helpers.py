"""What tests share: the variants, the real data, small images."""

import importlib.util
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg

SHARED = Path(__file__).parents[2] / "shared" / "data"
BACKEND = keras.backend.backend()

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the real data are not at {SHARED}"
)
needs_tensorflow = pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is None, reason="needs tensorflow"
)

# Every adversarial model, tiny; a new one joins the battery by a line.
SHAPE = (8, 8, 1)
VARIANTS = {
    "gan": lambda **kwargs: kg.GAN(SHAPE, 4, seed=1, **kwargs),
    "gan-options": lambda **kwargs: kg.GAN(
        SHAPE,
        4,
        latent="uniform",
        saturating=True,
        d_loss_floor=0.1,
        d_steps=2,
        label_smoothing=0.1,
        seed=1,
        **kwargs,
    ),
    "dcgan": lambda **kwargs: kg.DCGAN(SHAPE, 4, width=4, seed=1, **kwargs),
    "lsgan": lambda **kwargs: kg.LSGAN(
        SHAPE, 4, width=4, ema=0.9, seed=1, **kwargs
    ),
    "wgan": lambda **kwargs: kg.WGAN(
        SHAPE, 4, width=4, d_steps=2, seed=1, **kwargs
    ),
    "wgangp": lambda **kwargs: kg.WGANGP(
        SHAPE, 4, width=4, d_steps=2, seed=1, **kwargs
    ),
    "sngan": lambda **kwargs: kg.SNGAN(
        SHAPE, 4, width=4, d_steps=2, seed=1, **kwargs
    ),
    "ebgan": lambda **kwargs: kg.EBGAN(SHAPE, 4, width=4, seed=1, **kwargs),
    "began": lambda **kwargs: kg.BEGAN(
        SHAPE, 4, width=4, vanishing_residuals=True, seed=1, **kwargs
    ),
    "r3gan": lambda **kwargs: kg.R3GAN(
        SHAPE,
        4,
        generator=kg.networks.r3gan_generator(SHAPE, 4, width=4, blocks=1),
        discriminator=kg.networks.r3gan_discriminator(SHAPE, width=4, blocks=1),
        seed=1,
        **kwargs,
    ),
    "conditionalgan": lambda **kwargs: kg.ConditionalGAN(
        SHAPE, 4, width=4, num_classes=3, d_steps=2, seed=1, **kwargs
    ),
    "acgan": lambda **kwargs: kg.ACGAN(
        SHAPE, 4, width=4, num_classes=3, ema=0.9, seed=1, **kwargs
    ),
    "acgan-attributes": lambda **kwargs: kg.ACGAN(
        SHAPE,
        4,
        width=4,
        num_attributes=2,
        label_names=("round", "thin"),
        seed=1,
        **kwargs,
    ),
    "projectiongan": lambda **kwargs: kg.ProjectionGAN(
        SHAPE, 4, width=4, num_classes=3, d_steps=2, ema=0.9, seed=1, **kwargs
    ),
}


def data(model, n=32, seed=0):
    """What `fit` takes: images and, for a conditional model, labels."""
    x = images(n, model.image_shape, seed)
    if not isinstance(model, kg.Conditional):
        return (x,)
    return x, model.labels.cycled(n)


def needed(model):
    """What the class of a model cannot be made without."""
    return {"num_classes": 3} if issubclass(model, kg.Conditional) else {}


def images(n=32, shape=SHAPE, seed=0):
    """Float32 images `(n, *shape)` in [-1, 1]."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (n, *shape)).astype("float32")


def make(name, **compile_arguments):
    """A compiled variant of the same weights; without XLA by default."""
    keras.utils.set_random_seed(0)
    model = VARIANTS[name]()
    if BACKEND == "tensorflow":
        compile_arguments = {"jit_compile": False} | compile_arguments
    model.compile(**compile_arguments)
    return model


def quick(name, **compile_arguments):
    """As `make`, in the mode of execution that starts fastest."""
    return make(
        name, **{"run_eagerly": BACKEND == "tensorflow"} | compile_arguments
    )


def values(variables):
    """Copies of the variables' values."""
    return [np.copy(ops.convert_to_numpy(v)) for v in variables]


def state(model):
    """Copies of all that training changes."""
    return values(model.variables + model.optimizer.variables)


def assert_same(a, b):
    """Asserts that two lists of arrays are bitwise equal."""
    assert len(a) == len(b)
    for i, (x, y) in enumerate(zip(a, b, strict=True)):
        np.testing.assert_array_equal(x, y, err_msg=f"array {i}")
