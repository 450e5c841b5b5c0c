"""The error of a loss that nothing can be trained by."""

# What a loss may have no gradient with respect to; see also `named`.
IMAGES = "the images"


def no_gradient(of):
    """Returns the error.

    Args:
        of: Text, what the loss has no gradient with respect to.
    """
    return ValueError(
        "A loss must depend on what it trains: compute it from the scores and "
        "images that its hook is given, by functions of `keras.ops` that have "
        "gradients, without `stop_gradient`, comparisons or rounding. "
        f"Received: a loss without a gradient with respect to {of}"
    )


def named(variables):
    """Text that names the variables of a player."""
    return f"{variables[0].path} or others of {len(variables)} weights"
