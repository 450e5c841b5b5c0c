"""What tests share: the variants, the real data, small images."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans import backend

SHARED = Path(__file__).parents[2] / "shared" / "data"
BACKEND = keras.backend.backend()

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the real data are not at {SHARED}"
)
needs_tensorflow = pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is None, reason="needs tensorflow"
)


@keras.saving.register_keras_serializable("tests")
class Negation(kg.layers.AdaptiveAugmentation):
    """Makes images their own negatives, with the adaptive probability.

    It compiles faster than what its base class does.
    """

    def draw(self, n, seed):
        chances = backend.rows(
            lambda n: keras.random.uniform((n, 1, 1, 1), seed=seed), n
        )
        return {"signs": ops.where(chances < self.p.value, -1.0, 1.0)}

    def transform(self, images, draws):
        return images * draws["signs"]


_by_default = pytest.mark.skipif(False, reason="never")
# TensorFlow runs these among its slow tests, other backends by default.
slow_on_tensorflow = (
    pytest.mark.slow if BACKEND == "tensorflow" else _by_default
)
# Torch alone runs these by default; the others compile long for them.
slow_to_compile = _by_default if BACKEND == "torch" else pytest.mark.slow
# JAX compiles longest, for what is not its own in these. `.ci/run` leaves them
# to TensorFlow and torch.
slow_on_jax = pytest.mark.slow if BACKEND == "jax" else _by_default

# Every adversarial model, tiny; a new one joins the battery by a line.
SHAPE = (8, 8, 1)
VARIANTS = {
    # The one that most tests of other things train, so the smallest;
    # "gan-options" has the default networks.
    "gan": lambda **kwargs: kg.GAN(
        SHAPE,
        4,
        seed=1,
        **{
            "generator": kg.networks.mlp_generator(SHAPE, 4, hidden=(4,)),
            "discriminator": kg.networks.mlp_discriminator(SHAPE, hidden=(4,)),
        }
        | kwargs,
    ),
    "gan-options": lambda **kwargs: kg.GAN(
        SHAPE,
        4,
        width=4,
        latent="uniform",
        saturating=True,
        d_loss_floor=0.4,
        d_steps=2,
        label_smoothing=0.1,
        seed=1,
        **kwargs,
    ),
    "dcgan": lambda **kwargs: kg.DCGAN(SHAPE, 4, width=4, seed=1, **kwargs),
    "lsgan": lambda **kwargs: kg.LSGAN(
        SHAPE,
        4,
        width=4,
        ema=0.9,
        augmentation=kg.layers.DiffAugmentation("color"),
        seed=1,
        **kwargs,
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
    "progan": lambda **kwargs: fading_progan(seed=1, **kwargs),
    "msggan": lambda **kwargs: kg.MSGGAN(SHAPE, 4, width=4, seed=1, **kwargs),
    "stylegan2": lambda **kwargs: kg.StyleGAN2(
        SHAPE,
        4,
        config="small",
        width=4,
        depth=1,
        r1_every=2,
        path_every=2,
        seed=1,
        **kwargs,
    ),
    "conditionalgan": lambda **kwargs: kg.ConditionalGAN(
        SHAPE, 4, width=4, num_classes=3, d_steps=2, seed=1, **kwargs
    ),
    "acgan": lambda **kwargs: kg.ACGAN(
        SHAPE,
        4,
        width=4,
        num_classes=3,
        ema=0.9,
        augmentation=Negation(target=0.01, images=32, every=1),
        seed=1,
        **kwargs,
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
    "biggan": lambda **kwargs: tiny_biggan(**kwargs),
    # The default networks compile for long; tests of the models train them.
    "pix2pix": lambda **kwargs: kg.Pix2Pix(
        (8, 8, 3),
        input_channels=1,
        generator=kg.networks.unet_generator(
            (8, 8, 3), input_channels=1, width=4, depth=2
        ),
        discriminator=tiny_patches(1, 3),
        seed=1,
        **kwargs,
    ),
    "cyclegan": lambda **kwargs: kg.CycleGAN(
        SHAPE,
        pool_size=3,
        generator_ab=tiny_translator(),
        generator_ba=tiny_translator(),
        discriminator_a=tiny_patches(1),
        discriminator_b=tiny_patches(1),
        seed=1,
        **kwargs,
    ),
}
# The last bias of their discriminators may have no gradient: losses of
# differences or hinges of scores do not see an offset of all scores.
OFFSET_FREE = (
    "wgan",
    "wgangp",
    "sngan",
    "r3gan",
    "msggan",
    "projectiongan",
    "biggan",
)
LATENT = [name for name in VARIANTS if name not in ("pix2pix", "cyclegan")]


def tiny_biggan(**kwargs):
    model = kg.BigGAN(
        SHAPE,
        4,
        width=2,
        num_classes=3,
        attention_size=8,
        d_steps=1,
        ema=None,
        # The default is that of "projectiongan", which takes long too.
        discriminator=kg.networks.conditional_discriminator(
            SHAPE, 3, width=4, normalization="spectral"
        ),
        seed=1,
        **kwargs,
    )
    for layer in model.generator.layers:
        if isinstance(layer, kg.layers.SelfAttention):
            # At 0, where it starts, the kernels of the layer have no gradient.
            layer.gamma.assign(1.0)
    return model


def fading_progan(**kwargs):
    """A ProGAN at the beginning of a fade, of three batches of 8 images."""
    model = kg.ProGAN(SHAPE, 4, width=4, phase_images=24, **kwargs)
    model.growth.count(images=25, steps=3)
    for network in (model.generator, model.discriminator, model.ema_generator):
        network.level.assign(model.growth.level())
    return model


def tiny_translator():
    return keras.Sequential(
        [
            layers.Input(SHAPE),
            kg.layers.ReflectionPadding2D(1),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Conv2D(1, 1, activation="tanh"),
        ],
        name="generator",
    )


def tiny_patches(*channels):
    inputs = [keras.Input((*SHAPE[:2], n)) for n in channels]
    x = layers.Concatenate()(inputs) if inputs[1:] else inputs[0]
    x = layers.Conv2D(4, 4, strides=2, activation="leaky_relu")(x)
    scores = layers.Conv2D(1, 1)(x)
    inputs = inputs if inputs[1:] else inputs[0]
    return keras.Model(inputs, scores, name="discriminator")


def dense_gan(shape):
    """A model of any shape, of networks that know nothing of images."""
    size = int(np.prod(shape))
    generator = keras.Sequential(
        [keras.Input((4,)), layers.Dense(size, "tanh"), layers.Reshape(shape)]
    )
    discriminator = keras.Sequential(
        [keras.Input(shape), layers.Flatten(), layers.Dense(1)]
    )
    model = kg.GAN(shape, 4, generator=generator, discriminator=discriminator)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    return model


def data(model, n=32, seed=0):
    """What `fit` takes: images and, for some models, labels or others."""
    x = images(n, model.image_shape, seed)
    if isinstance(model, kg.Conditional):
        return x, model.labels.cycled(n)
    if isinstance(model, kg.Translation):
        size = model.image_shape[:2]
        return images(n, (*size, model.input_channels), seed + 100), x
    return (x,)


def made(model, n, seed=None):
    """What a model makes: of latents, or of the first n of `data`."""
    if isinstance(model, kg.Pix2Pix):
        return model.translate(data(model, n)[0], seed=seed, batch_size=4)
    if isinstance(model, kg.CycleGAN):
        return model.translate(data(model, n)[0], batch_size=4)
    return model.generate(n, seed=seed, batch_size=4)


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


def run_python(*arguments, **options):
    """A process of Python that has ended, and what it printed."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)


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
