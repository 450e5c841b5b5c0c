import numpy as np
import pytest

from keras_gans import datasets
from keras_gans.datasets import pipeline
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.images.values import scale
from keras_gans.images.values import unscale
from keras_gans.training import data_adapter

tf = pytest.importorskip("tensorflow")


def numbered(n=20, shape=(2, 3, 1)):
    """Image `i` is `i` everywhere, and its label `10 * i`."""
    numbers = np.arange(n)
    images = np.broadcast_to(numbers.reshape(n, 1, 1, 1), (n, *shape)).astype(
        "uint8"
    )
    return Source.of_array(images, (10 * numbers).astype("int32"))


def noise(n=16, shape=(10, 10, 3)):
    rng = np.random.default_rng(0)
    return Source.of_array(rng.integers(0, 256, (n, *shape), dtype="uint8"))


def epoch(dataset):
    """The batches of one pass."""
    return list(dataset.as_numpy_iterator())


def numbers(images):
    """Which images of `numbered` these are."""
    return np.rint((images[:, 0, 0, 0] + 1) * 127.5).astype(int).tolist()


def order(dataset):
    """The numbers of the images of one pass, batch by batch."""
    return [numbers(images) for images in epoch(dataset)]


def assert_equal(a, b):
    assert len(a) == len(b) > 0
    for x, y in zip(a, b, strict=True):
        np.testing.assert_array_equal(x, y)


def differ(a, b):
    return any((x != y).any() for x, y in zip(a, b, strict=True))


def test_images_are_float32_in_minus_one_to_one():
    (images,) = epoch(batches(numbered(256), batch_size=256, shuffle=False))
    assert images.dtype == np.float32
    assert images.shape == (256, 2, 3, 1)
    np.testing.assert_allclose(
        images[:, 1, 2, 0], np.linspace(-1, 1, 256), atol=1e-6
    )


def test_float32_passes_as_it_is_and_counts_four_bytes(monkeypatch):
    points = np.linspace(-1, 1, 12, dtype="float32").reshape(6, 2)
    source = Source.of_array(points)
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", 48)
    (result,) = epoch(batches(source.in_memory(), batch_size=6, shuffle=False))
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, points)
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", 47)
    assert source.in_memory() is source


def test_the_shape_is_known_before_the_first_batch():
    dataset = batches(numbered(), batch_size=4, labels=True)
    images, labels = dataset.element_spec
    assert images.shape == (4, 2, 3, 1)
    assert labels.shape == (4,)


def test_an_epoch_holds_all_images_but_the_remainder_once():
    result = order(batches(numbered(22), batch_size=4))
    assert [len(batch) for batch in result] == [4] * 5
    assert np.unique(result).size == 20


def test_the_remainder_is_another_each_epoch():
    dataset = batches(numbered(22), batch_size=4)
    orders = [order(dataset) for _ in range(12)]
    assert np.unique(orders).tolist() == list(range(22))


def test_each_epoch_has_an_order_of_its_own():
    dataset = batches(numbered(), batch_size=4)
    orders = [order(dataset) for _ in range(4)]
    assert len(set(map(str, orders))) == 4


@pytest.mark.parametrize("seed", [0, 7, -1])
def test_equal_seeds_give_equal_orders(seed):
    a, b = (batches(numbered(), batch_size=4, seed=seed) for _ in range(2))
    assert [order(a) for _ in range(3)] == [order(b) for _ in range(3)]


def test_seeds_give_different_orders():
    results = [
        order(batches(numbered(), batch_size=4, seed=s)) for s in range(4)
    ]
    assert len(set(map(str, results))) == 4


def test_without_shuffling_each_epoch_keeps_the_order():
    dataset = batches(numbered(10), batch_size=4, shuffle=False)
    for _ in range(2):
        assert order(dataset) == [[0, 1, 2, 3], [4, 5, 6, 7]]


@pytest.mark.parametrize(
    "derive",
    [
        lambda dataset: dataset,
        lambda dataset: dataset.map(lambda images: images),
        lambda dataset: dataset.take(3),
        lambda dataset: dataset.map(lambda images: images).take(3).prefetch(1),
        lambda dataset: dataset.rebatch(8, drop_remainder=True),
        lambda dataset: tf.data.Dataset.zip((dataset,)).map(
            lambda images: images
        ),
    ],
)
def test_set_epoch_gives_the_batches_of_that_epoch(derive):
    first = derive(batches(numbered(), batch_size=4, flip_and_shift=True))
    expected = [epoch(first) for _ in range(4)]
    second = derive(batches(numbered(), batch_size=4, flip_and_shift=True))
    for number in (2, 0, 3):
        data_adapter.set_epoch(second, number)
        assert_equal(epoch(second), expected[number])


def test_passes_count_on_from_the_set_epoch():
    expected = batches(numbered(), batch_size=4)
    orders = [order(expected) for _ in range(4)]
    dataset = batches(numbered(), batch_size=4)
    data_adapter.set_epoch(dataset, 2)
    assert [order(dataset), order(dataset)] == orders[2:]


def test_set_epoch_reaches_both_parts_of_a_zip():
    parts = [batches(numbered(), batch_size=4, seed=seed) for seed in (0, 1)]
    for part in parts:
        order(part)
    joined = tf.data.Dataset.zip(tuple(parts))
    data_adapter.set_epoch(joined, 0)
    pairs = epoch(joined)
    for i in range(2):
        expected = order(batches(numbered(), batch_size=4, seed=i))
        assert [numbers(pair[i]) for pair in pairs] == expected


def test_the_former_name_of_flips_is_refused():
    with pytest.raises(TypeError, match="is now flip_and_shift=True.*Adapt"):
        batches(numbered(), batch_size=4, augment=True)


@pytest.mark.parametrize("flip_and_shift", [False, True])
def test_labels_stay_with_their_images(flip_and_shift):
    # Images of one colour look the same however they are flipped and shifted.
    dataset = batches(
        numbered(), batch_size=4, labels=True, flip_and_shift=flip_and_shift
    )
    for _ in range(2):
        for images, labels in epoch(dataset):
            assert labels.dtype == np.int32
            assert labels.tolist() == [
                10 * number for number in numbers(images)
            ]


def test_labels_may_be_vectors():
    source = numbered()
    vectors = np.stack([source.labels, -source.labels], axis=1)
    source = Source(source.read, source.size, source.image_shape, vectors)
    for images, labels in epoch(batches(source, batch_size=4, labels=True)):
        expected = [[10 * number, -10 * number] for number in numbers(images)]
        assert labels.tolist() == expected


@pytest.mark.parametrize("seed", [0, 7])
def test_augmentation_follows_from_seed_and_epoch(seed):
    a, b = (
        batches(noise(), batch_size=4, seed=seed, flip_and_shift=True)
        for _ in range(2)
    )
    epochs = [epoch(a), epoch(a)]
    assert_equal([epoch(b), epoch(b)], epochs)


def test_augmentation_differs_between_epochs_batches_and_seeds():
    same = Source.of_array(np.repeat(noise(1).read([0]), 8, axis=0))
    dataset = batches(same, batch_size=4, flip_and_shift=True)
    other = batches(same, batch_size=4, flip_and_shift=True, seed=1)
    first, second = epoch(dataset), epoch(dataset)
    assert differ(first, second)
    assert differ(first, epoch(other))
    assert differ(first[:1], first[1:])
    assert (first[0][0] != first[0][1]).any()


def test_augmentation_changes_neither_order_nor_labels():
    plain = batches(numbered(), batch_size=4, labels=True)
    augmented = batches(
        numbered(), batch_size=4, labels=True, flip_and_shift=True
    )
    for _ in range(2):
        labels = [batch[1] for batch in epoch(plain)]
        assert_equal([batch[1] for batch in epoch(augmented)], labels)


def test_augmentation_flips_sideways_and_shifts_by_at_most_a_tenth():
    # Four quarters of one grey each, 20 pixels wide: a tenth is 2.
    quarters = np.kron([[0, 85], [170, 255]], np.ones((10, 10)))[..., None]
    source = Source.of_array(
        np.repeat(quarters[None].astype("uint8"), 64, axis=0)
    )
    (images,) = epoch(batches(source, batch_size=64, flip_and_shift=True))
    corners = images[:, [0, 7, 12, 19]][:, :, [0, 7, 12, 19], 0]
    kept = np.kron([[-1, -1 / 3], [1 / 3, 1]], np.ones((2, 2)))
    is_kept = np.isclose(corners, kept, atol=1e-4).all((1, 2))
    is_flipped = np.isclose(corners, kept[:, ::-1], atol=1e-4).all((1, 2))
    assert (is_kept ^ is_flipped).all()
    assert 16 <= is_flipped.sum() <= 48


@pytest.mark.parametrize("axis", [1, 2])
def test_augmentation_shifts_both_ways_on_both_axes(axis):
    # A ramp along the axis: its steepness tells a flip, and its centre a shift.
    ramp = np.arange(21, dtype="uint8") * 12
    image = np.broadcast_to(ramp, (21, 21))[None, ..., None]
    image = image if axis == 2 else image.swapaxes(1, 2)
    source = Source.of_array(np.repeat(image, 64, axis=0))
    (images,) = epoch(batches(source, batch_size=64, flip_and_shift=True))
    line = (images.take(10, axis=3 - axis)[..., 0] + 1) * 127.5
    pixels = (line[:, 10] - 120) / (line[:, 11] - line[:, 10])
    assert pixels.min() < -1
    assert pixels.max() > 1
    assert np.abs(pixels).max() <= 2.1 + 1e-3


def test_augmented_images_stay_in_range():
    extreme = Source.of_array(noise(32).read(np.arange(32)) // 128 * 255)
    for images in epoch(batches(extreme, batch_size=8, flip_and_shift=True)):
        assert images.dtype == np.float32
        assert images.shape == (8, 10, 10, 3)
        assert images.min() >= -1
        assert images.max() <= 1


def test_less_than_a_batch_is_an_error():
    with pytest.raises(
        ValueError, match=r"at least one batch.*3 images, batch_size=4"
    ):
        batches(numbered(3), batch_size=4)
    assert len(epoch(batches(numbered(4), batch_size=4))) == 1


def test_labels_of_data_without_is_an_error():
    with pytest.raises(ValueError, match="no labels"):
        batches(noise(), batch_size=4, labels=True)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"seed": None}, "seed must be an integer. Received: seed=None"),
        ({"seed": True}, "seed=True"),
        ({"labels": np.arange(20)}, "labels must be True or False"),
        ({"labels": "inferred"}, "labels='inferred'"),
        ({"shuffle": 1000}, "shuffle must be True or False"),
        ({"flip_and_shift": "no"}, "flip_and_shift='no'"),
        ({"validation_split": 0.2}, "may take labels, .*: validation_split"),
    ],
)
def test_options_are_checked_before_anything_is_read(option, message, tmp_path):
    missing = tmp_path / "none"
    for read in (
        lambda: batches(numbered(), batch_size=4, **option),
        lambda: datasets.digits(4, **option),
        lambda: datasets.image_folder(missing, 4, **option),
        lambda: datasets.paired_folder(missing, missing, 4, **option),
        lambda: datasets.unpaired_folders(missing, missing, 4, **option),
        lambda: datasets.celeba(4, data_dir=missing, **option),
        lambda: datasets.mnist(4, data_dir=missing, **option),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            read()


@pytest.mark.parametrize("seed", [-1, 1.5, "1"])
def test_seeds_of_what_is_drawn_are_checked(seed):
    for draw in (datasets.gaussians, datasets.swiss_roll):
        with pytest.raises(ValueError, match=f"seed={seed!r}"):
            draw(4, n=8, seed=seed)


@pytest.mark.parametrize("batch_size", [0, -1, 2.5, "8", None])
def test_a_batch_size_must_be_a_positive_integer(batch_size):
    with pytest.raises(ValueError, match=f"batch_size must.*={batch_size!r}"):
        batches(numbered(), batch_size=batch_size)


@pytest.mark.parametrize(("n", "n_batches"), [(8, 2), (11, 2), (12, 3)])
def test_cardinality_is_the_number_of_batches(n, n_batches):
    dataset = batches(numbered(n), batch_size=4)
    assert len(dataset) == len(epoch(dataset)) == n_batches


def counted(source):
    """How often each image was read, and the source that counts it."""
    counts = np.zeros(source.size, int)

    def read(rows):
        counts[rows] += 1
        return source.read(rows)

    return counts, Source(read, source.size, source.image_shape, source.labels)


def test_in_memory_decodes_each_image_once():
    images = noise(600, (2, 2, 1)).read(np.arange(600))
    labels = np.arange(600)
    counts, source = counted(Source.of_array(images, labels))
    kept = source.in_memory()
    np.testing.assert_array_equal(kept.read(np.arange(600)), images)
    np.testing.assert_array_equal(kept.labels, labels)
    assert (kept.size, kept.image_shape) == (600, (2, 2, 1))
    assert (counts == 1).all()


@pytest.mark.parametrize(("limit", "streams"), [(119, True), (120, False)])
def test_data_above_the_memory_limit_stream(monkeypatch, limit, streams):
    source = numbered()  # Of 20 x 6 bytes.
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", limit)
    assert (source.in_memory() is source) == streams


def test_streaming_yields_the_batches_of_data_in_memory(monkeypatch):
    arguments = {
        "batch_size": 4,
        "labels": True,
        "flip_and_shift": True,
        "seed": 3,
    }
    kept = batches(numbered().in_memory(), **arguments)
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", 0)
    counts, source = counted(numbered())
    streamed = batches(source.in_memory(), **arguments)
    assert (counts == 0).all()
    for passes in (1, 2):
        for a, b in zip(epoch(streamed), epoch(kept), strict=True):
            assert_equal(a, b)
        assert (counts == passes).all()


def test_an_error_of_the_reader_reaches_the_user():
    def read(rows):
        raise ValueError("Could not read the image face.jpg")

    dataset = batches(Source(read, 8, (2, 2, 1)), batch_size=4)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"image face\.jpg"
    ):
        epoch(dataset)


def test_unscale_undoes_scale_for_all_values():
    values = np.arange(256, dtype="uint8")
    scaled = scale(values)
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled, np.linspace(-1, 1, 256), atol=1e-6)
    assert unscale(scaled).dtype == np.uint8
    np.testing.assert_array_equal(unscale(scaled), values)


@pytest.mark.parametrize(
    "images", [[0.0, 0.5, 1.0], [-1.0, 1.0], np.uint16([0, 256]), [True]]
)
def test_scale_refuses_other_ranges(images):
    with pytest.raises(ValueError, match="from 0 to 255.*Received: values"):
        scale(images)


def test_scale_may_be_mapped_over_a_data_set():
    images = np.random.default_rng(0).integers(0, 256, (4, 3, 3, 1), "uint8")
    for dtype in ("uint8", "float32"):
        data = tf.data.Dataset.from_tensors(images.astype(dtype)).map(scale)
        np.testing.assert_allclose(epoch(data)[0], scale(images), rtol=1e-6)


def test_scale_takes_floats_and_unscale_lists_but_no_integers():
    assert scale([0.0, 127.5, 255.0]).tolist() == [-1, 0, 1]
    assert unscale([-1.0, 1.0]).tolist() == [0, 255]
    with pytest.raises(TypeError, match="floating point.* dtype uint8"):
        unscale(np.uint8([0, 255]))


def test_unscale_rounds_and_clips():
    images = np.float32([-1.5, -1, -0.001, 0.001, 0.999, 1, 1.5])
    assert unscale(images).tolist() == [0, 0, 127, 128, 255, 255, 255]


def test_the_pipeline_scales_as_scale_does():
    source = noise()
    (images,) = epoch(batches(source, batch_size=16, shuffle=False))
    np.testing.assert_array_equal(images, scale(source.read(np.arange(16))))
