"""Functions whose gradients compute again what they need."""

import keras


def rematerialized(checkpoint, fn, inputs, variables):
    """See `keras_gans.backend`.

    Args:
        checkpoint: Function of the backend: `checkpoint(pure)` computes what
            `pure` does, a function of tensors that returns a pair of lists of
            tensors, those with gradients and others, and it keeps its arguments
            alone. Its gradients of any order compute the others again.
        fn: See `keras_gans.backend`.
        inputs: See `keras_gans.backend`.
        variables: See `keras_gans.backend`.
    """
    updated = []

    def pure(*tensors):
        values, xs = tensors[: len(variables)], tensors[len(variables) :]
        mapping = list(zip(variables, values, strict=True))
        with keras.StatelessScope(state_mapping=mapping) as scope:
            outputs = fn(*xs)
            new = [scope.get_current_value(v) for v in variables]
        # Batch statistics and random states.
        pairs = zip(mapping, new, strict=True)
        changed = [(v, x) for (v, old), x in pairs if x is not old]
        updated[:] = [v for v, _ in changed]
        return outputs, [x for _, x in changed]

    values = [v.value for v in variables]
    outputs, new = checkpoint(pure)(*values, *inputs)
    for variable, value in zip(updated, new, strict=True):
        variable.assign(value)
    return outputs
