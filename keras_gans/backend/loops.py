"""What backends compute in a loop of Python."""

import keras
from keras import ops


def in_turn(fn, parts):
    """See `keras_gans.backend`."""
    total, outputs = None, []
    for number in range(len(parts[0])):
        terms, output = fn(number, [x[number] for x in parts])
        if total is None:
            total = terms
        else:
            total = [a + b for a, b in zip(total, terms, strict=True)]
        outputs.append(output)
    return total, keras.tree.map_structure(lambda *xs: ops.stack(xs), *outputs)


def grouped_convolution(inputs, kernel):
    """See `keras_gans.backend`; one convolution for each group."""
    groups = inputs.shape[-1] // kernel.shape[2]
    outputs = [
        ops.conv(x, part, padding="same")
        for x, part in zip(
            ops.split(inputs, groups, axis=-1),
            ops.split(kernel, groups, axis=-1),
            strict=True,
        )
    ]
    return ops.concatenate(outputs, axis=-1)
