"""The arguments of a training run, and the data that follow from them."""

import dataclasses
import inspect
import json

import keras
import numpy as np
import pytest

from keras_gans.datasets import DATASETS
from keras_gans.datasets import DataSet
from keras_gans.datasets import unscale
from keras_gans.datasets.label_maps import PALETTE
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.models import MODELS
from keras_gans.runs.config import Config
from tests.helpers import needs_tensorflow


def config(model, dataset, **arguments):
    """With the data set's defaults where nothing else is said."""
    names = ("epochs", "batch_size", "image_size", "channels", "data_dir")
    names += ("task", "split", "second_dir")
    others = {"seed": 0, "flip_and_shift": False, "skip_corrupt": False}
    arguments = dict.fromkeys(names) | others | arguments
    return Config.with_defaults(model, dataset, **arguments)


@pytest.mark.parametrize(
    "dataset, defaults",
    {
        "digits": (32, 1, 32, 60),
        "mnist": (28, 1, 128, 25),
        "fashion_mnist": (28, 1, 128, 25),
        "cifar10": (32, 3, 128, 50),
        "stacked_mnist": (28, 3, 128, 25),
        "celeba": (64, 3, 128, 25),
        "image_folder": (64, 3, 32, 100),
        "paired_folder": (256, 3, 1, 200),
        "unpaired_folders": (256, 3, 1, 200),
    }.items(),
)
def test_defaults_are_those_of_the_data_set(dataset, defaults):
    record = DATASETS[dataset]
    found = record.image_size, record.channels, record.batch_size, record.epochs
    assert found == defaults
    if not record.pairing:
        found = config("dcgan", dataset)
        assert defaults == (
            found.image_size,
            found.channels,
            found.batch_size,
            found.epochs,
        )
        # A step of WGAN takes five batches.
        assert config("wgan", dataset).epochs == 5 * record.epochs
    assert config("gan", "digits", epochs=3, channels=3).epochs == 3


WRITTEN = {"gamma": 1.0, "lambda_k": 0.01, "width": 16}
RECOMMENDED = {
    ("dcgan", "digits"): {"width": 32},
    ("lsgan", "digits"): {"width": 32},
    ("wgan", "digits"): {"width": 32},
    ("wgangp", "digits"): {"width": 32},
    ("sngan", "digits"): {"width": 32},
    ("ebgan", "digits"): {"width": 32},
    ("conditionalgan", "digits"): {"width": 32},
    ("acgan", "digits"): {"width": 32},
    ("projectiongan", "digits"): {"width": 16},
    ("biggan", "digits"): {"width": 16},
    **{
        (model, dataset): {"config": "small"}
        for model in ("stylegan2", "conditionalstylegan2")
        for dataset in ("mnist", "fashion_mnist", "cifar10", "celeba")
    },
    **{
        (model, "digits"): {"config": "small", "width": 8}
        for model in ("stylegan2", "conditionalstylegan2")
    },
    ("began", "digits"): WRITTEN,
    ("began", "mnist"): WRITTEN,
    ("began", "fashion_mnist"): WRITTEN,
    ("r3gan", "digits"): {"width": 16},
    ("r3gan", "cifar10"): {"gamma": 0.05},
    ("r3gan", "stacked_mnist"): {"gamma": 1.0},
    ("r3gan", "celeba"): {"gamma": 2.0},
    ("ebgan", "celeba"): {"margin": 20.0},
}


@pytest.mark.parametrize("model, dataset", RECOMMENDED)
def test_recommended_settings(model, dataset):
    expected = RECOMMENDED[model, dataset]
    assert MODELS[model].recommended[dataset] == expected


def test_what_is_recommended_can_be_made():
    for model, kind in MODELS.items():
        for dataset, settings in kind.recommended.items():
            assert dataset in DATASETS, model
            known = inspect.signature(kind).parameters.keys() | {"width"}
            assert settings.keys() <= known, model


def test_a_run_takes_recommended_settings_and_others_before_them():
    ebgan = config("ebgan", "celeba", image_size=8, settings={"width": 4})
    model = ebgan.make_model()
    assert (model.margin, model.width) == (20.0, 4)
    ebgan = dataclasses.replace(ebgan, settings={"width": 4, "margin": 7.0})
    assert ebgan.make_model().margin == 7.0
    assert config("sngan", "digits", image_size=8).make_model().width == 32


def test_what_is_recommended_for_a_run_can_be_made():
    for model, kind in MODELS.items():
        for dataset, run in kind.recommended_run.items():
            config = Config.recommended(model, dataset, image_size=8)
            made = config.make_model()
            for name, value in run["settings"].items():
                assert getattr(made, name) == value, (model, dataset, name)


def test_a_recommended_run_gives_way_to_what_is_given(monkeypatch):
    settings = {"d_steps": 1, "ema": 0.9}
    run = {"batch_size": 16, "learning_rate": 1e-3, "settings": settings}
    monkeypatch.setattr(MODELS["sngan"], "recommended_run", {"digits": run})
    size = {"image_size": 8}
    found = Config.recommended("sngan", "digits", **size)
    assert (found.batch_size, found.settings) == (16, settings)
    model = found.make_model()
    assert (model.d_steps, model.ema) == (1, 0.9)
    assert float(model.g_opt.learning_rate) == pytest.approx(1e-3)
    given = {"batch_size": 8, "settings": {"ema": 0.5}}
    found = Config.recommended("sngan", "digits", **size, **given)
    assert (found.batch_size, found.learning_rate) == (8, 1e-3)
    assert found.settings == {"d_steps": 1, "ema": 0.5}
    # Studies compare papers.
    assert Config.with_defaults("sngan", "digits").settings == {}
    assert Config.recommended("sngan", "cifar10").batch_size == 128


def test_one_rate_and_optimizer_or_two():
    run = config(
        "gan",
        "digits",
        image_size=8,
        optimizer={"name": "sgd", "momentum": 0.5},
        learning_rate=[0.1, 0.2],
    )
    model = run.make_model()
    for optimizer, rate in ((model.d_opt, 0.1), (model.g_opt, 0.2)):
        assert isinstance(optimizer, keras.optimizers.SGD)
        assert optimizer.momentum == 0.5
        assert float(optimizer.learning_rate) == pytest.approx(rate)


@pytest.mark.parametrize(
    "dataset, batch_size, epochs",
    [
        # As many updates as 60 epochs of batches of 32.
        ("digits", 1, 2),
        ("digits", 16, 30),
        ("digits", 64, 60),
        ("celeba", 1, 1),
        ("image_folder", 1, 3),
        ("paired_folder", 1, 200),
        ("paired_folder", 4, 200),
    ],
)
def test_translation_makes_as_many_updates(dataset, batch_size, epochs):
    task = None if dataset == "paired_folder" else "edges"
    given = {} if batch_size == 1 else {"batch_size": batch_size}
    found = config("pix2pix", dataset, task=task, **given)
    assert (found.epochs, found.batch_size) == (epochs, batch_size)
    found = config("pix2pix", dataset, task=task, epochs=7, **given)
    assert found.epochs == 7


@pytest.mark.parametrize(
    "model, dataset, arguments, message",
    [
        ("dcgn", "digits", {}, "Did you mean 'dcgan'"),
        ("dcgan", "digit", {}, "Did you mean 'digits'"),
        ("dcgan", "digits", {"batch_size": 0}, "batch_size=0"),
        (
            "dcgan",
            "digits",
            {"skip_corrupt": True},
            "^skip_corrupt is for data sets of picture files: celeba, "
            "image_folder, paired_folder, unpaired_folders. "
            "Received: dataset='digits'",
        ),
        (
            "dcgan",
            "paired_folder",
            {},
            "paired_folder is for pix2pix. Received: model='dcgan'",
        ),
        (
            "acgan",
            "unpaired_folders",
            {},
            "unpaired_folders is for cyclegan. Received: model='acgan'",
        ),
        ("pix2pix", "unpaired_folders", {}, "is for cyclegan"),
        ("cyclegan", "paired_folder", {}, "is for pix2pix"),
        ("pix2pix", "digits", {}, "task must be one of colorize.*: None"),
        ("pix2pix", "digits", {"task": "edge"}, "Did you mean 'edges'"),
        (
            "pix2pix",
            "celeba",
            {"task": "edges", "split": "Male"},
            "^split is not for pix2pix on celeba. Received: split='Male'",
        ),
        (
            "pix2pix",
            "paired_folder",
            {"task": "edges"},
            "^task is not for pix2pix on paired_folder",
        ),
        (
            "cyclegan",
            "digits",
            {},
            "^cyclegan needs unpaired images: the data set unpaired_folders, "
            "or celeba with an attribute, such as split='Eyeglasses'. "
            "Received: dataset='digits', split=None",
        ),
        ("cyclegan", "celeba", {}, "dataset='celeba', split=None"),
        ("cyclegan", "mnist", {"split": "7"}, "dataset='mnist', split='7'"),
        (
            "cyclegan",
            "celeba",
            {"split": "Male", "second_dir": "b"},
            "^second_dir is not for cyclegan on celeba. Received: second_dir=",
        ),
        (
            "cyclegan",
            "unpaired_folders",
            {"data_dir": "a"},
            "needs data_dir and second_dir.*Received: second_dir=None",
        ),
        ("dcgan", "digits", {"task": "edges"}, "^task is not for dcgan"),
        ("dcgan", "celeba", {"split": "Male"}, "^split is not for dcgan"),
        ("dcgan", "digits", {"second_dir": "b"}, "^second_dir is not for"),
    ],
)
def test_what_does_not_fit_is_refused(model, dataset, arguments, message):
    with pytest.raises(ValueError, match=message):
        config(model, dataset, **arguments)


def recorded(name, monkeypatch):
    """Calls of a data set's functions, which load nothing."""
    calls = []
    for field in ("load", "split"):
        monkeypatch.setitem(
            DATASETS,
            name,
            dataclasses.replace(
                DATASETS[name],
                **{field: lambda *args, **kwargs: calls.append((args, kwargs))},
            ),
        )
    return calls


SHARED = {
    "image_size": 64,
    "channels": 3,
    "seed": 0,
    "flip_and_shift": False,
}


@pytest.mark.parametrize(
    "model, dataset, arguments, expected",
    [
        ("dcgan", "digits", {}, {}),
        ("acgan", "digits", {}, {"labels": True}),
        ("dcgan", "mnist", {"data_dir": "a"}, {"data_dir": "a"}),
        (
            "dcgan",
            "image_folder",
            {"data_dir": "a", "skip_corrupt": True},
            {"data_dir": "a", "skip_corrupt": True},
        ),
        (
            "pix2pix",
            "paired_folder",
            {"data_dir": "a", "second_dir": "b"},
            {"input_dir": "a", "target_dir": "b"},
        ),
        (
            "cyclegan",
            "unpaired_folders",
            {"data_dir": "a", "second_dir": "b", "skip_corrupt": True},
            {"dir_a": "a", "dir_b": "b", "skip_corrupt": True},
        ),
    ],
)
def test_functions_get_the_arguments_they_take(
    model, dataset, arguments, expected, monkeypatch
):
    calls = recorded(dataset, monkeypatch)
    run = config(model, dataset, image_size=64, channels=3, **arguments)
    run.load_data()
    shared = {"batch_size": run.batch_size, **SHARED}
    assert calls == [((), shared | expected)]


@pytest.mark.parametrize(
    "split, attribute, against",
    [
        ("Male", "Male", None),
        ("Blond_Hair, Black_Hair", "Blond_Hair", "Black_Hair"),
    ],
)
def test_a_split_names_one_attribute_or_two(
    split, attribute, against, monkeypatch
):
    calls = recorded("celeba", monkeypatch)
    config("cyclegan", "celeba", split=split).load_data()
    expected = {"data_dir": None, "against": against, "batch_size": 1, **SHARED}
    assert calls == [((attribute,), expected)]


@needs_tensorflow
def test_shown_maps_are_of_the_classes_of_the_training(monkeypatch):
    import tensorflow as tf

    def load(split="train", **kwargs):
        greys = np.linspace(-1, 0, 64) if split == "train" else np.zeros(64)
        images = np.broadcast_to(greys[:, None, None, None], (64, 8, 8, 1))
        return tf.data.Dataset.from_tensors(images.astype("float32"))

    mnist = dataclasses.replace(DATASETS["mnist"], load=load)
    monkeypatch.setitem(DATASETS, "mnist", mnist)
    run = config("pix2pix", "mnist", task="label_map")
    shown = run.load_shown(run.load_data())
    ((maps, _),) = shown.as_numpy_iterator()
    # The only class of these images is the brightest of five.
    assert (unscale(maps) == PALETTE[4]).all()


def test_data_without_test_images_show_those_of_the_training():
    run = config("pix2pix", "celeba", task="edges")
    data = object()
    assert run.load_shown(data) is data


@pytest.mark.parametrize(
    "task, channels",
    [("colorize", 1), ("edges", 1), ("label_map", 3), ("inpaint", None)],
)
def test_inputs_have_the_channels_of_the_task(task, channels):
    for of_images in (1, 3):
        run = config("pix2pix", "digits", task=task, channels=of_images)
        run = dataclasses.replace(
            run, image_size=8, settings={"width": 2}, seed=1
        )
        assert run.make_model().input_channels == (channels or of_images)


@needs_tensorflow
def test_a_record_is_all_that_a_new_data_set_needs(monkeypatch):
    def stripes(batch_size, *, image_size, channels, split="train", **kwargs):
        rows = np.arange(image_size) % 2
        images = np.broadcast_to(
            255 * rows[:, None, None], (9, image_size, image_size, channels)
        )
        labels = np.arange(9, dtype="int32") % 2 + 2 * (split == "test")
        source = Source.of_array(images.astype("uint8"), labels)
        return batches(source, batch_size=batch_size, **kwargs)

    record = DataSet(
        stripes,
        image_size=8,
        channels=1,
        batch_size=3,
        epochs=2,
        folders=(),
        class_names=("wide", "narrow", "wide again", "narrow again"),
        has_test_split=True,
    )
    monkeypatch.setitem(DATASETS, "stripes", record)
    run = config("acgan", "stripes", settings={"width": 2})
    assert (run.image_size, run.batch_size, run.epochs) == (8, 3, 2)
    assert run.make_model().label_names == record.class_names
    for split, classes in (("train", {0, 1}), ("test", {2, 3})):
        data = run.load_data(split=split)
        assert data.element_spec[0].shape == (3, 8, 8, 1)
        assert {int(n) for _, labels in data for n in labels} == classes
    run = config("pix2pix", "stripes", task="edges")
    assert len(run.load_shown(run.load_data())) == 9


@pytest.mark.parametrize("size", [(48, 64), [48, 64]])
def test_a_rectangle_is_kept_as_json_has_it(size):
    run = config("gan", "image_folder", image_size=size, channels=4, fit="pad")
    assert run.image_size == [48, 64] and run.image_shape == (48, 64, 4)
    arguments = json.loads(json.dumps(dataclasses.asdict(run)))
    assert Config(**arguments) == run
    # The config.json of older runs has no fit.
    assert Config(**{k: v for k, v in arguments.items() if k != "fit"}).fit
    square = config("gan", "digits", image_size=(8, 8))
    assert square.image_size == 8
    assert dataclasses.replace(square, image_size=[8, 8]) == square


@pytest.mark.parametrize(
    "dataset, arguments, message",
    [
        ("digits", {"fit": "pad"}, "fit is for the user.s own .*image_folder"),
        ("image_folder", {"fit": "fill"}, "fit must be one of crop, pad"),
        ("mnist", {"channels": 4}, r"1 \(grey\) or 3 \(colour\). Received"),
        ("image_folder", {"channels": 2}, r"or 4 \(with transparency\)"),
        ("digits", {"image_size": (8, 0)}, r"image_size must .*\(8, 0\)"),
    ],
)
def test_what_readers_do_not_take_is_refused(dataset, arguments, message):
    with pytest.raises(ValueError, match=message):
        config("gan", dataset, **arguments)


def test_the_fit_reaches_the_reader(monkeypatch):
    calls = recorded("image_folder", monkeypatch)
    config("gan", "image_folder", data_dir="a", fit="stretch").load_data()
    assert calls[0][1]["fit"] == "stretch"
