"""The speed of DCGAN, compared with a tutorial train_step and eager PyTorch.

    pip install torch==2.13.0
    python benchmarks/train_step.py

Measures the images per second of the same networks (28x28x1, batch size 128,
Adam 2e-4), in turn in one process:

    (a) a tutorial-style Keras `train_step` in `fit` with Keras's defaults
    (b) an eager PyTorch loop that reuses the fake batch for both updates
    (c) `keras_gans.DCGAN.fit` with its defaults

Prints the medians of the ratios (c)/(a) and (c)/(b), and the FLOP per second of
(c) as a share of the peak measured with matrix products.
"""

import argparse
import os
import statistics
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
import torch

import keras_gans as kg

IMAGE_SHAPE = (28, 28, 1)
LATENT_DIM = 100
BATCH = 128


class Tutorial(keras.Model):
    """The train_step of common tutorials, with two generator passes."""

    def __init__(self):
        super().__init__()
        self.generator = kg.networks.dcgan_generator(IMAGE_SHAPE, LATENT_DIM)
        self.discriminator = kg.networks.dcgan_discriminator(IMAGE_SHAPE)
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

    def __init__(self):
        nn = torch.nn
        self.generator = nn.Sequential(
            nn.Linear(LATENT_DIM, 7 * 7 * 128, bias=False),
            nn.Unflatten(1, (128, 7, 7)),
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
            nn.Linear(7 * 7 * 128, 1),
        )
        adam = {"lr": 2e-4, "betas": (0.5, 0.999)}
        self.d_opt = torch.optim.Adam(self.discriminator.parameters(), **adam)
        self.g_opt = torch.optim.Adam(self.generator.parameters(), **adam)
        self.loss_fn = nn.BCEWithLogitsLoss()

    def fit(self, images):
        for real in images.split(BATCH):
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


def step_flop():
    """Floating-point operations per image in a training step.

    The discriminator has three forward passes, two backward passes to weights
    and inputs, and one backward pass to inputs only. The generator has one
    forward and one backward pass. A backward pass costs as much as a forward
    pass for the weights and another one for the inputs.
    """
    macs = {"generator": 100 * 6272 + 49 * 128 * 64 * 16 + 196 * 64 * 16}
    macs["discriminator"] = 196 * 64 * 16 + 49 * 64 * 128 * 16 + 6272
    return 2 * (8 * macs["discriminator"] + 3 * macs["generator"])


def matmul_peak():
    """FLOP per second of the fastest measured float32 matrix product."""
    a, b = torch.randn(2048, 2048), torch.randn(2048, 2048)
    times = []
    for _ in range(30):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return 2 * 2048**3 / min(times)


def main(rounds, steps):
    images = np.random.default_rng(0).uniform(
        -1, 1, (steps * BATCH, *IMAGE_SHAPE)
    )
    images = images.astype("float32")
    # TensorFlow's autotuner can delay the end of `fit` for seconds (2.21), far
    # longer than the steps. `kg.datasets` also disable it.
    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = tf.data.Dataset.from_tensor_slices(images).batch(BATCH)
    dataset = dataset.prefetch(2).with_options(options)
    tensor = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())

    tutorial, eager, gan = (
        Tutorial(),
        EagerTorch(),
        kg.DCGAN(IMAGE_SHAPE, LATENT_DIM),
    )
    tutorial.compile()
    gan.compile()
    runs = {
        "a": lambda: tutorial.fit(dataset, verbose=0),
        "b": lambda: eager.fit(tensor),
        "c": lambda: gan.fit(dataset, verbose=0),
    }
    for run in runs.values():  # Compiles.
        run()
    rates = {name: [] for name in runs}
    for i in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            rates[name].append(len(images) / (time.perf_counter() - start))
        print(
            f"round {i + 1}: "
            + ", ".join(f"({k}) {v[-1]:.0f}" for k, v in rates.items())
        )
    median = {name: statistics.median(values) for name, values in rates.items()}
    print(
        "\nimages/s, medians:",
        {name: round(value) for name, value in median.items()},
    )
    for other in "ab":
        pairs = [c / o for c, o in zip(rates["c"], rates[other])]
        print(
            f"(c)/({other}): median {statistics.median(pairs):.2f}, "
            f"from {min(pairs):.2f} to {max(pairs):.2f}, {len(pairs)} pairs"
        )
    peak = matmul_peak()
    share = median["c"] * step_flop() / peak
    print(
        f"(c) reaches {share:.0%} of {peak / 1e9:.0f} GFLOP/s, the "
        "matrix-product peak"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--steps", type=int, default=20)
    main(**vars(parser.parse_args()))
