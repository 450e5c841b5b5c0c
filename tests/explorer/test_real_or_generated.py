"""What the tab shows of a test."""

import base64
import re

import pytest

pytest.importorskip("gradio")

from keras_gans.explorer import real_or_generated
from keras_gans.explorer.quiz import Quiz
from keras_gans.runs.human_answers import AnswersFile
from tests.explorer.test_quiz import Drawer

pytestmark = pytest.mark.slow  # Gradio is too large for `test`.


def test_the_page_holds_pictures_and_nothing_that_tells(tmp_path):
    file = AnswersFile(tmp_path / "answers.csv")
    for pairs in (False, True):
        quiz = Quiz(Drawer(), file, n=2, pairs=pairs)
        choices, text, html, *buttons = real_or_generated.shown(quiz, 1.5)
        assert not choices.visible
        assert text.startswith("**1 of 2.**")
        assert [b.value for b in buttons] == list(quiz.choices)
        found = re.findall(r"base64,([^\"]*)", html)
        assert [base64.b64decode(x) for x in found] == quiz.pictures
        assert "1ms 1.5s" in html and "to {opacity: 0}" in html
        # The next picture has another animation.
        assert html != real_or_generated.shown(quiz, 1.5)[2]
        rest = re.sub(r"base64,[^\"]*", "", html)
        assert not re.search("real|generated|left|right", rest)
    quiz = Quiz(Drawer(), AnswersFile(tmp_path / "other.csv"), n=2)
    for _ in range(2):
        quiz.answer("real")
    choices, text, html, *buttons = real_or_generated.shown(quiz, None)
    assert choices.visible
    assert not html and not any(b.visible for b in buttons)
    assert text.count("Error rate 0.500 in 2 answers") == 2
    assert "needs 385 answers" in text and quiz.person in text
