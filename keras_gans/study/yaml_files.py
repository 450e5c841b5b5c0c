"""Reads studies from YAML files, the built-in ones among them."""

import itertools
import math
from pathlib import Path

import yaml

from keras_gans.study import checks
from keras_gans.study.config import Study
from keras_gans.utils.checks import check_name

LARGEST = 10_000
MERGE = "tag:yaml.org,2002:merge"  # The key `<<`.
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
        check_name("A study", name, built_in())
        path = BUILT_IN / f"{name}.yaml"
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)
        return _parse(content, path.stem, scale)
    except (ValueError, TypeError, RecursionError, yaml.YAMLError) as error:
        raise ValueError(f"Could not read the study {path}: {error}") from error


class _Loader(yaml.SafeLoader):
    """Knows no tags that make objects, and refuses two kinds of files.

    One gives a key twice, where YAML would keep the last value. The other
    repeats anchors of anchors, so that a few lines become billions of values.
    """

    def get_single_node(self):
        node = super().get_single_node()
        if node is not None and _size(node, {}) > LARGEST:
            raise yaml.YAMLError(
                f"a study must hold at most {LARGEST} values, with those that "
                "anchors repeat"
            )
        return node

    def construct_mapping(self, node, deep=False):
        keys = [
            self.construct_object(key, deep=True)
            for key, _ in node.value
            if key.tag != MERGE
        ]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} is given twice",
                    problem_mark=node.start_mark,
                )
        return super().construct_mapping(node, deep)


def _size(node, sizes):
    """The number of values below a node, repeated ones each time."""
    if id(node) not in sizes:
        sizes[id(node)] = math.inf  # A node that holds itself.
        children = [] if isinstance(node, yaml.ScalarNode) else node.value
        if isinstance(node, yaml.MappingNode):
            children = itertools.chain(*children)
        sizes[id(node)] = 1 + sum(_size(child, sizes) for child in children)
    return sizes[id(node)]


def built_in():
    """Names of the built-in studies."""
    return sorted(path.stem for path in BUILT_IN.glob("*.yaml"))


def _parse(content, name, scale):
    if not isinstance(content, dict):
        raise ValueError(
            f"A study must hold keys and values. Received: {content!r:.80}"
        )
    scales = checks.dictionary("scales", content.pop("scales", None))
    if scale is not None:
        check_name("A scale of this study", scale, scales)
        content |= checks.dictionary(f"The scale {scale}", scales[scale])
    return Study.of({"name": name} | content)
