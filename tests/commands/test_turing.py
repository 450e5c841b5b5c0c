"""The test of people on paper, from the sheet to the score."""

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.images.sheets import answer_sheet
from keras_gans.runs.human_answers import read_key
from tests.commands.helpers import call
from tests.commands.helpers import refused


def test_a_sheet_its_key_and_the_score_of_answers(tmp_path, tiny_run):
    sheet, key = tmp_path / "sheet.pdf", tmp_path / "sheet-key.csv"
    arguments = ["turing", tiny_run, "-n", 6, "--seed", 2, "--sheet"]
    result = call(*arguments, sheet)
    assert result.exit_code == 0, result.output
    assert f"Wrote {sheet} and its key, {key}" in result.stdout.replace(
        "\n", " "
    )
    assert sheet.read_bytes().startswith(b"%PDF")
    kinds = read_key(key)
    assert sorted(kinds.values()) == ["generated"] * 3 + ["real"] * 3
    refused(call(*arguments, sheet), "sheet.pdf exists", "--overwrite")
    refused(call(*arguments, tmp_path / "b.pdf", "--key", key), "key.csv exi")

    answers = tmp_path / "answers.csv"
    lines = [f"{picture},real\n" for picture in kinds]
    answers.write_text("picture,answer\n" + "".join(lines))
    scored = ["turing", "--answers", answers]
    result = call(*scored, "--key", key)
    assert "0.500 in 6 answers (1.000 generated, 0.000 real)" in result.stdout
    refused(call(*scored), "must name the columns picture, answer, kind")
    answers.write_text("picture,answer\n7,real\n")
    refused(call(*scored, "--key", key), "the key, 1 to 6", "picture 7")


def test_a_sheet_draws_every_picture_in_the_same_way(tmp_path):
    picture = np.zeros((8, 8, 3), "uint8")
    picture[2:5, 1:4] = 255, 0, 0
    path = tmp_path / "sheet.png"
    figure = answer_sheet(np.stack([picture] * 6), ("real", "no"), "Which?")
    figure.savefig(path, dpi=100)
    with Image.open(path) as page:
        pixels = np.asarray(page.convert("RGB")).astype(int)
    assert page.size == (827, 1169)
    red = (pixels - [255, 0, 0] == 0).all(axis=-1)
    counts = [
        red[rows][:, columns].sum()
        for rows in np.array_split(np.arange(len(red)), 3)
        for columns in np.array_split(np.arange(red.shape[1]), 2)
    ]
    # Pixels of pictures fall between those of the page.
    assert min(counts) > 0.97 * max(counts) > 1000
