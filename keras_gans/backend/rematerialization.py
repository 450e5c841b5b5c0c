"""Functions of Keras variables whose gradients compute features again."""

import keras


def rematerialized(checkpoint, fn, inputs, variables):
    """See `keras_gans.backend`.

    Args:
        checkpoint: Function of the backend that returns a function like
            `pure`, whose gradients of any order keep its arguments alone.
            `pure(*tensors)` returns two lists of tensors, of which the second
            has no gradients.
        fn: See `keras_gans.backend`.
        inputs: See `keras_gans.backend`.
        variables: See `keras_gans.backend`.
    """
    updated = []

    def pure(*tensors):
        values, xs = tensors[: len(variables)], tensors[len(variables) :]
        mapping = list(zip(variables, values, strict=True))
        # Random states begin as they were, and nothing is updated twice.
        with keras.StatelessScope(state_mapping=mapping) as scope:
            outputs = fn(*xs)
            after = [(v, scope.get_current_value(v)) for v in variables]
        pairs = zip(after, values, strict=True)
        new = [(v, x) for (v, x), before in pairs if x is not before]
        updated[:] = [v for v, _ in new]
        return outputs, [x for _, x in new]

    values = [v.value for v in variables]
    outputs, new = checkpoint(pure)(*values, *inputs)
    for variable, value in zip(updated, new, strict=True):
        variable.assign(value)
    return outputs
