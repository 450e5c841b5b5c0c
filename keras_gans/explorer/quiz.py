"""A person's test: which picture is next, and what was answered."""

import io
import secrets
import time

import numpy as np

from keras_gans.metrics.human_error import human_error
from keras_gans.runs.human_answers import CHOICES
from keras_gans.runs.human_test import REAL


class Quiz:
    """Real and generated pictures for one person, one or two at a time.

    What it shows tells nothing: all pictures are of one size, as files too, and
    have no names. Each answer is in the file before the next picture is seen.

    Args:
        test: `runs.human_test.HumanTest`.
        answers: `runs.human_answers.AnswersFile`, which many people can share.
        n: Positive even integer, how many questions to ask.
        pairs: Whether to show a real and a generated picture side by side, and
            to ask which one is real.

    Attributes:
        person: Text, a random name. It is the seed of the pictures too.
        choices: Tuple of two texts, what can be answered.
        answered: How many questions are answered.
        file: The file of answers.
    """

    def __init__(self, test, answers, *, n, pairs=False):
        self.person = secrets.token_hex(4)
        self.choices = CHOICES[pairs]
        self.file = answers
        seed = int(self.person, 16) % 2**31
        mixed = test.mixed((1 + pairs) * n, seed)
        questions = _pairs if pairs else _singles
        self._pictures, self._kinds = questions(*mixed)
        self._answers = []
        self._shown = time.monotonic()

    def __len__(self):
        return len(self._kinds)

    @property
    def answered(self):
        return len(self._answers)

    @property
    def is_over(self):
        return self.answered == len(self)

    @property
    def pictures(self):
        """The PNG files of the question, a list of one or two."""
        return [_png(pixels) for pixels in self._pictures[self.answered]]

    def answer(self, choice):
        """Writes the answer to a question, and goes on to the next.

        Args:
            choice: One of `choices`.

        Raises:
            OSError: If it cannot be written. The question stays.
            ValueError: If the test is over.
        """
        if self.is_over:
            raise ValueError(
                "Every question is answered. Start again. "
                f"Received: choice={choice!r}"
            )
        kind, now = self._kinds[self.answered], time.monotonic()
        seconds = f"{now - self._shown:.2f}"
        number = self.answered + 1
        self.file.append(self.person, number, kind, choice, seconds)
        self._answers.append(choice)
        self._shown = now

    def error(self):
        """The `metrics.HumanError` of the answers so far."""
        return human_error(self._kinds[: self.answered], self._answers)


def _singles(pictures, kinds):
    return pictures[:, None], kinds


def _pairs(pictures, kinds):
    """Pairs of a real and a generated picture, and the sides of the real."""
    is_real = np.array(kinds) == REAL
    # The random order of the kinds decides on the sides too.
    left = is_real[: len(kinds) // 2]
    real, generated = pictures[is_real], pictures[~is_real]
    sides = [
        (r, g) if first else (g, r)
        for r, g, first in zip(real, generated, left)
    ]
    return np.array(sides), ["left" if first else "right" for first in left]


def _png(pixels):
    """A PNG file of uint8 pixels `(height, width, 3 or 4)`.

    It is not compressed: noise that nobody sees would make it longer.
    """
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=0)
    return file.getvalue()
