"""Model cards: a page about a trained model, for those who get it."""

import shutil
from pathlib import Path

import yaml
from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined

from keras_gans.images.grids import sample_grid
from keras_gans.models.conditional import Conditional
from keras_gans.models.translation import Translation
from keras_gans.utils.files import replacing

README = "README.md"
PICTURE = "samples.png"
# What holds for every model. Sections follow Mitchell et al. 2019
# (arXiv:1810.03993), "Model cards for model reporting".
GENERAL = (
    "It can make only what its training images show, with their gaps and "
    "biases, and may repeat some of them.",
    "Scores of another extractor, or of another number of images, cannot be "
    "compared with these.",
)


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
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    translates = isinstance(model, Translation)
    if not translates and len(model.image_shape) == 3:
        with replacing(folder / PICTURE) as aside:
            sample_grid(model, 64, seed=0).save(aside)
        picture = folder / PICTURE
    elif picture is not None:
        shutil.copy(picture, folder / PICTURE)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    text = environment.get_template("model_card.md.jinja").render(
        header=_header(model, card, name),
        name=name,
        address=address,
        summary=_summary(model, card),
        picture=picture and PICTURE,
        caption="Translations of test images, the last of the training."
        if translates
        else "Samples of seed 0, none chosen.",
        use=_use(model),
        requirement=_requirement(card),
        command=card.get("command"),
        facts=_facts(model, card),
        **_scores(card),
        limits=_limits(card),
        licence=_licence(card),
    )
    with replacing(folder / README) as aside:
        aside.write_text(text, encoding="utf-8")
    return folder / README


def _header(model, card, name):
    """The YAML header, whose keys are those of the hub."""
    task = (
        "image-to-image"
        if isinstance(model, Translation)
        else "unconditional-image-generation"
    )
    header = {"library_name": "keras", "pipeline_tag": task}
    if card.get("licence"):
        header["license"] = card["licence"]
    header["tags"] = ["gan", "keras-gans", type(model).__name__.lower()]
    data = card.get("data")
    if data:
        header["datasets"] = [data["name"]]
    metrics = [
        {
            "type": score["metric"],
            "value": score["value"],
            "name": score["protocol"],
        }
        for score in card.get("scores", [])
    ]
    if data and metrics:
        dataset = {"type": data["name"], "name": data["name"]}
        results = {
            "task": {"type": task},
            "dataset": dataset,
            "metrics": metrics,
        }
        header["model-index"] = [{"name": name, "results": [results]}]
    return yaml.safe_dump(header, sort_keys=False, allow_unicode=True)


def _summary(model, card):
    size = " by ".join(map(str, model.image_shape[:2]))
    what = "translates" if isinstance(model, Translation) else "generates"
    text = f"A {type(model).__name__} that {what} images of {size} pixels"
    if isinstance(model, Conditional):
        kind = "class" if model.num_classes else "attributes"
        shown = ", ".join(model.label_names[:20])
        more = ", ..." if len(model.label_names) > 20 else ""
        text += f" of a chosen {kind} ({shown}{more})"
    if data := card.get("data"):
        text += f", trained on {data['name']}"
    return f"{text}."


def _use(model):
    if isinstance(model, Translation):
        return "translated = gan.translate(images)  # float32 in [-1, 1]"
    labels = ""
    if isinstance(model, Conditional):
        name = model.label_names[-1]
        labels = f"labels={name if model.num_classes else [name]!r}, "
    shape = ", ".join(map(str, (64, *model.image_shape)))
    return f"images = gan.generate(64, {labels}seed=0)  # ({shape}) in [-1, 1]"


def _requirement(card):
    version = card.get("versions", {}).get("keras-gans")
    return f"'keras-gans>={version}'" if version else "keras-gans"


def _facts(model, card):
    parameters = sum(network.count_params() for network in model.g_networks)
    facts = [f"{parameters:,} parameters in the generator"]
    if card.get("epochs"):
        facts.append(f"{card['epochs']} epochs")
    arguments = card.get("arguments", {})
    if augment := arguments.get("augment"):
        facts.append(f"augmentation of the discriminator: {augment}")
    if start := arguments.get("start_from"):
        facts.append(f"it started from the weights of {start}")
    if versions := card.get("versions"):
        facts.append(", ".join(f"{k} {v}" for k, v in versions.items()))
    if storage := card.get("storage"):
        facts.append(
            f"weights stored as {storage['weights']}: pixels differ by at most "
            f"{storage['largest_difference_of_pixels'] * 127.5:.2g} of 255 "
            "grey levels"
        )
    return facts


def _scores(card):
    """What the template shows of scores and their bounds."""
    scores = card.get("scores", [])
    bound = {score["protocol"]: score for score in card.get("bound", [])}
    rows = [
        {
            "protocol": score["protocol"],
            "value": _number(score),
            "bound": _number(bound.get(score["protocol"])),
        }
        for score in scores
    ]
    return {
        "scores": rows,
        "has_bound": bool(bound),
        "protocol": _protocol(scores[0]) if scores else "",
    }


def _number(score):
    if score is None:
        return "-"
    spread = "" if score["std"] is None else f" ± {score['std']:.2g}"
    return f"{score['value']:.4g}{spread}"


def _protocol(score):
    """What must be known to compute a score again."""
    text = (
        f"{score['samples']:,} samples; features of {score['extractor']} "
        f"(weights {score['weights'][:8]}"
    )
    if "accuracy" in score["details"]:
        text += f", test accuracy {score['details']['accuracy']:.4f}"
    return f"{text}); images resized: {score['resize']}."


def _limits(card):
    limits = [
        f"Failure seen in epoch {finding['epoch']} of the training, "
        f"{finding['rule']}: {finding['evidence']}."
        for finding in card.get("findings", [])
    ]
    if "findings" not in card:
        limits = ["How it was trained is not known."]
    elif not limits:
        limits = ["The diagnosis of the training found no failure."]
    return [*limits, *GENERAL]


def _licence(card):
    licence, data = card.get("licence"), card.get("data") or {}
    text = f"Weights: {licence}." if licence else "No licence is named."
    if data.get("licence") == "other":
        text += (
            f" The licence of {data['name']} limits what may be done with "
            "models that learned from it, such as commercial use: read it."
        )
    elif data.get("licence"):
        text += f" Training images ({data['name']}): {data['licence']}."
    elif data:
        text += f" Training images ({data['name']}): the licence is not known."
    return text
