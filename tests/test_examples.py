"""The examples and the README's code, run for a step or two."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.helpers import SHARED
from tests.helpers import images
from tests.helpers import needs_shared

pytest.importorskip("tensorflow")

ROOT = Path(__file__).parents[1]
TFDS = SHARED / "tensorflow_datasets"


def run(arguments, folder):
    limits = {"KERAS_MAX_EPOCHS": "1", "KERAS_MAX_STEPS_PER_EPOCH": "2"}
    places = {"TFDS_DATA_DIR": str(TFDS), "KERAS_HOME": str(folder / "keras")}
    environment = os.environ | limits | places
    result = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_quickstart(tmp_path):
    assert "(16, 16, 16, 1)" in run([ROOT / "examples/quickstart.py"], tmp_path)
    assert (tmp_path / "runs/quickstart/model.keras").is_file()


@needs_shared
def test_style_transfer(tmp_path):
    weights = SHARED / "vgg19/vgg19_normalised_to_block3_conv1.npz"
    options = ["--layers", "block1_conv1", "--size", "24", "--steps", "1"]
    script = ROOT / "examples/style_transfer.py"
    run([script, "--weights", weights, *options, "--output", "."], tmp_path)
    with Image.open(tmp_path / "flower-china-style.png") as image:
        assert image.size == (24, 16)


@needs_shared
def test_fast_style_transfer(tmp_path):
    weights = SHARED / "vgg19/vgg19_normalised_to_block3_conv1.npz"
    options = ["--layers", "block1_conv1", "--size", "24", "--part", "16"]
    small = ["--parts", "8", "--epochs", "1", "--width", "2", "--blocks", "1"]
    Image.new("RGB", (40, 30), "red").save(tmp_path / "red.png")
    Image.new("L", (20, 40), "grey").save(tmp_path / "grey.png")
    script = ROOT / "examples/fast_style_transfer.py"
    command = [script, "red.png", "grey.png", "--weights", weights]
    run([*command, *options, *small, "--output", "runs"], tmp_path)
    with Image.open(tmp_path / "runs/grey-red.png") as image:
        assert image.size == (12, 24)
    assert (tmp_path / "runs/curves.png").is_file()
    assert len([*(tmp_path / "runs/parts").iterdir()]) == 8


@needs_shared
@pytest.mark.parametrize(
    "name, data_dir, options",
    [
        ("dcgan_mnist", TFDS, []),
        ("dcgan_celeba", SHARED / "celeba", ["--width", "2"]),
        ("wgan_gp_celeba", SHARED / "celeba", ["--width", "2"]),
        ("began_celeba", SHARED / "celeba", ["--width", "2"]),
    ],
)
def test_examples_on_real_data(name, data_dir, options, tmp_path):
    run_dir = tmp_path / "run"
    script = ROOT / "examples" / f"{name}.py"
    run(
        [script, "--data-dir", data_dir, "--run-dir", run_dir, *options],
        tmp_path,
    )
    assert (run_dir / "samples/epoch-0001.png").is_file()
    assert (run_dir / "samples/training.gif").is_file()
    assert (run_dir / "curves.png").is_file()
    assert (run_dir / "model.keras").is_file()


@needs_shared
def test_compare_images(tmp_path):
    options = ["--models", "gan", "--data-dir", TFDS, "--run-dir", tmp_path]
    run([ROOT / "examples/compare_images.py", *options], tmp_path)
    assert (tmp_path / "gan/samples/epoch-0001.png").is_file()
    assert (tmp_path / "gan/model.keras").is_file()
    assert (tmp_path / "all.png").is_file()


@needs_shared
def test_conditional_mnist(tmp_path):
    home = tmp_path / "keras" / "keras_gans"
    home.mkdir(parents=True)
    options = ["--models", "acgan", "--samples", 100, "--data-dir", TFDS]
    script = ROOT / "examples/conditional_mnist.py"
    table = run([script, *options, "--run-dir", tmp_path], tmp_path)
    assert re.search(r"\| acgan \| 32 \| 2 \| \d", table)
    assert (tmp_path / "acgan/samples/epoch-0001.png").is_file()
    assert (tmp_path / "acgan/model.keras").is_file()


@needs_shared
@pytest.mark.parametrize(
    "name, options",
    [
        ("pix2pix_colorize", ["--images", 8, "--held-out", 4]),
        ("cyclegan_faces", ["--blocks", 1]),
    ],
)
def test_translation_of_faces(name, options, tmp_path):
    script = ROOT / "examples" / f"{name}.py"
    options += ["--size", 16, "--width", 2, "--run-dir", tmp_path]
    output = run([script, "--data-dir", SHARED / "celeba", *options], tmp_path)
    assert (tmp_path / "samples/epoch-0001.png").is_file()
    assert (tmp_path / "curves.png").is_file()
    assert (tmp_path / "model.keras").is_file()
    if name == "pix2pix_colorize":
        assert re.search(r"one tint +0\.\d+\nafter training 0\.\d+", output)


@needs_shared
def test_augment_mnist(tmp_path):
    options = ["--real", 100, "--generated", 50, "--steps", 2, "--seeds", 1]
    script = ROOT / "examples/augment_mnist.py"
    table = run([script, *options, "--data-dir", TFDS], tmp_path)
    for name in ("none", "50"):
        assert re.search(rf"\| {name} \| \d+\.\d\d% \(", table)


def test_compare_2d(tmp_path):
    options = ["--models", "gan", "wgangp", "--layouts", "ring"]
    options += ["--seeds", "1", "--run-dir", tmp_path]
    table = run([ROOT / "examples/compare_2d.py", *options], tmp_path)
    for name in ("gan", "wgangp"):
        assert re.search(rf"\| ring \| {name} \| \d .* of 8 \|", table)
    assert (tmp_path / "table.md").read_text() in table
    assert (tmp_path / "samples.png").is_file()


def test_diagnosis(tmp_path):
    options = ["--cases", "healthy", "--run-dir", tmp_path / "run"]
    output = run([ROOT / "examples/diagnosis.py", *options], tmp_path)
    assert "healthy: nothing found" in output
    assert (tmp_path / "run/healthy/diagnosis.json").is_file()


def test_own_images(tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for i, pixels in enumerate(images(8, (20, 24, 3))):
        Image.fromarray(((pixels + 1) * 127).astype("uint8")).save(
            pictures / f"{i}.png"
        )
    options = [
        "--size",
        "8",
        "--batch-size",
        "4",
        "--run-dir",
        tmp_path / "run",
    ]
    run([ROOT / "examples/own_images.py", pictures, *options], tmp_path)
    assert (tmp_path / "run/model.keras").is_file()


@needs_shared
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


def test_scores_in_fit_and_of_folders(tmp_path):
    script = ROOT / "examples/inception_score.py"
    options = ["--dataset", "digits", "--features", "classifier"]
    output = run([script, *options, "--samples", 20], tmp_path)
    assert "InceptionScore: 20 images" in output
    assert (tmp_path / "runs/inception-score/best.keras").is_file()
    for i, name in enumerate(("generated", "real")):
        (tmp_path / name).mkdir()
        for j, image in enumerate(images(20, (28, 28), seed=i)):
            picture = Image.fromarray(np.uint8(127 * (image + 1)))
            picture.save(tmp_path / name / f"{j}.png")
    script = ROOT / "examples/evaluate_folder.py"
    options = ["--features", "digits-classifier", "--metrics", "is", "pr"]
    output = run([script, "generated", "real", *options], tmp_path)
    assert "precision_digits-classifier_20:" in output
    assert (tmp_path / "scores.json").is_file()
