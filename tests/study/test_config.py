"""A study's description: what it expands to, and what it refuses."""

import dataclasses
import json

import pytest

from keras_gans.study import Choice
from keras_gans.study import Study
from keras_gans.study import built_in
from keras_gans.study import load
from keras_gans.study.checks import check_settings


def test_a_study_is_every_combination():
    study = Study(
        name="lr",
        models=["gan", {"dcgan": {"width": 8}}],
        learning_rates=[2e-3, [4e-4, 1e-4]],
        batch_sizes=[32, 64],
        seeds=[0, 1],
    )
    runs = study.runs()
    assert len(runs) == len({run.id for run in runs}) == 16
    assert [run.config.seed for run in runs] == [0] * 8 + [1] * 8
    dcgan = [run for run in runs if run.labels["model"] == "dcgan"]
    assert all(run.config.settings == {"width": 8} for run in dcgan)
    assert runs[-1].config.learning_rate == [4e-4, 1e-4]


def test_a_case_replaces_what_it_names():
    study = Study(
        name="cases",
        models=[Choice("gan", {"width": 8})],
        cases={
            "as it is": {},
            "sgd": {"optimizer": {"sgd": {"momentum": 0.9}}, "batch_size": 7},
            "smoothed": {"settings": {"label_smoothing": 0.1}},
        },
    )
    plain, sgd, smoothed = (run.config for run in study.runs())
    assert plain.optimizer is None and plain.settings == {"width": 8}
    assert sgd.optimizer == {"name": "sgd", "momentum": 0.9}
    assert sgd.batch_size == 7
    assert smoothed.settings == {"width": 8, "label_smoothing": 0.1}


def test_augmentation_is_of_a_case_or_of_a_data_set():
    study = Study(
        name="few",
        models=["lsgan"],
        datasets={"digits": {"augment": "diff", "flip_and_shift": True}},
        cases={
            "diff": {},
            "ada": {"augment": "ada"},
            "none": {"augment": "none"},
        },
    )
    configs = [run.config for run in study.runs()]
    assert [c.augment for c in configs] == ["diff", "ada", None]
    assert all(c.flip_and_shift for c in configs)
    assert len({run.id for run in study.runs()}) == 3
    with pytest.raises(ValueError, match="are flip_and_shift=True"):
        Study(
            name="old",
            models=["lsgan"],
            datasets={"digits": {"augment": True}},
        )


def test_a_data_set_may_have_stages_and_metrics_of_its_own():
    study = Study(
        name="data",
        models=["gan"],
        datasets={"digits": {"image_size": 16}, "mnist": {"epochs": [2, 4]}},
        epochs=[7],
        metrics=["fid"],
    )
    digits, mnist = study.runs()
    assert digits.config.image_size == 16 and digits.stages == (7,)
    assert mnist.stages == (2, 4) and mnist.config.epochs == 4


def test_a_name_tells_all_that_a_result_depends_on():
    study = Study(name="names", models=["gan"], datasets=["mnist"])
    (run,) = study.runs()
    # Also of results of earlier versions.
    assert run.id == "mnist-gan-s0-b94afe00"
    for change in ({"samples": 7}, {"epochs": [3]}, {"metrics": ["is"]}):
        (other,) = dataclasses.replace(study, **change).runs()
        assert other.id != run.id
    elsewhere = {"mnist": {"data_dir": "/elsewhere"}}
    (same,) = dataclasses.replace(study, datasets=elsewhere).runs()
    assert same.id == run.id


@pytest.mark.parametrize("name", built_in())
@pytest.mark.parametrize("scale", ["smoke", "cpu", "paper"])
def test_the_built_in_studies(name, scale):
    study = load(name, scale)
    assert study.name == name and study.title and study.about
    again = Study.of(json.loads(json.dumps(dataclasses.asdict(study))))
    assert again == study
    labels = [run.labels for run in study.runs()]
    for claim in study.claims:
        for labels_of_claim in (claim.better, claim.worse):
            wanted = {k: v for k, v in labels_of_claim.items() if k != "epochs"}
            # Most of smoke has no MNIST, and other batches.
            is_quick = scale == "smoke" and name != "architectures"
            if wanted and not is_quick:
                assert any(wanted.items() <= run.items() for run in labels)


def test_choices_of_one_name_are_told_apart_by_their_arguments():
    study = Study(
        name="widths",
        models=[{"gan": {"width": 4}}, {"gan": {"width": 8}}, "dcgan"],
        datasets=[{"digits": {"epochs": 3, "metrics": "fid"}}],
    )
    labels = [run.labels["model"] for run in study.runs()]
    assert labels == ["gan (width=4)", "gan (width=8)", "dcgan"]
    assert {run.labels["dataset"] for run in study.runs()} == {"digits"}
    assert {(run.stages, run.metrics) for run in study.runs()} == {
        ((3,), ("fid",))
    }


def test_a_file_and_its_scale(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "models: [gan]\nepochs: 3\nlearning_rates: [2e-3]\n"
        "scales: {long: {epochs: [5, 9]}}\n"
    )
    assert load(path).epochs == (3,)
    assert load(path).learning_rates == (0.002,)
    assert load(path, "long").epochs == (5, 9)
    assert load(path).name == "mine"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("models: [gan]\nepoch: 3", "Did you mean 'epochs'"),
        ("models: [gam]", "Did you mean 'gan'"),
        ("models: {gan: {widht: 3}}", "Did you mean 'width'"),
        ("models: [gan]\ndatasets: [digit]", "Did you mean 'digits'"),
        ("models: [gan]\nmetrics: [fdi]", "Did you mean 'fid'"),
        ("models: [gan]\noptimizers: [adm]", "Did you mean 'adam'"),
        ("models: [gan]\noptimizers: {sgd: {momentm: 1}}", "'momentum'"),
        ("models: [gan]\ncases: {a: {batchsize: 1}}", "'batch_size'"),
        ("models: [gan]\nclaims: [{clam: x}]", "'claim'"),
        ("models: [gan]\nclaims: [{claim: x, rule: colapse}]", "A rule must"),
        (
            "models: [gan]\nclaims: [{claim: x, better: {modle: gan}}]",
            "A label of a claim",
        ),
        (
            "models: [gan]\nclaims: [{claim: x, better: {epochs: last}}]",
            "epochs must be",
        ),
        ("models: []", "models must name at least one"),
        ("models: [gan]\nseeds: []", "seeds must name at least one"),
        ("models: [gan]\nseeds: [x]", "seed must be a non-negative integer"),
        ("models: [gan]\nepochs: [5, 3]", "epochs must increase"),
        ("models: [gan]\nlearning_rates: [fast]", "a positive number"),
        ("models: [gan]\nbatch_sizes: [0]", "batch_sizes must be a positive"),
        ("models: [3]", "A choice must be a name"),
        ("- models", "A study must hold keys and values"),
        ("models: [gan", "while parsing"),
        ("models: {gan: {width: 4}, gan: {width: 8}}", "'gan' is given twice"),
        ("models: [gan]\nseeds: 1\nseeds: 2", "'seeds' is given twice"),
        ("models: [gan, gan]", "must differ from all others"),
        ("models: [gan]\nlearning_rates: [1e-3, 0.001]", "must differ"),
        ("models: [gan]\nseeds: [0, 0]", "must differ"),
        ("epochs: 3", "must name its models. Received: name, epochs"),
        ("models: [gan]\nscales: {a: 3}\nabout: 5", "about must be text"),
        ("models: [gan]\nscales: [a]", "scales must hold keys and values"),
        ("models: [gan]\nclaims: hello", "A claim must hold keys"),
        ("models: [gan]\nclaims: [{claim: x, metric: fdi}]", "'fid'"),
        (
            "models: [gan]\nclaims: [{claim: x, worse: {model: dgan}}]",
            "A model of a claim",
        ),
        ("models: [gan]\nlearning_rates: [.inf]", "a positive number"),
        ("models: [gan]\nlearning_rates: [true]", "a positive number"),
        ("models: [gan]\nlearning_rates: [[null, 2e-4]]", "a positive number"),
        ("models: [gan]\nseeds: [true]", "seed must be a non-negative integer"),
        (
            "models: [gan]\nseeds: [0, -1]",
            "non-negative integer below 2**31, such as 0. Received: seed=-1",
        ),
        ("models: [gan]\nseeds: [0, null]", "seeds must be non-negative"),
        ("models: [gan]\nsamples: true", "samples must be a positive"),
        ("models: {gan: {kwargs: 1}}", "An argument of gan"),
        ("models: [gan]\ncases: {a: {settings: 3}}", "settings must hold"),
        ("models: [gan]\ndatasets: {digits: {epochs: []}}", "at least one"),
        ("models: [gan]\ndatasets: {digits: {metrics: fdi}}", "'fid'"),
        ("models: [gan]\nname: ../../escape", "name must begin with"),
        ("models: {gan: {seed: 3}}", "An argument of gan"),
        ("models: {gan: {image_shape: [8, 8, 1]}}", "An argument of gan"),
        ("models: [gan]\nmetrics: {kid: {subset_size: 9}}", "A metric must be"),
        ("models: [gan]\nfeatures: [fid]", "features must be text"),
        ("models: [gan]\noptimizers: {adam: {beta_1: high}}", "a number"),
        ("models: [gan]\noptimizers: {adam: {name: x}}", "argument of adam"),
        (
            "models: [gan]\nlearning_rates: 2e-4\n"
            "optimizers: {adam: {learning_rate: 1e-3}}",
            "must set the rates of all runs",
        ),
        ("models: [gan]\nclaims: [{claim: x}]", "must have worse"),
        (
            "models: [gan]\nclaims: [{claim: x, worse: {model: gan}, "
            "rule: oscillation}]",
            "leave worse out",
        ),
        (
            "models: [gan]\nclaims: {claim: x, better: {model: wgan}, "
            "rule: oscillation}",
            "'x', where no run has the labels and the stage of better: "
            "{'model': 'wgan'}",
        ),
        (
            "models: [gan]\nepochs: [5, 9]\nclaims: [{claim: x, "
            "better: {epochs: 5}, worse: {epochs: 8}}]",
            "no run has the labels and the stage of worse: {'epochs': 8}",
        ),
        (
            "models: [gan, dcgan]\nmetrics: [is]\nclaims: [{claim: x, "
            "better: {model: gan}, worse: {model: dcgan}}]",
            "these runs have no fid",
        ),
        (
            "models: [gan, dcgan]\nclaims: [{claim: x, worse: {model: gan}}]",
            "better and worse select the same runs",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, text, message):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match="mine.yaml") as error:
        load(path)
    assert message in str(error.value)


def test_numbers_without_a_point_are_numbers(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "models: {gan: {label_smoothing: 1e-1}}\n"
        "optimizers: {sgd: {momentum: 9E-1}}\n"
        "cases: {a: {settings: }}\n"
    )
    (run,) = load(path).runs()
    assert run.config.settings == {"label_smoothing": 0.1}
    assert run.config.optimizer == {"name": "sgd", "momentum": 0.9}


def test_claims_are_of_a_study_or_of_one_of_its_scales(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "models: [gan]\noptimizers: [paper, adam]\nclaims: [{claim: x, better: "
        "{optimizer: paper}, worse: {optimizer: adam}}, {claim: y, better: "
        "{dataset: mnist}, rule: oscillation}]\n"
        "scales: {a: {}, b: {datasets: [mnist]}}"
    )
    for scale in (None, "a", "b"):
        assert len(load(path, scale).claims) == 2


def test_an_unknown_study_or_scale(tmp_path):
    (tmp_path / "mine.yaml").write_text("models: [gan]")
    with pytest.raises(ValueError, match="has no scale: .* Received: 'quick'"):
        load(tmp_path / "mine.yaml", "quick")
    with pytest.raises(ValueError, match="no .yaml .* Received: '.*mine'"):
        load(tmp_path / "mine")
    with pytest.raises(ValueError, match="Did you mean 'vanilla-adam'"):
        load("vanila-adam")
    with pytest.raises(ValueError, match="Did you mean 'smoke'"):
        load("vanilla-adam", "smok")


def test_settings_are_arguments_of_a_model_or_its_bases():
    for name in ("r1_weight", "style_mixing", "ema_half_life", "freeze_d"):
        check_settings("conditionalstylegan2", {name: 1})
    with pytest.raises(ValueError, match="mean 'r1_weight'"):
        check_settings("stylegan2", {"r1_wieght": 1})
