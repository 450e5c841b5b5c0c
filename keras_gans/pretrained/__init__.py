"""Presets: small trained generators that travel with the package.

Each is a `.keras` file as any other, and a card, `NAME.json`: the command that
trained it, its scores, its data and its licence. `benchmarks/make_preset.py`
makes both of a run.
"""

from pathlib import Path

from keras_gans.utils.untrusted import read_json

FOLDER = Path(__file__).parent


def presets():
    """The small trained models that come with the package.

    `kg.load(name)` loads one. All can be trained on, by `fit`: they hold the
    discriminator too, and optimizers that start anew.

    Returns:
        A dictionary from names to cards. A card is a dictionary with the
        `command` that trained the model, its `scores` and those of as many
        real images (`bound`), both as `metrics.Result` has them, and the
        `licence` of the weights and of the `data`.
    """
    return {name: read_json(path_of(name, ".json")) for name in names()}


def names():
    """The names of all presets, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.keras")))


def path_of(name, suffix=".keras"):
    """The path of the model of a preset, or of its card, `".json"`."""
    return FOLDER / f"{name}{suffix}"
