"""RunPage in `fit`: what it writes, and when."""

import sys
import types

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.callbacks import page_parts
from keras_gans.callbacks import schedule
from tests.helpers import images
from tests.helpers import quick
from tests.study.reading import Reader


def read(folder):
    return Reader((folder / "index.html").read_text(encoding="utf-8"))


def fit(model, callbacks, epochs=2, data=None):
    data = images(16) if data is None else data
    fits = {"epochs": epochs, "batch_size": 8, "verbose": 0}
    return model.fit(data, callbacks=callbacks, **fits)


def test_one_callback_makes_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(schedule, "SHARE", 1e9)  # After each epoch.
    seen, shown = [], []
    display = types.SimpleNamespace(
        Image=lambda data, format: data[:4],
        display=lambda image, display_id: (
            shown.append(image) or types.SimpleNamespace(update=shown.append)
        ),
    )
    ipython = types.SimpleNamespace(
        get_ipython=lambda: types.SimpleNamespace(kernel=None),
        display=display,
        version_info=(9, 0),  # Matplotlib asks.
    )
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    look = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: seen.append(read(tmp_path).text)
    )
    model, real = quick("gan"), images(16)
    page = kg.callbacks.RunPage(tmp_path, real)
    history = fit(model, [page, look]).history
    assert "running epoch 1 of 2" in seen[0]
    assert "running epoch 2 of 2" in seen[1]
    reader = read(tmp_path)
    assert "finished 2 epochs." in reader.text and "Diversity" in reader.text
    assert "D's optimizer Adam, rate 0.0002" in reader.text
    assert [img["data-epoch"] for img in reader.frames] == ["0", "1", "2"]
    assert len(history["diversity"]) == 2
    assert (tmp_path / "real.png").exists() and b"\x89PNG" in shown

    # A second `fit` goes on; an error ends it.
    page = kg.callbacks.RunPage(tmp_path, observe=False)

    def fail(epoch, logs):
        raise RuntimeError("no <more>")

    failing = keras.callbacks.LambdaCallback(on_epoch_end=fail)
    with pytest.raises(RuntimeError, match="no <more>"):
        fit(model, [failing, page])
    text = read(tmp_path).text
    assert "failed after 2 of 4 epochs. " in text
    assert "RuntimeError: no <more>" in text and " 6 updates, " in text

    def interrupt(epoch, logs):
        raise KeyboardInterrupt

    stopping = keras.callbacks.LambdaCallback(on_epoch_end=interrupt)
    with pytest.raises(KeyboardInterrupt):
        fit(model, [stopping, page])
    assert "stopped after 3 of 5 epochs. " in read(tmp_path).text


def test_settings_may_be_numbers_of_numpy_and_paths(tmp_path):
    settings = {"rate": np.float32(0.5), "data": tmp_path, "loss": {"w": 1}}
    page = kg.callbacks.RunPage(tmp_path, configuration=settings, observe=False)
    fit(quick("gan"), [page], epochs=1)
    text = read(tmp_path).text
    assert "rate" in text and "0.5" in text and str(tmp_path) in text


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ({"observe": "no"}, ValueError, "observe must be True or False"),
        ({"configuration": [1]}, TypeError, "configuration must be a dict.*1"),
        ({"commands": "train"}, TypeError, "commands must be a dict.*'train'"),
    ],
)
def test_other_arguments_are_refused(tmp_path, arguments, error, message):
    with pytest.raises(error, match=message):
        kg.callbacks.RunPage(tmp_path, **arguments)


def test_real_images_of_classes_have_rows(tmp_path):
    labels = np.arange(64) % 3
    model = types.SimpleNamespace(
        image_shape=(8, 8, 1), generate=None, label_names=["a", "b", "c"]
    )
    data = [(images(64), labels)]
    page_parts.draw_real(model, data, tmp_path / "real.png")
    rows = tmp_path / "real.png"
    from PIL import Image

    from keras_gans.images.cells import cells_of

    with Image.open(rows) as picture:
        assert cells_of(picture).margin > 0
    few = [(images(5), np.zeros(5))]
    page_parts.draw_real(model, few, rows)
    with Image.open(rows) as picture:
        cells = cells_of(picture)
        assert cells.margin == 0
        assert picture.width == 2 * cells.zoom * (cells.width + cells.gap)
