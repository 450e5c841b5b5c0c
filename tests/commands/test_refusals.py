"""What the command line refuses, and what each refusal says.

Every row holds arguments and the words of the refusal: the option's name, the
value received, the remedy.
"""

import json
import shlex
import shutil

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.runs.config import Config
from keras_gans.runs.folder import write_config
from tests.commands.helpers import call
from tests.commands.helpers import refused


def write_run(folder, model, dataset="digits", **arguments):
    """A run without weights: commands refuse it before they read any."""
    arguments = {"image_size": 8, "batch_size": 256} | arguments
    config = Config.with_defaults(model, dataset, **arguments)
    model = config.make_model()
    (folder / "checkpoint").mkdir(parents=True)
    (folder / "checkpoint/epoch-00003.npz").write_text("no checkpoint")
    write_config(config, model, None, folder, steps=7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Runs of three kinds of models, and files of all kinds."""
    root = tmp_path_factory.mktemp("refusals")
    write_run(root / "gan", "gan")
    write_run(root / "acgan", "acgan")
    write_run(root / "young", "gan")
    shutil.rmtree(root / "young/checkpoint")
    write_run(root / "pix2pix", "pix2pix", task="edges", batch_size=1)
    of_pairs = {"data_dir": str(root / "pictures"), "batch_size": 1}
    write_run(root / "pairs", "pix2pix", "paired_folder", **of_pairs)
    write_run(root / "moved", "gan", "image_folder", data_dir="gone")
    write_run(root / "broken", "gan")
    write_run(root / "drawn", "gan")
    Image.new("RGB", (8, 8)).save(root / "drawn/curves.png")
    (root / "drawn/history.csv").touch()
    (root / "broken/config.json").write_text("no JSON")
    write_run(root / "strange", "gan")
    text = (root / "strange/config.json").read_text()
    text = text.replace('"model": "gan"', '"model": "nogan"')
    (root / "strange/config.json").write_text(text)
    folders = ("pictures", "two", "torn", "torn/more", "empty", "study")
    for name in (*folders, "drawn/samples"):
        (root / name).mkdir()
    for name in (
        "photo.png",
        "painting.png",
        "pictures/one.png",
        "drawn/samples/epoch-001.png",
        "two/1.png",
        "two/2.png",
    ):
        Image.new("RGB", (8, 8)).save(root / name)
    Image.new("RGB", (8, 8)).save(root / "torn/whole.png")
    for name in ("text.txt", "text.png", "text.keras", "torn/more/torn.png"):
        (root / name).write_text("no picture")
    (root / "study/study.json").write_text(json.dumps({"models": 3}))
    (root / "answers.csv").write_text("picture,answer\n1,real\n")
    np.savez(root / "others.npz", a=0)
    points = kg.GAN((2,), 4)
    points.compile()
    points.save(root / "points.keras")
    points.save(root / "saved", zipped=False)
    (root / "blocked/history.csv").mkdir(parents=True)
    (root / "site").mkdir()
    (root / "site/index.html").write_text("<h1>My page</h1>")
    (root / "study.yaml").write_text("models: [gan")
    (root / "bad.yaml").write_text("model: gan\nepoch: 3")
    (root / "typed.yaml").write_text("model: gan\nepochs: many")
    (root / "twice.yaml").write_text("model: gan\nseed: 1\nseed: 2")
    (root / "empty.yaml").write_text("model: gan\nepochs:")
    (root / "of-a-call.yaml").write_text("model: gan\nrun-dir: mine")
    (root / "lists.yaml").write_text("model: gan\nepochs: [1, 2]")
    (root / "spelt.yaml").write_text("model: gan\nimage-size: 8\nimage_size: 9")
    (root / "pair.yaml").write_text("model: gan\nset:\n  gamma: [1, 2]")
    (root / "near.yaml").write_text("model: gan\ndata-dir: nowhere")
    return root


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)


def check(arguments, words, folder):
    before = sorted(folder.rglob("*"))
    refused(call(*shlex.split(arguments)), *words)
    made = set(folder.rglob("*")) - set(before)
    for path in made:
        shutil.rmtree(path, ignore_errors=True)
    assert not made


OWN = "--dataset image_folder"
TWO = "--dataset unpaired_folders"
TRAIN = {
    "DCGAN": ["MODEL must be one of", "Did you mean 'dcgan'?", "MODEL DCGAN"],
    "gan --dataset MNIST": ["--dataset must be", "Did you mean 'mnist'?"],
    "dcgn": ["MODEL must be one of", "Did you mean 'dcgan'?", "MODEL dcgn"],
    "gan --dataset mnits": ["--dataset must be", "Did you mean 'mnist'?"],
    "gan --epochs -1": ["--epochs must be a positive", "--epochs -1"],
    "gan --epochs 0": ["--epochs must be a positive", "--epochs 0"],
    "gan --batch-size 0": ["--batch-size must be a positive", "size 0"],
    "gan --image-size 0": ["--image-size must be a positive", "--image-size 0"],
    "gan --image-size 8x0": ["height x width, such as 48x64", "size 8x0"],
    "gan --image-size big": ["--image-size must be", "--image-size big"],
    "gan --fit pad": ["--fit is for", "image_folder", "--dataset digits"],
    "gan --fit contain": ["--fit must be one of crop, pad, stretch"],
    "gan --channels 4": ["--channels must be 1 (grey) or 3", "--channels 4"],
    "gan --channels 2": ["--channels must be 1 (grey) or 3", "--channels 2"],
    "gan --seed -1": ["--seed must be a non-negative integer", "--seed -1"],
    "gan --seed 4294967296": ["--seed must be", "--seed 4294967296"],
    "gan --batch-size 5000": [
        "at least one batch",
        "1797",
        "--batch-size 5000",
    ],
    "dcgan --image-size 100": [
        "--image-size must have sides",
        "Use 96x96 or 104x104, the nearest sizes; or the model gan, which",
        "Received: --image-size 100 and --channels 1",
    ],
    "wgangp --batch-size 512 --image-size 8": [
        "1,797 images make 3 batches of 512; a step of wgangp takes 5",
        "--batch-size must be at most 359. Received: --batch-size 512",
    ],
    "gan --data-dir two --image-size 8 --d-steps 3 --batch-size 1": [
        "a step of gan takes 3: there must be at least 3 images, or fewer --d-",
    ],
    "dcgan --dataset digits --data-dir pictures": [
        "--data-dir is not for digits",
        "--dataset image_folder reads pictures",
    ],
    "dcgan --data-dir no": ["--data-dir must be a folder", "/no"],
    "dcgan --data-dir empty": ["--data-dir must hold pictures", "/empty"],
    "gan --data-dir pictures --run-dir pictures/run": [
        "--run-dir must not be inside --data-dir",
        "--run-dir pictures/run",
    ],
    "cyclegan --second-dir pictures": ["--data-dir must be a folder"],
    "--resume --run-dir strange": [
        "Could not read strange/config.json",
        "'nogan'",
    ],
    "--resume --run-dir broken": ["Could not read broken/config.json"],
    "gan --resume --run-dir gan --epochs 2": [
        "--epochs must be at least 3, which the run in gan has trained",
        "--epochs 2",
    ],
    # Of a model and a folder by one name, the model is meant.
    "--resume ./gan --updates 2": ["--updates must be at least 21", "tes 2"],
    "--resume gna": ["MODEL must be one of", "Did you mean 'gan'?"],
    "./gan --epochs 3": ["MODEL must not be a run", "--resume ./gan continues"],
    "--resume gan/config.json": ["--resume must name the folder", "run, gan."],
    "--from points.keras": ["--from must name a model of images", "(2,)"],
    "gan --data-dir pictures --channels 4 --score fid": [
        "--score is for images of 1 or 3 channels. Received: --score fid"
    ],
    "--resume runs/nope": ["MODEL runs/nope. With --resume", "folder of a run"],
    "--resume ./moved": ["which does not exist. If it was moved, --data-dir"],
    "--resume ./moved --data-dir no": ["/no, which does not exist "],
    "--resume young": ["--resume must name the folder of a run", "young"],
    "gan --updates 0": ["--updates must be a positive", "--updates 0"],
    "gan --updates 5 --epochs 5": ["--updates replaces --epochs", "epochs 5"],
    "gan --minutes 0": ["--minutes must be a positive number", "--minutes 0"],
    "gan --minutes nan": ["--minutes must be a positive", "--minutes nan"],
    "gan --precision bfloat": ["--precision must be one of float32, bfloat16"],
    "gan --precision float16": ["--precision must not be float16", "bfloat16"],
    "gan --from gan --precision bfloat16": ["--precision is for new networks"],
    "--resume ./gan --precision bfloat16": ["--precision: float32 before"],
    "gan --score fdi": ["--score must be one of", "Did you mean 'fid'?"],
    "gan --score fid,fid": ["--score must name each only once"],
    "gan --score la": ["--score must not be la", "class-conditional"],
    "gan --score copies": ["--score must not be copies", "keras-gans evaluate"],
    "gan --score-every 3": ["--score-every needs", "such as --score fid,is"],
    "gan --score fid --score-every 0": ["--score-every must be a positive"],
    "pix2pix --task edges --score fid": ["--score is not for pix2pix"],
    "gan --config no.yaml": ["--config must be a YAML file", "no.yaml, which"],
    "--config gna": ["--config must be a YAML file", "gna, which does not"],
    "--config study.yaml": ["Could not read study.yaml", "--config reads a"],
    "--config bad.yaml": ["Could not read bad.yaml", "mean 'epochs'?"],
    "--config typed.yaml": [
        "typed.yaml: Invalid value for '--epochs'",
        "Received: epochs: 'many'",
    ],
    "--config spelt.yaml": [
        "Could not read spelt.yaml: --image-size can be given once",
    ],
    "--config pair.yaml": ["--set 'gamma=[1, 2]'"],
    "--config near.yaml": ["/nowhere, which", "begins at the working folder"],
    "r3gan --set gamma=-1": ["of at least 0. Received: --set gamma=-1"],
    "--resume ./gan --optimizer sgd": ["--optimizer: None before, sgd now"],
    "--config twice.yaml": [
        "Could not read twice.yaml: the key 'seed' is given"
    ],
    "--config empty.yaml": ["--epochs must have a value, or be left out"],
    "--config of-a-call.yaml": ["give --run-dir to the command", "mine"],
    "--config lists.yaml": ["--epochs must have a single value", "[1, 2]"],
    "--resume ./gan --config acgan": ["--config", "is for new runs", "acgan"],
    "--config broken": ["Could not read broken/config.json"],
    "wgan --resume --run-dir gan": ["MODEL: gan before, wgan now", "--from"],
    "stylegan2 --ema 0.9": ["and give --set ema_half_life=10000, in images. R"],
    "acgan --from gan": ["MODEL must be that of --from, gan, or be left out"],
    "gan --from pix2pix": ["MODEL must be that of --from, pix2pix, or be"],
    "gan --from nowhere": ["--from must be", "--from nowhere, where nothing"],
    "gan --from text.txt": ["Could not read the model"],
    "gan --skip-corrupt": ["--skip-corrupt is for", "image_folder", "digits"],
    "gan --augment flips": ["--augment must be 'ada'", "--flip-and-shift; a"],
    "wgan --augment ada": ["--augment ada is not for wgan", "augment diff is."],
    "pix2pix --task edges --augment diff": [
        "--augment is not for pix2pix",
        "Leave --augment out",
    ],
    "gan --freeze-d 1": ["--freeze-d is for a", "(--from)"],
    f"gan {OWN}": ["--data-dir must be a folder", "Received: None"],
    f"acgan {OWN} --data-dir pictures": [
        "The subfolders of --data-dir are the classes",
        "/CLASS",
    ],
    f"cyclegan {TWO} --data-dir pictures --second-dir pictures": [
        "--data-dir and --second-dir must be two folders",
    ],
    f"gan {OWN} --data-dir no": ["--data-dir must be a folder", "/no"],
    f"gan {OWN} --data-dir empty": ["--data-dir must hold pictures, such"],
    f"gan {OWN} --data-dir text.txt": ["--data-dir must be a folder"],
    f"gan {OWN} --data-dir torn": ["torn.png", "--skip-corrupt leaves them"],
    "gan --run-dir photo.png/run": ["--run-dir must be a folder", "is a file"],
    "gan --run-dir gan": [
        "gan already holds a run",
        "keras-gans train --resume gan",
        "--run-dir gan-2",
    ],
    "gan --run-dir gan --resume --image-size 16": [
        "except --epochs, --updates, --data-dir, --second-dir, --skip-corrupt, "
        "--score, --score-every, --rematerialize;",
        "--image-size: 8 before, 16 now",
        "--from",
    ],
    "gan --run-dir gan --resume --image-size 8x16": ["8 before, 8x16 now"],
    "gan --run-dir broken --resume": ["Could not read broken/config.json"],
    "gan --set trainable=False": ["--set must name an", "'trainable=False'"],
    "gan --set zzz=1": ["Use one of saturating, label_smoothing", "'zzz=1'"],
    "pix2pix --task edges --latent-dim 5": ["--latent-dim is not for pix2pix"],
    "--resume ./gan --run-dir acgan": ["leave one of them out", "acgan"],
    "gan --data-dir drawn/samples": [
        "must be a folder of pictures, and not of"
    ],
    "gan --data-dir drawn": ["--data-dir must be a folder of pictures, and"],
    "gan --run-dir saved": ["--run-dir must be a new folder", "config.json"],
    "gan --run-dir site --image-size 8": ["site, whose index.html would be"],
    "gan --run-dir blocked --image-size 8": [
        "--run-dir must be a new folder",
        "--run-dir blocked, whose history.csv is a folder; that of a run is a",
    ],
    "gan --run-dir text.txt": ["--run-dir must be a folder", "text.txt is a"],
    "gan --task edges": ["--task is not for gan", "--task edges"],
    "gan --split Male": ["--split is not for gan", "--split Male"],
    "gan --second-dir b": ["--second-dir is not for gan", "/b"],
    "gan --dataset paired_folder": ["paired_folder is for pix2pix", "gan"],
    f"gan {TWO}": ["unpaired_folders is for cyclegan", "MODEL gan"],
    f"pix2pix {TWO}": ["is for cyclegan", "Received: MODEL pix2pix"],
    "pix2pix": ["--task must be one of colorize", "None"],
    "pix2pix --task colorise": ["--task", "Did you mean 'colorize'?"],
    "pix2pix --task edges --split Male": ["--split is not", "--split Male"],
    "pix2pix --task edges --second-dir b": ["--second-dir is not", "/b"],
    "pix2pix --dataset paired_folder --second-dir pictures": [
        "--data-dir must be a folder",
        "Received: None",
    ],
    "pix2pix --dataset paired_folder --data-dir pictures --second-dir no": [
        "--second-dir must be a folder",
        "/no",
    ],
    "pix2pix --dataset paired_folder --task edges": ["--task is not for"],
    "cyclegan": [
        "unpaired_folders, or celeba with an attribute",
        "--split Eyeglasses",
    ],
    "cyclegan --dataset celeba": ["--split Eyeglasses", "no --split"],
    "cyclegan --dataset celeba --split Male --task edges": ["--task is not"],
    "cyclegan --dataset paired_folder": ["is for pix2pix", "cyclegan"],
    f"cyclegan {TWO} --data-dir pictures": [
        "--data-dir and --second-dir",
        "no --second-dir",
    ],
    f"cyclegan {TWO} --second-dir pictures": ["--data-dir must be", "None"],
    f"cyclegan {TWO} --data-dir dir_b --second-dir pictures": [
        "--data-dir must be a folder",
        "/dir_b",
    ],
    f"cyclegan {TWO} --data-dir pictures --second-dir empty": [
        "--second-dir must hold pictures",
        "/empty",
    ],
    f"cyclegan {TWO} --split Male": ["--split is not for", "--split Male"],
    "gan --config small": ["--config is for stylegan2", "small and gan"],
    "gan --config papr": ["--config is for stylegan2", "papr and gan"],
    "stylegan2 --config smal --dataset mnist": ["--config", "mean 'small'"],
    "dcgan --width 0": ["--width must be a positive integer", "--width 0"],
    "dcgan --ema 2": ["--ema must be a number such as 0.999", "--ema 2"],
    "dcgan --set width": ["--set must be NAME=VALUE", "--set 'width'"],
    "dcgan --set seed=1": ["--seed sets it", "--set 'seed=1'"],
    "dcgan --set dtype=bfloat16": ["--precision sets it", "dtype=bfloat16"],
    "cyclegan --set generator_ab=x": ["networks of your own need Python"],
    "dcgan --width 8 --set width=9": ["can be set once", "--set 'width=9'"],
    "dcgan --set lable_smoothing=0.1": ["Did you mean 'label_smoothing'?"],
    "wgangp --set gp_weight=much": ["gp_weight must be a", "'much'"],
    "gan --optimizer adma": ["--optimizer must be", "Did you mean 'adam'?"],
    "gan --learning-rate 0": ["--learning-rate must be", "--learning-rate 0"],
    "gan --g-learning-rate -1": ["--g-learning-rate must be a positive"],
    "gan --learning-rate 1 --d-learning-rate 1": ["Leave it out with", "1"],
    "gan --from gan --width 8": ["--width is for new networks", "--width 8"],
    "gan --from gan --set ema=0.9": ["--set is for new", "--set 'ema=0.9'"],
    "--resume --run-dir gan --ema 0.9": [
        "--ema: None before, 0.9 now",
        "--from",
    ],
}


@pytest.mark.parametrize("arguments", TRAIN)
def test_train(arguments, folder):
    check(f"train {arguments}", TRAIN[arguments], folder)


@pytest.mark.parametrize(
    "arguments",
    [
        "dcgn",
        "gan --batch-size 5000",
        "gan --run-dir gan",
        "gan --run-dir photo.png/run",
    ],
)
def test_a_dry_run_refuses_as_training_does(arguments, folder):
    check(f"train --dry-run {arguments}", TRAIN[arguments], folder)


SAMPLE = {
    "nowhere": ["SOURCE must be the name of a preset", "SOURCE nowhere, where"],
    "conditionalgan-digit": ["Did you mean 'conditionalgan-digits'"],
    "pictures": ["Could not read the model pictures", "nor a run"],
    "photo.png": ["Could not read the model photo.png", "end in .keras"],
    "text.keras": ["Could not read the model text.keras"],
    "gan -o samples.v2": ["A slash at the end makes it a folder"],
    "gan -o .png": ["--output must be the path of a picture", ".png. A slash"],
    "gan -n 1 -o a.doc": ["--output must be", "such as painted.png", "a.doc"],
    "gan -o pictures": ["--output must be a folder without pictures"],
    "broken": ["Could not read broken/config.json"],
    "young": ["after its first epoch", "young, which has no checkpoint yet"],
    "gan/config.json": ["SOURCE must be the folder of the run", "model: gan."],
    "gan/checkpoint/epoch-00003.npz": ["finds its last model: gan."],
    "gan -n 0": ["-n must be a positive integer", "Received: -n 0"],
    "gan --seed -1": ["--seed must be", "--seed -1"],
    "gan --seeds 1,x": ["--seeds must be", "such as 1,2,8-10", "1,x"],
    "gan --seeds 1,2,1 -o new": ["--seeds must name each only once for a fol"],
    "gan --seeds 9-1": ["--seeds must be", "--seeds 9-1"],
    "gan --seeds 0-99999": ["at most 10,000", "--seeds 0-99999"],
    "gan --seeds 1 --seed 2": ["leave -n and --seed out", "--seeds 1"],
    "gan --label 7": ["--label is for conditional models", "a GAN"],
    "pix2pix": ["SOURCE must be a model", "keras-gans translate SOURCE INPUT"],
}


@pytest.mark.parametrize("arguments", SAMPLE)
def test_sample(arguments, folder):
    check(f"sample {arguments}", SAMPLE[arguments], folder)


LATENT = {
    "interpolate nowhere --seeds 1,2": ["SOURCE must be the name of a preset"],
    "interpolate gan --seeds 1": ["--seeds must be at least two", "seeds 1"],
    "interpolate gan --seeds 1,2 --steps 0": ["--steps must be a positive"],
    "interpolate gan --seeds 1,2 -o a.avi": ["--output must be an", "a.avi"],
    "interpolate gan --seeds 1,2 -o a.png --rate 9": ["--rate is for", "9"],
    "arithmetic gan --a 1 --b 2 --c 3 --features x --truncation 1": [
        "--truncation is for images of seeds"
    ],
    "explore gan --space new --port 8000": ["--port is for the page", "8000"],
    "explore points.keras --space new": ["The explorer draws", "shape (2,)"],
    "publish gan gan": ["ADDRESS must be hf://", "ADDRESS gan, which holds"],
    "publish gan photo.png": ["a new or empty folder", "ADDRESS photo.png"],
    "publish gan new.keras": ["a new or empty folder", "ending of a file"],
    "card gan -o photo.png": ["write to photo.png: it is a file, not a folder"],
    "card gan -o new --licence MIT": ["--licence must be", "mean 'mit'", "MIT"],
    "publish gan new --licence ''": ["--licence must be", "--licence"],
    "publish gan new --private": ["--private is for repositories", "new"],
    "project gan pictures": [
        "PICTURE must be one picture",
        "pictures, a folder",
    ],
    "interpolate gan --seeds 1,2 --label 3": ["--label is for conditional"],
    "interpolate young --seeds 1,2": ["after its first epoch"],
    "arithmetic gan --a 1 --b 2 --c x": ["--c must be", "--c x"],
    "arithmetic gan --a 1 --b 2 --c 3 -o out": ["--output must be the path"],
    "directions gan --method sef": ["--method must be one of", "'sefa'?"],
    "directions gan --method boundary": ["--method boundary needs --features"],
    "directions gan --strength -1": ["--strength must be", "-1"],
    "directions pix2pix": ["which translates images"],
    "project gan no.png": ["Could not read the image no.png"],
    "project gan text.png": ["Could not read the image text.png"],
    "project gan photo.png -o photo.png": ["another file than PICTURE"],
    "project gan photo.png --weights no.h5": ["--weights must be", "no.h5"],
    "truncation gan --psi low": ["--psi must be", "--psi low"],
}


@pytest.mark.parametrize("arguments", LATENT)
def test_latent(arguments, folder):
    check(arguments, LATENT[arguments], folder)


EVALUATE = {
    "nowhere": ["TARGET must be the name of a preset", "TARGET nowhere, where"],
    "pictures": ["REFERENCE must be given", "Received: pictures"],
    "gan --metrics fdi": ["--metrics must be", "Did you mean 'fid'", "'fdi'"],
    "gan --metrics la": ["--metrics la", "class-conditional", "a GAN"],
    "pictures pictures --metrics ppl": ["'ppl' generates its own images"],
    "gan --samples 0": ["--samples must be a positive", ": --samples 0"],
    "gan --seed -1": ["--seed must be", "--seed -1"],
    "gan --bootstrap 1": ["--bootstrap must be", ": --bootstrap 1"],
    "gan --split tset": ["--split must be one of train, test", "'test'?"],
    "points.keras two --samples 12 --metrics fid": [
        "compare images of 1 or 3 channels",
        "of shape (2,)",
    ],
    "young": ["after its first epoch"],
    "moved": ["which does not exist. If it was moved, --data-dir names"],
    "gan --samples 5 --metrics is": ["is (Inception Score) needs at least 10"],
    "gan pictures --split test": ["--split and --data-dir are", "REFERENCE"],
    "gan --data-dir pictures": ["--data-dir is not for digits"],
    "gan --skip-corrupt": ["--skip-corrupt is for", "digits"],
    "gan --metrics fid,fid": ["--metrics must name each only once"],
    "gan -o pictures": ["--output must be a file", "pictures, a folder"],
    "gan pictures -o photo.png": ["ends in .json, such as", "photo.png"],
    "gan -o text.txt/scores.json": ["Could not write", "text.txt"],
    "torn pictures": ["torn.png", "--skip-corrupt leaves them out"],
    "pictures pictures --metrics fid": [
        "fid (Frechet distance) needs at least 2"
    ],
    "pix2pix": ["TARGET", "keras-gans translate SOURCE INPUT OUTPUT"],
    "gan --metrics ''": ["--metrics must be one of", "Received: ''"],
    "gan acgan": [
        "REFERENCE must be a folder of single pictures",
        "acgan, those of a run",
    ],
    "drawn/samples two": [
        "TARGET must be a folder of single pictures",
        "`keras-gans sample drawn -n 1000",
    ],
    "gan -o gan/config.json": ["--output must not replace a file of a run"],
    "two two --metrics la": ["--metrics la", "Received: two folders"],
    "pictures no": ["REFERENCE must be a folder", "Received: no"],
    "pictures no.npz": ["REFERENCE must be a folder", "Received: no.npz"],
    "pictures others.npz": ["must hold the arrays mu and sigma", "holds a"],
    "pictures empty": ["REFERENCE must hold pictures", "Received: empty"],
    "no pictures": ["TARGET must be a folder", "Received: no"],
    "empty pictures": ["TARGET must hold pictures", "Received: empty"],
    "pictures pictures --seed 3": ["--seed are for runs", "two folders"],
    "pictures pictures --split test": ["--split, --data-dir and --seed are"],
    "pictures pictures --data-dir x": ["--split, --data-dir and --seed are"],
    "pictures pictures --features imagnet": ["'imagenet'?", "--features"],
    "two two --features no.pth": ["--features must be a name", "not exist"],
    "pictures pictures --features clip --metrics is": ["classification"],
    "pictures pictures --features clip": ["cmmd (maximum mean discrepancy)"],
}


@pytest.mark.parametrize("arguments", EVALUATE)
def test_evaluate(arguments, folder):
    check(f"evaluate {arguments}", EVALUATE[arguments], folder)


TRANSLATE = {
    "nowhere photo.png out.png": ["SOURCE must be the name of a preset"],
    "gan photo.png out.png": [
        "SOURCE must be a model of pix2pix",
        "a GAN",
    ],
    "pix2pix photo.png out.png --reverse": ["--reverse is for cyclegan only"],
    "pix2pix no.png out.png": ["INPUT must be a picture", "no.png, which does"],
    "pix2pix text.png out.png": ["Could not read the image text.png"],
    "pix2pix empty out": ["INPUT must hold pictures", "Received: empty"],
    "pix2pix torn out": ["torn.png", "--skip-corrupt leaves them out"],
    "pix2pix photo.png .png": ["OUTPUT must be the path of a picture", ".png"],
    "pix2pix photo.png photo.png": ["OUTPUT must not be INPUT"],
    "pix2pix pictures new.png": ["OUTPUT must be a folder", "OUTPUT new.png"],
    "pairs two pictures": ["OUTPUT must not be among the training", "pictures"],
    "pairs two/1.png pictures/2.png": ["among the training", "T pictures, wh"],
    "pix2pix pictures pictures/new": ["OUTPUT must not be INPUT or inside"],
    "pix2pix photo.png a.doc": [
        "OUTPUT must be",
        "such as painted.png",
        "a.doc",
    ],
    "pix2pix photo.png out.png --image-size 0": [
        "--image-size must be",
        "--image-size 0",
    ],
    "pix2pix photo.png out.png --image-size 8 --own-size": [
        "--own-size keeps the size of pictures",
        "--image-size 8",
    ],
    "pix2pix photo.png out.png --seed -1": ["--seed must be", "--seed -1"],
}


@pytest.mark.parametrize("arguments", TRANSLATE)
def test_translate(arguments, folder):
    check(f"translate {arguments}", TRANSLATE[arguments], folder)


@pytest.mark.filterwarnings("ignore:pairs.checkpoint")
def test_pictures_of_pairs_are_asked_about(tmp_path):
    Image.new("RGB", (16, 8)).save(tmp_path / "pair.png")
    with pytest.warns(UserWarning, match="must show the input alone"):
        call("translate", "pairs", tmp_path / "pair.png", tmp_path / "out.png")


STYLIZE = {
    "no.png painting.png": ["CONTENT must be a picture", "no.png"],
    "pictures painting.png": ["CONTENT must be a picture", "one picture at a"],
    "photo.png no.png": ["STYLE must be a picture", "no.png, which does not"],
    "photo.png no.keras": ["STYLE must be", "no.keras, which does not"],
    "text.png painting.png": ["Could not read the image text.png"],
    "photo.png text.keras": ["Could not read the model text.keras"],
    "photo.png painting.png --size 0": ["--size must be a", "--size 0"],
    "photo.png painting.png --steps 0": ["--steps must be a", "--steps 0"],
    "photo.png painting.png --every 0": ["--every must be a", "--every 0"],
    "photo.png painting.png --every 5 --steps 2": ["--every must be at most 2"],
    "photo.png painting.png --every -1": ["--every must be a positive"],
    "photo.png painting.png --seed -1": ["--seed must be", "--seed -1"],
    "photo.png painting.png --seed 3": ["--seed is for --start noise only"],
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
    "run no.yml": ["STUDY must be a YAML file", "no.yml, which does not exist"],
    "run study.yaml": ["Could not read the study study.yaml"],
    "run architectures --scale tiny": ["--scale", "must be one of", "'tiny'"],
    "run architectures --seeds 0": ["--seeds must be a positive", "--seeds 0"],
    "run architectures --jobs 0": ["--jobs must be a positive", "--jobs 0"],
    "run architectures --data-dir mnist": ["--data-dir must be NAME=DIR"],
    "run architectures --data-dir mnits=x": ["--data-dir", "'mnist'?"],
    "run architectures --data-dir digits=x": ["--data-dir must be one of"],
    "run architectures --data-dir cifar10=x": ["--data-dir must be one of"],
    "status nowhere": ["FOLDER must be the folder of a study", "nowhere"],
    "status study": ["Could not read study/study.json"],
    "report nowhere": ["FOLDER must be the folder of a study", "study.json"],
}


@pytest.mark.parametrize("arguments", STUDY)
def test_study(arguments, folder):
    check(f"study {arguments}", STUDY[arguments], folder)


TURING = {
    "--answers no.csv": ["--answers must be a CSV file", "no.csv, which does"],
    "--answers answers.csv --key two": ["--key must be a CSV file", "a folder"],
    "--answers answers.csv": ["answers.csv: the first line", "--key says whi"],
    "gan": ["Give either --sheet, to write a sheet", "Received: neither"],
    "gan --sheet a.pdf --answers b.csv": ["--answers", "Received: both"],
    "--sheet a.pdf": ["SOURCE must be given with --sheet"],
    "nowhere --sheet a.pdf": ["SOURCE must be the name of a preset"],
    "pix2pix --sheet a.pdf": ["SOURCE must be a model", "which translates"],
    "gan --sheet a.doc": ["--sheet must be a .png or .pdf", "--sheet a.doc"],
    "gan --sheet photo.png": ["photo.png exists. Use --overwrite"],
    "gan --sheet a.png --key a.png": ["--key must be another file"],
    "gan --sheet text.txt/a.png": ["Could not write", "text.txt"],
    "gan --sheet a.png -n 7": ["-n must be even", "Received: -n 7"],
    "gan --sheet a.png -n 0": ["-n must be a positive", "-n 0"],
    "gan --sheet a.png -n 62": ["-n must be at most 60", "-n 62"],
    "gan --sheet a.png --seed -1": ["--seed must be", "--seed -1"],
    "--answers a.csv -n 4": ["-n is for --sheet", "Received: -n 4"],
    "gan --answers a.csv": ["SOURCE is for --sheet", "Received: SOURCE gan"],
    "--answers a.csv --overwrite": ["--overwrite is for --sheet"],
    "--answers text.txt --key text.txt": ["Could not read text.txt"],
    "--answers photo.png": ["Could not read photo.png"],
}


@pytest.mark.parametrize("arguments", TURING)
def test_turing(arguments, folder):
    check(f"turing {arguments}", TURING[arguments], folder)
