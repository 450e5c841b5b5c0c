"""Files of keys and answers."""

import csv
from concurrent.futures import ThreadPoolExecutor

import pytest

from keras_gans.runs.human_answers import COLUMNS
from keras_gans.runs.human_answers import AnswersFile
from keras_gans.runs.human_answers import read_answers
from keras_gans.runs.human_answers import read_key
from keras_gans.runs.human_answers import write_key

KINDS = ["real", "generated", "real"]


@pytest.fixture
def key(tmp_path):
    write_key(KINDS * 4, tmp_path / "key.csv")
    return read_key(tmp_path / "key.csv")


@pytest.fixture
def written(tmp_path):
    def write(text, **kwargs):
        path = tmp_path / "answers.csv"
        path.write_text(text, **kwargs)
        return path

    return write


def test_answers_meet_their_key(key, written):
    assert len(key) == 12 and [*key.values()] == KINDS * 4
    assert key["1"] == "real" and key["2"] == "generated"
    # As a spreadsheet writes it, with a column that nobody reads,
    # and lines of commas alone at its end.
    text = "Picture,Answer,note\r\n3,Real ,\r\n2,REAL,sure\r\n,,\r\n"
    path = written(text, encoding="utf-8-sig")
    assert read_answers(path, key) == (["real", "generated"], ["real"] * 2)
    # As spreadsheets of other languages, and as tables that are pasted.
    for mark in ";\t":
        path = written(text.replace(",", mark))
        assert read_answers(path, key) == (["real", "generated"], ["real"] * 2)
    people = written("person,picture,answer\nA,1,real\nB,1,generated\n")
    assert read_answers(people, key) == (["real"] * 2, ["real", "generated"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "columns picture, answer.*an empty file"),
        ("picture answer\n1 real\n", "with commas.*Received: picture answer"),
        ("picture,kind\n1,real\n", "must name the columns picture, answer"),
        ("picture,answer\n", "a line for each picture. Received: none"),
        ("picture,answer\n0,real\n", "one of the key, 1 to 12.*picture 0"),
        ("picture,answer\n1,real\n1,real\n", "two answers to picture 1"),
        ("picture,answer\n1,fake\n", "real or generated.*Received: 'fake'"),
        ("picture,answer\n1,\n", "lines without an answer. Received: ''"),
        ("picture,answer\n1\n", "Received: ''"),
        ('picture,answer\n"1,real\n', "Could not read"),
    ],
)
def test_refuses_answers(text, message, key, written):
    with pytest.raises(ValueError, match=f"(?s){message}"):
        read_answers(written(text), key)


def test_refuses_other_files(tmp_path, written):
    path = written("picture,kind\n1,real\n1,generated\n")
    with pytest.raises(ValueError, match="picture 1 twice"):
        read_key(path)
    path.write_bytes(b"\xff\xfe\x00picture")
    with pytest.raises(ValueError, match="Could not read"):
        read_key(path)
    with pytest.raises(ValueError, match="a new file.*which begins with"):
        AnswersFile(path)
    with pytest.raises(FileNotFoundError):
        read_key(tmp_path / "no.csv")
    path = written("picture,answer\n1,real\n")
    with pytest.raises(ValueError, match="columns picture, answer, kind"):
        read_answers(path)


def test_people_share_a_file(tmp_path):
    path = tmp_path / "answers.csv"

    def answer(person):
        file = AnswersFile(path)
        for picture, kind in enumerate(KINDS * 5):
            file.append(person, picture, kind, "real", 0.5)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, "abcdefgh"))
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS and len(rows) == 8 * 15
    kinds, answers = read_answers(path)
    assert kinds.count("generated") == 8 * 5 and set(answers) == {"real"}
