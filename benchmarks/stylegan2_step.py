"""The time of a StyleGAN2 step, compared with eager PyTorch.

    pip install torch==2.13.0
    KERAS_BACKEND=tensorflow python benchmarks/stylegan2_step.py
    KERAS_BACKEND=torch python benchmarks/stylegan2_step.py

Trains the networks of `config="small"` at 64x64, in turn in one process:

    (a) an eager PyTorch loop, written for this comparison: the same networks
        and arithmetic, style mixing, R1 every 16 and path lengths every 8
        updates, and the moving average
    (b) `keras_gans.StyleGAN2.fit`
    (c) the same without the regularisers

A round is 16 steps, in which each regulariser has its share. Prints the medians
of the milliseconds a step, of (b)/(a), and of the share of a step that the
regularisers take, 1 - (c)/(b). Times are of the processor: on a machine with
other work, the wall clock would measure that work.
"""

import argparse
import copy
import math
import os
import statistics
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import itertools

import keras
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import keras_gans as kg

STEPS = 16
LATENT_DIM, WIDTH, DEPTH = 128, 16, 2
MIXING, R1_EVERY, PATH_EVERY, PATH_WEIGHT = 0.9, 16, 8, 2.0
GAIN = math.sqrt(2)


class Equal(nn.Module):
    """A linear layer or a convolution with an equalised learning rate."""

    def __init__(self, *shape, gain=GAIN, rate=1.0, bias=0.0, **options):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(shape) / rate)
        self.bias = None
        if bias is not None:
            self.bias = nn.Parameter(torch.full(shape[:1], float(bias)))
        self.scale = gain * rate / math.sqrt(math.prod(shape[1:]))
        self.rate, self.options = rate, options

    def forward(self, x):
        bias = None if self.bias is None else self.bias * self.rate
        weight = self.weight * self.scale
        if weight.dim() == 2:
            return F.linear(x, weight, bias)
        return F.conv2d(x, weight, bias, **self.options)


def blur(x, taps, padding, gain=1.0):
    x = F.pad(x, (padding,) * 4)
    for _ in range(taps - 1):
        x = x[:, :, 1:] + x[:, :, :-1]
        x = x[:, :, :, 1:] + x[:, :, :, :-1]
    return x * (gain / 4 ** (taps - 1))


def activated(x):
    return F.leaky_relu(x, 0.2)


class Modulated(nn.Module):
    def __init__(self, inputs, outputs, size, up=False, demodulate=True):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, size, size))
        self.affine = Equal(inputs, LATENT_DIM, gain=1.0, bias=1.0)
        self.scale = 1 / math.sqrt(inputs * size * size)
        self.up, self.demodulate = up, demodulate

    def forward(self, x, w):
        style, weight = self.affine(w), self.weight * self.scale
        x = x * style[:, :, None, None]
        if self.up:
            x = F.conv_transpose2d(x, weight.transpose(0, 1), stride=2)
            x = blur(x, 4, 1, gain=4.0)
        else:
            x = F.conv2d(x, weight, padding=weight.shape[-1] // 2)
        if self.demodulate:
            norms = style.square() @ weight.square().sum((2, 3)).T
            x = x * (GAIN * torch.rsqrt(norms + 1e-8))[:, :, None, None]
        return x


class Styled(nn.Module):
    def __init__(self, inputs, outputs, up=False):
        super().__init__()
        self.conv = Modulated(inputs, outputs, 3, up)
        self.strength = nn.Parameter(torch.zeros(()))
        self.bias = nn.Parameter(torch.zeros(outputs, 1, 1))

    def forward(self, x, w):
        x = self.conv(x, w)
        noise = torch.randn(len(x), 1, *x.shape[2:])
        return activated(x + noise * self.strength + self.bias)


class Colors(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.conv = Modulated(inputs, 3, 1, demodulate=False)
        self.bias = nn.Parameter(torch.zeros(3, 1, 1))

    def forward(self, x, w):
        return self.conv(x, w) + self.bias


class Generator(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.mapping = nn.ModuleList(
            Equal(LATENT_DIM, LATENT_DIM, rate=0.01) for _ in range(DEPTH)
        )
        self.constant = nn.Parameter(torch.randn(1, channels[0], 4, 4))
        self.styled = nn.ModuleList([Styled(channels[0], channels[0])])
        self.colors = nn.ModuleList(Colors(n) for n in channels)
        for n, m in itertools.pairwise(channels):
            self.styled += [Styled(n, m, up=True), Styled(m, m)]

    def map(self, z):
        w = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        for layer in self.mapping:
            w = activated(layer(w))
        return w

    def styles(self, n):
        layers = 2 * len(self.colors)
        w, other = (self.map(torch.randn(n, LATENT_DIM)) for _ in range(2))
        first = torch.randint(1, layers, (n, 1, 1))
        first[torch.rand(n) >= MIXING] = layers
        layer = torch.arange(layers)[None, :, None]
        return torch.where(layer < first, w[:, None], other[:, None])

    def forward(self, styles):
        x = self.constant.expand(len(styles), -1, -1, -1)
        x = self.styled[0](x, styles[:, 0])
        images = self.colors[0](x, styles[:, 1])
        for i in range(1, len(self.colors)):
            x = self.styled[2 * i - 1](x, styles[:, 2 * i - 1])
            x = self.styled[2 * i](x, styles[:, 2 * i])
            images = blur(F.interpolate(images, scale_factor=2), 3, 1)
            images = images + self.colors[i](x, styles[:, 2 * i + 1])
        return images


class Discriminator(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = Equal(channels[-1], 3, 1, 1)
        self.blocks = nn.ModuleList()
        for m, n in reversed(list(itertools.pairwise(channels))):
            self.blocks.append(
                nn.ModuleList(
                    [
                        Equal(n, n, 3, 3, padding=1),
                        Equal(m, n, 3, 3, gain=1.0, stride=2),
                        Equal(m, n, 1, 1, gain=1 / GAIN, bias=None),
                    ]
                )
            )
        n = channels[0]
        self.last = Equal(n, n + 1, 3, 3, padding=1)
        self.dense = Equal(n, 16 * n)
        self.score = Equal(1, n, gain=1.0)

    def forward(self, x):
        x = activated(self.first(x))
        for conv, down, skip in self.blocks:
            y = activated(down(blur(activated(conv(x)), 4, 2)))
            x = skip(F.avg_pool2d(blur(x, 3, 1), 2)) + y
        groups = x.view(4, len(x) // 4, *x.shape[1:])
        stddev = (groups.var(0, correction=0) + 1e-8).sqrt().mean((1, 2, 3))
        stddev = stddev.repeat(4)[:, None, None, None]
        x = torch.cat([x, stddev.expand(-1, 1, *x.shape[2:])], 1)
        x = activated(self.last(x)).flatten(1)
        return self.score(activated(self.dense(x)))


class EagerTorch:
    def __init__(self, size):
        halvings = int(math.log2(size)) - 2
        channels = [WIDTH * 2**i for i in reversed(range(halvings + 1))]
        self.generator = Generator(channels)
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self.discriminator = Discriminator(channels)
        self.d_opt = self._adam(self.discriminator, R1_EVERY)
        self.g_opt = self._adam(self.generator, PATH_EVERY)
        self.mean_length = torch.zeros(())
        self.steps = 0

    def _adam(self, network, every):
        share = every / (every + 1)
        betas = (0.0, 0.99**share)
        return torch.optim.Adam(network.parameters(), 2e-3 * share, betas)

    def _update(self, optimizer, loss):
        parameters = optimizer.param_groups[0]["params"]
        gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient
        optimizer.step()

    def step(self, real):
        fake = self.generator(self.generator.styles(len(real)))
        d_loss = F.softplus(-self.discriminator(real)).mean()
        d_loss = d_loss + F.softplus(self.discriminator(fake.detach())).mean()
        self._update(self.d_opt, d_loss)
        if self.steps % R1_EVERY == 0:
            self._r1(real)
        g_loss = F.softplus(-self.discriminator(fake)).mean()
        self._update(self.g_opt, g_loss)
        if self.steps % PATH_EVERY == 0:
            self._path(len(real) // 2)
        self.steps += 1
        decay = 0.5 ** (1 / min(312.5, 0.05 * self.steps))
        weights = list(self.generator.parameters())
        torch._foreach_lerp_(
            list(self.average.parameters()), weights, 1 - decay
        )
        return d_loss.item(), g_loss.item()

    def _r1(self, real):
        real = real.clone().requires_grad_()
        scores = self.discriminator(real).sum()
        (gradient,) = torch.autograd.grad(scores, real, create_graph=True)
        gamma = 2e-4 * real.shape[2] * real.shape[3] / len(real)
        r1 = gamma / 2 * gradient.square().sum((1, 2, 3)).mean()
        self._update(self.d_opt, R1_EVERY * r1)

    def _path(self, n):
        styles = self.generator.styles(n)
        images = self.generator(styles)
        noise = torch.randn_like(images) / images.shape[-1]
        (gradient,) = torch.autograd.grad(
            (images * noise).sum(), styles, create_graph=True
        )
        lengths = (gradient.square().sum(2).mean(1) + 1e-12).sqrt()
        mean = self.mean_length.lerp(lengths.mean(), 0.01)
        self.mean_length = mean.detach()
        loss = (lengths - mean).square().mean()
        self._update(self.g_opt, PATH_EVERY * PATH_WEIGHT * loss)

    def fit(self, images):
        for real in images:
            self.step(real)


def make(size, **settings):
    model = kg.StyleGAN2((size, size, 3), config="small", **settings)
    assert (model.latent_dim, model.width, model.depth) == (
        LATENT_DIM,
        WIDTH,
        DEPTH,
    )
    model.compile()
    return model


def count(parameters):
    return sum(math.prod(p.shape) for p in parameters)


def main(size, batch_size, rounds):
    shape = (STEPS * batch_size, size, size, 3)
    images = np.random.default_rng(0).uniform(-1, 1, shape).astype("float32")
    tensor = torch.from_numpy(images.transpose(0, 3, 1, 2).copy())
    eager, gan = EagerTorch(size), make(size)
    plain = make(size, r1_weight=0, path_weight=0)
    for ours, theirs in (
        (gan.g_variables, eager.generator),
        (gan.d_variables, eager.discriminator),
    ):
        assert count(ours) == count(theirs.parameters())
    runs = {
        "a": lambda: eager.fit(tensor.split(batch_size)),
        "b": lambda: gan.fit(images, batch_size=batch_size, verbose=0),
        "c": lambda: plain.fit(images, batch_size=batch_size, verbose=0),
    }
    for run in runs.values():  # Compiles.
        run()
    times = {name: [] for name in runs}
    for i in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            spent = time.process_time() - start
            times[name].append(1000 * spent / STEPS)
        print(
            f"round {i + 1}: "
            + ", ".join(f"({k}) {v[-1]:.0f} ms" for k, v in times.items()),
            flush=True,
        )
    a, b, c = times.values()
    ratios = [y / x for x, y in zip(a, b)]
    shares = [1 - z / y for y, z in zip(b, c)]
    print(
        f"\nKeras on {keras.backend.backend()}, {size}x{size}, batches of "
        f"{batch_size}, medians of {rounds} rounds:\n"
        + ", ".join(
            f"({k}) {statistics.median(v):.0f} ms" for k, v in times.items()
        )
        + f"\n(b)/(a) {statistics.median(ratios):.2f}, from {min(ratios):.2f} "
        f"to {max(ratios):.2f}\nregularisers "
        f"{statistics.median(shares):.0%} of a step, from {min(shares):.0%} to "
        f"{max(shares):.0%}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    main(**vars(parser.parse_args()))
