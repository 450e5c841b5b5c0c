"""What `keras-gans turing` does."""

import typer

from keras_gans.commands.actions.checks import check_unused
from keras_gans.commands.actions.latent import load_generator
from keras_gans.commands.errors import remedies
from keras_gans.images.sheets import answer_sheet
from keras_gans.images.sheets import check_fits
from keras_gans.metrics.human_error import human_error
from keras_gans.runs.human_answers import CHOICES
from keras_gans.runs.human_answers import read_answers
from keras_gans.runs.human_answers import read_key
from keras_gans.runs.human_answers import write_key
from keras_gans.runs.human_test import HumanTest
from keras_gans.runs.human_test import check_even
from keras_gans.runs.sources import name_of
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import check_place
from keras_gans.utils.files import replacing

# Not how many of each there are: who counts does not look.
QUESTION = "Which pictures are real, and which did a computer generate?"


KEY = "--key says which pictures of a sheet are real."


def turing(given, source, sheet, answers, key, n, seed, data_dir, overwrite):
    if (sheet is None) == (answers is None):
        raise ValueError(
            "Give either --sheet, to write a sheet of SOURCE, or --answers, to "
            f"score answers. Received: {'both' if sheet else 'neither'}"
        )
    if answers:
        names = "source", "n", "seed", "data_dir", "overwrite"
        check_unused(given, names, "--sheet, and not for --answers")
        for option, path in (("--answers", answers), ("--key", key)):
            if path and not path.is_file():
                why = "a folder" if path.exists() else "which does not exist"
                raise ValueError(
                    f"{option} must be a CSV file. "
                    f"Received: {option} {path}, {why}"
                )
        with remedies({} if key else {"columns": KEY}):
            kinds, given = read_answers(answers, read_key(key) if key else None)
        typer.echo(human_error(kinds, given))
        return
    if source is None:
        raise ValueError(
            "SOURCE must be given with --sheet: a trained model, such as "
            "conditionalgan-mnist. Received: none"
        )
    key = key or sheet.with_name(f"{sheet.stem}-key.csv")
    _check_files(sheet, key, overwrite)
    check_even(n)
    check_fits(n)
    check_seed(seed)
    model = load_generator(source)
    mixed = HumanTest(model, source, data_dir=data_dir).mixed(n, seed)
    note = f"{name_of(source)}, seed {seed}"
    write_key(mixed.kinds, key)
    with replacing(sheet) as aside:
        answer_sheet(mixed.pictures, CHOICES[0], QUESTION, note).savefig(aside)
    typer.echo(f"Wrote {sheet} and its key, {key}")


def _check_files(sheet, key, overwrite):
    if sheet.suffix.lower() not in (".png", ".pdf"):
        raise ValueError(
            "--sheet must be a .png or .pdf file, such as sheet.pdf. "
            f"Received: --sheet {sheet}"
        )
    if key.resolve() == sheet.resolve():
        raise ValueError(
            f"--key must be another file than --sheet. Received: --key {key}"
        )
    for path in (sheet, key):
        if path.exists() and not overwrite:
            raise FileExistsError(
                f"{path} exists. Use --overwrite, or another file"
            )
        check_place(path.parent)
