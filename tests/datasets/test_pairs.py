"""Pairs made from images, against NumPy, PIL and SciPy."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from scipy.cluster.vq import vq
from sklearn.cluster import KMeans

from keras_gans import datasets
from keras_gans.datasets import PAIRS
from keras_gans.datasets import colorize
from keras_gans.datasets import downscale
from keras_gans.datasets import edges
from keras_gans.datasets import inpaint
from keras_gans.datasets import label_map
from keras_gans.datasets import label_map_centres
from keras_gans.datasets import unscale
from keras_gans.datasets.label_maps import PALETTE
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.training import data_adapter

tf = pytest.importorskip("tensorflow")

MAKERS = [task.make for task in PAIRS.values()]


def pictures(n=12, size=8, channels=3, **kwargs):
    """A data set of random pictures, four a batch."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (n, size, size, channels)).astype("uint8")
    source = Source.of_array(images, np.arange(n))
    return batches(source, batch_size=4, **kwargs)


def first(dataset):
    return next(dataset.as_numpy_iterator())


@pytest.mark.parametrize("name", PAIRS)
def test_a_record_says_what_its_function_makes(name):
    task = PAIRS[name]
    assert task.make is getattr(datasets, name)
    for channels in (3, 1)[: 1 if name == "colorize" else 2]:
        inputs, _ = task.make(pictures(channels=channels)).element_spec
        assert inputs.shape[-1] == (task.input_channels or channels)


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("make", MAKERS, ids=PAIRS)
def test_targets_are_the_images_inputs_of_their_size(make, labels):
    dataset = make(pictures(labels=labels))
    images = list(pictures().as_numpy_iterator())
    assert len(dataset) == 3
    for (inputs, targets), real in zip(dataset.as_numpy_iterator(), images):
        np.testing.assert_array_equal(targets, real)
        assert inputs.shape[:3] == real.shape[:3]
        assert inputs.dtype == np.float32
        assert np.abs(inputs).max() <= 1
    inputs, targets = dataset.element_spec
    assert inputs.shape[-1] == (1 if make in (colorize, edges) else 3)
    assert targets.shape == (4, 8, 8, 3)


@pytest.mark.parametrize("make", MAKERS, ids=PAIRS)
def test_a_resumed_epoch_has_the_same_pairs(make):
    dataset = make(pictures(labels=True, seed=7))
    epochs = [list(dataset.as_numpy_iterator()) for _ in range(3)]
    resumed = make(pictures(labels=True, seed=7))
    data_adapter.set_epoch(resumed, 2)
    for found, expected in zip(resumed.as_numpy_iterator(), epochs[2]):
        for part, same in zip(found, expected):
            np.testing.assert_array_equal(part, same)
    assert not np.array_equal(epochs[1][0][1], epochs[2][0][1])


@pytest.mark.parametrize("make", MAKERS, ids=PAIRS)
def test_anything_but_batches_is_an_error(make):
    images = first(pictures())
    with pytest.raises(ValueError, match="Dataset of batches.*: ndarray"):
        make(images)
    with pytest.raises(ValueError, match=r"batches of .*shape=\(8, 8, 3\)"):
        make(tf.data.Dataset.from_tensor_slices(images))


def test_grey_is_that_of_pil():
    inputs, targets = first(colorize(pictures()))
    for grey, image in zip(unscale(inputs), unscale(targets)):
        expected = np.asarray(Image.fromarray(image).convert("L"))
        assert np.abs(grey[..., 0].astype(int) - expected).max() <= 1


def test_grey_images_cannot_become_coloured():
    with pytest.raises(ValueError, match="of 3 channels.*images of 1"):
        colorize(pictures(channels=1))


@pytest.mark.parametrize("channels", [1, 3])
def test_edges_are_those_of_scipys_sobel(channels):
    inputs, targets = first(edges(pictures(channels=channels)))
    weights = [1] if channels == 1 else [0.299, 0.587, 0.114]
    for drawing, grey in zip(inputs, targets @ np.array(weights)):
        gradient = [ndimage.sobel(grey, axis, mode="mirror") for axis in (0, 1)]
        expected = 1 - np.minimum(np.hypot(*gradient), 2)
        assert np.abs(drawing[..., 0] - expected).max() < 5e-3


def test_lines_are_dark_on_white():
    image = np.full((1, 6, 6, 1), -1, "float32")
    image[:, :, 3:] = 1
    inputs, _ = first(edges(tf.data.Dataset.from_tensors(image)))
    assert inputs[0, 0, :, 0].tolist() == [1, 1, -1, -1, 1, 1]


def test_the_hole_is_a_central_square():
    inputs, targets = first(inpaint(pictures()))
    expected = targets.copy()
    expected[:, 2:6, 2:6] = 0
    np.testing.assert_array_equal(inputs, expected)


def test_holes_of_a_seed_are_anywhere_and_elsewhere_in_each_epoch():
    dataset = inpaint(pictures(shuffle=False), hole=0.25, seed=1)
    assert len(dataset) == 3
    places = []
    for _ in range(8):
        for inputs, targets in dataset.as_numpy_iterator():
            for hole in (inputs != targets).any(axis=-1):
                rows, columns = np.nonzero(hole)
                assert len(rows) == 4
                assert np.ptp(rows) == np.ptp(columns) == 1
                places.append((rows[0], columns[0]))
    assert {row for row, _ in places} == set(range(7))
    assert {column for _, column in places} == set(range(7))
    assert places[:12] != places[12:24]


@pytest.mark.parametrize("hole", [0, 1, 0.01, -1])
def test_a_hole_of_nothing_or_all_is_an_error(hole):
    with pytest.raises(ValueError, match=r"hole must leave.*of 8x8"):
        inpaint(pictures(), hole)


@pytest.mark.parametrize("hole", ["0.5", float("nan"), 4, None])
def test_a_hole_that_is_no_share_is_an_error(hole):
    with pytest.raises(ValueError, match=f"hole must leave.*hole={hole!r}"):
        inpaint(pictures(), hole)


@pytest.mark.parametrize("make", [inpaint, label_map])
@pytest.mark.parametrize("seed", [-1, 1.5, "a"])
def test_a_seed_is_checked(make, seed):
    with pytest.raises(ValueError, match=f"seed must be.*seed={seed!r}"):
        make(pictures(), seed=seed)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    "data",
    [
        tf.data.Dataset.from_tensors(np.zeros((4, 8, 8, 3), "uint8")),
        tf.data.Dataset.from_tensors({"image": np.zeros((4, 8, 8, 3))}),
        tf.data.Dataset.from_generator(list, tf.float32),
        tf.data.Dataset.from_generator(
            list, output_signature=tf.TensorSpec((None, None, None, 3))
        ),
    ],
)
def test_images_of_integers_or_an_unknown_size_are_an_error(make, data):
    with pytest.raises(ValueError, match="float images .* known size"):
        make(data)


def test_weights_beside_labels_are_dropped():
    x = np.zeros((4, 8, 8, 3), "float32")
    data = tf.data.Dataset.from_tensors((x, np.zeros(4), np.ones(4)))
    ((_, targets),) = downscale(data).as_numpy_iterator()
    np.testing.assert_array_equal(targets, x)


def test_coarse_pixels_are_means():
    inputs, targets = first(downscale(pictures(), 4))
    means = targets.reshape(4, 2, 4, 2, 4, 3).mean(axis=(2, 4))
    expected = np.kron(means, np.ones((1, 4, 4, 1)))
    assert np.abs(inputs - expected).max() < 1e-6


def test_the_size_is_a_multiple_of_the_factor():
    with pytest.raises(ValueError, match=r"factor=3, images of 8x8"):
        downscale(pictures(), 3)


def smooth(images):
    """Means of 5x5 pixels, of fewer at the border."""
    window = np.ones((1, 5, 5, 1))
    total = ndimage.correlate(images, window, mode="constant")
    return total / ndimage.correlate(
        np.ones_like(images), window, mode="constant"
    )


def test_classes_are_the_clusters_of_smoothed_colours():
    dataset = pictures(shuffle=False)
    images = np.concatenate(list(dataset.as_numpy_iterator()))
    pixels = smooth(images)
    means = KMeans(3, n_init=1, random_state=0)
    centres = means.fit(pixels[:, ::2, ::2].reshape(-1, 3)).cluster_centers_
    centres = centres[np.argsort(centres.sum(axis=1))]
    classes, _ = vq(pixels.reshape(-1, 3), centres)
    expected = np.array(PALETTE)[classes].reshape(images.shape)
    maps = [m for m, _ in label_map(dataset, 3).as_numpy_iterator()]
    same = (unscale(np.concatenate(maps)) == expected).all(axis=-1)
    assert same.mean() > 0.99  # Rounding decides between two centres.


def test_classes_of_other_images_are_those_of_the_centres():
    bright = pictures().map(lambda images: images / 4 + 0.75)
    centres = label_map_centres(pictures(), 3)
    assert centres.shape == (3, 3) and centres.dtype == np.float32
    for maps, images in label_map(bright, centres=centres).as_numpy_iterator():
        classes, _ = vq(smooth(images).reshape(-1, 3), centres)
        expected = np.array(PALETTE)[classes].reshape(images.shape)
        same = (unscale(maps) == expected).all(axis=-1)
        assert same.mean() > 0.99
        assert set(classes) == {2}  # Classes of their own would be more.


def test_the_centres_of_the_images_are_the_default():
    centres = label_map_centres(pictures(), 4, seed=2)
    found = label_map(pictures(), centres=centres)
    expected = label_map(pictures(), 4, seed=2)
    for maps, same in zip(found, expected, strict=True):
        np.testing.assert_array_equal(maps[0], same[0])


@pytest.mark.parametrize("shape", [(3,), (3, 1), (1, 3), (11, 3), (2, 3, 1)])
def test_centres_of_another_shape_are_an_error(shape):
    with pytest.raises(ValueError, match=r"shape \(k, 3\), k from 2 to 10.*\("):
        label_map(pictures(), centres=np.zeros(shape))
    with pytest.raises(
        ValueError, match="classes must be left out.*=4, 3 cent"
    ):
        label_map(pictures(), 4, centres=np.zeros((3, 3)))
    with pytest.raises(ValueError, match="centres must be finite.*with NaN"):
        label_map(pictures(), centres=np.full((3, 3), np.nan))


def test_a_map_has_no_more_colours_than_classes():
    inputs, _ = first(label_map(pictures(channels=1), 4))
    colours = np.unique(unscale(inputs).reshape(-1, 3), axis=0)
    assert {tuple(c) for c in colours.tolist()} == set(PALETTE[:4])


def test_a_map_needs_images():
    with pytest.raises(ValueError, match="at least one batch.*empty data set"):
        label_map(pictures().take(0))


@pytest.mark.parametrize("classes", [1, 11, 2.5, 3.0])
def test_another_number_of_classes_is_an_error(classes):
    with pytest.raises(ValueError, match=r"from 2 to 10.*classes="):
        label_map(pictures(), classes)
