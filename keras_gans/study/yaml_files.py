"""Reads studies from YAML files, the built-in ones among them."""

from pathlib import Path

import yaml

from keras_gans.study import checks
from keras_gans.study.claims import check_claims
from keras_gans.study.config import Study
from keras_gans.utils.checks import check_name
from keras_gans.utils.yaml_reading import read_yaml

BUILT_IN = Path(__file__).with_name("studies")


def load(name, scale=None):
    """The study of a YAML file, or a built-in one.

    A file holds the attributes of a `Study`. It may also hold `scales`: names,
    each with attributes that replace the study's.

    Args:
        name: Path of a file that ends in `.yaml` or `.yml`, or a name of
            `built_in()`.
        scale: Name of a scale of the study; `None` for none.

    Raises:
        ValueError: If the file holds no valid study; the message names it.
        OSError: If the file cannot be read.
    """
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        check_name(
            "A study that is no .yaml or .yml file", str(name), built_in()
        )
        path = BUILT_IN / f"{name}.yaml"
    try:
        content = read_yaml(path)
        return _parse(content, path.stem, scale)
    except (ValueError, TypeError, RecursionError, yaml.YAMLError) as error:
        raise ValueError(f"Could not read the study {path}: {error}") from error


def built_in():
    """Names of the built-in studies."""
    return sorted(path.stem for path in BUILT_IN.glob("*.yaml"))


def _parse(content, name, scale):
    if not isinstance(content, dict):
        raise ValueError(
            f"A study must hold keys and values. Received: {content!r:.80}"
        )
    scales = checks.dictionary("scales", content.pop("scales", None))
    if scale is not None and not scales:
        raise ValueError(
            f"This study has no scale: leave it out. Received: {scale!r}"
        )
    if scale is not None:
        check_name("A scale of this study", scale, scales)

    def at(scale):
        changes = checks.dictionary(f"The scale {scale}", scales.get(scale))
        return Study.of({"name": name} | content | changes)

    study = at(scale)
    check_claims(study, lambda: map(at, scales))
    return study
