"""Floating-point operations of a training step."""

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry


class Counter(TorchDispatchMode):
    """Adds up what matrix products and convolutions take, by their shapes.

    PyTorch's formulas count two operations for each product of two numbers.
    Its own mode counts by modules as well, which second derivatives break.
    """

    flop = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        output = func(*args, **kwargs)
        formula = flop_registry.get(func._overloadpacket)
        if formula is not None:
            self.flop += formula(*args, **kwargs, out_val=output)
        return output


def flop_per_image(case):
    """Operations for one image in a step of a peer, updates included.

    The tensors are on the device `meta`, so that nothing is computed.
    """
    peer = case.peer(device="meta")
    shape = (case.batch, 3, case.size, case.size)
    real = torch.empty(shape, device="meta")
    real = [real, real] if case.is_paired else real
    counts, total = {}, 0
    for t in range(case.period):
        kind = tuple(t % every == 0 for every in peer.lazy)
        if kind not in counts:
            peer.steps = t
            with Counter() as counter:
                peer.step(real)
            counts[kind] = counter.flop
        total += counts[kind]
    return total / (case.period * case.batch)
