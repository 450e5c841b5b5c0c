"""The names that users choose from, read from the source without Keras.

The registries themselves, such as `models.MODELS`, import TensorFlow, which
takes seconds. A test compares both.
"""

import ast
import functools
from pathlib import Path

from keras_gans.utils.near_names import did_you_mean

PACKAGE = Path(__file__).parents[1]


def models():
    """The models: a dictionary from names to the first lines of their docs."""
    return _described("models", "MODELS")


def datasets():
    """The data sets, as `models`."""
    return _described("datasets", "DATASETS")


def tasks():
    """The tasks of pix2pix, as `models`."""
    return _described("datasets", "PAIRS")


def scores():
    """The scores, as `models`."""
    tree, described = _parsed("metrics"), {}
    for record in ast.walk(_assigned(tree, "METRICS").generators[0].iter):
        if isinstance(record, ast.Name):
            module, value = _imported(tree, record.id)
            key = _keyword(value, "key").value
            described[key] = _first_line(module, _keyword(value, "function").id)
    return described


def studies():
    """The built-in studies: a dictionary from names to titles."""
    import yaml  # Most commands do not need it, and it takes time.

    paths = sorted((PACKAGE / "study/studies").glob("*.yaml"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    return {k: yaml.safe_load(text)["title"] for k, text in texts.items()}


def unknown(option, value, known):
    """The error of a name that is not one of those that are known."""
    return (
        f"{option} must be one of {', '.join(known)}."
        f"{did_you_mean(value, known)} Received: {option} {value}"
    )


def _described(room, registry):
    tree = _parsed(room)
    entries = _assigned(tree, registry)
    return {
        key.value: _doc(tree, value.id)
        for key, value in zip(entries.keys, entries.values, strict=True)
    }


def _doc(tree, name):
    """The first line of the docs of a class, or of a record's function."""
    module, value = _imported(tree, name)
    if isinstance(value, ast.Call):
        return _first_line(module, value.args[0].id)
    return ast.get_docstring(value).splitlines()[0]


def _first_line(tree, function):
    return ast.get_docstring(_defined(tree, function)).splitlines()[0]


def _imported(tree, name):
    """The module that `tree` imports a name from, and its definition there."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            if name in (alias.name for alias in node.names):
                module = _parsed(*node.module.split(".")[1:])
                return module, _defined(module, name)
    raise LookupError(name)


def _defined(tree, name):
    for node in tree.body:
        if getattr(node, "name", None) == name:
            return node
    return _assigned(tree, name)


def _assigned(tree, name):
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return node.value
    raise LookupError(name)


def _keyword(call, name):
    return next(word.value for word in call.keywords if word.arg == name)


@functools.cache
def _parsed(*names):
    path = PACKAGE.joinpath(*names)
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))
