"""Files of answers: what people took pictures for."""

import contextlib
import csv
from pathlib import Path

import filelock

from keras_gans.runs.human_test import GENERATED
from keras_gans.runs.human_test import REAL
from keras_gans.utils.files import replacing

# What can be answered: of a picture, its kind; of a pair, which one is real.
CHOICES = ((REAL, GENERATED), ("left", "right"))
COLUMNS = ("person", "picture", "kind", "answer", "seconds")


def write_key(kinds, path):
    """Writes which picture is of which kind, a CSV file.

    Args:
        kinds: List of texts, those of pictures 1, 2 and so on.
        path: Path of the file.
    """
    with replacing(path) as aside, open(aside, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("picture", "kind"))
        writer.writerows(enumerate(kinds, start=1))


def read_key(path):
    """The kinds of pictures, a dictionary from their names.

    Raises:
        OSError: If there is no such file.
        ValueError: If it is not as `write_key` writes it.
    """
    kinds = {}
    for row in _rows(path, ("picture", "kind")):
        if row["picture"] in kinds:
            raise ValueError(
                f"The key {path} must name each picture once. "
                f"Received: picture {row['picture']} twice"
            )
        kinds[row["picture"]] = row["kind"]
    _check_words(path, kinds.values())
    return kinds


def read_answers(path, key=None):
    """Reads answers from a CSV file.

    Its columns are `picture`, `answer` and, where several people answered,
    `person`. Without a key there is a column `kind`, as `AnswersFile` writes
    it.

    Args:
        path: Path of the file.
        key: Kinds of the pictures, as `read_key` returns them, or `None`.

    Returns:
        Two lists of texts, the kinds of the pictures and the answers, as
        `metrics.human_error` takes them.

    Raises:
        OSError: If there is no such file.
        ValueError: If the file is no such table or is empty, on an unknown
            picture or answer, and if a person answered twice.
    """
    columns = ("picture", "answer") if key else ("picture", "answer", "kind")
    rows = _rows(path, columns)
    seen = set()
    for row in rows:
        name = row["picture"]
        if key and name not in key:
            first, *_, last = *key, *key
            raise ValueError(
                f"Each picture in {path} must be one of the key, {first} to "
                f"{last}. Received: picture {name}"
            )
        person = row.get("person", "")
        if (person, name) in seen:
            raise ValueError(
                f"{path} must hold one answer of each person to a picture; "
                "a column person tells several people apart. "
                f"Received: two answers to picture {name}"
            )
        seen.add((person, name))
    kinds = [key[row["picture"]] if key else row["kind"] for row in rows]
    answers = [row["answer"] for row in rows]
    _check_words(path, [*kinds, *answers])
    return kinds, answers


class AnswersFile:
    """A CSV file to which every answer is appended as it is given.

    People who answer at the same time can share it.

    Args:
        path: Path of the file, created if it is missing.

    Raises:
        OSError: If it cannot be written.
        ValueError: If there is another file of that name.
    """

    def __init__(self, path):
        self.path = Path(path)
        header = ",".join(COLUMNS)
        with self._appending() as file:
            if not file.tell():
                file.write(f"{header}\n")
        with open(self.path, encoding="utf-8", errors="replace") as file:
            found = file.readline().strip()
        if found != header:
            raise ValueError(
                "Answers must be written to a new file or an answers file. "
                f"Received: {self.path}, which begins with {found[:80]!r}"
            )

    def append(self, *values):
        """Appends an answer: the values of `COLUMNS`."""
        with self._appending() as file:
            file.write(",".join(map(str, values)) + "\n")

    @contextlib.contextmanager
    def _appending(self):
        """The file, open for one writer at a time, written when it closes."""
        lock = self.path.with_name(f".{self.path.name}.lock")
        with filelock.FileLock(lock), open(self.path, "a") as file:
            yield file


def _rows(path, columns):
    """The rows of a table, dictionaries of texts in lower case."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            header = file.readline()
            # Spreadsheets of some languages write semicolons.
            delimiter = max(",;\t", key=header.count)
            file.seek(0)
            table = csv.DictReader(file, strict=True, delimiter=delimiter)
            rows = [_cleaned(row) for row in table]
            # Spreadsheets end tables with lines of commas alone.
            rows = [row for row in rows if any(row.values())]
            names = [_word(name) for name in table.fieldnames or ()]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(
            f"Could not read {path}: {error}; save it as CSV in UTF-8"
        ) from error
    if set(columns) - set(names):
        raise ValueError(
            f"Could not read {path}: the first line must name the columns "
            f"{', '.join(columns)}, with commas between them. "
            f"Received: {', '.join(names) or 'an empty file'}"
        )
    if not rows:
        raise ValueError(
            f"{path} must hold a line for each picture. Received: none"
        )
    return rows


def _cleaned(row):
    # None holds what stands behind the last column.
    return {_word(k): _word(v) for k, v in row.items() if k is not None}


def _word(text):
    return (text or "").strip().lower()


def _check_words(path, words):
    words = set(words)
    for choices in CHOICES:
        if words <= set(choices):
            return
    (wrong, *_) = sorted(words - set(CHOICES[0]))
    raise ValueError(
        f"Each picture of {path} must be marked {' or '.join(CHOICES[0])}. "
        f"Leave out lines without an answer. Received: {wrong!r}"
    )
