"""DCGAN (Radford, Metz and Chintala 2015, arXiv:1511.06434)."""

import itertools
import math

from torch import nn
from torch.nn import functional as F

from torch_peers.peer import Peer
from torch_peers.peer import frozen
from torch_peers.peer import update


class Generator(nn.Module):
    def __init__(self, first, channels, colors, latent_dim):
        super().__init__()
        self.shape = (first, first, channels[0])
        units = math.prod(self.shape)
        self.dense = nn.Linear(latent_dim, units, bias=False)
        stack = [nn.BatchNorm2d(channels[0]), nn.ReLU()]
        for n, m in itertools.pairwise(channels):
            up = nn.ConvTranspose2d(n, m, 4, 2, 1, bias=False)
            stack += [up, nn.BatchNorm2d(m), nn.ReLU()]
        self.stack = nn.Sequential(
            *stack, nn.ConvTranspose2d(channels[-1], colors, 4, 2, 1)
        )

    def forward(self, z):
        x = self.dense(z).unflatten(1, self.shape).permute(0, 3, 1, 2)
        return self.stack(x).float().tanh()


class Discriminator(nn.Module):
    def __init__(self, first, channels, colors):
        super().__init__()
        stack = [nn.Conv2d(colors, channels[-1], 4, 2, 1), nn.LeakyReLU(0.2)]
        outwards = channels[::-1]
        for n, m in itertools.pairwise(outwards):
            down = nn.Conv2d(n, m, 4, 2, 1, bias=False)
            stack += [down, nn.BatchNorm2d(m), nn.LeakyReLU(0.2)]
        self.stack = nn.Sequential(*stack)
        self.dense = nn.Linear(first * first * channels[0], 1)

    def forward(self, x):
        x = self.stack(x).permute(0, 2, 3, 1).flatten(1)
        return self.dense(x).float()


class DCGAN(Peer):
    """See `Peer`."""

    def __init__(self, size=64, width=64, latent_dim=100, colors=3, **options):
        super().__init__(**options)
        first, halvings = size, 0
        while first % 2 == 0 and first >= 8:
            first, halvings = first // 2, halvings + 1
        channels = [width * min(2**i, 16) for i in reversed(range(halvings))]
        self.latent_dim = latent_dim
        self.generator = self.placed(
            Generator(first, channels, colors, latent_dim)
        )
        self.discriminator = self.placed(Discriminator(first, channels, colors))
        for network in (self.generator, self.discriminator):
            network.apply(initialise)
        self.d_opt = self.adam(self.discriminator, 2e-4, (0.5, 0.999))
        self.g_opt = self.adam(self.generator, 2e-4, (0.5, 0.999))
        self.generate = self.compiled(self.generator)
        self.d_loss = self.compiled(self._d_loss)
        self.g_loss = self.compiled(self._g_loss)

    def _d_loss(self, real, fake):
        real_scores, fake_scores = map(self.discriminator, (real, fake))
        return F.softplus(-real_scores).mean() + F.softplus(fake_scores).mean()

    def _g_loss(self, fake):
        return F.softplus(-self.discriminator(fake)).mean()

    def step(self, real):
        fake = self.generate(self.noise(len(real), self.latent_dim))
        d_loss = self.d_loss(real, fake.detach())
        update(self.d_opt, d_loss)
        with frozen(self.discriminator):
            g_loss = self.g_loss(fake)
            update(self.g_opt, g_loss)
        return d_loss.detach(), g_loss.detach()


def initialise(layer):
    if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(layer.weight, 0.0, 0.02)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1.0, 0.02)
