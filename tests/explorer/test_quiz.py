"""A person's test, without a page."""

import csv
import io

import numpy as np
import pytest
from PIL import Image

from keras_gans.explorer.quiz import Quiz
from keras_gans.runs.human_answers import AnswersFile
from keras_gans.runs.human_test import GENERATED
from keras_gans.runs.human_test import REAL
from keras_gans.runs.human_test import Mixed


class Drawer:
    """Bright real pictures without noise, dark generated ones with noise."""

    def mixed(self, n, seed):
        random = np.random.default_rng(seed)
        noise = random.integers(100, size=(n, 8, 8, 3))
        kinds = random.permutation([REAL, GENERATED] * (n // 2))
        real = (kinds == REAL)[:, None, None, None]
        return Mixed(np.where(real, 200, noise).astype("uint8"), list(kinds))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.csv"


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def is_real(png):
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture).mean() == 200


def test_two_people_do_not_mix_and_each_answer_is_written(path):
    a, b = (Quiz(Drawer(), AnswersFile(path), n=10) for _ in range(2))
    assert a.person != b.person
    seen, sizes = {a.person: [], b.person: []}, set()
    for i in range(10):
        for quiz, choice in ((a, REAL), (b, GENERATED)):
            (png,) = quiz.pictures
            sizes.add(len(png))
            seen[quiz.person].append(REAL if is_real(png) else GENERATED)
            quiz.answer(choice)
            assert rows(path)[-1]["picture"] == str(i + 1)
    assert len(sizes) == 1  # A file's size does not tell.
    for quiz, choice in ((a, REAL), (b, GENERATED)):
        own = [row for row in rows(path) if row["person"] == quiz.person]
        assert [row["kind"] for row in own] == seen[quiz.person]
        assert {row["answer"] for row in own} == {choice}
        assert all(float(row["seconds"]) >= 0 for row in own)
        error = quiz.error()
        assert error.rate == 0.5 and error.by_kind[choice] == 0
        assert quiz.is_over
        with pytest.raises(ValueError, match="Start again"):
            quiz.answer(choice)
    assert seen[a.person] != seen[b.person]


def test_pairs_hold_both_kinds(path):
    quiz = Quiz(Drawer(), AnswersFile(path), n=40, pairs=True)
    assert quiz.choices == ("left", "right")
    while not quiz.is_over:
        left, right = map(is_real, quiz.pictures)
        assert left != right
        quiz.answer("left" if left else "right")
    assert quiz.error().rate == 0 and len(quiz) == 40
    sides = [row["kind"] for row in rows(path)]
    assert 8 < sides.count("left") < 32


def test_an_answer_that_cannot_be_written_is_asked_again(path):
    quiz = Quiz(Drawer(), AnswersFile(path), n=2)
    (before,) = quiz.pictures
    quiz.file.path = path / "no"
    with pytest.raises(OSError):
        quiz.answer(REAL)
    assert quiz.answered == 0 and quiz.pictures == [before]
