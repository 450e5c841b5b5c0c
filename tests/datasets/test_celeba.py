import io
import shutil
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from keras_gans.datasets import celeba
from keras_gans.datasets import celeba_split
from keras_gans.datasets import pipeline
from keras_gans.datasets import tfds
from keras_gans.datasets import unscale
from tests.helpers import SHARED
from tests.helpers import needs_shared

tf = pytest.importorskip("tensorflow")

# Five pictures; the numbers are the table's.
ATTRIBUTES = {
    "Eyeglasses": [1, -1, -1, 1, -1],
    "Male": [-1, -1, 1, 1, 1],
    "Smiling": [1, 1, 1, -1, -1],
}
NAMES = [f"00000{i + 1}.jpg" for i in range(5)]


def jpeg(i):
    """A picture of CelebA's size, its centre of another grey."""
    pixels = np.full((218, 178, 3), 255, "uint8")
    pixels[20:198] = 40 * i
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.fixture
def archive(tmp_path):
    """The official archive's layout, extracted, with five pictures."""
    folder = tmp_path / "img_align_celeba"
    folder.mkdir()
    for i, name in enumerate(NAMES):
        (folder / name).write_bytes(jpeg(i))
    rows = zip(NAMES, *ATTRIBUTES.values(), strict=True)
    lines = [f"{len(NAMES)}", " ".join(ATTRIBUTES) + " "]
    lines += ["{} {:2} {:2} {:2}".format(*row) for row in rows]
    (tmp_path / "list_attr_celeba.txt").write_text("\n".join(lines) + "\n")
    return tmp_path


@pytest.fixture
def faces(tmp_path):
    """Twelve of the real pictures, and the real table."""
    folder = tmp_path / "img_align_celeba"
    folder.mkdir()
    for file in sorted((SHARED / "celeba" / folder.name).iterdir())[5:17]:
        (folder / file.name).symlink_to(file)
    (tmp_path / "list_attr_celeba.txt").symlink_to(
        SHARED / "celeba" / "list_attr_celeba.txt"
    )
    return tmp_path


def zipped(root):
    """Makes a zip of the extracted pictures, and removes them."""
    folder = root / "img_align_celeba"
    with zipfile.ZipFile(root / "img_align_celeba.zip", "w") as file:
        file.mkdir("img_align_celeba")
        for path in sorted(folder.iterdir(), reverse=True):
            file.write(path, f"img_align_celeba/{path.name}")
    shutil.rmtree(folder)
    return root


def only_batch(root, n=5, **kwargs):
    """All `n` pictures, in order."""
    arguments = {"image_size": 16, "shuffle": False, "data_dir": root} | kwargs
    (batch,) = celeba(n, **arguments).as_numpy_iterator()
    return batch


def table():
    """The 0 and 1 that `ATTRIBUTES` stand for."""
    return (np.transpose(list(ATTRIBUTES.values())) + 1) // 2


@needs_shared
def test_faces_are_cropped_to_the_central_square_and_resized(faces):
    images = only_batch(faces, 12, image_size=64)
    assert images.shape == (12, 64, 64, 3)
    for image, file in zip(images, sorted(faces.glob("*/*.jpg")), strict=True):
        with Image.open(file) as whole:
            assert whole.size == (178, 218)
            square = whole.crop((0, 20, 178, 198))
        small = square.resize((64, 64), Image.Resampling.BILINEAR)
        difference = np.abs(unscale(image).astype(int) - np.asarray(small))
        # PIL takes the pixels beyond the square in at its edges.
        assert difference[1:-1].max() <= 1
        assert difference.max() < 64


@needs_shared
def test_labels_are_those_of_the_table(faces):
    _, labels = only_batch(faces, 12, labels=True)
    lines = (
        (SHARED / "celeba" / "list_attr_celeba.txt").read_text().splitlines()
    )
    rows = [line.split() for line in lines[7:19]]
    assert [row[0] for row in rows] == [f"{i:06}.jpg" for i in range(6, 18)]
    assert labels.dtype == np.int32
    assert labels.shape == (12, 40)
    expected = [[int(value == "1") for value in row[1:]] for row in rows]
    np.testing.assert_array_equal(labels, expected)


@needs_shared
def test_attributes_choose_the_labels_and_their_order(faces):
    _, every = only_batch(faces, 12, labels=True)
    _, labels = only_batch(
        faces, 12, labels=True, attributes=["Young", "Bald", "Male"]
    )
    np.testing.assert_array_equal(labels, every[:, [39, 4, 20]])
    assert 0 < labels[:, 2].sum() < 12


@needs_shared
def test_a_zip_yields_the_batches_of_the_folder(faces):
    arguments = {
        "batch_size": 4,
        "image_size": 16,
        "labels": True,
        "data_dir": faces,
    }
    expected = list(celeba(**arguments).as_numpy_iterator())
    zipped(faces)
    result = list(celeba(**arguments).as_numpy_iterator())
    assert len(result) == len(expected) == 3
    for (images, labels), (images_of_folder, labels_of_folder) in zip(
        result, expected, strict=True
    ):
        np.testing.assert_array_equal(images, images_of_folder)
        np.testing.assert_array_equal(labels, labels_of_folder)


def test_faces_are_64_pixels_wide_128_a_batch_by_default(archive):
    for i in range(130):
        shutil.copy(
            archive / "img_align_celeba" / NAMES[0],
            archive / "img_align_celeba" / f"copy{i}.jpg",
        )
    dataset = celeba(data_dir=archive)
    assert dataset.element_spec.shape == (128, 64, 64, 3)
    assert len(dataset) == 1


def test_margins_are_cropped(archive):
    images = unscale(only_batch(archive))
    expected = np.arange(5)[:, None, None, None] * 40
    assert np.abs(images[:, 1:-1] - expected).max() <= 3


def test_a_larger_crop_is_the_largest_square_and_a_smaller_one_that(archive):
    file = archive / "img_align_celeba" / NAMES[0]
    pixels = np.zeros((218, 178, 3), "uint8")
    pixels[59:159, 39:139] = 200
    Image.fromarray(pixels).save(file, quality=95)
    np.testing.assert_array_equal(
        only_batch(archive, crop=500), only_batch(archive)
    )
    small = unscale(only_batch(archive, crop=100))[0]
    assert np.abs(small[1:-1, 1:-1].astype(int) - 200).max() <= 3
    assert unscale(only_batch(archive))[0, 0].max() <= 3


@pytest.mark.parametrize("crop", [0, -5, 2.5, None])
def test_a_crop_must_be_a_positive_integer(archive, crop):
    with pytest.raises(ValueError, match=f"crop must be .*={crop}"):
        celeba(2, crop=crop, data_dir=archive)


def test_faces_become_grey(archive):
    assert only_batch(archive, channels=1).shape == (5, 16, 16, 1)


def test_a_single_attribute_is_a_column(archive):
    _, labels = only_batch(archive, labels=True, attributes=["Male"])
    assert labels.tolist() == [[0], [0], [1], [1], [1]]


def test_labels_stay_with_their_faces(archive):
    dataset = celeba(2, image_size=16, labels=True, data_dir=archive)
    for images, labels in dataset.as_numpy_iterator():
        numbers = np.rint(unscale(images)[:, 8, 8, 0] / 40).astype(int)
        np.testing.assert_array_equal(labels, table()[numbers])


def test_the_archive_may_lie_in_a_folder_of_its_own(archive, tmp_path_factory):
    root = tmp_path_factory.mktemp("data")
    expected = only_batch(archive)
    shutil.move(archive, root / "celeba")
    np.testing.assert_array_equal(only_batch(root), expected)


def test_the_environment_may_name_the_folder(archive, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(archive))
    np.testing.assert_array_equal(only_batch(None), only_batch(archive))


def test_a_zip_can_be_streamed(archive, monkeypatch):
    expected = only_batch(archive)
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", 0)
    np.testing.assert_array_equal(only_batch(zipped(archive)), expected)


def test_other_files_and_blank_lines_are_passed_over(archive):
    (archive / "img_align_celeba" / "Thumbs.db").write_bytes(b"")
    with (archive / "list_attr_celeba.txt").open("a") as file:
        file.write("\n\n")
    images, labels = only_batch(archive, labels=True)
    assert len(images) == 5
    np.testing.assert_array_equal(labels, table())


def test_rows_may_be_in_any_order_and_of_other_pictures(archive):
    path = archive / "list_attr_celeba.txt"
    lines = path.read_text().splitlines()
    rows = [*lines[:1:-1], "000009.jpg  1  1  1"]
    path.write_text("\n".join([*lines[:2], *rows]))
    _, labels = only_batch(archive, labels=True)
    np.testing.assert_array_equal(labels, table())


@pytest.mark.parametrize(
    ("name", "hint"), [("Smilling", "'Smiling'"), ("male", "'Male'")]
)
def test_an_unknown_attribute_is_answered_with_the_near_one(
    archive, name, hint
):
    with pytest.raises(ValueError, match=f"Did you mean {hint}.*{name}"):
        celeba(2, labels=True, attributes=["Male", name], data_dir=archive)


def test_kaggle_has_another_folder_and_a_table_with_commas(archive):
    expected = list(celeba(5, data_dir=archive, labels=True, image_size=8))
    table = archive / "list_attr_celeba.txt"
    rows = table.read_text().splitlines()[1:]
    rows = [",".join(row.split()) for row in ["image_id " + rows[0], *rows[1:]]]
    table.with_suffix(".csv").write_text("\n".join(rows))
    table.unlink()
    folder = archive / "img_align_celeba"
    folder.rename(archive / "inner")
    folder.mkdir()
    (archive / "inner").rename(folder / "img_align_celeba")
    for data_dir in (archive, folder):
        found = celeba(5, data_dir=data_dir, labels=True, image_size=8)
        for each, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(each[0], other[0])
            np.testing.assert_array_equal(each[1], other[1])


def test_files_of_macos_are_passed_over(archive):
    (archive / "img_align_celeba/._000001.jpg").write_text("a resource fork")
    (images,) = celeba(5, data_dir=archive, image_size=8)
    assert len(images) == 5
    with pytest.raises(ValueError, match="at most 5"):
        celeba(6, data_dir=archive, image_size=8)


def test_a_torn_table_is_named(archive):
    table = archive / "list_attr_celeba.txt"
    table.write_text(table.read_text().rstrip()[:-3])
    with pytest.raises(ValueError, match=r"\.txt must have 3 values; down"):
        celeba(5, data_dir=archive, labels=True)


def test_labels_need_the_table(archive):
    (archive / "list_attr_celeba.txt").unlink()
    with pytest.raises(ValueError, match=r"needs list_attr_celeba\.txt beside"):
        celeba(2, labels=True, data_dir=archive)
    assert len(celeba(2, data_dir=archive)) == 2


def test_a_picture_without_a_row_is_an_error(archive):
    path = archive / "list_attr_celeba.txt"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:3] + lines[5:]))
    with pytest.raises(ValueError, match=r"2 pictures without.*000002\.jpg"):
        celeba(2, labels=True, data_dir=archive)


def test_a_torn_zip_is_named(archive):
    path = zipped(archive) / "img_align_celeba.zip"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"archive .*img_align_celeba\.zip"):
        celeba(2, data_dir=archive)


@pytest.mark.parametrize("in_zip", [False, True])
def test_a_torn_face_is_named(archive, in_zip):
    path = archive / "img_align_celeba" / NAMES[3]
    path.write_bytes(path.read_bytes()[:500])
    if in_zip:
        zipped(archive)
    with pytest.raises(ValueError, match=r"image .*000004\.jpg"):
        celeba(2, data_dir=archive)


@pytest.mark.parametrize("in_zip", [False, True])
def test_an_archive_without_pictures_is_an_error(tmp_path, in_zip):
    (tmp_path / "img_align_celeba").mkdir()
    if in_zip:
        zipped(tmp_path)
    with pytest.raises(ValueError, match="img_align_celeba must hold pictures"):
        celeba(2, data_dir=tmp_path)


def example(i):
    """What tensorflow-datasets writes of a face."""
    image = tf.train.Feature(bytes_list=tf.train.BytesList(value=[jpeg(i)]))
    features = {"image": image}
    for name, values in ATTRIBUTES.items():
        value = tf.train.Int64List(value=[(values[i] + 1) // 2])
        features[f"attributes/{name}"] = tf.train.Feature(int64_list=value)
    features = tf.train.Features(feature=features)
    return tf.train.Example(features=features).SerializeToString()


@pytest.fixture
def prepared(tmp_path, monkeypatch):
    """A builder of two shards, which hold the pictures of `archive`."""
    paths = [
        tmp_path / f"celeb_a-train.tfrecord-0000{i}-of-00002" for i in range(2)
    ]
    for path, numbers in zip(paths, ([0, 1, 2], [3, 4]), strict=True):
        with tf.io.TFRecordWriter(str(path)) as writer:
            for i in numbers:
                writer.write(example(i))
    train = SimpleNamespace(filepaths=paths)
    info = SimpleNamespace(
        splits={"train": train},
        features={"attributes": dict.fromkeys(ATTRIBUTES, "bool")},
    )
    asked = []
    monkeypatch.setattr(
        tfds,
        "builder",
        lambda *args: asked.append(args) or SimpleNamespace(info=info),
    )
    return asked


@pytest.mark.parametrize("limit", [pipeline.MEMORY_LIMIT, 0])
def test_records_yield_the_batches_of_the_archive(
    archive, prepared, tmp_path_factory, monkeypatch, limit
):
    expected = only_batch(archive, labels=True)
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", limit)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    result = only_batch(elsewhere, labels=True)
    assert prepared == [("celeb_a", elsewhere)]
    for a, b in zip(result, expected, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype


def test_attributes_choose_the_labels_of_records(prepared, tmp_path):
    names = ["Smiling", "Eyeglasses"]
    _, labels = only_batch(tmp_path, labels=True, attributes=names)
    np.testing.assert_array_equal(labels, table()[:, [2, 0]])
    with pytest.raises(ValueError, match="Did you mean 'Smiling'"):
        celeba(2, labels=True, attributes=["smiling"], data_dir=tmp_path)


def test_without_data_or_network_the_error_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(ConnectionError, match=f"celeb_a is not at {tmp_path}"):
        celeba(data_dir=tmp_path)


def sides(root, *args, **kwargs):
    """Numbers of the pictures of an epoch, without and with."""
    dataset = celeba_split(*args, image_size=16, data_dir=root, **kwargs)
    parts = zip(*dataset.as_numpy_iterator())
    centres = [unscale(np.concatenate(p))[:, 8, 8, 0] / 40 for p in parts]
    return [set(np.rint(part).astype(int).tolist()) for part in centres]


def test_a_split_is_without_and_with_an_attribute(archive):
    without, with_it = {1, 2, 4}, {0, 3}
    found = sides(archive, "Eyeglasses")
    assert found[0] < without
    assert found[1] == with_it
    assert sides(archive, "Eyeglasses", 2)[1] == with_it


def test_a_split_between_two_attributes(archive):
    # The first two have Smiling alone, the last two Male alone.
    assert sides(archive, "Male", against="Smiling") == [{0, 1}, {3, 4}]


def test_a_split_of_a_zip(archive):
    assert sides(zipped(archive), "Eyeglasses")[1] == {0, 3}


def test_an_unknown_attribute_of_a_split_is_an_error(archive):
    with pytest.raises(ValueError, match="Did you mean 'Smiling'"):
        celeba_split("smiling", data_dir=archive)
    with pytest.raises(ValueError, match="Did you mean 'Male'"):
        celeba_split("Smiling", against="male", data_dir=archive)


def test_a_side_without_a_batch_is_an_error(archive):
    message = "Received: 2 faces with Eyeglasses, batch_size=3"
    with pytest.raises(ValueError, match=message):
        celeba_split("Eyeglasses", 3, data_dir=archive)
    message = "Received: 2 faces with Smiling alone, batch_size=3"
    with pytest.raises(ValueError, match=message):
        celeba_split("Male", 3, against="Smiling", data_dir=archive)


def test_an_attribute_cannot_be_split_against_itself(archive):
    with pytest.raises(ValueError, match="different.*'Male' for both"):
        celeba_split("Male", against="Male", data_dir=archive)


@needs_shared
def test_real_faces_are_split(faces):
    (without, with_it), *_ = celeba_split("Male", 2, data_dir=faces)
    assert without.shape == with_it.shape == (2, 64, 64, 3)
