"""Models so small that what their hooks do can be worked out by hand.

Images are points of the plane. The generator and the discriminator are linear,
and the losses are zero unless a toy says otherwise, so nothing but the hook in
question moves anything.
"""

import contextlib

import keras
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans import backend
from keras_gans import penalties
from keras_gans.training.batches import count_images

SHAPE = (2,)
RATE = 0.1


def linear(units, inputs, name):
    return keras.Sequential(
        [layers.Input((inputs,)), layers.Dense(units)], name=name
    )


class Still(kg.LatentGAN):
    """Both losses are zero."""

    def __init__(self, image_shape=SHAPE, latent_dim=2, **kwargs):
        networks = {
            "generator": linear(2, 2, "generator"),
            "discriminator": linear(1, 2, "discriminator"),
        }
        super().__init__(image_shape, latent_dim, **networks | kwargs)

    def default_optimizer(self):
        return keras.optimizers.SGD(RATE)

    def d_loss(self, real_scores, fake_scores):
        return 0.0 * (ops.mean(real_scores) + ops.mean(fake_scores))

    def g_loss(self, fake_scores):
        return 0.0 * ops.mean(fake_scores)


class Lazy(Still):
    """R1 after each third update, in an update of its own."""

    every = 3

    def after_d_update(self, real, logs):
        self.regularize_lazily(
            self.every, self.d_opt, lambda: self._regularize(real)
        )

    def _regularize(self, real):
        _, pull = backend.pullback(
            lambda: (self.every * penalties.r1(self.scorer, real), ()),
            self.d_variables,
            self.variables,
        )
        self.update_discriminator(None, pull())


class Counting(Still):
    """Counts the images of both players' updates, and sums their values."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for name in ("images_of_d", "images_of_g", "total"):
            weight = self.add_weight(
                shape=(), initializer="zeros", trainable=False, name=name
            )
            setattr(self, name, weight)

    def after_d_update(self, real, logs):
        n = ops.cast(count_images(real), "float32")
        self.images_of_d.assign(self.images_of_d.value + n)
        self.total.assign(self.total.value + ops.sum(real))

    def after_g_update(self, real):
        n = ops.cast(count_images(real), "float32")
        self.images_of_g.assign(self.images_of_g.value + n)


class Decaying(Still):
    """The generator's weights decay, beside its loss."""

    def update_generator(self, gradients):
        gradients = [
            gradient + variable.value
            for gradient, variable in zip(
                gradients, self.g_variables, strict=True
            )
        ]
        super().update_generator(gradients)


class HalfLife(Still):
    """The average forgets half in four images."""

    def __init__(self, **kwargs):
        super().__init__(ema=0.9, **kwargs)

    def ema_decay(self, t, n):
        return 0.5 ** (ops.cast(n, "float32") / 4.0)


class Augmenting(Still):
    """The discriminator sees images at a random share of their size."""

    log_names = ("d_loss", "g_loss", "r1")

    def augment(self, batch):
        size = keras.random.uniform((), seed=self.seed_generator)
        return batch * (0.5 + 0.0 * size)

    def penalties(self, real, fake):
        return {"r1": penalties.r1(self.scorer, real)}


class Sizes(Still):
    """Images are lists of two sizes: of one and of two numbers."""

    log_names = ("d_loss", "g_loss", "gradient_penalty")

    def __init__(self, **kwargs):
        latents = keras.Input((2,))
        outputs = [layers.Dense(1)(latents), layers.Dense(2)(latents)]
        inputs = [keras.Input((1,)), keras.Input((2,))]
        scores = layers.Add()([layers.Dense(1)(x) for x in inputs])
        super().__init__(
            generator=keras.Model(latents, outputs),
            discriminator=keras.Model(inputs, scores),
            **kwargs,
        )

    def real_batch(self, data):
        images = super().real_batch(data)
        return [ops.mean(images, axis=-1, keepdims=True), images]

    def discriminator_input(self):
        return [keras.Input((1,)), keras.Input((2,))]

    def check_generator(self):
        pass

    def penalties(self, real, fake):
        penalty = penalties.gradient_penalty(
            self.scorer, real, fake, seed=self.seed_generator
        )
        return {"gradient_penalty": penalty}

    def call(self, latents, training=False):
        return super().call(latents, training)[-1]


@keras.saving.register_keras_serializable("tests")
class TwoStages(keras.Model):
    """A linear network of its own for each of two stages."""

    def __init__(self, units, inputs, **kwargs):
        super().__init__(**kwargs)
        self.units, self.inputs_ = units, inputs
        self.parts = [layers.Dense(units), layers.Dense(units)]
        for part in self.parts:
            part.build((None, inputs))
        self.now = 0
        self.built = True

    def call(self, x):
        return self.parts[self.now](x)

    def get_config(self):
        return {"units": self.units, "inputs": self.inputs_}


class Growing(Still):
    """A model of two stages, the second after eight images."""

    stages = 2

    def __init__(self, **kwargs):
        super().__init__(
            generator=TwoStages(2, 2),
            discriminator=TwoStages(1, 2, name="discriminator"),
            **kwargs,
        )
        self.seen = self.add_weight(
            shape=(), dtype="int32", initializer="zeros", trainable=False
        )

    def d_loss(self, real_scores, fake_scores):
        return ops.mean(fake_scores) - ops.mean(real_scores)

    def g_loss(self, fake_scores):
        return -ops.mean(fake_scores)

    def stage(self):
        return ops.cast(self.seen.value >= 8, "int32")

    @contextlib.contextmanager
    def at_stage(self, stage):
        networks = (self.generator, self.discriminator)
        for network in networks:
            network.now = stage
        try:
            yield
        finally:
            for network in networks:
                network.now = 0

    def after_g_update(self, real):
        self.seen.assign(self.seen.value + count_images(real))


TOYS = {
    toy.__name__.lower(): toy
    for toy in (
        Lazy,
        Counting,
        Decaying,
        HalfLife,
        Augmenting,
        Sizes,
        Growing,
    )
}
