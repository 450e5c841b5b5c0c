"""StyleGAN2's networks (Karras et al. 2020, arXiv:1912.04958, appendix B).

Convolutions that double the size are transposed ones; the filter [1, 3, 3, 1]
is three sums of neighbours.
"""

import itertools
import math

import torch
from torch import nn
from torch.nn import functional as F

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
    def __init__(
        self, inputs, outputs, size, latent_dim, up=False, demodulate=True
    ):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, size, size))
        self.affine = Equal(inputs, latent_dim, gain=1.0, bias=1.0)
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
    def __init__(self, inputs, outputs, latent_dim, up=False):
        super().__init__()
        self.conv = Modulated(inputs, outputs, 3, latent_dim, up)
        self.strength = nn.Parameter(torch.zeros(()))
        self.bias = nn.Parameter(torch.zeros(outputs, 1, 1))

    def forward(self, x, w):
        x = self.conv(x, w)
        noise = torch.randn(len(x), 1, *x.shape[2:], device=x.device)
        return activated(x + noise * self.strength + self.bias)


class Colors(nn.Module):
    def __init__(self, inputs, latent_dim):
        super().__init__()
        self.conv = Modulated(inputs, 3, 1, latent_dim, demodulate=False)
        self.bias = nn.Parameter(torch.zeros(3, 1, 1))

    def forward(self, x, w):
        return self.conv(x, w) + self.bias


class Mapping(nn.Module):
    def __init__(self, latent_dim, depth):
        super().__init__()
        self.layers = nn.ModuleList(
            Equal(latent_dim, latent_dim, rate=0.01) for _ in range(depth)
        )

    def forward(self, z):
        w = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        for layer in self.layers:
            w = activated(layer(w))
        return w.float()


class Synthesis(nn.Module):
    def __init__(self, channels, latent_dim):
        super().__init__()
        first = channels[0]
        self.constant = nn.Parameter(torch.randn(4, 4, first))
        self.styled = nn.ModuleList([Styled(first, first, latent_dim)])
        self.colors = nn.ModuleList(Colors(n, latent_dim) for n in channels)
        for n, m in itertools.pairwise(channels):
            self.styled.append(Styled(n, m, latent_dim, up=True))
            self.styled.append(Styled(m, m, latent_dim))

    def forward(self, styles):
        x = self.constant.permute(2, 0, 1).expand(len(styles), -1, -1, -1)
        x = self.styled[0](x, styles[:, 0])
        images = self.colors[0](x, styles[:, 1]).float()
        for i in range(1, len(self.colors)):
            x = self.styled[2 * i - 1](x, styles[:, 2 * i - 1])
            x = self.styled[2 * i](x, styles[:, 2 * i])
            images = blur(F.interpolate(images, scale_factor=2), 3, 1)
            images = images + self.colors[i](x, styles[:, 2 * i + 1])
        return images


class Generator(nn.Module):
    def __init__(self, channels, latent_dim, depth):
        super().__init__()
        self.mapping = Mapping(latent_dim, depth)
        self.synthesis = Synthesis(channels, latent_dim)


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
        x = activated(self.last(x)).permute(0, 2, 3, 1).flatten(1)
        return self.score(activated(self.dense(x))).float()
