"""The examples and the README's code, run for a step or two."""

import os
import re
import runpy
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from keras_gans.datasets import tfds
from tests.helpers import SHARED
from tests.helpers import images
from tests.helpers import needs_shared
from tests.helpers import run_python

tf = pytest.importorskip("tensorflow")
pytestmark = pytest.mark.filterwarnings(
    "ignore:Limiting", "ignore:Even though the `tf.config"
)

ROOT = Path(__file__).parents[1]
TFDS = SHARED / "tensorflow_datasets"


@pytest.fixture(scope="session")
def few_faces(tmp_path_factory):
    """CelebA's first faces, of which every example reads all."""
    folder = tmp_path_factory.mktemp("celeba")
    (folder / "img_align_celeba").mkdir()
    for file in sorted((SHARED / "celeba/img_align_celeba").iterdir())[:640]:
        (folder / "img_align_celeba" / file.name).symlink_to(file)
    name = "list_attr_celeba.txt"
    (folder / name).symlink_to(SHARED / "celeba" / name)
    return folder


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Runs a script in this process and `tmp_path`; returns what it prints.

    It reads the first two thousand images of a split of MNIST.
    """
    read = tfds.read
    monkeypatch.setattr(
        tfds, "read", lambda name, split, *a: read(name, f"{split}[:2000]", *a)
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    limits = keras.config.max_epochs(), keras.config.max_steps_per_epoch()
    keras.config.set_max_epochs(1)
    keras.config.set_max_steps_per_epoch(2)
    # Two steps of a script take less time than to compile one.
    tf.config.run_functions_eagerly(True)

    def call(name, *arguments):
        script = str(ROOT / "examples" / f"{name}.py")
        monkeypatch.setattr(sys, "argv", [script, *map(str, arguments)])
        runpy.run_path(script, run_name="__main__")
        return capsys.readouterr().out

    yield call
    tf.config.run_functions_eagerly(False)
    keras.config.set_max_epochs(limits[0])
    keras.config.set_max_steps_per_epoch(limits[1])


def run(arguments, folder):
    """Runs Python as a user does."""
    limits = {"KERAS_MAX_EPOCHS": "1", "KERAS_MAX_STEPS_PER_EPOCH": "2"}
    places = {"TFDS_DATA_DIR": str(TFDS), "KERAS_HOME": str(folder / "keras")}
    environment = os.environ | limits | places
    result = run_python(*arguments, cwd=folder, env=environment)
    assert result.returncode == 0, result.stderr


def test_quickstart(call, tmp_path):
    assert "(16, 16, 16, 1)" in call("quickstart")
    assert (tmp_path / "runs/quickstart/model.keras").is_file()


def test_stylegan2_styles(call, tmp_path):
    gan = kg.StyleGAN2((8, 8, 3), 4, config="small", width=4, depth=1)
    gan.compile()
    gan.save(tmp_path / "model.keras")
    call("stylegan2_styles", tmp_path / "model.keras", "--output", tmp_path)
    # Rows of sources and of six mixtures; six rows of truncations.
    for name, shape in (("mixing", (7, 7)), ("truncation", (6, 8))):
        with Image.open(tmp_path / f"{name}.png") as image:
            columns, rows = image.width / shape[1], image.height / shape[0]
            assert columns >= rows and rows > 8


@needs_shared
@pytest.mark.slow
def test_style_transfer_as_a_process(tmp_path):
    weights = SHARED / "vgg19/vgg19_normalised_to_block3_conv1.npz"
    options = ["--layers", "block1_conv1", "--size", "24", "--steps", "1"]
    script = ROOT / "examples/style_transfer.py"
    run([script, "--weights", weights, *options, "--output", "."], tmp_path)
    with Image.open(tmp_path / "flower-china-style.png") as image:
        assert image.size == (24, 16)


@pytest.mark.slow
@needs_shared
def test_fast_style_transfer(call, tmp_path):
    weights = SHARED / "vgg19/vgg19_normalised_to_block3_conv1.npz"
    options = ["--layers", "block1_conv1", "--size", "24", "--part", "16"]
    small = ["--parts", "8", "--epochs", "1", "--width", "2", "--blocks", "1"]
    Image.new("RGB", (40, 30), "red").save(tmp_path / "red.png")
    Image.new("L", (20, 40), "grey").save(tmp_path / "grey.png")
    pictures = ["red.png", "grey.png", "--weights", weights]
    output = ["--output", "runs"]
    call("fast_style_transfer", *pictures, *options, *small, *output)
    with Image.open(tmp_path / "runs/grey-red.png") as image:
        assert image.size == (12, 24)
    assert (tmp_path / "runs/curves.png").is_file()
    assert len([*(tmp_path / "runs/parts").iterdir()]) == 8


@pytest.mark.slow
def test_a_discriminator_recognises(call, tiny_run):
    output = call("recogniser", tiny_run, "--labelled", 30)
    assert output.count("of 1767 digits, by 30 labelled") == 3
    with Image.open("neighbours.png") as grid:  # Eight rows and columns.
        assert grid.width == grid.height


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["dcgan_mnist", "dcgan_celeba", "wgan_gp_celeba", "began_celeba"]
)
def test_examples_on_real_data(name, call, few_faces, tmp_path):
    run_dir = tmp_path / "run"
    options = ["--data-dir", TFDS]
    if name.endswith("celeba"):
        options = ["--data-dir", few_faces, "--width", 2]
    call(name, "--run-dir", run_dir, *options)
    assert (run_dir / "samples/epoch-0001.png").is_file()
    assert (run_dir / "samples/training.webp").is_file()
    assert (run_dir / "curves.png").is_file()
    assert (run_dir / "model.keras").is_file()


@needs_shared
@pytest.mark.slow
def test_compare_images(call, tmp_path):
    options = ["--models", "gan", "--data-dir", TFDS, "--run-dir", tmp_path]
    call("compare_images", *options)
    assert (tmp_path / "gan/samples/epoch-0001.png").is_file()
    assert (tmp_path / "gan/model.keras").is_file()
    assert (tmp_path / "all.png").is_file()


@needs_shared
@pytest.mark.slow
def test_conditional_mnist(call, tmp_path):
    options = ["--models", "acgan", "--samples", 100, "--data-dir", TFDS]
    table = call("conditional_mnist", *options, "--run-dir", tmp_path)
    assert re.search(r"\| acgan \| 32 \| 2 \| \d", table)
    assert (tmp_path / "acgan/samples/epoch-0001.png").is_file()
    assert (tmp_path / "acgan/model.keras").is_file()


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize(
    "name, options",
    [
        ("pix2pix_colorize", ["--images", 8, "--held-out", 4]),
        ("cyclegan_faces", ["--blocks", 1]),
    ],
)
def test_translation_of_faces(name, options, call, few_faces, tmp_path):
    small = ["--size", 16, "--width", 2, "--run-dir", tmp_path]
    output = call(name, "--data-dir", few_faces, *options, *small)
    assert (tmp_path / "samples/epoch-0001.png").is_file()
    assert (tmp_path / "curves.png").is_file()
    assert (tmp_path / "model.keras").is_file()
    if name == "pix2pix_colorize":
        assert re.search(r"one tint +0\.\d+\nafter training 0\.\d+", output)


@needs_shared
@pytest.mark.slow
def test_augment_mnist(call):
    options = ["--real", 100, "--generated", 50, "--steps", 2, "--seeds", 1]
    table = call("augment_mnist", *options, "--data-dir", TFDS)
    for name in ("none", "50"):
        assert re.search(rf"\| {name} \| \d+\.\d\d% \(", table)


@pytest.mark.slow
def test_compare_2d(call, tmp_path):
    options = ["--models", "gan", "wgangp", "--layouts", "ring"]
    options += ["--seeds", "1", "--run-dir", tmp_path]
    table = call("compare_2d", *options)
    for name in ("gan", "wgangp"):
        assert re.search(rf"\| ring \| {name} \| \d .* of 8 \|", table)
    assert (tmp_path / "table.md").read_text() in table
    assert (tmp_path / "samples.png").is_file()


@pytest.mark.slow
def test_diagnosis(call, tmp_path):
    options = ["--cases", "healthy", "--run-dir", tmp_path / "run"]
    output = call("diagnosis", *options)
    assert "healthy: nothing found" in output
    assert (tmp_path / "run/healthy/diagnosis.json").is_file()


@pytest.mark.slow
def test_own_images(call, tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for i, pixels in enumerate(images(8, (20, 24, 3))):
        Image.fromarray(((pixels + 1) * 127).astype("uint8")).save(
            pictures / f"{i}.png"
        )
    options = ["--size", 8, "--batch-size", 4, "--run-dir", tmp_path / "run"]
    call("own_images", pictures, *options)
    assert (tmp_path / "run/model.keras").is_file()


@needs_shared
@pytest.mark.slow
def test_the_readmes_python_runs_word_for_word(tmp_path):
    blocks = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S
    )
    assert blocks
    run(["-c", blocks[0]], tmp_path)
    assert (tmp_path / "dcgan.keras").is_file()
    assert (tmp_path / "samples/epoch-0001.png").is_file()


def test_the_guides_gan_of_your_own_trains():
    code = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/guide.md").read_text(), re.S
    )
    names = {}
    exec(code[0], names)
    model = names["R1GAN"]((8, 8, 1), 4, width=4)
    model.compile()
    history = model.fit(images(), batch_size=8, verbose=0).history
    assert set(history) == {"d_loss", "g_loss", "r1"}
    assert np.isfinite([*history.values()]).all()
    assert history["r1"][0] > 0


@pytest.mark.slow
def test_scores_in_fit_and_of_folders(
    call, digits_classifier, keras_home, monkeypatch, tmp_path
):
    monkeypatch.setenv("KERAS_HOME", str(keras_home))
    options = ["--dataset", "digits", "--features", "classifier"]
    output = call("inception_score", *options, "--samples", 20)
    assert "InceptionScore: 20 images" in output
    assert (tmp_path / "runs/inception-score/best.keras").is_file()
    for i, name in enumerate(("generated", "real")):
        (tmp_path / name).mkdir()
        for j, image in enumerate(images(20, (28, 28), seed=i)):
            picture = Image.fromarray(np.uint8(127 * (image + 1)))
            picture.save(tmp_path / name / f"{j}.png")
    options = ["--features", "digits-classifier", "--metrics", "is", "pr"]
    output = call("evaluate_folder", "generated", "real", *options)
    assert "precision_digits-classifier_20:" in output
    assert (tmp_path / "scores.json").is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    "tracker, files",
    [
        (
            "tensorboard",
            ["logs/train/events.out.*", "logs/samples/events.out.*"],
        ),
        (
            "mlflow",
            ["store/0/*/metrics/mind", "store/0/*/artifacts/samples/*1.png"],
        ),
        (
            "wandb",
            ["wandb/offline-run-*/*.wandb", "wandb/*/files/**/samples_*.png"],
        ),
    ],
)
# What others do.
@pytest.mark.filterwarnings("ignore")
def test_trackers(
    call, digits_classifier, keras_home, monkeypatch, tmp_path, tracker, files
):
    pytest.importorskip(tracker)
    monkeypatch.setenv("KERAS_HOME", str(keras_home))
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "")
    call(f"track_{tracker}")
    for pattern in files:
        found = list((tmp_path / "runs" / tracker).glob(pattern))
        assert found and found[0].stat().st_size > 20, pattern
    if tracker == "tensorboard":
        assert _tags(tmp_path / "runs/tensorboard/logs") >= {
            *("epoch_d_loss", "epoch_mind", "samples")
        }


def _tags(folder):
    """The tags of all summaries below a folder."""
    events = (
        event
        for path in folder.rglob("events.out.*")
        for event in tf.compat.v1.train.summary_iterator(str(path))
    )
    return {value.tag for event in events for value in event.summary.value}
