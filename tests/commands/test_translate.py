"""Training translation, and translating pictures, by the command line."""

import dataclasses

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans import networks
from keras_gans.datasets import scale
from keras_gans.datasets import unscale
from keras_gans.runs.folder import read_config
from keras_gans.runs.loading import load
from keras_gans.runs.resume import check_run_dir
from tests.commands.helpers import call
from tests.commands.helpers import refused
from tests.helpers import images

# They train the default networks of both models. test_refusals.py has the
# refusals that need no model.
pytestmark = pytest.mark.slow

TINY = ["--image-size", "8", "--batch-size", "512", "--epochs", "1"]


def pixels(size, mode="RGB", seed=0):
    channels = {"L": 1, "RGB": 3, "RGBA": 4}[mode]
    array = unscale(images(1, (*size, channels), seed)[0])
    return Image.fromarray(array[..., 0] if mode == "L" else array)


def read(path):
    return np.asarray(Image.open(path))


def one_block(image_shape, width, build=networks.cyclegan_generator):
    """A generator that is traced in seconds."""
    return build(image_shape, width=width // 16, blocks=1)


@pytest.fixture(scope="module")
def pix2pix(tmp_path_factory):
    run = tmp_path_factory.mktemp("pix2pix") / "run"
    options = ["--dataset", "digits", "--task", "edges", "--run-dir", run]
    result = call("train", "pix2pix", *options, *TINY)
    assert result.exit_code == 0, result.output
    assert "keras-gans translate" in result.output
    return run


@pytest.fixture(scope="module")
def cyclegan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cyclegan")
    for kind in ("a", "b"):
        (folder / kind).mkdir()
        for i in range(2):
            pixels((9, 8), seed=i).save(folder / kind / f"{i}.png")
    options = ["--dataset", "unpaired_folders", "--data-dir", folder / "a"]
    options += ["--second-dir", folder / "b", "--run-dir", folder / "run"]
    tiny = ["--image-size", "8", "--epochs", "1"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(networks, "cyclegan_generator", one_block)
        result = call("train", "cyclegan", *options, *tiny)
    assert result.exit_code == 0, result.output
    return folder / "run"


def test_a_run_of_pix2pix_leaves_everything_it_should(pix2pix):
    for name in (
        "checkpoint/epoch-00001.npz",
        "model.keras",
        "samples/epoch-0001.png",
        "training.webp",
        "diagnosis.json",
        "history.csv",
        "curves.png",
        "index.html",
    ):
        assert (pix2pix / name).is_file(), name
    config = read_config(pix2pix)
    assert (config.task, config.epochs) == ("edges", 1)
    assert load(pix2pix).input_channels == 1


def test_a_picture_of_any_mode(pix2pix, tmp_path):
    model = load(pix2pix)
    for mode in ("L", "RGB", "RGBA"):
        source = tmp_path / f"{mode}.png"
        pixels((8, 8), mode).save(source)
        result = call("translate", pix2pix, source, tmp_path / "out.png")
        assert result.exit_code == 0, result.output
        picture = Image.open(source)
        if mode == "RGBA":
            white = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(white, picture)
        grey = np.asarray(picture.convert("L"))[None, ..., None]
        expected = unscale(model.translate(scale(grey), seed=0))
        np.testing.assert_array_equal(
            read(tmp_path / "out.png"), expected.squeeze()
        )


def test_pictures_of_a_folder_keep_their_names(cyclegan, tmp_path):
    folder, output = tmp_path / "in", tmp_path / "out"
    (folder / "more").mkdir(parents=True)
    pixels((20, 12)).save(folder / "one.png")
    pixels((8, 8)).save(folder / "more/two.jpg")
    (folder / "notes.txt").write_text("no picture")
    with pytest.warns(UserWarning, match=r"Skipped 1 of 3 .*: 1 \.txt"):
        result = call("translate", cyclegan, folder, output)
    assert result.exit_code == 0, result.output
    assert read(output / "one.png").shape == (8, 8, 3)
    assert read(output / "more/two.jpg").shape == (8, 8, 3)
    assert not (output / "notes.txt").exists()
    (folder / "notes.txt").unlink()
    (folder / "torn.png").write_bytes(b"no picture")
    result = call("translate", cyclegan, folder, output)
    assert result.exit_code == 1 and "torn.png" in result.output
    assert "--skip-corrupt leaves them out" in result.output
    with pytest.warns(UserWarning, match="torn.png"):
        result = call("translate", cyclegan, folder, output, "--skip-corrupt")
    assert result.exit_code == 0, result.output


def test_own_size_and_the_other_direction(cyclegan, tmp_path):
    source = tmp_path / "in.png"
    pixels((21, 14)).save(source)
    forth, back = tmp_path / "forth.png", tmp_path / "back.png"
    assert (
        call("translate", cyclegan, source, forth, "--own-size").exit_code == 0
    )
    options = ["--own-size", "--reverse"]
    assert call("translate", cyclegan, source, back, *options).exit_code == 0
    assert read(forth).shape == (21, 14, 3)
    # As if it had been mirrored below and at the right to multiples of 4.
    padded = np.pad(read(source), ((0, 3), (0, 2), (0, 0)), mode="symmetric")
    model = load(cyclegan)
    for path, reverse in ((forth, False), (back, True)):
        whole = model.translate(scale(padded[None]), reverse=reverse)
        np.testing.assert_array_equal(read(path), unscale(whole)[0, :21, :14])


@pytest.mark.parametrize("size", [(1, 50), (5, 3), (7, 1)])
def test_own_size_of_small_pictures(cyclegan, tmp_path, size):
    source, out = tmp_path / "in.png", tmp_path / "out.png"
    pixels(size).save(source)
    result = call("translate", cyclegan, source, out, "--own-size")
    assert result.exit_code == 0, result.output
    assert read(out).shape == (*size, 3)


def test_output_is_a_file_of_any_format_or_a_folder(cyclegan, tmp_path):
    source, folder = tmp_path / "in.png", tmp_path / "pictures.v2"
    pixels((8, 8)).save(source)
    folder.mkdir()
    for output, place in (
        ("out.webp", "out.webp"),
        ("out.TIF", "out.TIF"),
        ("new", "new/in.png"),
        (folder.name, "pictures.v2/in.png"),
    ):
        result = call("translate", cyclegan, source, tmp_path / output)
        assert result.exit_code == 0, result.output
        wrote = result.output.replace("\n", "")
        assert wrote.endswith(f"Wrote {tmp_path / place}")
        assert read(tmp_path / place).shape == (8, 8, 3)


def test_a_folder_without_a_whole_picture(cyclegan, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/torn.png").write_bytes(b"no picture")
    arguments = [cyclegan, tmp_path / "in", tmp_path / "out"]
    with pytest.warns(UserWarning, match="torn.png"):
        result = call("translate", *arguments, "--skip-corrupt")
    assert result.exit_code == 1
    assert "must hold pictures" in result.output


@pytest.mark.parametrize("output", ["in/more", "in/new", "in", "link/new"])
def test_no_input_is_replaced_or_joined(cyclegan, tmp_path, output):
    (tmp_path / "in/more").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "in")
    for name in ("one.png", "more/one.png"):
        pixels((8, 8)).save(tmp_path / "in" / name)
    before = sorted(tmp_path.rglob("*"))
    result = call("translate", cyclegan, tmp_path / "in", tmp_path / output)
    assert result.exit_code == 1
    assert "OUTPUT must not be INPUT" in result.output
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_beside_the_input_takes_its_name_and_more(cyclegan, tmp_path):
    (tmp_path / "in").mkdir()
    pixels((8, 8)).save(tmp_path / "in/one.png")
    result = call("translate", cyclegan, tmp_path / "in", tmp_path / "in-b")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "in-b/one.png").is_file()


def test_a_run_goes_on_where_its_data_were_moved(cyclegan):
    config = read_config(cyclegan)
    moved = dataclasses.replace(config, data_dir="a", second_dir="b")
    check_run_dir(moved, cyclegan, resume=True)
    other = dataclasses.replace(moved, seed=1)
    with pytest.raises(ValueError, match="seed: 0 before, 1 now$"):
        check_run_dir(other, cyclegan, resume=True)


def test_what_only_the_model_can_refuse(pix2pix, tmp_path):
    picture, out = tmp_path / "in.png", tmp_path / "new/out.png"
    pixels((8, 8)).save(picture)
    for option, *words in (
        (["--reverse"], "--reverse is for cyclegan"),
        (["--image-size", 12], "multiples of 8", "12x12", "--image-size"),
    ):
        refused(call("translate", pix2pix, picture, out, *option), *words)
        assert not out.parent.exists()
