"""Gradients and the training step on JAX."""

import contextlib

import jax
import keras

from keras_gans.backend import loops
from keras_gans.backend import rematerialization
from keras_gans.backend.jax_devices import SharedBatches
from keras_gans.backend.kept import kept
from keras_gans.backend.no_gradient import IMAGES
from keras_gans.backend.no_gradient import named
from keras_gans.backend.no_gradient import no_gradient


def pullback(fn, variables, state):
    """See `keras_gans.backend`."""
    output, vjp, aux = _vjp(lambda _: fn(), (), variables, state)

    def pull(cotangent=None):
        return vjp(_ones(output) if cotangent is None else cotangent)[1]

    return (output, aux), pull


def gradients(fn, x, variables, state):
    """See `keras_gans.backend`."""
    output, vjp, aux = _vjp(fn, x, variables, state)
    return (output, aux), vjp(_ones(output))


def apply(optimizer, gradients, variables):
    """See `keras_gans.backend`."""
    if variables:  # Not `apply`: optimizers of users override it.
        optimizer.apply_gradients(zip(gradients, variables, strict=True))


def switch(index, branches, state):
    """See `keras_gans.backend`."""
    if not isinstance(index, jax.core.Tracer):
        # An eager step: JAX would compile all branches anew each time.
        return branches[int(index)]()

    def stateless(branch):
        def run(values):
            mapping = list(zip(state, values, strict=True))
            with keras.StatelessScope(state_mapping=mapping) as scope:
                output = branch()
            return output, [scope.get_current_value(v) for v in state]

        return run

    output, updated = jax.lax.switch(
        index, [stateless(b) for b in branches], [v.value for v in state]
    )
    for variable, value in zip(state, updated, strict=True):
        variable.assign(value)
    return output


def in_turn(fn, parts, like, state):
    """See `keras_gans.backend`."""
    if not isinstance(parts[0], jax.core.Tracer):
        # An eager step: JAX would compile the loop anew each time.
        return loops.in_turn(fn, parts)
    mapping = [(v, v.value) for v in state]

    def run(total, part):
        with keras.StatelessScope(state_mapping=mapping):
            terms, outputs = fn(*part)
        total = [a + b for a, b in zip(total, terms, strict=True)]
        return total, outputs

    zeros = [jax.numpy.zeros(v.shape, v.dtype) for v in like]
    numbers = jax.numpy.arange(len(parts[0]))
    return jax.lax.scan(run, zeros, (numbers, parts))


def rematerialized(fn, inputs, variables):
    """See `keras_gans.backend`."""
    return rematerialization.rematerialized(
        jax.checkpoint, fn, inputs, variables
    )


def convolved(op, inputs, kernel, **options):
    """See `keras_gans.backend`."""
    return op(inputs, kernel, **options)


def grouped_convolution(inputs, kernel):
    """See `keras_gans.backend`.

    On a CPU, gradients of XLA's grouped convolution are fifteen to seventy
    times slower than a loop (JAX 0.10).
    """
    if jax.default_backend() == "cpu":
        return loops.grouped_convolution(inputs, kernel)
    return keras.ops.conv(inputs, kernel, padding="same")


def free_sizes(inputs):
    """See `keras_gans.backend`."""
    return {}


def jit_compile_by_default():
    """Keras's own default, which compiles on JAX."""
    return "auto"


class StepAdapter(SharedBatches):
    """Adapts the model's `step` and `test` to Keras's JAX trainer."""

    def train_step(self, state, data):
        groups = (
            self.trainable_variables,
            self.non_trainable_variables,
            self.optimizer.variables,
            self.metrics_variables,
        )
        return _run(self.step, groups, state, data)

    def test_step(self, state, data):
        groups = (
            self.trainable_variables,
            self.non_trainable_variables,
            self.metrics_variables,
        )
        return _run(self.test, groups, state, data)

    def evaluate(self, *args, **kwargs):
        with _kept(self):
            return super().evaluate(*args, **kwargs)

    def predict(self, *args, **kwargs):
        with _kept(self):
            return super().predict(*args, **kwargs)


@contextlib.contextmanager
def _kept(model):
    """A context in which an error costs no weights.

    Keras takes them from the model as long as it evaluates or predicts.
    """
    try:
        with kept(model.variables + model.metrics_variables):
            yield
    except BaseException:
        model._jax_state_synced = True
        raise


def _run(step, groups, state, data):
    mapping = [
        pair
        for group, values in zip(groups, state, strict=True)
        for pair in zip(group, values, strict=True)
    ]
    with keras.StatelessScope(state_mapping=mapping) as scope:
        logs = step(data)
    return logs, tuple(
        [scope.get_current_value(v) for v in group] for group in groups
    )


def _vjp(fn, x, variables, state):
    """`jax.vjp` for a function that may read and update Keras variables."""
    replaced = {id(v) for v in variables}
    others = [v for v in state if id(v) not in replaced]

    def stateless(x, values):
        mapping = [(v, v.value) for v in others]
        mapping += zip(variables, values, strict=True)
        with keras.StatelessScope(state_mapping=mapping) as scope:
            output, aux = fn(x)
        return output, (aux, [scope.get_current_value(v) for v in others])

    values = [v.value for v in variables]
    output, vjp, (aux, updated) = jax.vjp(stateless, x, values, has_aux=True)
    # No public function tells what has a gradient (JAX 0.10).
    jaxpr = getattr(vjp, "jaxpr", None)
    inputs = keras.tree.flatten(x)
    if (values or inputs) and jaxpr and not jaxpr.outvars:
        raise no_gradient(IMAGES if inputs else named(variables))
    for variable, value in zip(others, updated, strict=True):
        variable.assign(value)
    return output, vjp, aux


def _ones(structure):
    return keras.tree.map_structure(jax.numpy.ones_like, structure)
