"""R3GAN (Huang et al. 2024, arXiv:2501.05441)."""

import torch
from torch import nn
from torch.func import grad
from torch.nn import functional as F

from torch_peers.peer import Peer
from torch_peers.peer import apply
from torch_peers.peer import frozen
from torch_peers.peer import track
from torch_peers.peer import update

SLOPE, BLOCKS, GROUP = 0.2, 2, 16


class Block(nn.Module):
    def __init__(self, n, count):
        super().__init__()
        group = min(GROUP, n)
        self.wide = convolution(n, 2 * n, 1, he(count), bias=True)
        self.grouped = convolution(
            2 * n, 2 * n, 3, he(count), bias=True, groups=2 * n // group
        )
        self.narrow = convolution(2 * n, n, 1, 0.0)

    def forward(self, x):
        y = F.leaky_relu(self.wide(x), SLOPE)
        y = F.leaky_relu(self.grouped(y), SLOPE)
        return x + self.narrow(y)


class Generator(nn.Module):
    def __init__(self, channels, latent_dim):
        super().__init__()
        first, count = channels[0], BLOCKS * len(channels)
        self.basis = nn.Parameter(torch.randn(4, 4, first))
        self.dense = nn.Linear(latent_dim, first, bias=False)
        self.sizes = nn.ModuleList()
        for before, n in zip([first, *channels], channels):
            blocks = [Block(n, count) for _ in range(BLOCKS)]
            match = [convolution(before, n, 1)] if n != before else []
            self.sizes.append(nn.ModuleList([*match, *blocks]))
        self.colors = convolution(channels[-1], 3, 1)

    def forward(self, z):
        x = self.basis * self.dense(z)[:, None, None]
        x = x.permute(0, 3, 1, 2)
        for i, layers in enumerate(self.sizes):
            match, blocks = layers[:-BLOCKS], layers[-BLOCKS:]
            for layer in match:
                x = layer(x)
            if i:
                x = F.interpolate(x, scale_factor=2, mode="bilinear")
            for block in blocks:
                x = block(x)
        return self.colors(x).float().tanh()


class Discriminator(nn.Module):
    def __init__(self, channels):
        super().__init__()
        outwards, count = channels[::-1], BLOCKS * len(channels)
        self.colors = convolution(3, outwards[0], 1)
        self.sizes = nn.ModuleList()
        for before, n in zip([outwards[0], *outwards], outwards):
            blocks = [Block(n, count) for _ in range(BLOCKS)]
            match = [convolution(before, n, 1)] if n != before else []
            self.sizes.append(nn.ModuleList([*match, *blocks]))
        self.kernel = nn.Parameter(torch.randn(1, channels[0], 4, 4) / 4)
        self.dense = nn.Linear(channels[0], 1)

    def forward(self, x):
        x = self.colors(x)
        for i, layers in enumerate(self.sizes):
            if i:
                x = halved(x)
            for layer in layers:
                x = layer(x)
        return self.dense((x * self.kernel).sum((2, 3))).float()


def halved(x):
    """Filters by [1, 3, 3, 1] and keeps every second pixel."""
    x = F.pad(x, (1, 1, 1, 1))
    for stride in (1, 1, 2):
        x = F.avg_pool2d(x, 2, stride)
    return x


def he(count):
    """The variance of weights in a network of `count` blocks (Fix-up)."""
    return 2 / (1 + SLOPE**2) * count**-0.5


def convolution(n, m, size, variance=1.0, bias=False, groups=1):
    layer = nn.Conv2d(n, m, size, padding=size // 2, groups=groups, bias=bias)
    fan_in = layer.weight[0].numel()
    nn.init.normal_(layer.weight, 0.0, (variance / fan_in) ** 0.5)
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


class R3GAN(Peer):
    """R1 and R2 in each update, and the moving average; see `Peer`."""

    def __init__(self, size=64, width=64, latent_dim=64, gamma=1.0, **options):
        super().__init__(**options)
        sizes = size.bit_length() - 2
        channels = [width * min(2**i, 8) for i in reversed(range(sizes))]
        self.latent_dim, self.gamma = latent_dim, gamma
        self.generator = self.placed(Generator(channels, latent_dim))
        self.average = self.average_of(self.generator)
        self.discriminator = self.placed(Discriminator(channels))
        self.d_opt = self.adam(self.discriminator, 2e-4, (0.0, 0.99))
        self.g_opt = self.adam(self.generator, 2e-4, (0.0, 0.99))
        self.generate = self.compiled(self.generator)
        self.d_gradient = self.with_gradient(self._d_loss, self.discriminator)
        self.g_loss = self.compiled(self._g_loss)

    def _d_loss(self, call, real, fake):
        def total(images):
            scores = call(images)
            return scores.sum(), scores

        loss, scores = 0.0, []
        for images in (real, fake):
            gradient, its_scores = grad(total, has_aux=True)(images)
            norms = gradient.square().sum((1, 2, 3))
            loss = loss + self.gamma / 2 * norms.mean()
            scores.append(its_scores)
        d_loss = F.softplus(scores[1] - scores[0]).mean()
        return loss + d_loss, d_loss.detach()

    def _g_loss(self, real, fake):
        scores = self.discriminator(real) - self.discriminator(fake)
        return F.softplus(scores).mean()

    def step(self, real):
        fake = self.generate(self.noise(len(real), self.latent_dim))
        gradients, (_, d_loss) = self.d_gradient(real, fake.detach())
        apply(self.d_opt, gradients)
        with frozen(self.discriminator):
            g_loss = self.g_loss(real, fake)
            update(self.g_opt, g_loss)
        track(self.average, self.generator, 0.999)
        return d_loss.detach(), g_loss.detach()
