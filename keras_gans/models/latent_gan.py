"""The base of every GAN that maps latents to images."""

import keras
import numpy as np
from keras import ops

from keras_gans import networks
from keras_gans.training.adversarial import AdversarialModel
from keras_gans.training.prediction import predicted
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_no_sigmoid
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed

LATENTS = {
    "normal": keras.random.normal,
    "uniform": lambda shape, seed: keras.random.uniform(
        shape, -1.0, 1.0, seed=seed
    ),
}


class LatentGAN(AdversarialModel):
    """A generator of latents, a discriminator of images.

    A variant says what differs:

    - `d_loss(real_scores, fake_scores)`, `g_loss(fake_scores)`: the losses.
    - `penalties(real, fake)`: what is added to the discriminator's, by name.
    - `d_logs(real_scores, fake_scores)`: what is logged beside them.
    - `log_names`: the names of all logs.
    - `d_normalization`: that of the default discriminator.
    - `default_generator()`, `default_discriminator()`, `default_optimizer()`
      (of either player): what stands where the user gives none.
    - `scores(images, training)`, `check_discriminator()`: for discriminators
      that do not return one score an image.
    - `generator_input()`, `discriminator_input()`: for networks that take more
      than latents and images.

    Args:
        image_shape: `(height, width, channels)` of the images, in [-1, 1];
            `(n,)` for points of n dimensions.
        latent_dim: Positive integer, the length of a latent.
        width: Positive integer, how wide the default networks are.
        generator: Keras model of latents `(n, latent_dim)` to images, or `None`
            for the default.
        discriminator: Keras model of images to scores `(n, 1)`, without a final
            sigmoid, or `None` for the default.
        latent: `"normal"` for N(0, 1) or `"uniform"` for U(-1, 1).
        ema: Float in (0, 1), such as 0.999, the decay of an exponential moving
            average of the generator, batch statistics included, which then
            makes the images of `generate` and `predict`. It starts lower, at
            `(1 + t) / (10 + t)` after t updates, to forget the initial weights
            sooner. `None` for no average.
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds latents and the order of arrays in `fit`.
    """

    # Arguments by the name of a data set, where the defaults do not suit it.
    recommended = {}
    # It learns from single images, not from "paired" or "unpaired" ones.
    pairing = None

    log_names = ("d_loss", "g_loss")
    d_normalization = "batch"

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        width=64,
        generator=None,
        discriminator=None,
        latent="normal",
        ema=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_positive(latent_dim=latent_dim, width=width)
        if latent not in LATENTS:
            raise ValueError(
                f"latent must be one of {list(LATENTS)}. Received: "
                f"latent={latent!r}"
            )
        if ema is not None and not 0 < ema < 1:
            raise ValueError(f"ema must be in (0, 1). Received: ema={ema}")
        self.image_shape = check_image_shape(image_shape)
        self.latent_dim = latent_dim
        self.width = width
        self.latent = latent
        self.ema = ema
        self.generator = generator or self.default_generator()
        self.discriminator = discriminator or self.default_discriminator()
        self.check_generator()
        self.check_discriminator()
        if ema:
            self.ema_generator = keras.models.clone_model(self.generator)
            self.ema_generator.set_weights(self.generator.get_weights())
            self.ema_generator.trainable = False
            self.ema_updates = self.add_weight(
                shape=(),
                dtype="int32",
                initializer="zeros",
                trainable=False,
                aggregation="mean",
                name="ema_updates",
            )
        self.finish()

    # === What a variant changes ===

    def default_generator(self):
        return networks.default_generator(
            self.image_shape, self.latent_dim, width=self.width
        )

    def default_discriminator(self):
        return networks.default_discriminator(
            self.image_shape,
            width=self.width,
            normalization=self.d_normalization,
        )

    def default_optimizer(self):
        raise NotImplementedError

    def d_loss(self, real_scores, fake_scores):
        raise NotImplementedError

    def g_loss(self, fake_scores):
        raise NotImplementedError

    def penalties(self, real, fake):
        return {}

    def d_logs(self, real_scores, fake_scores):
        return {}

    def scores(self, images, training):
        """Float32 scores of images, large where they seem real."""
        return ops.cast(
            self.discriminator(images, training=training), "float32"
        )

    def generator_input(self):
        return keras.Input((self.latent_dim,))

    def discriminator_input(self):
        return keras.Input(self.image_shape)

    def check_generator(self):
        images = self.generator(self.generator_input())
        if images.shape[1:] != self.image_shape:
            raise ValueError(
                "The generator must make images of "
                f"image_shape={self.image_shape}. "
                f"Received a generator of images {images.shape[1:]}"
            )

    def check_discriminator(self):
        scores = self.discriminator(self.discriminator_input())
        check_no_sigmoid(self.discriminator)
        if scores.shape[1:] != (1,):
            raise ValueError(
                "The discriminator must return one score an image, (n, 1). "
                f"Received a discriminator of outputs {scores.shape}"
            )

    # === AdversarialModel's hooks ===

    def default_optimizers(self):
        return self.default_optimizer(), self.default_optimizer()

    @property
    def d_networks(self):
        return (self.discriminator,)

    @property
    def g_networks(self):
        return (self.generator,)

    def fakes(self, real, training):
        latents = self.latents(ops.shape(real)[0], self.seed_generator)
        return ops.cast(self.generator(latents, training=training), "float32")

    def latents(self, n, seed):
        return LATENTS[self.latent]((n, self.latent_dim), seed=seed)

    def d_objective(self, real, fake, training):
        # Two calls: batch statistics differ between real and fake images.
        real_scores = self.scores(real, training)
        fake_scores = self.scores(fake, training)
        loss = self.d_loss(real_scores, fake_scores)
        penalties = self.penalties(real, fake) if training else {}
        logs = self.d_logs(real_scores, fake_scores)
        total = loss + sum(penalties.values())
        return total, {"d_loss": loss, **logs, **penalties}

    def g_objective(self, real, fake, training):
        loss = self.g_loss(self.scores(fake, training))
        return loss, {"g_loss": loss}

    def after_g_update(self):
        if not self.ema:
            return
        self.ema_updates.assign(self.ema_updates.value + 1)
        t = ops.cast(self.ema_updates.value, "float32")
        decay = ops.minimum(self.ema, (1.0 + t) / (10.0 + t))
        for average, new in zip(
            self.ema_generator.weights, self.generator.weights, strict=True
        ):
            change = (1.0 - decay) * (new.value - average.value)
            average.assign_add(ops.cast(change, average.dtype))

    # === What a user calls ===

    def call(self, latents, training=False):
        if self.ema and not training:
            return self.ema_generator(latents)
        return self.generator(latents, training=training)

    def generate(self, n, seed=None, batch_size=64):
        """Makes images.

        Args:
            n: Positive integer.
            seed: Non-negative integer; the same seed gives the same images on
                one backend. `None` draws new ones.
            batch_size: Positive integer, images made at a time.

        Returns:
            Float32 NumPy array `(n, *image_shape)` in [-1, 1].
        """
        return self.images_of(self.drawn(n, seed), batch_size)

    def drawn(self, n, seed):
        """The latents of `generate`, as a NumPy array."""
        check_positive(n=n)
        check_seed(seed)
        if seed is None:
            seed = np.random.default_rng().integers(2**31)
        return ops.convert_to_numpy(self.latents(n, int(seed)))

    def images_of(self, inputs, batch_size):
        """The images of what `call` takes, as NumPy arrays."""
        return predicted(self, inputs, batch_size)

    def get_config(self):
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "latent_dim": self.latent_dim,
            "width": self.width,
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(
                self.discriminator
            ),
            "latent": self.latent,
            "ema": self.ema,
        }
