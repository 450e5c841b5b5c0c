"""What backends compute in a loop where they have no fast operation."""

from keras import ops


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
