"""What `keras-gans card` and `keras-gans publish` do."""

import dataclasses
import tempfile
from pathlib import Path

import typer

from keras_gans.commands.actions.training_command import training_command
from keras_gans.runs import hub
from keras_gans.runs.bound import evaluate_bound
from keras_gans.runs.cards import CARD
from keras_gans.runs.cards import card_of
from keras_gans.runs.cards import run_config
from keras_gans.runs.layout import is_run
from keras_gans.runs.licences import check_licence
from keras_gans.runs.loading import load
from keras_gans.runs.model_card import README
from keras_gans.runs.model_card import write_card
from keras_gans.runs.sources import name_of
from keras_gans.utils.files import check_place
from keras_gans.utils.files import write_json


def card(source, output, licence, bound, overwrite):
    facts = _facts(source, licence)
    if output is None:
        output = source if is_run(source) else f"{name_of(source)}-card"
    if (Path(output) / README).exists() and not overwrite:
        raise FileExistsError(
            f"{Path(output) / README} exists. Use --overwrite, or another "
            "folder, --output"
        )
    check_place(output)
    if bound:
        facts["bound"] = _bound(source, facts)
    path = write_card(
        load(source),
        facts,
        output,
        name=name_of(source),
        address=source,
        picture=_last_picture(source),
    )
    typer.echo(f"Wrote {path}")


def publish(source, address, licence, private):
    facts = _facts(source, licence)
    if not hub.is_address(address):
        if private:
            raise ValueError(
                "--private is for repositories of the Hugging Face Hub. "
                f"Received: --private and the folder {address}"
            )
        _check_new(address)
        _write_all(source, facts, address, name_of(address), address)
        typer.echo(f"Wrote {address}; nothing was published")
        return
    upload = hub.uploader(address, private)
    if facts.get("licence") is None:
        typer.echo(
            "No licence is given, so others may not use the model. --licence "
            "names one."
        )
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder) / "model"
        _write_all(source, facts, folder, name_of(address), address)
        url = upload(folder)
    typer.echo(f"Published at {url}")


def _check_new(folder):
    """Raises unless a model can be saved as a folder of this name."""
    path = Path(folder)
    is_taken = path.exists() and (path.is_file() or any(path.iterdir()))
    if is_taken or path.suffix == ".keras":
        kind = "holds other files" if is_taken else "has the ending of a file"
        raise FileExistsError(
            "ADDRESS must be hf://user/name, or a new or empty folder. "
            f"Received: ADDRESS {folder}, which {kind}"
        )


def _facts(source, licence):
    """The card of a source, with its command and licence."""
    if licence is not None:
        check_licence(licence)
    facts, config = card_of(source), run_config(source)
    if config and "command" not in facts:
        facts["command"] = training_command(config)
    return facts | ({"licence": licence} if licence else {})


def _bound(source, facts):
    """The scores of real test images, by the protocol of the card's scores."""
    scores = facts.get("scores")
    if not scores:
        raise ValueError(
            "--bound needs scores of the model to compare with: run "
            f"`keras-gans evaluate {source}` first. "
            f"Received: --bound and {source}, without scores"
        )
    found = [dataclasses.asdict(s) for s in evaluate_bound(source, scores)]
    if not found:
        raise ValueError(
            "--bound is for models of a data set with test images, such as "
            f"mnist. Received: --bound and {source}"
        )
    return found


def _write_all(source, facts, folder, name, address):
    """Writes all that is published into a new folder."""
    model = load(source)
    model.save(folder, zipped=False)
    write_json(Path(folder) / CARD, facts)
    picture = _last_picture(source)
    write_card(
        model, facts, folder, name=name, address=address, picture=picture
    )


def _last_picture(source):
    """The last picture of a run, or `None`."""
    pictures = sorted((Path(source) / "samples").glob("*.png"))
    return pictures[-1] if is_run(source) and pictures else None
