"""What this package is compared with: a common tutorial and a common loop."""

import keras
import tensorflow as tf
import torch

import keras_gans as kg

LATENT_DIM = 100


class Tutorial(keras.Model):
    """The train_step of common tutorials, with two generator passes."""

    def __init__(self, image_shape):
        super().__init__()
        self.generator = kg.networks.dcgan_generator(image_shape, LATENT_DIM)
        self.discriminator = kg.networks.dcgan_discriminator(image_shape)
        self.d_tracker = keras.metrics.Mean(name="d_loss")
        self.g_tracker = keras.metrics.Mean(name="g_loss")

    @property
    def metrics(self):
        return [self.d_tracker, self.g_tracker]

    def compile(self):
        super().compile()
        self.d_opt = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.g_opt = keras.optimizers.Adam(2e-4, beta_1=0.5)
        self.loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)

    def train_step(self, real):
        n = tf.shape(real)[0]
        fake = self.generator(tf.random.normal((n, LATENT_DIM)), training=True)
        with tf.GradientTape() as tape:
            real_scores = self.discriminator(real, training=True)
            fake_scores = self.discriminator(fake, training=True)
            d_loss = self.loss_fn(tf.ones((n, 1)), real_scores)
            d_loss += self.loss_fn(tf.zeros((n, 1)), fake_scores)
        variables = self.discriminator.trainable_variables
        self.d_opt.apply_gradients(
            zip(tape.gradient(d_loss, variables), variables)
        )
        with tf.GradientTape() as tape:
            fake = self.generator(
                tf.random.normal((n, LATENT_DIM)), training=True
            )
            scores = self.discriminator(fake, training=True)
            g_loss = self.loss_fn(tf.ones((n, 1)), scores)
        variables = self.generator.trainable_variables
        self.g_opt.apply_gradients(
            zip(tape.gradient(g_loss, variables), variables)
        )
        self.d_tracker.update_state(d_loss)
        self.g_tracker.update_state(g_loss)
        return {
            "d_loss": self.d_tracker.result(),
            "g_loss": self.g_tracker.result(),
        }


class EagerTorch:
    """The loop of common PyTorch examples, with `detach()`."""

    def __init__(self, image_shape):
        nn = torch.nn
        size = image_shape[0] // 4
        self.generator = nn.Sequential(
            nn.Linear(LATENT_DIM, size * size * 128, bias=False),
            nn.Unflatten(1, (128, size, size)),
            nn.BatchNorm2d(128),
            nn.ReLU(True),
            nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(True),
            nn.ConvTranspose2d(64, 1, 4, 2, 1),
            nn.Tanh(),
        )
        self.discriminator = nn.Sequential(
            nn.Conv2d(1, 64, 4, 2, 1),
            nn.LeakyReLU(0.2, True),
            nn.Conv2d(64, 128, 4, 2, 1, bias=False),
            nn.BatchNorm2d(128),
            nn.LeakyReLU(0.2, True),
            nn.Flatten(),
            nn.Linear(size * size * 128, 1),
        )
        adam = {"lr": 2e-4, "betas": (0.5, 0.999)}
        self.d_opt = torch.optim.Adam(self.discriminator.parameters(), **adam)
        self.g_opt = torch.optim.Adam(self.generator.parameters(), **adam)
        self.loss_fn = nn.BCEWithLogitsLoss()

    def fit(self, batches):
        """Trains on tensors `(n, 1, height, width)` in [-1, 1]."""
        for real in batches:
            ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
            fake = self.generator(torch.randn(len(real), LATENT_DIM))
            self.d_opt.zero_grad()
            d_loss = self.loss_fn(self.discriminator(real), ones)
            d_loss = d_loss + self.loss_fn(
                self.discriminator(fake.detach()), zeros
            )
            d_loss.backward()
            self.d_opt.step()
            self.g_opt.zero_grad()
            g_loss = self.loss_fn(self.discriminator(fake), ones)
            g_loss.backward()
            self.g_opt.step()
            d_loss.item(), g_loss.item()
