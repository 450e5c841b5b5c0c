"""The texts of model cards (Mitchell et al. 2019, arXiv:1810.03993)."""

import yaml

from keras_gans.models.conditional import Conditional
from keras_gans.models.translation import Translation

# What holds for every model.
GENERAL = (
    "It can generate only what its training images show, with their gaps and "
    "biases. It may copy some of them.",
    "Scores by another extractor, or of another number of images, cannot be "
    "compared with these.",
)


def header(model, card, name):
    """The YAML header, whose keys are those of the hub."""
    task = (
        "image-to-image"
        if isinstance(model, Translation)
        else "unconditional-image-generation"
    )
    content = {"library_name": "keras", "pipeline_tag": task}
    if card.get("licence"):
        content["license"] = card["licence"]
    content["tags"] = ["gan", "keras-gans", type(model).__name__.lower()]
    data = card.get("data")
    if data:
        content["datasets"] = [data["name"]]
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
        content["model-index"] = [{"name": name, "results": [results]}]
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def summary(model, card):
    """What the model is, in one line."""
    size = " by ".join(map(str, model.image_shape[:2]))
    what = "translates" if isinstance(model, Translation) else "generates"
    text = f"{type(model).__name__}, which {what} images of {size} pixels"
    if isinstance(model, Conditional):
        kind = "class" if model.num_classes else "attributes"
        shown = ", ".join(model.label_names[:20])
        more = ", ..." if len(model.label_names) > 20 else ""
        text += f" of a chosen {kind} ({shown}{more})"
    if data := card.get("data"):
        text += f", trained on {data['name']}"
    return f"{text}."


def use(model):
    """The line of code that makes images."""
    if isinstance(model, Translation):
        return "translated = gan.translate(images)  # float32 in [-1, 1]"
    labels = ""
    if isinstance(model, Conditional):
        name = model.label_names[-1]
        labels = f"labels={name if model.num_classes else [name]!r}, "
    shape = ", ".join(map(str, (64, *model.image_shape)))
    return f"images = gan.generate(64, {labels}seed=0)  # ({shape}) in [-1, 1]"


def requirement(card):
    """What pip installs, of the version that trained the model or later."""
    version = card.get("versions", {}).get("keras-gans")
    return f"'keras-gans>={version}'" if version else "keras-gans"


def facts(model, card):
    """What is known of the training, a list of texts."""
    parameters = sum(network.count_params() for network in model.g_networks)
    known = [f"{parameters:,} parameters in the generator"]
    if card.get("epochs"):
        known.append(f"{card['epochs']} epochs")
    arguments = card.get("arguments", {})
    if augment := arguments.get("augment"):
        known.append(f"augmentation of the discriminator: {augment}")
    if start := arguments.get("start_from"):
        known.append(f"it started from the weights of {start}")
    if versions := card.get("versions"):
        known.append(", ".join(f"{k} {v}" for k, v in versions.items()))
    if storage := card.get("storage"):
        known.append(
            f"weights stored as {storage['weights']}: pixels differ by at most "
            f"{storage['largest_difference_of_pixels'] * 127.5:.2g} of 255 "
            "grey levels"
        )
    return known


def scores(card):
    """What the template shows of scores and their bounds."""
    found = card.get("scores", [])
    bound = {score["protocol"]: score for score in card.get("bound", [])}
    rows = [
        {
            "protocol": score["protocol"],
            "value": _number(score),
            "bound": _number(bound.get(score["protocol"])),
        }
        for score in found
    ]
    return {
        "scores": rows,
        "has_bound": bool(bound),
        "protocol": _protocol(found) if found else "",
    }


def _number(score):
    if score is None:
        return "-"
    spread = "" if score["std"] is None else f" ± {score['std']:.2g}"
    return f"{score['value']:.4g}{spread}"


def _protocol(scores):
    """What must be known to compute scores again."""
    score = scores[0]
    reference = next((s["reference"] for s in scores if s["reference"]), "none")
    text = (
        f"{score['samples']:,} samples; features of {score['extractor']} "
        f"(weights {score['weights'][:8]}"
    )
    if "accuracy" in score["details"]:
        text += f", test accuracy {score['details']['accuracy']:.4f}"
    return (
        f"{text}); images resized: {score['resize']}; compared with "
        f"{reference}."
    )


def limits(card):
    """Failures that were seen, and what holds for every model."""
    seen = [
        f"Failure seen in epoch {finding['epoch']} of the training, "
        f"{finding['rule']}: {finding['evidence']}."
        for finding in card.get("findings", [])
    ]
    if "findings" not in card:
        seen = ["How it was trained is not known."]
    elif not seen:
        seen = ["The diagnosis of the training found no failure."]
    return [*seen, *GENERAL]


def licence(card):
    """The licences of the weights and of the data."""
    name, data = card.get("licence"), card.get("data") or {}
    text = f"Weights: {name}." if name else "No licence is given."
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
