"""The benchmark of an accelerator, and the peers that it compares with.

A peer with the same weights, in the same order, must compute the same.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from keras import ops

from keras_gans.layers import ModulatedConv2D
from keras_gans.layers import NoiseInjection
from keras_gans.layers.bias import Bias
from keras_gans.layers.learned_constant import LearnedConstant
from tests.helpers import BACKEND

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
on_torch = pytest.mark.skipif(BACKEND != "torch", reason="compares with torch")


@pytest.fixture
def cases(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    from accelerator_parts import cases

    return cases


# === The peers ===


def style_based(generator):
    """StyleGAN2's variables in the order of the peer's."""
    mapping, synthesis = map(generator.get_layer, ("mapping", "synthesis"))

    def of(kind, fits=lambda layer: True):
        found = [x for x in synthesis.layers if isinstance(x, kind)]
        return [x for x in found if fits(x)]

    variables = mapping.trainable_variables + [of(LearnedConstant)[0].constant]
    wide = of(ModulatedConv2D, lambda x: x.kernel_size == 3)
    biases = of(Bias, lambda x: x.bias.shape[0] != 3)
    for layer, noise, bias in zip(wide, of(NoiseInjection), biases):
        variables += [noise.strength, bias.bias, layer.kernel]
        variables += layer.affine.trainable_variables
    colors = of(ModulatedConv2D, lambda x: x.kernel_size == 1)
    for layer, bias in zip(colors, of(Bias, lambda x: x.bias.shape[0] == 3)):
        variables += [bias.bias, layer.kernel]
        variables += layer.affine.trainable_variables
    return variables


def variables_of(model, name):
    """The generators' and the discriminators', in the order of the peer's."""
    if name == "stylegan2_64":
        return style_based(model.generator), model.d_variables
    if name == "r3gan_64":
        *blocks, depthwise, kernel, bias = model.d_variables
        return model.g_variables, [depthwise, *blocks, kernel, bias]
    if name == "cyclegan_256":
        a, b = model.generator_ba, model.generator_ab
        g_variables = a.trainable_variables + b.trainable_variables
        return g_variables, model.d_variables
    return model.g_variables, model.d_variables


def pair(case, name):
    """A model and its peer with the same weights, random ones."""
    model, peer = case.model(), case.peer()
    networks = peer.generator, peer.discriminator
    for variables, network in zip(variables_of(model, name), networks):
        copy(variables, network)
    return model, peer


def copy(variables, network):
    import torch

    axes = {2: (1, 0), 4: (3, 2, 0, 1)}
    rng = np.random.default_rng(0)
    with torch.no_grad():
        for v, p in zip(variables, network.parameters(), strict=True):
            if v.ndim == 1:  # No bias stays 0, no scale 1.
                v.assign(v + rng.normal(0, 0.3, v.shape))
            value = ops.convert_to_numpy(v)
            value = value.transpose(axes.get(value.ndim, range(value.ndim)))
            p.copy_(torch.from_numpy(value.copy()).reshape(p.shape))


def losses_of(peer, name, real, fake):
    if name == "r3gan_64":
        _, (d_loss, _) = peer.d_gradient(real, fake)
        return d_loss, peer.g_loss(real, fake)
    return peer.d_loss(real, fake), peer.g_loss(fake)


@on_torch
@pytest.mark.parametrize("name", ["dcgan_64", "stylegan2_64", "r3gan_64"])
def test_a_peer_computes_the_same(cases, name):
    import torch

    case = cases.case_of(name, True)
    model, peer = pair(case, name)
    latents = torch.randn(case.batch, peer.latent_dim)
    real = torch.rand(case.batch, case.size, case.size, 3) * 2 - 1
    if name == "stylegan2_64":
        styles = peer.generator.mapping(latents)
        styles = styles[:, None].repeat(1, peer.layers, 1)
        theirs = peer.generator.synthesis(styles)
    else:
        theirs = peer.generator(latents)
    ours = model.generator(latents, training=True)
    torch.testing.assert_close(
        ours, theirs.permute(0, 2, 3, 1), atol=1e-4, rtol=1e-4
    )
    d_loss, _ = model.d_objective(real, ours.detach(), True)
    g_loss, _ = model.g_objective(real, ours.detach(), True)
    expected = losses_of(peer, name, real.permute(0, 3, 1, 2), theirs.detach())
    torch.testing.assert_close((d_loss, g_loss), expected)


@on_torch
def test_cyclegans_peer_computes_the_same(cases):
    import torch

    case = cases.case_of("cyclegan_256", True)
    model, peer = pair(case, "cyclegan_256")
    a, b = torch.rand(2, case.batch, case.size, case.size, 3) * 2 - 1
    real = a.permute(0, 3, 1, 2), b.permute(0, 3, 1, 2)
    ours, (fake, cycled, same) = model.fakes((a, b), True), peer.generate(*real)
    for names, images in (("ab", fake), (("cycled_a", "cycled_b"), cycled)):
        for key, image in zip(names, images):
            torch.testing.assert_close(
                ours[key], image.permute(0, 2, 3, 1), atol=1e-4, rtol=1e-4
            )
    d_loss, _ = model.d_objective((a, b), ours, True)
    g_loss, _ = model.g_objective((a, b), ours, True)
    expected = peer.d_loss(real, fake), peer.g_loss(real, fake, cycled, same)
    torch.testing.assert_close((d_loss, g_loss), expected)


@on_torch
def test_lazy_regularisers_of_the_peer_are_the_same(cases):
    import torch

    from keras_gans import penalties

    case = cases.case_of("stylegan2_64", True)
    model, peer = case.model(), case.peer()
    for variables, network in zip(
        variables_of(model, "stylegan2_64"),
        (peer.generator, peer.discriminator),
    ):
        copy(variables, network)
    real = torch.rand(case.batch, case.size, case.size, 3) * 2 - 1
    gradients, (_, r1) = peer.r1(real.permute(0, 3, 1, 2))
    gamma = 2e-4 * case.size**2 / case.batch
    ours = gamma / 2 * penalties.r1(model.discriminator, real)
    torch.testing.assert_close(ours, r1)
    gradients_of_ours = torch.autograd.grad(
        16 * ours,
        [v.value for v in model.d_variables],
        materialize_grads=True,
    )
    for mine, other in zip(gradients_of_ours, gradients):
        axes = {2: (1, 0), 4: (3, 2, 0, 1)}.get(mine.ndim, range(mine.ndim))
        torch.testing.assert_close(
            mine.permute(*axes), other, atol=1e-4, rtol=1e-3
        )


# === The counter ===


@on_torch
def test_the_operations_of_dcgan_have_a_closed_form(cases):
    """Products in G's dense layer and its convolutions, by their shapes.

    A backward pass takes as much for the weights as for the inputs; nothing is
    needed of images that are data, nor of latents.
    """
    from accelerator_parts.flop import flop_per_image

    case = cases.CASES["dcgan_64"]
    w = case.settings["width"]
    dense, last = 100 * 16 * 8 * w, 16 * 8 * w
    between = sum(
        size**2 * 16 * n * 2 * n
        for size, n in ((16, w), (8, 2 * w), (4, 4 * w))
    )
    colors = 32**2 * 16 * 3 * w
    d, g = colors + between + last, dense + between + colors
    expected = 2 * (8 * d - 2 * colors + 3 * g - dense)
    assert flop_per_image(case) == expected


# === The command ===


@pytest.mark.slow
def test_a_miniature_writes_rows_and_errors(tmp_path):
    pytest.importorskip("torch")
    subprocess.run(
        [
            *(sys.executable, BENCHMARKS / "accelerator.py", tmp_path),
            *("--miniature", "--workers", "1", "--parts", "speed", "faces"),
            *("--models", "dcgan_64", "--sides", "peer"),
            *("--precisions", "float32"),
        ],
        check=True,
    )
    found = json.loads((tmp_path / "accelerator.json").read_text())
    (row,) = found["speed"]
    assert row["images_per_second"] > 0 and row["parameters"] > 1000
    assert 0 < row["matrix_share"] < 1
    # There were no faces.
    assert "faces" in found["faces"]["error"]
    assert [p.name for p in tmp_path.iterdir()] == ["accelerator.json"]
