import pytest

from keras_gans.datasets import tfrecords

tf = pytest.importorskip("tensorflow")


def written(path, contents):
    with tf.io.TFRecordWriter(str(path)) as writer:
        for data in contents:
            writer.write(data)
    return path


def test_the_index_finds_what_tensorflow_reads(tmp_path):
    contents = [
        bytes([i]) * length for i, length in enumerate([3, 0, 1, 70_000, 12])
    ]
    path = written(tmp_path / "some.tfrecord", contents)
    found = list(tfrecords.index(path))
    data = path.read_bytes()
    read = [data[r.offset : r.offset + r.length] for r in found]
    assert read == list(tf.data.TFRecordDataset(str(path)).as_numpy_iterator())
    assert read == contents
    assert {record.path for record in found} == {str(path)}


def test_an_empty_file_has_no_records(tmp_path):
    assert list(tfrecords.index(written(tmp_path / "empty.tfrecord", []))) == []


def test_features_are_those_written(tmp_path):
    def example(number, text):
        integers = tf.train.Feature(
            int64_list=tf.train.Int64List(value=[number])
        )
        strings = tf.train.Feature(bytes_list=tf.train.BytesList(value=[text]))
        features = tf.train.Features(
            feature={"number": integers, "text": strings}
        )
        return tf.train.Example(features=features).SerializeToString()

    examples = [example(i, b"x" * 100 * i) for i in range(3)]
    path = written(tmp_path / "some.tfrecord", examples)
    for i, record in reversed(list(enumerate(tfrecords.index(path)))):
        features = record.features()
        assert set(features) == {"number", "text"}
        assert list(features["number"].int64_list.value) == [i]
        assert list(features["text"].bytes_list.value) == [b"x" * 100 * i]
