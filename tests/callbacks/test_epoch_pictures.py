"""EpochPictures: when it writes, without a training."""

import itertools
import types

from PIL import Image

from keras_gans.callbacks import schedule
from keras_gans.callbacks.epoch_pictures import EpochPictures


class Black(EpochPictures):
    def draw(self, path, logs):
        Image.new("RGB", (40, 8)).save(path)


def test_the_animation_is_written_from_the_first_epoch_on(
    tmp_path, monkeypatch
):
    now = [0.0]
    monkeypatch.setattr(schedule.time, "monotonic", lambda: now[0])
    # Each writing takes a second.
    clock = itertools.count().__next__
    monkeypatch.setattr(schedule.time, "thread_time", clock)

    def frames():
        with Image.open(tmp_path / "training.webp") as film:
            return film.n_frames

    pictures, counts = Black(tmp_path), []
    pictures.set_model(types.SimpleNamespace(stop_training=False))
    pictures.set_params({"epochs": 5})
    pictures.on_train_begin()
    for epoch in range(5):
        pictures.on_epoch_begin(epoch)
        pictures.on_epoch_end(epoch)
        counts.append(frames())
        now[0] += 60
    # At most 1 % of the time: again after 100 seconds.
    assert counts == [2, 2, 4, 4, 6]
    pictures.on_train_begin()
    pictures.on_epoch_begin(0)
    pictures.on_train_interrupted()
    assert frames() == 1
