"""The backends of Keras, and the variable that chooses one."""

import os
import sys

from keras_gans.utils.near_names import did_you_mean

BACKENDS = ("tensorflow", "jax", "torch")


def refusal():
    """The error of a `KERAS_BACKEND` that Keras does not have, or `None`.

    `python -m keras_gans` imports the package before the command begins, which
    shows errors as lines. The process then ends here, in such a line.
    """
    backend = os.environ.get("KERAS_BACKEND")
    if not backend or backend in BACKENDS:
        return None
    text = (
        f"KERAS_BACKEND must be one of {', '.join(BACKENDS)}."
        f"{did_you_mean(backend, BACKENDS)} Received: KERAS_BACKEND {backend}"
    )
    is_module = sys.argv[0] == "-m"  # Python has not found the module yet.
    return SystemExit(f"Error: {text}") if is_module else ValueError(text)
