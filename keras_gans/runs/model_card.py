"""Model cards: a page about a trained model, for those who get it."""

import json
import shutil
from pathlib import Path

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from keras_gans.images.grids import sample_grid
from keras_gans.models.translation import Translation
from keras_gans.runs import card_text
from keras_gans.utils.files import replacing

README = "README.md"
PICTURE = "samples.png"


def write_card(model, card, folder, *, name, address, picture=None):
    """Writes README.md, with a YAML header as the Hugging Face Hub reads it.

    Args:
        model: The loaded model.
        card: Its card, as `cards.card_of` returns it.
        folder: Folder, created if necessary; it gets README.md and samples.png.
        name: Text, the title.
        address: Text, what `kg.load` takes.
        picture: Path of a picture of translations, or `None`. Models of latents
            draw their own.

    Returns:
        The path of README.md.

    Raises:
        OSError: If it cannot be written.
        ValueError: If the card is none.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not isinstance(model, Translation) and len(model.image_shape) == 3:
        with replacing(folder / PICTURE) as aside:
            sample_grid(model, 64, seed=0).save(aside)
        picture = folder / PICTURE
    elif picture is not None:
        shutil.copy(picture, folder / PICTURE)
    try:
        text = _text(model, card, name, address, picture)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(
            f"The card of {address} must be one that keras_gans wrote. "
            f"Received: one that raises {error!r}"
        ) from error
    with replacing(folder / README) as aside:
        aside.write_text(text, encoding="utf-8")
    return folder / README


def _text(model, card, name, address, picture):
    """The content of README.md."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("model_card.md.jinja").render(
        header=card_text.header(model, card, name),
        name=name,
        # In Python's quotes, which are JSON's: paths hold any character.
        address=json.dumps(address, ensure_ascii=False),
        summary=card_text.summary(model, card),
        picture=picture and PICTURE,
        caption="Translations of test images, the last of the training."
        if isinstance(model, Translation)
        else "Samples of seed 0, none chosen.",
        use=card_text.use(model),
        requirement=card_text.requirement(card),
        command=card.get("command"),
        facts=card_text.facts(model, card),
        **card_text.scores(card),
        limits=card_text.limits(card),
        licence=card_text.licence(card),
    )
