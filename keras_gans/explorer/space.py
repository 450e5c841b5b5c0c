"""Writes the explorer as a Space of the Hugging Face Hub."""

import configparser
import importlib.metadata
import platform
import shutil
from pathlib import Path

import yaml

from keras_gans.images.display import check_displayable
from keras_gans.runs.card_text import licence
from keras_gans.runs.card_text import summary
from keras_gans.runs.cards import CARD
from keras_gans.runs.cards import card_of
from keras_gans.runs.loading import load
from keras_gans.runs.sources import name_of
from keras_gans.utils.files import replacing
from keras_gans.utils.files import write_json

PACKAGE = Path(__file__).parents[1]
APP = "app.py"
# It stays the same until another Gradio is tried with the page.
GRADIO = "6.31.0"
# What the Space does not need: presets and what Python compiled.
LEFT_OUT = ("*.keras", "__pycache__")


def write_space(source, folder):
    """Writes a folder that runs as a Space, or by `python app.py`.

    It holds the model, its card, the page, README.md with the header that the
    hub reads, requirements.txt, and this package, which is on no index.

    Args:
        source: As for `loading.load`.
        folder: Path of a folder that is empty or missing.

    Raises:
        FileExistsError: If there is something in the folder.
        OSError: If it cannot be written.
        ValueError: If the model makes nothing that can be shown.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"{folder} exists. A Space needs a new folder, or an empty one"
        )
    model, card = load(source), card_of(source)
    check_displayable(model.image_shape, "The explorer")
    model.save(folder / "model", zipped=False)
    write_json(folder / "model" / CARD, card)
    shutil.copytree(
        PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns(*LEFT_OUT)
    )
    texts = {
        APP: Path(__file__).with_name(APP).read_text(encoding="utf-8"),
        "requirements.txt": "\n".join(_requirements()) + "\n",
        "README.md": _readme(name_of(source), model, card),
    }
    for name, text in texts.items():
        with replacing(folder / name) as aside:
            aside.write_text(text, encoding="utf-8")


def _requirements():
    """What this package needs, as pip reads it."""
    try:
        lines = importlib.metadata.requires(PACKAGE.name)
        return [line for line in lines if "extra ==" not in line]
    except importlib.metadata.PackageNotFoundError:  # A checkout.
        setup = configparser.ConfigParser()
        setup.read(PACKAGE.parent / "setup.cfg")
        lines = setup["options"]["install_requires"].split("\n")
        return [x for x in lines if x and not x.startswith("#")]


def _readme(name, model, card):
    """README.md, whose YAML header configures the Space."""
    header = {
        "title": name,
        "emoji": "🎲",
        "colorFrom": "yellow",
        "colorTo": "red",
        "sdk": "gradio",
        "sdk_version": GRADIO,
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "app_file": APP,
        "pinned": False,
    }
    if card.get("licence"):
        header["license"] = card["licence"]
    header = yaml.safe_dump(header, sort_keys=False, allow_unicode=True)
    return (
        f"---\n{header}---\n\n# {name}\n\n{summary(model, card)} This Space "
        "shows samples, interpolations between them, and directions of its "
        f"latent space.\n\n{licence(card)} The folder keras_gans is the "
        "package of that name, under the Apache License 2.0.\n"
    )
