"""CycleGAN (Zhu et al. 2017, arXiv:1703.10593)."""

import random

import torch
from torch import nn
from torch.nn import functional as F

from torch_peers.peer import Peer
from torch_peers.peer import frozen
from torch_peers.peer import update

POOL = 50


class Residual(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.stack = nn.Sequential(
            *reflected(n, n, 3), nn.ReLU(), *reflected(n, n, 3)
        )

    def forward(self, x):
        return x + self.stack(x)


class Generator(nn.Module):
    def __init__(self, width, blocks):
        super().__init__()
        n, stack = width, [*reflected(3, width, 7), nn.ReLU()]
        for _ in range(2):
            down = nn.Conv2d(n, 2 * n, 3, 2, bias=False)
            stack += [nn.ZeroPad2d((0, 1, 0, 1)), down, norm(2 * n), nn.ReLU()]
            n *= 2
        stack += [Residual(n) for _ in range(blocks)]
        for _ in range(2):
            up = nn.ConvTranspose2d(n, n // 2, 3, 2, bias=False)
            stack += [up, nn.ZeroPad2d((0, -1, 0, -1)), norm(n // 2), nn.ReLU()]
            n //= 2
        stack += [nn.ReflectionPad2d(3), nn.Conv2d(n, 3, 7)]
        self.stack = nn.Sequential(*stack)

    def forward(self, x):
        return self.stack(x).float().tanh()


class Discriminator(nn.Module):
    def __init__(self, width, halvings):
        super().__init__()
        stack, n = [], 3
        for i in range(halvings + 1):
            m, stride = width * min(2**i, 8), 2 if i < halvings else 1
            stack.append(nn.Conv2d(n, m, 4, stride, 1, bias=i == 0))
            stack += [norm(m)] if i else []
            stack.append(nn.LeakyReLU(0.2))
            n = m
        self.stack = nn.Sequential(*stack, nn.Conv2d(n, 1, 4, 1, 1))

    def forward(self, x):
        return self.stack(x).float()


def norm(n):
    return nn.InstanceNorm2d(n, affine=True)


def reflected(n, m, size):
    padding = nn.ReflectionPad2d(size // 2)
    return padding, nn.Conv2d(n, m, size, bias=False), norm(m)


def initialise(layer):
    if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(layer.weight, 0.0, 0.02)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)


class Pool:
    """Past translations; half of the time they take the place of new ones."""

    def __init__(self):
        self.images = []

    def __call__(self, images):
        return torch.stack([self._one(image) for image in images])

    def _one(self, image):
        if len(self.images) < POOL:
            self.images.append(image)
            return image
        if random.random() < 0.5:
            return image
        slot = random.randrange(POOL)
        past, self.images[slot] = self.images[slot], image
        return past


class CycleGAN(Peer):
    """Both directions with the identity loss; see `Peer`."""

    def __init__(self, size=256, width=64, **options):
        super().__init__(**options)
        blocks = 9 if size >= 256 else 6
        halvings = 3 if size >= 128 else 2 if size >= 64 else 1
        # From B to A and from A to B, as the discriminators.
        self.generator, self.discriminator = (
            self.placed(nn.ModuleList([make(), make()])).apply(initialise)
            for make in (
                lambda: Generator(width, blocks),
                lambda: Discriminator(width, halvings),
            )
        )
        self.d_opt = self.adam(self.discriminator, 2e-4, (0.5, 0.999))
        self.g_opt = self.adam(self.generator, 2e-4, (0.5, 0.999))
        self.pools = Pool(), Pool()
        self.generate = self.compiled(self._generate)
        self.d_loss = self.compiled(self._d_loss)
        self.g_loss = self.compiled(self._g_loss)

    def _generate(self, a, b):
        to_a, to_b = self.generator
        fakes = to_a(b), to_b(a)
        return fakes, (to_a(fakes[1]), to_b(fakes[0])), (to_a(a), to_b(b))

    def _d_loss(self, real, fake):
        loss = 0.0
        for network, x, y in zip(self.discriminator, real, fake):
            loss = loss + (network(x) - 1).square().mean() / 2
            loss = loss + network(y).square().mean() / 2
        return loss

    def _g_loss(self, real, fake, cycled, same):
        loss = 0.0
        for network, x in zip(self.discriminator, fake):
            loss = loss + (network(x) - 1).square().mean()
        for x, y, z in zip(real, cycled, same):
            loss = loss + 10 * F.l1_loss(y, x) + 5 * F.l1_loss(z, x)
        return loss

    def step(self, real):
        fake, cycled, same = self.generate(*real)
        past = [pool(x.detach()) for pool, x in zip(self.pools, fake)]
        d_loss = self.d_loss(real, past)
        update(self.d_opt, d_loss)
        with frozen(self.discriminator):
            g_loss = self.g_loss(real, fake, cycled, same)
            update(self.g_opt, g_loss)
        return d_loss.detach(), g_loss.detach()
