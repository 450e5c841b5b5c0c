"""`keras-gans list`, and the names that it lists."""

import inspect
import re

import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.commands import names
from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.metrics import METRICS
from keras_gans.models import MODELS
from keras_gans.study import built_in
from keras_gans.study import load
from tests.commands.helpers import call
from tests.commands.helpers import refused


def test_list_names_models_and_data_sets():
    output = call("list").output
    for name in ("gan", "dcgan", "digits", "mnist", "celeba", "image_folder"):
        assert re.search(rf"^  {name} ", output, re.M)


def test_names_are_those_of_the_registries():
    def lines(entries):
        return {k: inspect.getdoc(v).splitlines()[0] for k, v in entries}

    datasets = {k: record.load for k, record in DATASETS.items()}
    tasks = {k: task.make for k, task in PAIRS.items()}
    scores = {k: metric.function for k, metric in METRICS.items()}
    for found, expected in (
        (names.models(), MODELS),
        (names.datasets(), datasets),
        (names.tasks(), tasks),
        (names.scores(), scores),
    ):
        # In the same order, too.
        assert list(found.items()) == list(lines(expected.items()).items())
    titles = {name: load(name).title for name in built_in()}
    assert names.studies() == titles


def test_learn_lists_topics_and_draws_one(tmp_path):
    output = call("learn").output
    for name in ("convolution", "game", "gradients", "collapse", "critic"):
        assert re.search(rf"^  {name} ", output, re.M)
    folder = tmp_path / "figures"
    assert "gradients.png" in call("learn", "gradients", "-o", folder).output
    with Image.open(folder / "gradients.png") as picture:
        assert picture.width > 800
    refused(call("learn", "gans"), "TOPIC gans", "convolution, game")
