"""Reads the two files of Inception's weights, and maps names to theirs.

One file is TensorFlow's frozen graph, by itself or in an archive; the other is
the state dictionary that torch-fidelity and pytorch-fid derived from it. Both
hold the same numbers. Their names follow by rules from the names of the
weights of `fid_inception`, such as `Mixed_5b-branch5x5_1-conv/kernel`.
"""

import gzip
import hashlib
import io
import math
import re
import tarfile
import textwrap
import zipfile

from keras_gans.utils.untrusted import check_archive

ARCHIVE = "inception-2015-12-05.tgz"
GRAPH = "classify_image_graph_def.pb"
# The hash of the state dictionary, whose name holds its first eight digits.
STATE_SHA256 = (
    "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"
)
STATE = f"weights-inception-2015-12-05-{STATE_SHA256[:8]}.pth"

STATE_KINDS = {
    "kernel": "weight",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}
# More than the archive unpacks to, in bytes, and than a weight has numbers.
LARGEST_ARCHIVE = 256 * 2**20
LARGEST_WEIGHT = 8 * 2**20
# Earlier versions may run code of a file, in spite of `weights_only`.
SAFE_TORCH = (2, 6)
# Keras's axes in torch's order, by the number of axes.
STATE_AXES = {1: (0,), 2: (1, 0), 4: (3, 2, 0, 1)}

GRAPH_KINDS = {
    "kernel": "conv2d_params",
    "gamma": "batchnorm/gamma",
    "beta": "batchnorm/beta",
    "moving_mean": "batchnorm/moving_mean",
    "moving_variance": "batchnorm/moving_variance",
}
# TensorFlow 1 numbered layers of the same name: conv, conv_1, conv_2.
STEM = {
    "Conv2d_1a_3x3": "conv",
    "Conv2d_2a_3x3": "conv_1",
    "Conv2d_2b_3x3": "conv_2",
    "Conv2d_3b_1x1": "conv_3",
    "Conv2d_4a_3x3": "conv_4",
}
BLOCKS = {
    "Mixed_5b": "mixed",
    "Mixed_5c": "mixed_1",
    "Mixed_5d": "mixed_2",
    "Mixed_6a": "mixed_3",
    "Mixed_6b": "mixed_4",
    "Mixed_6c": "mixed_5",
    "Mixed_6d": "mixed_6",
    "Mixed_6e": "mixed_7",
    "Mixed_7a": "mixed_8",
    "Mixed_7b": "mixed_9",
    "Mixed_7c": "mixed_10",
}
# Branches of more than one layer are towers, in the block's order.
TOWERS = {
    "branch1x1": "",
    "branch5x5": "tower/",
    "branch7x7": "tower/",
    "branch3x3": "tower/",
    "branch3x3dbl": "tower_1/",
    "branch7x7dbl": "tower_1/",
    "branch7x7x3": "tower_1/",
    "branch_pool": "tower_2/",
}
TOWERS_6A = {"branch3x3": "", "branch3x3dbl": "tower/"}
UNIT = re.compile(r"(Mixed_\w\w)-(branch(?:_pool|[^_]+))(?:_(\d)([ab]?))?")


def read(path, names):
    """Reads tensors from a file.

    Args:
        path: `Path` of the file.
        names: Names of tensors.

    Returns:
        A dictionary of NumPy arrays by name, without names that the file does
        not hold.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is neither of the files, or damaged.
    """
    readers = {".tgz": _archive, ".pb": _graph, ".pth": _state}
    if path.suffix not in readers:
        raise ValueError(
            "A file of Inception's weights must be a .tgz, .pb or .pth. "
            f"Received: {path}"
        )
    content = path.read_bytes()
    if STATE_SHA256[:8] in path.name:
        _check_hash(path, content)
    try:
        return readers[path.suffix](content, set(names))
    except ImportError:
        raise  # The file is not at fault.
    except Exception as error:
        reason = textwrap.shorten(str(error), 60)
        raise ValueError(
            f"A file of Inception's weights must be a complete {ARCHIVE}, its "
            f"{GRAPH}, or {STATE}. Received: {path}, which could not be read "
            f"({type(error).__name__}: {reason})"
        ) from error


def _archive(content, names):
    # Decompress everything first: tarfile stops before the checksum.
    with gzip.open(io.BytesIO(content)) as file:
        whole = file.read(LARGEST_ARCHIVE + 1)
    if len(whole) > LARGEST_ARCHIVE:
        raise ValueError("it unpacks to more than 256 MiB")
    with tarfile.open(fileobj=io.BytesIO(whole), mode="r:") as archive:
        return _graph(archive.extractfile(GRAPH).read(), names)


def _graph(content, names):
    import tensorflow

    graph = tensorflow.compat.v1.GraphDef.FromString(content)
    tensors = {
        node.name: node.attr["value"].tensor
        for node in graph.node
        if node.op == "Const" and node.name in names
    }
    for name, tensor in tensors.items():
        # A few bytes can declare any shape.
        if math.prod(d.size for d in tensor.tensor_shape.dim) > LARGEST_WEIGHT:
            raise ValueError(f"{name} is larger than any weight")
    return {name: tensorflow.make_ndarray(t) for name, t in tensors.items()}


def _state(content, names):
    import torch

    if tuple(map(int, torch.__version__.split(".")[:2])) < SAFE_TORCH:
        raise ImportError(
            "Reading a .pth file without running its code needs torch 2.6 "
            f"or later. Received: torch {torch.__version__}"
        )
    file = io.BytesIO(content)
    if zipfile.is_zipfile(file):
        check_archive(file)
    file.seek(0)
    state = torch.load(file, map_location="cpu", weights_only=True)
    return {name: state[name].detach().numpy() for name in names & {*state}}


def _check_hash(path, content):
    digest = hashlib.sha256(content).hexdigest()
    if digest != STATE_SHA256:
        raise ValueError(
            f"A file named as torch-fidelity's, {STATE}, must have the SHA-256 "
            f"{STATE_SHA256}; download it again. "
            f"Received: {path} of {digest}"
        )


def state_name(path):
    """The name in torch-fidelity's state dictionary."""
    layer, kind = path.split("/")[-2:]
    return f"{layer.replace('-', '.')}.{STATE_KINDS.get(kind, kind)}"


def graph_name(path):
    """The name in TensorFlow's graph."""
    layer, kind = path.split("/")[-2:]
    if layer == "fc":
        return "softmax/weights"
    return f"{_scope(layer.rpartition('-')[0])}/{GRAPH_KINDS.get(kind, kind)}"


def _scope(unit):
    match = UNIT.fullmatch(unit)
    if not match:
        return STEM.get(unit, unit)
    block, branch, number, side = match.groups()
    towers = TOWERS_6A if block == "Mixed_6a" else TOWERS
    # A branch that splits holds a "mixed", whose sides are conv and conv_1.
    inner = "mixed/" if side else ""
    i = "ab".index(side) if side else int(number or 1) - 1
    conv = f"conv_{i}" if i else "conv"
    return f"{BLOCKS[block]}/{towers[branch]}{inner}{conv}"
