"""The Inception network whose features FID, IS and KID compare.

Szegedy et al. 2015 (arXiv:1512.00567), section 6, in the version that
TensorFlow published as `inception-2015-12-05` and that Salimans et al. 2016 and
Heusel et al. 2017 score with. The weights and pooling of
`keras.applications.InceptionV3` differ, so published scores do not compare
with its own.

Layers are named as in torch-fidelity, with hyphens in place of full stops:
`Mixed_5b-branch5x5_1-conv`.
"""

import math

from keras import Input
from keras import Model
from keras import initializers
from keras import layers

SIZE = 299
FEATURES = 2048
CLASSES = 1008  # The 1,000 of ImageNet, and some that TensorFlow never used.

# Scores are computed in float32, whatever the policy of the scored model.
FLOAT32 = {"dtype": "float32"}
# NaN makes a score fail until weights are loaded. It also builds ten times as
# fast as random weights on JAX, and uses no seed.
UNSET = {"kernel_initializer": initializers.Constant(math.nan)}


def fid_inception():
    """Builds the frozen network from images to features and logits.

    Kernels, and so the outputs, are NaN until
    `extractors.fid_weights.load_fid_weights` loads the published weights.

    Returns:
        A Keras model from float32 images `(n, 299, 299, 3)`, RGB in 0..255
        normalised by `(x - 128) / 128`, to a pair of float32 tensors: features
        `(n, 2048)`, at least 0, averaged over the last feature map; and logits
        `(n, 1008)` without the classifier's bias, as in Salimans et al.'s code
        of the Inception Score.
    """
    images = Input((SIZE, SIZE, 3), name="images", **FLOAT32)
    x = _stem(images)  # (n, 35, 35, 192)
    for name, pooled in (("Mixed_5b", 32), ("Mixed_5c", 64), ("Mixed_5d", 64)):
        x = _block_a(x, name, pooled)
    x = _block_b(x, "Mixed_6a")  # (n, 17, 17, 768)
    x = _block_c(x, "Mixed_6b", 128)
    x = _block_c(x, "Mixed_6c", 160)
    x = _block_c(x, "Mixed_6d", 160)
    x = _block_c(x, "Mixed_6e", 192)
    x = _block_d(x, "Mixed_7a")  # (n, 8, 8, 1280)
    x = _block_e(x, "Mixed_7b", _average_pool)
    # The published graph has max pooling here, unlike the paper.
    x = _block_e(x, "Mixed_7c", _max_pool)  # (n, 8, 8, 2048)
    features = layers.GlobalAveragePooling2D(name="features", **FLOAT32)(x)
    classifier = layers.Dense(
        CLASSES, use_bias=False, name="fc", **UNSET, **FLOAT32
    )
    outputs = [features, classifier(features)]
    model = Model(images, outputs, name="fid_inception")
    model.trainable = False
    return model


def _stem(x):
    x = _unit(x, "Conv2d_1a_3x3", 32, 3, strides=2)
    x = _unit(x, "Conv2d_2a_3x3", 32, 3, padding="valid")
    x = _unit(x, "Conv2d_2b_3x3", 64, 3)
    x = _halve(x)
    x = _unit(x, "Conv2d_3b_1x1", 80, 1)
    x = _unit(x, "Conv2d_4a_3x3", 192, 3, padding="valid")
    return _halve(x)


def _block_a(x, name, pooled):
    """Figure 5: 5x5 convolutions, and 5x5 as two 3x3."""
    branches = [
        _branch(x, f"{name}-branch1x1", (64, 1)),
        _branch(x, f"{name}-branch5x5", (48, 1), (64, 5)),
        _branch(x, f"{name}-branch3x3dbl", (64, 1), (96, 3), (96, 3)),
        _branch(_average_pool(x), f"{name}-branch_pool", (pooled, 1)),
    ]
    return _joined(branches, name)


def _block_b(x, name):
    """Figure 10: halves the size with strides of 2."""
    branches = [
        _branch(x, f"{name}-branch3x3", (384, 3, 2)),
        _branch(x, f"{name}-branch3x3dbl", (64, 1), (96, 3), (96, 3, 2)),
        _halve(x),
    ]
    return _joined(branches, name)


def _block_c(x, name, width):
    """Figure 6: 7x7 convolutions as 1x7 and 7x1, once and twice."""
    row, column = (1, 7), (7, 1)
    once = ((width, 1), (width, row), (192, column))
    twice = (width, column), (width, row), (width, column), (192, row)
    branches = [
        _branch(x, f"{name}-branch1x1", (192, 1)),
        _branch(x, f"{name}-branch7x7", *once),
        _branch(x, f"{name}-branch7x7dbl", (width, 1), *twice),
        _branch(_average_pool(x), f"{name}-branch_pool", (192, 1)),
    ]
    return _joined(branches, name)


def _block_d(x, name):
    """Halves the size, with 7x7 convolutions as 1x7 and 7x1."""
    wide = ((192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, 2))
    branches = [
        _branch(x, f"{name}-branch3x3", (192, 1), (320, 3, 2)),
        _branch(x, f"{name}-branch7x7x3", *wide),
        _halve(x),
    ]
    return _joined(branches, name)


def _block_e(x, name, pool):
    """Figure 7: branches that end in 1x3 and 3x1 side by side."""
    single = _unit(x, f"{name}-branch3x3_1", 384, 1)
    double = _unit(x, f"{name}-branch3x3dbl_1", 448, 1)
    double = _unit(double, f"{name}-branch3x3dbl_2", 384, 3)
    branches = [
        _branch(x, f"{name}-branch1x1", (320, 1)),
        *_split(single, f"{name}-branch3x3_2"),
        *_split(double, f"{name}-branch3x3dbl_3"),
        _branch(pool(x), f"{name}-branch_pool", (192, 1)),
    ]
    return _joined(branches, name)


def _split(x, name):
    row = _unit(x, f"{name}a", 384, (1, 3))
    return [row, _unit(x, f"{name}b", 384, (3, 1))]


def _branch(x, name, *units):
    """Units in sequence, numbered from 1 if there are several."""
    for i, unit in enumerate(units, start=1):
        x = _unit(x, f"{name}_{i}" if len(units) > 1 else name, *unit)
    return x


def _unit(x, name, filters, size, strides=1, padding=None):
    """Convolution, batch normalisation and ReLU."""
    x = layers.Conv2D(
        filters,
        size,
        strides,
        padding or ("same" if strides == 1 else "valid"),
        use_bias=False,
        name=f"{name}-conv",
        **UNSET,
        **FLOAT32,
    )(x)
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}-bn", **FLOAT32)(x)
    return layers.ReLU(**FLOAT32)(x)


def _average_pool(x):
    # Keras excludes the padding from the averages, as the graph does.
    return layers.AveragePooling2D(3, 1, "same", **FLOAT32)(x)


def _max_pool(x):
    return layers.MaxPooling2D(3, 1, "same", **FLOAT32)(x)


def _halve(x):
    return layers.MaxPooling2D(3, 2, **FLOAT32)(x)


def _joined(branches, name):
    return layers.Concatenate(name=name, **FLOAT32)(branches)
