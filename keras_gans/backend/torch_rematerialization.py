"""Gradients that compute features again, on torch."""

import contextlib

import torch

from keras_gans.backend.torch_devices import random_devices


def checkpoint(fn):
    """See `backend.rematerialization`.

    For a second derivative, `torch.utils.checkpoint` would keep what it
    computed again for the first.
    """

    def run(*xs):
        sizes = []
        results = _Checkpoint.apply(fn, sizes, *xs)
        return results[: sizes[0]], results[sizes[0] :]

    return run


class _Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, fn, sizes, *xs):
        # Copies of what may change in place, such as random states.
        xs = [x if x.requires_grad else x.clone() for x in xs]
        ctx.save_for_backward(*xs)
        ctx.fn, ctx.random = fn, _random_states()
        outputs, others = fn(*xs)
        ctx.mark_non_differentiable(*others)
        ctx.size = len(outputs)
        sizes.append(ctx.size)
        return *outputs, *others

    @staticmethod
    def backward(ctx, *cotangents):
        needed = ctx.needs_input_grad[2:]
        again = checkpoint(_gradients(ctx.fn, needed, ctx.random))
        found, _ = again(*ctx.saved_tensors, *cotangents[: ctx.size])
        found = iter(found)
        return None, None, *(next(found) if x else None for x in needed)


def _gradients(fn, needed, random):
    """The gradients of `fn`, as a function of its arguments and cotangents."""

    def gradients(*tensors):
        xs, cotangents = tensors[: len(needed)], tensors[len(needed) :]
        nested = torch.is_grad_enabled()
        with torch.enable_grad(), _as_it_was(random):
            xs = [
                x.detach().requires_grad_()
                if need and not (nested and x.requires_grad)
                else x
                for x, need in zip(xs, needed, strict=True)
            ]
            outputs, _ = fn(*xs)
        pairs = zip(outputs, cotangents, strict=True)
        outputs, cotangents = zip(*(p for p in pairs if p[0].requires_grad))
        found = torch.autograd.grad(
            outputs,
            [x for x, need in zip(xs, needed, strict=True) if need],
            cotangents,
            create_graph=nested,
            materialize_grads=True,
        )
        return found, []

    return gradients


def _random_states():
    """The states of torch's generators, which a Keras `Dropout` may use."""
    devices = random_devices()
    return torch.get_rng_state(), [
        torch.cuda.get_rng_state(device) for device in devices
    ]


@contextlib.contextmanager
def _as_it_was(random):
    """A context in which torch's generators have these states."""
    cpu, others = random
    devices = random_devices()
    with torch.random.fork_rng(devices):
        torch.set_rng_state(cpu)
        for state, device in zip(others, devices, strict=True):
            torch.cuda.set_rng_state(state, device)
        yield
