"""What the command line refuses, and what each refusal says.

Every row holds arguments and the words of the refusal: the option's name, the
value received, the remedy.
"""

import json
import shutil

import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from tests.commands.helpers import call
from tests.commands.helpers import refused

NONE = dict.fromkeys(
    ("epochs", "channels", "data_dir", "task", "split", "second_dir")
)


def write_run(folder, model, dataset="digits", **arguments):
    """A run without weights: commands refuse it before they read any."""
    arguments = NONE | {"image_size": 8, "batch_size": 256} | arguments
    flags = {"seed": 0, "augment": False, "skip_corrupt": False}
    config = Config.with_defaults(model, dataset, **arguments, **flags)
    model = config.make_model()
    folder.mkdir()
    runs._write_config(config, model, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Runs of three kinds of models, and files of all kinds."""
    root = tmp_path_factory.mktemp("refusals")
    write_run(root / "gan", "gan")
    write_run(root / "acgan", "acgan")
    write_run(root / "pix2pix", "pix2pix", task="edges", batch_size=1)
    (root / "broken").mkdir()
    (root / "broken/config.json").write_text("no JSON")
    for name in ("pictures", "torn", "torn/more", "empty", "study"):
        (root / name).mkdir()
    for name in ("photo.png", "painting.png", "pictures/one.png"):
        Image.new("RGB", (8, 8)).save(root / name)
    Image.new("RGB", (8, 8)).save(root / "torn/whole.png")
    for name in ("text.txt", "text.png", "text.keras", "torn/more/torn.png"):
        (root / name).write_text("no picture")
    (root / "study/study.json").write_text(json.dumps({"models": 3}))
    (root / "study.yaml").write_text("models: [gan")
    return root


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)


def check(arguments, words, folder):
    before = sorted(folder.rglob("*"))
    refused(call(*arguments.split()), *words)
    made = set(folder.rglob("*")) - set(before)
    assert not {path for path in made if path.is_file()}
    for path in made:
        shutil.rmtree(path, ignore_errors=True)


OWN = "--dataset image_folder"
TWO = "--dataset unpaired_folders"
TRAIN = {
    "dcgn": ["MODEL must be one of", "Did you mean 'dcgan'?", "'dcgn'"],
    "gan --dataset mnits": ["--dataset must be", "Did you mean 'mnist'?"],
    "gan --epochs -1": ["--epochs must be a positive", "--epochs=-1"],
    "gan --epochs 0": ["--epochs must be a positive", "--epochs=0"],
    "gan --batch-size 0": ["--batch-size must be a positive", "=0"],
    "gan --image-size 0": ["--image-size must be a positive", "=0"],
    "gan --channels 2": ["--channels must be 1 (grey) or 3", "--channels 2"],
    "gan --seed -1": ["--seed must be an integer from 0", "--seed -1"],
    "gan --seed 4294967296": ["--seed must be", "--seed 4294967296"],
    "gan --batch-size 5000": ["at least one batch", "5000", "--batch-size"],
    "dcgan --image-size 34": ["image_shape=(34, 34, 1)", "--image-size"],
    "gan --skip-corrupt": ["--skip-corrupt is for", "image_folder", "digits"],
    f"gan {OWN}": ["--data-dir must be a folder", "Received: None"],
    f"gan {OWN} --data-dir no": ["--data-dir must be a folder", "Received: no"],
    f"gan {OWN} --data-dir empty": ["--data-dir must hold pictures (.jpg"],
    f"gan {OWN} --data-dir text.txt": ["--data-dir must be a folder"],
    f"gan {OWN} --data-dir torn": ["torn.png", "--skip-corrupt leaves them"],
    f"acgan {OWN} --data-dir pictures": ["subfolders", "one.png"],
    "gan --run-dir gan": ["holds a run", "--resume", "--run-dir", "gan"],
    "gan --run-dir gan --resume": ["image_size: 8 before", "--resume"],
    "gan --run-dir broken --resume": ["Could not read broken/config.json"],
    "gan --run-dir text.txt": ["Could not write", "text.txt"],
    "gan --task edges": ["--task is not for gan", "--task edges"],
    "gan --split Male": ["--split is not for gan", "--split Male"],
    "gan --second-dir b": ["--second-dir is not for gan", "--second-dir b"],
    "gan --dataset paired_folder": ["paired_folder is for pix2pix", "gan"],
    f"gan {TWO}": ["--dataset unpaired_folders is for cyclegan", "gan"],
    f"pix2pix {TWO}": ["is for cyclegan", "Received: pix2pix"],
    "pix2pix": ["--task of pix2pix must be one of colorize", "None"],
    "pix2pix --task colorise": ["--task", "Did you mean 'colorize'?"],
    "pix2pix --task edges --split Male": ["--split is not", "--split Male"],
    "pix2pix --task edges --second-dir b": ["--second-dir is not", "-dir b"],
    "pix2pix --dataset paired_folder --second-dir pictures": [
        "--data-dir must be a folder",
        "Received: None",
    ],
    "pix2pix --dataset paired_folder --data-dir pictures --second-dir no": [
        "--second-dir must be a folder",
        "Received: no",
    ],
    "pix2pix --dataset paired_folder --task edges": ["--task is not for"],
    "cyclegan": ["unpaired_folders", "celeba with --split", "digits"],
    "cyclegan --dataset celeba": ["--split ATTRIBUTE", "--split None"],
    "cyclegan --dataset celeba --split Male --task edges": ["--task is not"],
    "cyclegan --dataset paired_folder": ["is for pix2pix", "cyclegan"],
    f"cyclegan {TWO} --data-dir pictures": ["--second-dir must be", "None"],
    f"cyclegan {TWO} --second-dir pictures": ["--data-dir must be", "None"],
    f"cyclegan {TWO} --data-dir dir_b --second-dir pictures": [
        "--data-dir must be a folder. Received: dir_b"
    ],
    f"cyclegan {TWO} --data-dir pictures --second-dir empty": [
        "--second-dir must hold pictures",
        "Received: empty",
    ],
    f"cyclegan {TWO} --split Male": ["--split is not for", "--split Male"],
}


@pytest.mark.parametrize("arguments", TRAIN)
def test_train(arguments, folder):
    check(f"train {arguments}", TRAIN[arguments], folder)


@pytest.mark.parametrize(
    "arguments", ["dcgn", "gan --batch-size 5000", "gan --run-dir gan"]
)
def test_a_dry_run_refuses_as_training_does(arguments, folder):
    check(f"train --dry-run {arguments}", TRAIN[arguments], folder)


SAMPLE = {
    "nowhere": ["RUN must be the folder of a run", "config.json", "nowhere"],
    "broken": ["Could not read broken/config.json"],
    "gan": ["after its first epoch", "gan, which has no checkpoint yet"],
    "gan -n 0": ["-n must be a positive integer", "-n=0"],
    "gan --seed -1": ["--seed must be", "--seed -1"],
    "gan --label 7": ["--label is for conditional models", "a run of gan"],
    "pix2pix": ["RUN must be a run whose", "keras-gans translate RUN INPUT"],
}


@pytest.mark.parametrize("arguments", SAMPLE)
def test_sample(arguments, folder):
    check(f"sample {arguments}", SAMPLE[arguments], folder)


EVALUATE = {
    "nowhere": ["TARGET without REFERENCE must be the folder of a run"],
    "pictures": ["TARGET without REFERENCE", "Received: pictures"],
    "gan --metrics fdi": ["--metrics must be", "Did you mean 'fid'", "'fdi'"],
    "gan --metrics la": ["--metrics la", "models of classes", "a run of gan"],
    "gan --samples 0": ["--samples must be a positive", "--samples=0"],
    "gan --seed -1": ["--seed must be", "--seed -1"],
    "gan --split tset": ["--split must be one of train, test", "'test'?"],
    "gan": ["after its first epoch"],
    "pix2pix": ["TARGET", "keras-gans translate RUN INPUT OUTPUT"],
    "pictures no": ["REFERENCE must be a folder", "Received: no"],
    "pictures empty": ["REFERENCE must hold pictures", "Received: empty"],
    "no pictures": ["TARGET must be a folder", "Received: no"],
    "empty pictures": ["TARGET must hold pictures", "Received: empty"],
    "pictures pictures --seed 3": ["--seed are for runs", "two folders"],
    "pictures pictures --split test": ["--split, --data-dir and --seed are"],
    "pictures pictures --data-dir x": ["--split, --data-dir and --seed are"],
    "pictures pictures --features imagnet": ["'imagenet'?", "--features"],
}


@pytest.mark.parametrize("arguments", EVALUATE)
def test_evaluate(arguments, folder):
    check(f"evaluate {arguments}", EVALUATE[arguments], folder)


TRANSLATE = {
    "nowhere photo.png out.png": ["RUN must be the folder of a run"],
    "gan photo.png out.png": ["RUN must be a run of pix2pix", "a run of gan"],
    "pix2pix no.png out.png": ["INPUT must be a picture", "no.png, which does"],
    "pix2pix text.png out.png": ["Could not read the image text.png"],
    "pix2pix empty out": ["INPUT must hold pictures", "Received: empty"],
    "pix2pix torn out": ["torn.png", "--skip-corrupt leaves them out"],
    "pix2pix photo.png photo.png": ["OUTPUT must not be INPUT"],
    "pix2pix pictures pictures/new": ["OUTPUT must not be INPUT or inside"],
    "pix2pix photo.png a.doc": [
        "OUTPUT must be",
        "such as painted.png",
        "a.doc",
    ],
    "pix2pix photo.png out.png --image-size 0": ["--image-size must be", "=0"],
    "pix2pix photo.png out.png --image-size 8 --own-size": [
        "--own-size keeps the size of pictures",
        "--image-size 8",
    ],
    "pix2pix photo.png out.png --seed -1": ["--seed must be", "--seed -1"],
}


@pytest.mark.parametrize("arguments", TRANSLATE)
def test_translate(arguments, folder):
    check(f"translate {arguments}", TRANSLATE[arguments], folder)


STYLIZE = {
    "no.png painting.png": ["CONTENT must be a picture", "no.png"],
    "photo.png no.png": ["STYLE must be a picture", "no.png, which does not"],
    "photo.png no.keras": ["STYLE must be", "no.keras, which does not"],
    "text.png painting.png": ["Could not read the image text.png"],
    "photo.png text.keras": ["Could not read the model text.keras"],
    "photo.png painting.png --size 0": ["--size must be a positive", "=0"],
    "photo.png painting.png --steps 0": ["--steps must be a positive", "=0"],
    "photo.png painting.png --every 0": ["--every must be a positive", "=0"],
    "photo.png painting.png --every -1": ["--every must be a positive"],
    "photo.png painting.png --seed -1": ["--seed must be", "--seed -1"],
    "photo.png painting.png --optimizer lbgs": ["--optimizer", "'lbfgs'?"],
    "photo.png painting.png --start nose": ["--start must be", "'noise'?"],
    "photo.png painting.png --colors all": ["--colors must be", "'all'"],
    "photo.png painting.png --style-weight -1": ["--style-weight must", "-1"],
    "photo.png painting.png --tv-weight nan": ["--tv-weight must be", "nan"],
    "photo.png painting.png --style-layers block": ["--style-layers must be"],
    "photo.png painting.png --content-layers block1_conv9": [
        "--content-layers must be one of block1_conv1",
        "'block1_conv9'",
    ],
    "photo.png painting.png --weights no.npz": ["--weights must be", "no.npz"],
    "photo.png painting.png --weights text.txt": ["text.txt", "--weights"],
    "photo.png painting.png -o a.doc": ["--output must be", "a.doc"],
    "photo.png painting.png -o a.psd": ["--output must be", "a.psd"],
    "photo.png painting.png -o photo.png": ["--output must be another file"],
    "photo.png painting.png -o painting.png": ["--output", "would replace"],
    "photo.png text.keras --steps 5": ["--output and --size", "--steps 5"],
}


@pytest.mark.parametrize("arguments", STYLIZE)
def test_stylize(arguments, folder):
    check(f"stylize {arguments}", STYLIZE[arguments], folder)


STUDY = {
    "run architecture": ["STUDY", "Did you mean 'architectures'?"],
    "run no.yaml": ["no.yaml"],
    "run study.yaml": ["Could not read the study study.yaml"],
    "run architectures --scale tiny": ["--scale", "must be one of", "'tiny'"],
    "run architectures --seeds 0": ["--seeds must be a positive", "--seeds=0"],
    "run architectures --jobs 0": ["--jobs must be a positive", "--jobs=0"],
    "run architectures --data-dir mnist": ["--data-dir must be NAME=DIR"],
    "run architectures --data-dir mnits=x": ["--data-dir", "'mnist'?"],
    "status nowhere": ["FOLDER must be the folder of a study", "nowhere"],
    "status study": ["Could not read study/study.json"],
    "report nowhere": ["FOLDER must be the folder of a study", "study.json"],
}


@pytest.mark.parametrize("arguments", STUDY)
def test_study(arguments, folder):
    check(f"study {arguments}", STUDY[arguments], folder)
