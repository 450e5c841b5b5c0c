"""Gradients and the training step on torch."""

import contextlib

import keras
import torch
from torch.nn.attention import SDPBackend
from torch.nn.attention import sdpa_kernel

from keras_gans.backend import loops
from keras_gans.backend import rematerialization
from keras_gans.backend.dropouts import APART
from keras_gans.backend.no_gradient import IMAGES
from keras_gans.backend.no_gradient import named
from keras_gans.backend.no_gradient import no_gradient
from keras_gans.backend.torch_devices import SharedBatches
from keras_gans.backend.torch_devices import agreed
from keras_gans.backend.torch_devices import random_devices
from keras_gans.backend.torch_devices import replica
from keras_gans.backend.torch_devices import training_step
from keras_gans.backend.torch_rematerialization import checkpoint


def pullback(fn, variables, state):
    """See `keras_gans.backend`."""
    del state  # torch reads and writes variables in place.
    values = [v.value for v in variables]
    with torch.enable_grad():
        output, aux = fn()

    def pull(cotangent=None):
        if not values:  # All is frozen.
            return ()
        try:
            return torch.autograd.grad(
                keras.tree.flatten(output),
                values,
                grad_outputs=None
                if cotangent is None
                else keras.tree.flatten(cotangent),
                materialize_grads=True,
            )
        except RuntimeError as error:
            frozen = [v.path for v in variables if not v.value.requires_grad]
            if not frozen:
                _check_gradient(output, named(variables))
                raise
            raise ValueError(
                "Weights are frozen by `layer.trainable = False` and another "
                "`compile`, not by `requires_grad_(False)` of torch. "
                f"Received: {frozen[0]} without a gradient"
            ) from error

    return _detach((output, aux)), pull


def gradients(fn, x, variables, state):
    """See `keras_gans.backend`."""
    del state
    # The step runs under no_grad. Gradients are enabled only inside the
    # function of a pullback, which differentiates this gradient again.
    nested = torch.is_grad_enabled()
    # The fast kernels of attention have no second derivatives.
    exact = sdpa_kernel(SDPBackend.MATH) if nested else contextlib.nullcontext()
    with torch.enable_grad(), exact:
        x = keras.tree.map_structure(
            lambda x: (
                x if nested and x.requires_grad else x.detach().requires_grad_()
            ),
            x,
        )
        output, aux = fn(x)
        _check_gradient(output, IMAGES)
        inputs = keras.tree.flatten(x)
        # `pull` names weights that torch has frozen.
        values = [v.value for v in variables if v.value.requires_grad]
        found = torch.autograd.grad(
            output, [*inputs, *values], create_graph=nested, allow_unused=True
        )
    of_inputs = [
        torch.zeros_like(x) if gradient is None else gradient
        for x, gradient in zip(inputs, found)
    ]
    gradient = keras.tree.pack_sequence_as(x, of_inputs)
    direct = iter(found[len(inputs) :])
    direct = [
        next(direct) if v.value.requires_grad else None for v in variables
    ]
    if nested:
        return (output, aux), (gradient, direct)
    return _detach((output, aux)), (gradient, direct)


def _check_gradient(output, of):
    if not any(x.requires_grad for x in keras.tree.flatten(output)):
        raise no_gradient(of)


def apply(optimizer, gradients, variables):
    """See `keras_gans.backend`."""
    if not variables:
        return
    gradients = agreed(list(gradients))
    with torch.no_grad():  # Not `apply`: optimizers of users override it.
        optimizer.apply_gradients(zip(gradients, variables, strict=True))


def switch(index, branches, state):
    """See `keras_gans.backend`."""
    del state
    return branches[int(index)]()


def in_turn(fn, parts, like, state):
    """See `keras_gans.backend`."""
    del like, state
    return loops.in_turn(fn, parts)


def rematerialized(fn, inputs, variables):
    """See `keras_gans.backend`."""
    return rematerialization.rematerialized(checkpoint, fn, inputs, variables)


def convolved(op, inputs, kernel, **options):
    """See `keras_gans.backend`.

    Keras (3.15) copies inputs with channels last twice: to channels first, and
    back. A view with channels first of the same memory needs no copy.
    """
    last = inputs.ndim - 1
    view = keras.ops.transpose(inputs, (0, last, *range(1, last)))
    outputs = op(view, kernel, data_format="channels_first", **options)
    return keras.ops.transpose(outputs, (0, *range(2, last + 1), 1))


def grouped_convolution(inputs, kernel):
    """See `keras_gans.backend`."""
    return convolved(keras.ops.conv, inputs, kernel, padding="same")


def free_sizes(inputs):
    """See `keras_gans.backend`."""
    batch = torch.export.Dim("batch", min=1)
    free = torch.export.Dim.AUTO

    def axes(x):
        sizes = {i: free for i, n in enumerate(x.shape) if i and n is None}
        return {0: batch, **sizes}

    # One positional argument: the model's inputs, in their structure.
    return {"dynamic_shapes": [(keras.tree.map_structure(axes, inputs),)]}


def jit_compile_by_default():
    """Keras's own default: torch runs eagerly."""
    return False


class StepAdapter(SharedBatches):
    """Adapts the model's `step` and `test` to Keras's torch trainer."""

    def train_step(self, data):
        # A Keras Dropout without a seed uses torch's global generator. Seeding
        # that generator in each step makes all randomness depend on saved
        # state.
        seed = self.seed_generator.next()
        fork = torch.random.fork_rng(random_devices())
        with torch.no_grad(), fork, training_step():
            seed = int(seed[0]) * 1_000_003 + int(seed[1])
            torch.manual_seed(seed + APART * replica()[0])
            return self.step(data)

    def test_step(self, data):
        return self.test(data)


def _detach(structure):
    # A log may be a number.
    return keras.tree.map_structure(
        lambda x: keras.ops.convert_to_tensor(x).detach(), structure
    )
