"""Figures that explain GANs, drawn from small trainings and formulas."""

import importlib

# By name: the title of the page, docs/learn/NAME.md. A module of each name has
# a function `figure()`.
TOPICS = {
    "convolution": "Convolutions and transposed convolutions as matrices",
    "game": "The game of two players, on Gaussians of one dimension",
    "gradients": "The gradients of the two losses of a generator",
    "collapse": "Mode collapse and its cure, on a ring",
    "critic": "What a critic's loss says",
}


def figure(topic):
    """Draws a topic, with trainings of seconds to minutes.

    Args:
        topic: A key of `TOPICS`.

    Returns:
        A `matplotlib.figure.Figure`.

    Raises:
        ValueError: If there is no such topic.
    """
    if topic not in TOPICS:
        raise ValueError(
            f"topic must be one of {', '.join(TOPICS)}. "
            f"Received: topic={topic!r}"
        )
    return importlib.import_module(f"{__name__}.{topic}").figure()
