"""What all peers share: devices, precision, compilation and updates."""

import contextlib
import copy

import torch
from torch.func import functional_call
from torch.func import grad_and_value


def not_compiled(function):
    return function


class Peer:
    """A training in PyTorch, with a method `step(real)`.

    Args:
        device: Name of a device of PyTorch; `"meta"` computes nothing, for
            counting what a step would.
        half: Whether matrix products and convolutions are bfloat16 (autocast).
        compiler: Function that compiles a function, such as `torch.compile`.
    """

    # Steps from one update of a regulariser to the next, one number for each.
    lazy = ()

    def __init__(self, device="cpu", half=False, compiler=not_compiled):
        self.device = torch.device(device)
        self.half = half
        self.compiler = compiler

    def placed(self, network):
        return network.to(self.device, memory_format=torch.channels_last)

    def adam(self, network, rate, betas, epsilon=1e-7):
        return torch.optim.Adam(
            network.parameters(),
            rate,
            betas,
            epsilon,
            fused=self.device.type == "cuda",
        )

    def compiled(self, function):
        """A function in this peer's precision, compiled."""

        def run(*args):
            with self._precision():
                return function(*args)

        return self.compiler(run)

    def with_gradient(self, function, network):
        """A compiled function that also returns its gradient.

        `function(call, *args)` returns a scalar and what else is to be
        returned. It calls the network, or a part of it, as `call(x, part)`,
        and may differentiate that: `torch.compile` does not take second
        derivatives by `backward`.

        Returns:
            A function that returns gradients, in the order of parameters, and
            `(scalar, what else)`.
        """

        def of_parameters(parameters, *args):
            def call(x, part=""):
                prefix = part and part + "."
                own = {
                    name.removeprefix(prefix): value
                    for name, value in parameters.items()
                    if name.startswith(prefix)
                }
                return functional_call(network.get_submodule(part), own, (x,))

            with self._precision():
                return function(call, *args)

        run = self.compiler(grad_and_value(of_parameters, has_aux=True))
        parameters = {
            name: value.detach() for name, value in network.named_parameters()
        }

        def gradients_and_values(*args):
            gradients, values = run(parameters, *args)
            return list(gradients.values()), values

        return gradients_and_values

    def noise(self, *shape):
        return torch.randn(shape, device=self.device)

    def average_of(self, network):
        return copy.deepcopy(network).requires_grad_(False)

    def _precision(self):
        if not self.half:
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, torch.bfloat16)


def apply(optimizer, gradients):
    parameters = optimizer.param_groups[0]["params"]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    optimizer.step()


def update(optimizer, loss):
    parameters = optimizer.param_groups[0]["params"]
    apply(optimizer, torch.autograd.grad(loss, parameters, allow_unused=True))


@contextlib.contextmanager
def frozen(network):
    """A context in which a network's weights get no gradient."""
    network.requires_grad_(False)
    try:
        yield
    finally:
        network.requires_grad_(True)


def track(average, network, decay):
    """Moves an average of weights towards those of a network."""
    torch._foreach_lerp_(
        list(average.parameters()), list(network.parameters()), 1 - decay
    )
