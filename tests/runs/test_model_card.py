"""Model cards, by what the run's folder knows."""

import ast
import json
import re
import shutil

import pytest
import yaml

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.callbacks.diagnosis import record
from keras_gans.callbacks.diagnosis.rules import Finding
from tests.commands.helpers import call
from tests.commands.helpers import refused


def header_and_text(folder):
    _, header, text = (folder / "README.md").read_text().split("---\n", 2)
    return yaml.safe_load(header), text


@pytest.fixture
def run(tmp_path, tiny_run):
    """A run with a failure and a score, in a folder with a private name."""
    run = shutil.copytree(tiny_run, tmp_path / "secret" / "faces")
    observations, _ = record.read(run)
    finding = Finding(1, "mode collapse", "the diversity is 0.1", "Do this.")
    record.write(run, observations, [finding])
    (card,) = [c for n, c in kg.presets().items() if n.endswith("-digits")]
    (run / "metrics.json").write_text(json.dumps(card["scores"]))
    return run


def test_the_card_of_a_run_says_what_its_folder_knows(run):
    result = call("card", run, "--licence", "mit")
    assert result.exit_code == 0, result.output
    header, text = header_and_text(run)
    assert header["license"] == "mit" and header["datasets"] == ["digits"]
    (metric, *_) = header["model-index"][0]["results"][0]["metrics"]
    assert metric["name"] == "is_digits-classifier_1700"
    for words in (
        "# faces",
        "DCGAN, which generates images of 8 by 8 pixels, trained on digits.",
        "\n\n![Samples of seed 0, none chosen.](samples.png)\n\nSamples of",
        f'gan = kg.load("{run}")',
        "images = gan.generate(64, seed=0)  # (64, 8, 8, 1) in [-1, 1]",
        "keras-gans train dcgan --dataset digits --epochs 1 --batch-size 256 "
        "--image-size 8 --channels 1 --seed 0\n",
        f"|---|---|\n| is_digits-classifier_1700 | {metric['value']:.4g} ± ",
        "\n- 1 epochs\n- ",
        "1,700 samples; features of digits-classifier (weights ",
        "The scores of real test images, which",
        "Failure seen in epoch 1 of the training, mode collapse: the "
        "diversity is 0.1.",
        "Weights: mit. Training images (digits): cc-by-4.0.",
    ):
        assert words in text, text
    assert (run / "samples.png").is_file()
    refused(call("card", run), "README.md exists", "--overwrite")
    refused(call("card", run, "--overwrite", "--bound"), "--bound is for")


def test_the_card_of_a_file_says_what_is_not_known(run, tmp_path):
    file = tmp_path / 'my "best" gan.keras'
    shutil.copy(run / "model.keras", file)
    result = call("card", file, "-o", tmp_path / "card")
    assert result.exit_code == 0, result.output
    header, text = header_and_text(tmp_path / "card")
    (address,) = re.findall(r"^gan = kg.load\((.*)\)$", text, re.MULTILINE)
    assert ast.literal_eval(address) == str(file)
    assert "license" not in header and "model-index" not in header
    for words in (
        "No scores were computed",
        "How it was trained is not known.",
        "No licence is given.",
    ):
        assert words in text, text


def test_a_published_folder_is_a_source_and_keeps_no_private_path(
    run, tmp_path
):
    folder = tmp_path / "out"
    result = call("publish", run, folder, "--licence", "mit")
    assert result.exit_code == 0, result.output
    assert "nothing was published" in result.output
    for file in ("README.md", "card.json"):
        text = (folder / file).read_text()
        assert "secret" not in text, text
    expected = kg.load(run).generate(2, seed=0)
    assert (kg.load(folder).generate(2, seed=0) == expected).all()
    # What it knows goes on with it.
    result = call("card", folder, "-o", tmp_path / "again")
    assert result.exit_code == 0, result.output
    header, text = header_and_text(tmp_path / "again")
    assert header["license"] == "mit" and "mode collapse" in text
