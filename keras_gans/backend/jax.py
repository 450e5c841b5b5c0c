"""Gradients and the training step on JAX."""

import jax
import keras
from jax.experimental import multihost_utils

from keras_gans.backend import loops


def pullback(fn, variables, state):
    """See `keras_gans.backend`."""
    output, vjp, aux = _vjp(
        lambda values: fn(), [v.value for v in variables], variables, state
    )

    def pull(cotangent=None):
        return vjp(_ones(output) if cotangent is None else cotangent)[0]

    return (output, aux), pull


def input_gradient(fn, x, state):
    """See `keras_gans.backend`."""
    output, vjp, aux = _vjp(fn, x, [], state)
    return (output, aux), vjp(_ones(output))[0]


def apply(optimizer, gradients, variables):
    """See `keras_gans.backend`."""
    optimizer.apply(gradients, variables)


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


def replica():
    """See `keras_gans.backend`."""
    return 0, 1


def rows(draw, n, axis=0):
    """See `keras_gans.backend`.

    What is drawn from a seed is on every device, and so would be all that
    follows: each device would make the fakes of all.
    """
    x, devices = draw(n), _devices()
    if devices == 1 or n % devices:
        return x
    distribution = keras.distribution.distribution()
    axes = [None] * len(x.shape)
    axes[axis] = distribution.batch_dim_name
    layout = keras.distribution.TensorLayout(axes, distribution.device_mesh)
    return keras.distribution.distribute_tensor(x, layout)


def _devices():
    """The number of parts in which devices share a batch."""
    distribution = keras.distribution.distribution()
    if distribution is None:
        return 1
    mesh = distribution.device_mesh
    return mesh.shape[mesh.axis_names.index(distribution.batch_dim_name)]


def agreed(values):
    """See `keras_gans.backend`."""
    return values


def gathered(x):
    """See `keras_gans.backend`."""
    return x


def predict(network, batch):
    """See `keras_gans.backend`."""
    return network.predict_on_batch(batch)


def process():
    """See `keras_gans.backend`."""
    return jax.process_index(), jax.process_count()


def synchronize(variables=()):
    """See `keras_gans.backend`; the first step makes the values equal."""
    del variables
    if jax.process_count() > 1:
        multihost_utils.sync_global_devices("keras_gans")


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


class StepAdapter:
    """Adapts the model's `step` and `test` to Keras's JAX trainer."""

    tests_alone = False

    @property
    def devices(self):
        return _devices()

    def shared(self, batch):
        return batch

    def check_devices(self):
        distribution = keras.distribution.distribution()
        if jax.process_count() == 1:
            return
        if distribution is None or distribution.auto_shard_dataset:
            raise ValueError(
                "Several processes of JAX need a distribution that leaves the "
                "data whole, before the model is made: "
                "keras.distribution.set_distribution(keras.distribution."
                "DataParallel(auto_shard_dataset=False)). "
                f"Received: distribution={distribution}"
            )

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


def _vjp(fn, primals, variables, state):
    """`jax.vjp` for a function that may read and update Keras variables."""
    replaced = {id(v) for v in variables}
    others = [v for v in state if id(v) not in replaced]

    def stateless(primals):
        mapping = [(v, v.value) for v in others]
        mapping += zip(variables, primals, strict=True) if variables else []
        with keras.StatelessScope(state_mapping=mapping) as scope:
            output, aux = fn(primals)
        return output, (aux, [scope.get_current_value(v) for v in others])

    output, vjp, (aux, updated) = jax.vjp(stateless, primals, has_aux=True)
    for variable, value in zip(others, updated, strict=True):
        variable.assign(value)
    return output, vjp, aux


def _ones(structure):
    return keras.tree.map_structure(jax.numpy.ones_like, structure)
