"""Scores of runs and folders, by the command line."""

import dataclasses
import json
import shutil
import types

import keras
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans import commands
from keras_gans import metrics
from keras_gans.metrics import mnist_classifier
from keras_gans.metrics.extractors import clip_features
from keras_gans.metrics.extractors import dinov2_features
from keras_gans.metrics.extractors import mnist_classifier as classifier_module
from keras_gans.metrics.extractors import vgg16_features
from keras_gans.runs import data_images
from keras_gans.runs import evaluation
from keras_gans.runs import extractors
from keras_gans.runs import references
from keras_gans.runs.few_images import possible


def call(*arguments):
    return CliRunner().invoke(commands.app, [str(a) for a in arguments])


def digits(n, **kwargs):
    return next(
        kg.datasets.digits(n, image_size=28, **kwargs).as_numpy_iterator()
    )


@pytest.mark.slow
def test_the_classifier_knows_digits_and_is_kept(tmp_path, capsys):
    mnist_classifier("digits", cache_dir=tmp_path)
    assert "Training" in capsys.readouterr().out
    extractor = mnist_classifier("digits", cache_dir=tmp_path)
    assert "Training" not in capsys.readouterr().out
    assert extractor.accuracy > 0.95
    images, labels = digits(500, labels=True)
    seen = extractor(images)
    assert seen.features.shape == (500, 128)
    # Four fifths of these it was trained on.
    assert (seen.probabilities.argmax(axis=1) == labels).mean() > 0.97
    assert metrics.inception_score(seen.probabilities).mean > 8


def test_a_damaged_classifier_is_named(tmp_path):
    name = "digits-classifier.keras"
    (tmp_path / name).write_bytes(b"no model")
    with pytest.raises(ValueError, match=f"{name}; remove it"):
        mnist_classifier("digits", cache_dir=tmp_path)


@pytest.mark.slow
def test_a_run(tmp_path, tiny_run, digits_classifier, keras_home):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    result = call("evaluate", run, "--samples", 1000)
    assert result.exit_code == 0, result.output
    for text in (
        "is_digits-classifier_1k",
        "fid_digits-classifier_1k",
        "test accuracy of the classifier 0.9",
        "compared with digits train (",
        "), 1000 images",
    ):
        assert text in result.output
    scores = json.loads((run / "metrics.json").read_text())
    scores = {s["metric"]: metrics.Result(**s) for s in scores}
    assert list(scores) == [
        "is",
        "fid",
        "mind",
        "kid",
        "precision",
        "recall",
        "density",
        "coverage",
    ]
    # The generator is untrained.
    assert scores["fid"].value > 10
    assert scores["fid"].details["ema"] is False
    # Again, with the features of real images from the disk.
    assert list((keras_home / "keras_gans").glob("features-*.npz"))
    again = evaluation.evaluate_run(run, ["fid"], samples=1000, verbose=False)
    assert again[0].value == pytest.approx(scores["fid"].value, rel=1e-6)


@pytest.mark.slow
def test_training_or_loading_the_classifier_changes_no_other_randomness(
    tmp_path, monkeypatch
):
    import random

    once = dataclasses.replace(
        classifier_module.CLASSIFIED["digits"], classifier_epochs=1
    )
    monkeypatch.setitem(classifier_module.CLASSIFIED, "digits", once)
    drawn = []
    for _ in range(2):  # Trains it, and loads it.
        keras.utils.set_random_seed(3)
        mnist_classifier("digits", cache_dir=tmp_path)
        model = kg.DCGAN((8, 8, 1), 4, width=4)
        drawn.append([random.random(), *model.get_weights()])
    for a, b in zip(*drawn, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
def test_real_digits_score_better_than_noise_in_folders(
    tmp_path, digits_classifier
):
    rng = np.random.default_rng(0)
    real = digits(1500, shuffle=False)[..., 0]
    pictures = {
        "reference": real[:600],
        "rest": real[600:1200],
        "noise": rng.uniform(-1, 1, (600, 28, 28)),
    }
    for name, images in pictures.items():
        (tmp_path / name).mkdir()
        for i, image in enumerate(kg.datasets.unscale(images)):
            Image.fromarray(image).save(tmp_path / name / f"{i:03}.png")
    output = tmp_path / "scores.json"
    scores = {}
    for name in ("rest", "noise"):
        result = call(
            "evaluate",
            tmp_path / name,
            tmp_path / "reference",
            "--metrics",
            "fid,pr",
            "--features",
            "digits-classifier",
            "-o",
            output,
        )
        assert result.exit_code == 0, result.output
        content = json.loads(output.read_text())
        scores[name] = {s["metric"]: s["value"] for s in content}
    assert scores["rest"]["fid"] < 0.1 * scores["noise"]["fid"]
    assert scores["rest"]["precision"] > scores["noise"]["precision"]
    # Pixels on the disk are those in memory.
    expected = metrics.frechet_distance(
        *(
            mnist_classifier("digits")(x[..., None]).features
            for x in (real[:600], real[600:1200])
        )
    )
    assert scores["rest"]["fid"] == pytest.approx(expected, rel=1e-3)


def test_pictures_of_many_sizes_are_read_in_batches_of_one_size(tmp_path):
    sizes = [(8, 8), (8, 8), (10, 6), (8, 8)]
    for i, size in enumerate(sizes):
        Image.new("RGB", size, (i, 0, 0)).save(tmp_path / f"{i}.png")
    batches = list(references.read_pictures(sorted(tmp_path.iterdir()), 3))
    assert [batch.shape for batch in batches] == [
        (2, 8, 8, 3),
        (1, 6, 10, 3),
        (1, 8, 8, 3),
    ]
    reds = np.concatenate([batch[:, 0, 0, 0] for batch in batches])
    np.testing.assert_allclose((reds + 1) * 127.5, range(4), atol=1e-4)


def test_names_of_features():
    with pytest.raises(ValueError, match="Did you mean 'imagenet'"):
        extractors.make_extractor("imagnet")


@pytest.mark.parametrize(
    ("features", "kind", "presets"),
    [
        ("vgg16", "VGG16Features", ()),
        ("dinov2-base", "DINOv2Features", ("dinov2_base",)),
        ("clip", "CLIPFeatures", ("clip_vit_large_patch14_336",)),
    ],
)
def test_networks_by_name(monkeypatch, features, kind, presets):
    """What loads the weights is asked for those of the published scores."""
    loaded = []

    def load(*arguments, **_):
        loaded.extend(arguments)
        raise ConnectionError("no network")

    for module in (clip_features, dinov2_features):
        monkeypatch.setattr(module, "load_backbone", load)
    monkeypatch.setattr(vgg16_features, "load_keras_network", load)
    with pytest.raises(ConnectionError):
        extractors.make_extractor(features)
    assert set(presets) <= set(loaded)
    assert getattr(metrics, kind).has_classes == (features == "vgg16")


def test_a_classifier_reads_the_folder_of_its_own_data_alone(monkeypatch):
    folders = []
    monkeypatch.setattr(
        extractors,
        "mnist_classifier",
        lambda name, data_dir: folders.append((name, data_dir)),
    )
    for dataset in ("mnist", "image_folder"):
        extractors.make_extractor("mnist-classifier", dataset, "folder")
    assert folders == [("mnist", "folder"), ("mnist", None)]


@pytest.mark.slow
def test_a_split_must_be_there_and_fewer_real_images_are_said(
    tmp_path, tiny_run, digits_classifier
):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    result = call("evaluate", run, "--split", "test")
    assert "unless the data set is one of mnist" in result.output
    result = call("evaluate", run, "--samples", 2000, "--metrics", "fid")
    assert result.exit_code == 0, result.output
    assert "2000 samples, compared with digits train" in result.output
    assert "1797 images" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a", "b"], "REFERENCE must be a folder. Received: b"),
        (["a", "b", "--seed", "3"], "--seed are for runs"),
        (["a", "b", "--samples", "0"], "--samples 0"),
        (["nowhere"], "must be the name of a preset"),
        (["a", "b", "--metrics", "fdi"], "Did you mean 'fid'"),
        (["dcgan-mnist", "--samples", "0"], "--samples 0"),
    ],
)
def test_errors_are_one_line(arguments, message):
    result = call("evaluate", *arguments)
    assert result.exit_code == 1
    assert message in result.output


def conditional(monkeypatch, **labels):
    """A conditional model of digits, as if it were the model of a run."""
    config = types.SimpleNamespace(dataset="digits", data_dir=None)
    model = kg.ConditionalGAN((8, 8, 1), 4, width=4, **labels)
    real = digits(40)
    monkeypatch.setattr(data_images, "data_set_images", lambda *_: real)
    monkeypatch.setattr(evaluation, "_config", lambda *_: config)
    monkeypatch.setattr(evaluation, "kind_of", lambda run: type(model))
    monkeypatch.setattr(evaluation, "load", lambda run: model)
    return model


def test_label_accuracy_of_a_run_is_of_the_classes_asked_for(
    monkeypatch, digits_classifier
):
    model = conditional(monkeypatch, num_classes=10)
    model.labels.cycled = lambda n: 9 - np.arange(n) % 10
    la, _ = evaluation.evaluate_run(
        "run", ["la", "is"], samples=40, seed=2, verbose=False
    )
    labels = 9 - np.arange(40) % 10
    images = model.generate(40, seed=2, labels=labels)
    seen = mnist_classifier("digits")(images).probabilities
    assert la.metric == "label_accuracy"
    assert la.value == (seen.argmax(axis=1) == labels).mean()


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (
            {"num_classes": 3},
            "of 3 classes and the .*'digits-classifier' of 10",
        ),
        (
            {"num_attributes": 10},
            "'la' is for .* a ConditionalGAN of attributes",
        ),
    ],
)
def test_label_accuracy_of_another_run_is_refused_before_its_images(
    monkeypatch, digits_classifier, labels, message
):
    model = conditional(monkeypatch, **labels)
    model.generate = None
    with pytest.raises(ValueError, match=message):
        evaluation.evaluate_run("run", ["la"], samples=40, verbose=False)


def test_a_classifier_of_grey_images_is_refused_before_it_is_trained(
    monkeypatch,
):
    from keras_gans.runs import extractors

    monkeypatch.setattr(extractors, "mnist_classifier", None)
    with pytest.raises(ValueError, match="3 channels; the classifiers see"):
        extractors.make_extractor("digits-classifier", shape=(8, 8, 3))
    # The default for such images needs no classifier.
    monkeypatch.setattr(extractors, "InceptionV3Features", lambda name: name)
    assert extractors.make_extractor(None, "digits", shape=(8, 8, 3)) == "fid"


def test_a_run_that_translates_is_refused_before_its_model_is_read(monkeypatch):
    monkeypatch.setattr(evaluation, "kind_of", lambda run: kg.Pix2Pix)
    with pytest.raises(ValueError, match="a Pix2Pix, which translates"):
        evaluation.evaluate_run("nowhere")


def test_label_accuracy_of_folders_is_refused():
    with pytest.raises(ValueError, match="'la' needs the classes"):
        evaluation.evaluate_folders("nowhere", "nowhere", ["la"])


def test_scores_that_few_images_do_not_allow_are_left_out():
    metrics = ["is", "fid", "kid", "pr", "dc"]
    # The limits of the formulas: 10 splits, 2 of a subset that is half of
    # them, 3 and 5 other neighbours, 2 for a covariance.
    assert list(possible(metrics, 10, 10)) == metrics
    with pytest.warns(
        UserWarning,
        match=r"is \(Inception Score\) needs at least 10 images of each kind. "
        "Received: 9 real and 9 gen",
    ):
        assert list(possible(metrics, 9, 9)) == metrics[1:]
    with pytest.warns(
        UserWarning,
        match=r"kid \(.*at least 4, pr .*at least 4, dc .*at least 6 ",
    ):
        assert list(possible(metrics, 3, 3)) == ["fid"]
    with pytest.raises(ValueError, match="fid.* at least 2.* 9 real and 1"):
        possible(["fid"], 9, 1)
    assert possible({"kid": {"subset_size": 99}}, 100, 100)


def digit_folder(folder, n):
    folder.mkdir()
    for i, image in enumerate(kg.datasets.unscale(digits(n))[..., 0]):
        Image.fromarray(image).save(folder / f"{i}.png")
    return folder


def test_few_pictures_and_torn_ones(tmp_path, digits_classifier):
    real = digit_folder(tmp_path / "real", 8)
    fake = digit_folder(tmp_path / "fake", 8)
    (fake / "torn.png").write_bytes(b"no picture")
    options = ["--features", "digits-classifier", "-o", tmp_path / "s.json"]
    result = call("evaluate", fake, real, *options)
    assert result.exit_code == 1
    assert "torn.png" in result.output and "--skip-corrupt" in result.output
    options += ["--skip-corrupt", "--samples", 9]
    with pytest.warns(UserWarning) as caught:
        result = call("evaluate", fake, real, *options)
    assert result.exit_code == 0, result.output
    texts = " ".join(str(warning.message) for warning in caught)
    assert "all 8 are scored. Received: --samples 9" in texts
    assert (
        "torn.png" in texts
        and "is (Inception Score) needs at least 10" in texts
    )
    scores = json.loads((tmp_path / "s.json").read_text())
    assert [s["metric"] for s in scores][:2] == ["fid", "mind"]
    # The folders hold the same pictures.
    for score in scores[:2]:
        assert score["value"] == pytest.approx(0, abs=1e-6)


@pytest.mark.filterwarnings("ignore:The covariance")
def test_statistics_stand_for_the_pictures_they_are_of(
    tmp_path, digits_classifier, monkeypatch
):
    real = digit_folder(tmp_path / "real", 30)
    fake = digit_folder(tmp_path / "fake", 12)
    x, y = (
        references.FolderImages(folder, "folder")
        .features(digits_classifier, False)[0]
        .features.astype("float64")
        for folder in (real, fake)
    )
    file = tmp_path / "real.npz"
    np.savez(file, mu=x.mean(axis=0), sigma=np.cov(x, rowvar=False))
    options = ["--features", "digits-classifier", "-o", tmp_path / "s.json"]
    result = call("evaluate", fake, file, *options, "--bootstrap", 3)
    assert result.exit_code == 0, result.output
    assert "(bootstrap, 95 %: " in result.output
    is_, fid = json.loads((tmp_path / "s.json").read_text())
    assert (is_["metric"], is_["reference"]) == ("is", None)
    assert fid["value"] == pytest.approx(
        metrics.frechet_distance(x, y), rel=1e-5
    )
    assert fid["std_kind"] == "bootstrap" and fid["std"] > 0
    assert fid["reference"].startswith(f"statistics {file} (")
    result = call("evaluate", fake, file, *options, "--metrics", "fid,kid,pr")
    assert result.exit_code == 1
    assert "--metrics must need" in result.output
    assert "Received: kid, pr" in result.output
    np.savez(file, mu=np.zeros(5), sigma=np.eye(5))
    # It is refused before the pictures are looked at.
    monkeypatch.setattr(references.FolderImages, "features", None)
    result = call("evaluate", fake, file, *options)
    assert result.exit_code == 1
    assert "--features must be of the network" in result.output
    assert "Received: digits-classifier, with 128" in result.output


@pytest.mark.slow
def test_a_saved_model_and_a_run_against_pictures(
    tmp_path, tiny_run, digits_classifier
):
    real = digit_folder(tmp_path / "real", 40)
    file = shutil.copy(tiny_run / "model.keras", tmp_path / "gan.keras")
    options = ["--metrics", "pr,is", "--features", "digits-classifier"]
    options += ["--samples", 40, "--seed", 3, "-o", tmp_path / "s.json"]
    values = []
    for target in (file, tiny_run):
        result = call("evaluate", target, real, *options)
        assert result.exit_code == 0, result.output
        assert f"compared with folder {real}" in result.output
        scores = json.loads((tmp_path / "s.json").read_text())
        assert scores[0]["samples"] == 40
        values.append([s["value"] for s in scores])
    assert values[0] == values[1]
    # The samples that the run has drawn are no pictures to score.
    images = keras.saving.load_model(file).generate(40, seed=3)
    seen = mnist_classifier("digits")(images).probabilities
    expected = metrics.inception_score(seen).mean
    assert values[0][-1] == pytest.approx(expected, rel=1e-6)
    result = call("evaluate", file)
    assert result.exit_code == 1
    assert "TARGET does not name the data" in result.output
