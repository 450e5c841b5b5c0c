"""GAN: the vanilla generative adversarial network."""

import keras
import numpy as np
from keras import ops

from keras_gans import losses
from keras_gans import networks
from keras_gans.adversarial import AdversarialModel
from keras_gans.checks import check_image_shape
from keras_gans.checks import check_positive

LATENTS = {
    "normal": keras.random.normal,
    "uniform": lambda shape, seed: keras.random.uniform(
        shape, -1.0, 1.0, seed=seed
    ),
}


@keras.saving.register_keras_serializable("keras_gans")
class GAN(AdversarialModel):
    """The vanilla GAN, and the base of every GAN that maps latents to images.

    Goodfellow et al. 2014 (arXiv:1406.2661), with the networks of the source
    documents' hyper-parameter study: multilayer perceptrons of three hidden
    layers, LeakyReLU and dropout, tanh output. Adam 2e-4, beta_1 0.5.

    Args:
        image_shape: `(height, width, channels)` of the images, in [-1, 1].
        latent_dim: Positive integer, the length of a latent.
        generator: Keras model of latents `(n, latent_dim)` to images, or `None`
            for the default.
        discriminator: Keras model of images to logits `(n, 1)`, without a final
            sigmoid, or `None` for the default.
        latent: `"normal"` for N(0, 1) or `"uniform"` for U(-1, 1).
        saturating: Whether the generator minimises the minimax game's
            `log(1 - D(G(z)))` instead of `-log D(G(z))`.
        label_smoothing: Float in [0, 1), one-sided: the discriminator's target
            for real images is `1 - label_smoothing`.
        d_loss_floor: Non-negative float. The discriminator's update is skipped
            while its loss is below it, a remedy against a discriminator that
            overpowers the generator. 0 never skips; the loss at chance is
            1.386.
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds latents and the order of arrays in `fit`.

    Logs: `d_loss`, the sum of its real and fake halves; `g_loss`; `d_real`, the
    mean D(x); `d_fake`, the mean D(G(z)); `d_accuracy`, the share of images
    that the discriminator tells right (0.5 at equilibrium).

    Example:

    ```python
    gan = kg.GAN(image_shape=(28, 28, 1), latent_dim=100)
    gan.compile()
    gan.fit(kg.datasets.mnist(batch_size=100), epochs=50)
    images = gan.generate(16, seed=0)
    ```
    """

    log_names = ("d_loss", "g_loss", "d_real", "d_fake", "d_accuracy")

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        generator=None,
        discriminator=None,
        latent="normal",
        saturating=False,
        label_smoothing=0.0,
        d_loss_floor=0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_positive(latent_dim=latent_dim)
        if latent not in LATENTS:
            raise ValueError(
                f"latent must be one of {list(LATENTS)}. Received: "
                f"latent={latent!r}"
            )
        if not 0 <= label_smoothing < 1:
            raise ValueError(
                "label_smoothing must be in [0, 1). "
                f"Received: label_smoothing={label_smoothing}"
            )
        if not d_loss_floor >= 0:
            raise ValueError(
                "d_loss_floor must not be negative. "
                f"Received: d_loss_floor={d_loss_floor}"
            )
        self.image_shape = check_image_shape(image_shape)
        self.latent_dim = latent_dim
        self.latent = latent
        self.saturating = saturating
        self.label_smoothing = label_smoothing
        self.d_loss_floor = d_loss_floor
        self.generator = generator or networks.mlp_generator(
            self.image_shape, latent_dim, dropout=0.3
        )
        self.discriminator = discriminator or networks.mlp_discriminator(
            self.image_shape, dropout=0.3
        )
        self._check_networks()
        self.finish()

    # === What a variant changes ===

    def default_optimizers(self):
        # With Keras's beta_1 of 0.9 the discriminator wins on MNIST in an
        # epoch.
        return (
            keras.optimizers.Adam(2e-4, beta_1=0.5),
            keras.optimizers.Adam(2e-4, beta_1=0.5),
        )

    def d_loss(self, real_scores, fake_scores):
        return losses.non_saturating_d(
            real_scores, fake_scores, label_smoothing=self.label_smoothing
        )

    def g_loss(self, fake_scores):
        if self.saturating:
            return losses.minimax_g(fake_scores)
        return losses.non_saturating_g(fake_scores)

    def d_logs(self, real_scores, fake_scores):
        """What is logged beside the losses."""
        real = ops.mean(ops.cast(real_scores > 0, "float32"))
        fake = ops.mean(ops.cast(fake_scores < 0, "float32"))
        return {
            "d_real": ops.mean(ops.sigmoid(real_scores)),
            "d_fake": ops.mean(ops.sigmoid(fake_scores)),
            "d_accuracy": (real + fake) / 2,
        }

    # === AdversarialModel's hooks ===

    @property
    def d_networks(self):
        return (self.discriminator,)

    @property
    def g_networks(self):
        return (self.generator,)

    def fakes(self, real, training):
        shape = (ops.shape(real)[0], self.latent_dim)
        latents = LATENTS[self.latent](shape, seed=self.seed_generator)
        return ops.cast(self.generator(latents, training=training), "float32")

    def d_objective(self, real, fake, training):
        # Two calls: batch statistics differ between real and fake images.
        real_scores = self._scores(real, training)
        fake_scores = self._scores(fake, training)
        loss = self.d_loss(real_scores, fake_scores)
        return loss, {"d_loss": loss, **self.d_logs(real_scores, fake_scores)}

    def g_objective(self, real, fake, training):
        loss = self.g_loss(self._scores(fake, training))
        return loss, {"g_loss": loss}

    def update_discriminator(self, d_loss, gradients):
        if not self.d_loss_floor:
            return super().update_discriminator(d_loss, gradients)
        # Undone rather than not done: a branch would not compile everywhere.
        variables = self._d_variables + self.d_opt.variables
        before = [ops.copy(v.value) for v in variables]
        super().update_discriminator(d_loss, gradients)
        skip = d_loss < self.d_loss_floor
        for variable, value in zip(variables, before, strict=True):
            variable.assign(ops.where(skip, value, variable.value))

    def _scores(self, images, training):
        # Losses want float32 also under a bfloat16 policy.
        return ops.cast(
            self.discriminator(images, training=training), "float32"
        )

    # === What a user calls ===

    def call(self, latents, training=False):
        return self.generator(latents, training=training)

    def generate(self, n, seed=None, batch_size=64):
        """Makes images.

        Args:
            n: Positive integer.
            seed: Integer; the same seed gives the same images on one backend.
                `None` draws new ones.
            batch_size: Positive integer, images made at a time.

        Returns:
            Float32 NumPy array `(n, *image_shape)` in [-1, 1].
        """
        check_positive(n=n, batch_size=batch_size)
        if seed is None:
            seed = int(np.random.default_rng().integers(2**31))
        latents = LATENTS[self.latent]((n, self.latent_dim), seed=seed)
        latents = ops.convert_to_numpy(latents)
        # Full batches only, so that one compiled function makes all of them.
        latents = np.resize(
            latents, (-(-n // batch_size) * batch_size, self.latent_dim)
        )
        batches = [
            self.predict_on_batch(latents[i : i + batch_size])
            for i in range(0, len(latents), batch_size)
        ]
        return np.concatenate(batches)[:n].astype("float32")

    def get_config(self):
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "latent_dim": self.latent_dim,
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(
                self.discriminator
            ),
            "latent": self.latent,
            "saturating": self.saturating,
            "label_smoothing": self.label_smoothing,
            "d_loss_floor": self.d_loss_floor,
        }

    def _check_networks(self):
        images = self.generator(keras.Input((self.latent_dim,)))
        if images.shape[1:] != self.image_shape:
            raise ValueError(
                "The generator must make images of "
                f"image_shape={self.image_shape}. "
                f"Received a generator of images {images.shape[1:]}"
            )
        scores = self.discriminator(keras.Input(self.image_shape))
        last = self.discriminator.layers[-1]
        if getattr(last, "activation", None) is keras.activations.sigmoid:
            raise ValueError(
                "The discriminator must return logits: the loss applies the "
                "sigmoid, which keeps its gradient exact. Remove the sigmoid. "
                f"Received a discriminator that ends in layer {last.name!r}"
            )
        if scores.shape[1:] != (1,):
            raise ValueError(
                "The discriminator must return one logit an image, (n, 1). "
                f"Received a discriminator of outputs {scores.shape}"
            )
