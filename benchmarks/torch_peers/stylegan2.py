"""StyleGAN2 (Karras et al. 2020, arXiv:1912.04958)."""

import math

import torch
from torch.func import grad
from torch.nn import functional as F

from torch_peers.peer import Peer
from torch_peers.peer import apply
from torch_peers.peer import frozen
from torch_peers.peer import track
from torch_peers.peer import update
from torch_peers.stylegan2_networks import Discriminator
from torch_peers.stylegan2_networks import Generator

MIXING, R1_EVERY, PATH_WEIGHT = 0.9, 16, 2.0


class StyleGAN2(Peer):
    """Style mixing, R1, path lengths and the moving average; see `Peer`."""

    def __init__(
        self, size, width, latent_dim=512, depth=2, path_every=4, **options
    ):
        super().__init__(**options)
        halvings = int(math.log2(size)) - 2
        channels = [
            min(width * 2**i, max(512, width))
            for i in reversed(range(halvings + 1))
        ]
        self.latent_dim, self.path_every = latent_dim, path_every
        self.lazy = R1_EVERY, path_every
        self.layers = 2 * len(channels)
        self.generator = self.placed(Generator(channels, latent_dim, depth))
        self.average = self.average_of(self.generator)
        self.discriminator = self.placed(Discriminator(channels))
        self.d_opt = self._adam(self.discriminator, R1_EVERY)
        self.g_opt = self._adam(self.generator, path_every)
        self.mean_length = torch.zeros((), device=self.device)
        self.steps = 0
        self.generate = self.compiled(self._generate)
        self.d_loss = self.compiled(self._d_loss)
        self.g_loss = self.compiled(self._g_loss)
        self.r1 = self.with_gradient(self._r1, self.discriminator)
        self.path = self.with_gradient(self._path, self.generator)

    def _adam(self, network, every):
        share = every / (every + 1)
        return self.adam(network, 2e-3 * share, (0.0, 0.99**share), 1e-8)

    def _styles(self, mapping, n):
        w, other = (mapping(self.noise(n, self.latent_dim)) for _ in range(2))
        first = torch.randint(1, self.layers, (n, 1, 1), device=self.device)
        mixed = torch.rand((n, 1, 1), device=self.device) < MIXING
        first = torch.where(mixed, first, self.layers)
        layer = torch.arange(self.layers, device=self.device)[None, :, None]
        return torch.where(layer < first, w[:, None], other[:, None])

    def _generate(self, n):
        return self.generator.synthesis(self._styles(self.generator.mapping, n))

    def _d_loss(self, real, fake):
        real_scores, fake_scores = map(self.discriminator, (real, fake))
        return F.softplus(-real_scores).mean() + F.softplus(fake_scores).mean()

    def _g_loss(self, fake):
        return F.softplus(-self.discriminator(fake)).mean()

    def _r1(self, call, real):
        gradient = grad(lambda x: call(x).sum())(real)
        gamma = 2e-4 * real.shape[2] * real.shape[3] / len(real)
        r1 = gamma / 2 * gradient.square().sum((1, 2, 3)).mean()
        return R1_EVERY * r1, r1

    def _path(self, call, mean, like):
        """`like` has the shape of the images, half of a batch."""
        styles = self._styles(lambda z: call(z, "mapping"), len(like))
        noise = torch.randn_like(like) / like.shape[-1]
        gradient = grad(lambda w: (call(w, "synthesis") * noise).sum())(styles)
        lengths = (gradient.square().sum(2).mean(1) + 1e-12).sqrt()
        mean = mean.lerp(lengths.mean(), 0.01)
        loss = (lengths - mean).square().mean()
        return self.path_every * PATH_WEIGHT * loss, mean.detach()

    def step(self, real):
        fake = self.generate(len(real))
        d_loss = self.d_loss(real, fake.detach())
        update(self.d_opt, d_loss)
        if self.steps % R1_EVERY == 0:
            apply(self.d_opt, self.r1(real)[0])
        with frozen(self.discriminator):
            g_loss = self.g_loss(fake)
            update(self.g_opt, g_loss)
        if self.steps % self.path_every == 0:
            half = real[: (len(real) + 1) // 2]
            gradients, (_, mean) = self.path(self.mean_length, half)
            apply(self.g_opt, gradients)
            self.mean_length = mean
        self.steps += 1
        decay = 0.5 ** (1 / min(312.5, 0.05 * self.steps))
        track(self.average, self.generator, decay)
        return d_loss.detach(), g_loss.detach()
