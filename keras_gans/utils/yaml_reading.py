"""Reads YAML files of users and strangers."""

import itertools
import math
import re
from pathlib import Path

import yaml

LARGEST = 10_000
MERGE = "tag:yaml.org,2002:merge"  # The key `<<`.


def read_yaml(path):
    """The content of a YAML file, without tags that make objects.

    Raises:
        OSError: If the file cannot be read.
        yaml.YAMLError: If it is no YAML, gives a key twice or is larger than
            `LARGEST` values, with those that anchors repeat.
    """
    return yaml.load(Path(path).read_bytes(), _Loader)  # UTF-8, or UTF-16.


class _Loader(yaml.SafeLoader):
    """Knows no tags that make objects, and refuses two kinds of files.

    One gives a key twice, where YAML would keep the last value. The other
    repeats anchors of anchors, so that a few lines become billions of values.
    """

    def get_single_node(self):
        node = super().get_single_node()
        if node is not None and _size(node, {}) > LARGEST:
            raise yaml.YAMLError(
                f"the file must hold at most {LARGEST} values, with those that "
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


# YAML 1.1 reads numbers such as 2e-4, without a point, as text.
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+$"),
    list("-+0123456789"),
)


def _size(node, sizes):
    """The number of values below a node, repeated ones each time."""
    if id(node) not in sizes:
        sizes[id(node)] = math.inf  # A node that holds itself.
        children = [] if isinstance(node, yaml.ScalarNode) else node.value
        if isinstance(node, yaml.MappingNode):
            children = itertools.chain(*children)
        sizes[id(node)] = 1 + sum(_size(child, sizes) for child in children)
    return sizes[id(node)]
