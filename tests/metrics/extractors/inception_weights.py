"""Random weights of the Inception network, and files of them."""

import io
import tarfile

import numpy as np

from keras_gans.metrics.extractors.fid_files import GRAPH

# torch-fidelity's names of the convolutions and TensorFlow's, as the former's
# utils/util_convert_inception_weights.py pairs them.
A = """
branch1x1 conv
branch3x3dbl_1 tower_1/conv
branch3x3dbl_2 tower_1/conv_1
branch3x3dbl_3 tower_1/conv_2
branch5x5_1 tower/conv
branch5x5_2 tower/conv_1
branch_pool tower_2/conv
"""
B = """
branch3x3 conv
branch3x3dbl_1 tower/conv
branch3x3dbl_2 tower/conv_1
branch3x3dbl_3 tower/conv_2
"""
C = """
branch1x1 conv
branch7x7_1 tower/conv
branch7x7_2 tower/conv_1
branch7x7_3 tower/conv_2
branch7x7dbl_1 tower_1/conv
branch7x7dbl_2 tower_1/conv_1
branch7x7dbl_3 tower_1/conv_2
branch7x7dbl_4 tower_1/conv_3
branch7x7dbl_5 tower_1/conv_4
branch_pool tower_2/conv
"""
D = """
branch3x3_1 tower/conv
branch3x3_2 tower/conv_1
branch7x7x3_1 tower_1/conv
branch7x7x3_2 tower_1/conv_1
branch7x7x3_3 tower_1/conv_2
branch7x7x3_4 tower_1/conv_3
"""
E = """
branch1x1 conv
branch3x3_1 tower/conv
branch3x3_2a tower/mixed/conv
branch3x3_2b tower/mixed/conv_1
branch3x3dbl_1 tower_1/conv
branch3x3dbl_2 tower_1/conv_1
branch3x3dbl_3a tower_1/mixed/conv
branch3x3dbl_3b tower_1/mixed/conv_1
branch_pool tower_2/conv
"""
BLOCKS = (
    ("Mixed_5b", "mixed", A),
    ("Mixed_5c", "mixed_1", A),
    ("Mixed_5d", "mixed_2", A),
    ("Mixed_6a", "mixed_3", B),
    ("Mixed_6b", "mixed_4", C),
    ("Mixed_6c", "mixed_5", C),
    ("Mixed_6d", "mixed_6", C),
    ("Mixed_6e", "mixed_7", C),
    ("Mixed_7a", "mixed_8", D),
    ("Mixed_7b", "mixed_9", E),
    ("Mixed_7c", "mixed_10", E),
)
SCOPES = {
    "Conv2d_1a_3x3": "conv",
    "Conv2d_2a_3x3": "conv_1",
    "Conv2d_2b_3x3": "conv_2",
    "Conv2d_3b_1x1": "conv_3",
    "Conv2d_4a_3x3": "conv_4",
} | {
    f"{block}.{branch}": f"{scope}/{conv}"
    for block, scope, pairs in BLOCKS
    for branch, conv in map(str.split, pairs.strip().splitlines())
}
# The five weights of each layer: torch-fidelity's name and TensorFlow's.
KINDS = {
    "conv.weight": "conv2d_params",
    "bn.weight": "batchnorm/gamma",
    "bn.bias": "batchnorm/beta",
    "bn.running_mean": "batchnorm/moving_mean",
    "bn.running_var": "batchnorm/moving_variance",
}
KERAS = {
    "conv.weight": "conv/kernel",
    "bn.weight": "bn/gamma",
    "bn.bias": "bn/beta",
    "bn.running_mean": "bn/moving_mean",
    "bn.running_var": "bn/moving_variance",
}


def random_state(model, seed=0):
    """A state dictionary of seeded weights that keep activations in size."""
    rng = np.random.default_rng(seed)
    shapes = {weight.path: weight.shape for weight in model.weights}
    state = {}
    for unit in SCOPES:
        for kind, name in KERAS.items():
            shape = shapes.pop(f"{unit.replace('.', '-')}-{name}")
            state[f"{unit}.{kind}"] = _draw(rng, kind, shape)
    state["fc.weight"] = _draw(rng, "conv.weight", shapes.pop("fc/kernel"))
    assert not shapes
    state["fc.bias"] = rng.normal(size=1008).astype("float32")
    return state


def _draw(rng, kind, shape):
    if kind == "conv.weight":  # Keras's axes to torch's.
        scale = np.sqrt(2 / np.prod(shape[:-1]))
        drawn = np.moveaxis(rng.normal(0, scale, shape), [-1, -2], [0, 1])
    elif kind in ("bn.weight", "bn.running_var"):
        drawn = rng.uniform(0.5, 1.5, shape)
    else:
        drawn = rng.normal(0, 0.3, shape)
    return np.ascontiguousarray(drawn, "float32")


def fill(model, state):
    """Assigns the weights without any of the code under test."""
    for weight in model.weights:
        layer, kind = weight.path.split("/")
        unit = layer.replace("-", ".").removesuffix("bn").removesuffix("conv")
        kinds = {name.split("/")[1]: k for k, name in KERAS.items()}
        name = "fc.weight" if layer == "fc" else f"{unit}{kinds[kind]}"
        value = state[name]
        if value.ndim > 1:
            value = np.moveaxis(value, [0, 1], [-1, -2])
        weight.assign(value)


def write_state(path, state):
    """A file as torch-fidelity's."""
    import torch

    torch.save({n: torch.from_numpy(value) for n, value in state.items()}, path)
    return path


def graph(state):
    """The bytes of a graph as TensorFlow's."""
    import tensorflow

    constants = {
        f"{scope}/{name}": state[f"{unit}.{kind}"]
        for unit, scope in SCOPES.items()
        for kind, name in KINDS.items()
    }
    constants = {
        name: np.moveaxis(value, [0, 1], [-1, -2]) if value.ndim > 1 else value
        for name, value in constants.items()
    }
    constants["softmax/weights"] = state["fc.weight"].T
    constants["softmax/biases"] = state["fc.bias"]
    definition = tensorflow.compat.v1.GraphDef()
    definition.node.add(name="DecodeJpeg", op="DecodeJpeg")
    for name, value in constants.items():
        node = definition.node.add(name=name, op="Const")
        proto = tensorflow.make_tensor_proto(np.ascontiguousarray(value))
        node.attr["value"].tensor.CopyFrom(proto)
    return definition.SerializeToString()


def write_archive(path, content, name=GRAPH):
    """An archive as TensorFlow's, with the graph among other files."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for member, data in (("LICENSE", b"..."), (name, content)):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def images(n, height, width, seed=0):
    """Uint8 images `(n, height, width, 3)`: coarse squares under fine noise."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (n, -(-height // 15), -(-width // 15), 3))
    coarse = coarse.repeat(15, axis=1).repeat(15, axis=2)
    coarse = coarse[:, :height, :width]
    fine = rng.integers(-20, 21, coarse.shape)
    return (coarse + fine).clip(0, 255).astype("uint8")
