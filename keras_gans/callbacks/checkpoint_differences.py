"""How a training differs from the one that a checkpoint belongs to."""

import re

from keras_gans.callbacks.checkpoint_configuration import flat
from keras_gans.training.model_arguments import OF_NETWORKS
from keras_gans.utils.warnings import warn

# The most differences to name.
SHOWN = 3
# Parts of configurations that change without the user's doing: names, derived
# shapes, the modules of classes, and versions.
IGNORED = re.compile(
    r"(^|\.)(name|build_config|module|registered_name|shared_object_id"
    r"|format_version|dtype|lambda|code|defaults|closure)(\.|$)"
)


def check_same(path, header, configuration):
    """Raises unless a checkpoint can resume a training exactly, or nearly so.

    Args:
        path: Path of the checkpoint.
        header: Dictionary, the header of the checkpoint.
        configuration: Dictionary, from `configuration_of`.

    Raises:
        ValueError: If the training is another; the message names up to three
            differences. What only costs exactness is warned about.
    """
    found = differences(header, configuration)
    if found:
        raise ValueError(
            "A checkpoint can resume only the training that wrote it; use "
            f"another folder for another training. Received: {path}, which "
            f"differs in{_in_short(found)}\n"
            f"Checkpoint({str(path.parent)!r}).restore(model) before fit "
            "starts another training from its state, if the weights have the "
            "same shapes."
        )
    for note in notes(header, configuration):
        warn(
            f"{note} ({path}). The training goes on, but not exactly as an "
            "uninterrupted one would.",
        )


def differences(old, new):
    """What keeps a training from being resumed.

    Only what both configurations know is compared, since other versions of
    Keras write other keys.

    Args:
        old: Dictionary, the header of a checkpoint.
        new: Dictionary, from `configuration_of`.

    Returns:
        List of texts, such as `"latent_dim: 4 in the checkpoint, 5 now"`; empty
        if the training can be resumed. The causes are listed, not what follows
        from them: other classes make other networks.
    """
    of_networks = _networks(old, new) or _shapes(old, new)
    unused = () if of_networks else OF_NETWORKS
    of_user = [
        *_compared("", {k: old[k] for k in ("model", "backend")}, new),
        *_arguments(old["config"], new["config"], unused),
        *_precision(old, new),
        *_optimizers(old, new),
    ]
    return of_user or of_networks


def notes(old, new):
    """What only costs the exactness of a resumed training, as texts."""
    found = []
    before, now = old["steps"], new["steps"]
    if before and now and before != now:
        found.append(
            f"{before} steps per epoch in the checkpoint, {now} now: the data "
            f"hold {'more' if now > before else 'fewer'} batches, or those are "
            "of another size"
        )
    elif None not in (old.get("data"), new["data"]):
        if old["data"] != new["data"]:
            found.append("The arrays hold other images than before")
    before, now = old.get("parts", 1), new["parts"]
    if before != now:
        found.append(f"accumulate={before} in the checkpoint, {now} now")
    before, now = _lambdas(old), _lambdas(new)
    if any(before[key] != now[key] for key in before.keys() & now.keys()):
        found.append("the code of a lambda function has changed")
    return found


def _in_short(found):
    """The first differences, one a line."""
    more = len(found) - SHOWN
    shown = [*found[:SHOWN], f"and {more} more"] if more > 0 else found
    return "".join(f"\n  {line}" for line in shown)


def _compared(suffix, old, new):
    """Texts for the values that both dictionaries have and that differ."""
    return [
        _text(f"{key}{suffix}", old[key], new[key])
        for key in old
        if key in new and old[key] != new[key] and not IGNORED.search(key)
    ]


def _text(name, old, new):
    if name == "num_classes":
        return f"{old} classes in the checkpoint, {new} now"
    return f"{name}: {_short(old)} in the checkpoint, {_short(new)} now"


def _short(value):
    if isinstance(value, float):
        return f"{value:.6g}"
    if _is_object(value):
        return value["class_name"]
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _arguments(old, new, unused):
    """Differences of the model's own arguments, without its networks."""
    known = {
        key: value
        for key, value in old.items()
        if not (_is_object(value) and _is_object(new.get(key)))
        and key not in unused
    }
    if old.get("num_classes") != new.get("num_classes"):
        known.pop("label_names", None)
    return _compared("", known, new)


def _precision(old, new):
    before, now = (" and ".join(c.get("precision", [])) for c in (old, new))
    if not before or before == now:
        return []
    return [_text("dtype", before, now)]


def _optimizers(old, new):
    found = []
    for name in old.keys() & new.keys() - {"config"}:
        if not (_is_object(old[name]) and _is_object(new[name])):
            continue
        before, now = old[name], new[name]
        if before["class_name"] != now["class_name"]:
            found.append(_text(name, before["class_name"], now["class_name"]))
            continue
        found += _compared(
            f" of {name}", flat(before["config"]), flat(now["config"])
        )
    return sorted(found)


def _networks(old, new):
    old, new = old["config"], new["config"]
    found = []
    for name in old:
        if not (_is_object(old[name]) and _is_object(new.get(name))):
            continue
        lists = [
            c.get("layers") for c in (old[name]["config"], new[name]["config"])
        ]
        if all(lists) and len(lists[0]) != len(lists[1]):
            found.append(_text(f"layers of the {name}", *map(len, lists)))
            continue
        found += _compared(f" of the {name}", flat(old[name]), flat(new[name]))
    # "config.layers.2.config.units" is "units of layer 2".
    long = r"^config\.layers\.(\d+)\.(?:config\.)?(\S+)"
    found = [re.sub(long, r"\2 of layer \1", line) for line in found]
    return [line.removeprefix("config.") for line in found]


def _shapes(old, new):
    # A later `fit` may have had other optimizers.
    if old["shapes"] == new["shapes"] or old.get("fit"):
        return []
    before, now = len(old["shapes"]), len(new["shapes"])
    if before != now:
        return [_text("variables", before, now)]
    pairs = zip(old["shapes"], new["shapes"], strict=True)
    return [_text("shape of a variable", a, b) for a, b in pairs if a != b]


def _lambdas(config):
    """The digests of lambdas; old versions wrote their byte code."""
    return {
        key: value
        for key, value in flat(config).items()
        if ".lambda." in key and value is not None
    }


def _is_object(value):
    return isinstance(value, dict) and "class_name" in value
