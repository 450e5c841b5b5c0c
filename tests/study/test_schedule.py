"""Studies that are run: with failures, torn files, kills and others beside."""

import json
import re
import subprocess
import sys
import types
from pathlib import Path

import keras
import pytest
from typer.testing import CliRunner

from keras_gans import commands
from keras_gans.commands.actions import study as action
from keras_gans.runs import extractors
from keras_gans.study import Study
from keras_gans.study import folders
from keras_gans.study import processes
from keras_gans.study import schedule
from keras_gans.study.results import read_result
from keras_gans.study.results import read_results
from tests.helpers import run_python

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="the data sets of studies need TensorFlow",
)
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
COMMAND = [sys.executable, "-c", "from keras_gans_command import main; main()"]
# No classifier: its training would take longer than these runs.
SMALL = {
    "models": {"gan": {"width": 4}},
    "datasets": {"digits": {"image_size": 8}},
    "batch_sizes": [256],
    "epochs": [1, 2],
    "metrics": [],
}


def call(*arguments):
    arguments = ["study", *map(str, arguments)]
    return CliRunner().invoke(commands.app, arguments)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A study of two runs, of which one fails."""
    folder = tmp_path_factory.mktemp("study")
    cases = {
        "good": {},
        "bad": {"learning_rate": 1e30},
    }
    study = Study(name="small", **SMALL | {"cases": cases})
    return study, folder, schedule.run(study, folder, jobs=2)


@pytest.mark.slow
def test_a_run_that_fails_is_recorded_and_stops_no_other(done):
    _, folder, (good, bad) = done
    assert [good["status"], bad["status"]] == ["done", "failed"]
    assert "reached NaN or infinity" in bad["error"]
    assert [stage["epochs"] for stage in good["stages"]] == [1, 2]
    assert good["stages"][1]["logs"].keys() >= {"d_loss", "diversity", "step"}
    assert good["versions"]["keras"] == keras.__version__
    run = folder / "runs" / good["id"]
    assert len(list(run.glob("samples/*.png"))) == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"models": {"gan": {"width": "4"}}}, "width='4', in the run digits-"),
        ({"cases": {"a": {"settings": {"d_steps": 0}}}}, "d_steps=0, in the"),
        ({"batch_sizes": [256, 5000]}, "batch_size=5000, in the run digits-"),
        ({"metrics": ["la"]}, "Received: a GAN without classes, in the run"),
    ],
)
def test_what_no_run_could_do_is_refused_before_any(changes, message, tmp_path):
    study = Study(name="small", **SMALL | changes)
    with pytest.raises(ValueError, match=message):
        schedule.run(study, tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_sizes_of_rectangles_are_prepared():
    datasets = {"digits": {"image_size": [8, 12]}}
    schedule.prepare(Study(name="s", **SMALL | {"datasets": datasets}).runs())


@pytest.mark.slow
def test_what_is_done_is_not_done_again(done):
    study, folder, results = done
    paths = sorted(folder.glob("runs/*/result.json"))
    before = [path.stat().st_mtime_ns for path in paths]
    assert schedule.run(study, folder) == results
    assert [path.stat().st_mtime_ns for path in paths] == before


@pytest.mark.slow
def test_a_failed_run_is_done_again_on_request(done):
    study, folder, (good, bad) = done
    path = folder / "runs" / bad["id"] / "result.json"
    before = path.stat().st_mtime_ns
    again = schedule.run(study, folder, retry=True)
    assert path.stat().st_mtime_ns > before
    assert [result["status"] for result in again] == ["done", "failed"]
    assert again[0] == good


@pytest.mark.slow
def test_a_torn_result_is_named_set_aside_and_made_again(done, capsys):
    study, folder, (good, _) = done
    path = folder / "runs" / good["id"] / "result.json"
    path.write_text(path.read_text()[:100])
    with pytest.warns(UserWarning, match=re.escape(str(path))):
        (bad,) = read_results(study, folder)
    assert bad["status"] == "failed"
    again, _ = schedule.run(study, folder)
    assert str(path) in capsys.readouterr().out
    assert path.with_suffix(".corrupt").exists()
    # From its checkpoint, so that nothing was lost.
    assert again | {"seconds": 0} == good | {"seconds": 0}


@pytest.mark.slow
def test_status_and_report(done):
    _, folder, (_, bad) = done
    status = call("status", str(folder))
    assert "small: 1 of 2 runs done, 1 failed" in status.stdout
    assert f"{bad['id']}: ValueError: The training reached NaN" in status.stdout
    assert call("report", str(folder)).exit_code == 0
    assert (folder / "report.html").stat().st_size > 10_000


@pytest.mark.slow
def test_two_processes_never_do_a_run_twice(tmp_path):
    study = tmp_path / "study.yaml"
    study.write_text(json.dumps(SMALL))
    arguments = ["study", "run", str(study), "--seeds", "2", "--jobs", "1"]
    both = [
        subprocess.Popen(
            [*COMMAND, *arguments, "--folder", str(tmp_path / "s")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    printed = [process.communicate()[0] for process in both]
    for process, text in zip(both, printed, strict=True):
        assert process.returncode == 0, text
        assert "2 of 2 runs done, 0 failed" in text
    logs = [path.read_text() for path in tmp_path.glob("s/runs/*/log.txt")]
    assert [text.count("Epoch 2/2") for text in logs] == [1, 1]


@pytest.mark.slow
def test_a_killed_study_ends_as_if_it_had_not_been(digits_classifier):
    script = BENCHMARKS / "kill_study.py"
    run = run_python(script, "--runs", 2, "--kills", 1)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 runs, killed 1 times, ended with the table" in run.stdout


@pytest.mark.slow
def test_a_full_disk_loses_no_result(done):
    _, folder, (good, _) = done
    result = folder / "runs" / good["id"] / "result.json"
    before = result.read_bytes()
    limited = (
        "import resource; from keras_gans_command import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))\n"
        "main()"
    )
    run = run_python("-c", limited, "study", "report", folder)
    assert run.returncode == 1
    assert re.search(r"Error: .*Could not write .*: File too large", run.stderr)
    assert result.read_bytes() == before
    assert not list(folder.rglob(".part-*"))


@pytest.mark.slow
def test_ray(tmp_path):
    pytest.importorskip("ray", reason="Ray is not installed")
    study = tmp_path / "study.yaml"
    study.write_text(json.dumps(SMALL | {"seeds": [0, 1]}))
    folder = tmp_path / "s"
    arguments = ["run", study, "--ray", "local", "--folder", folder]
    run = run_python(*COMMAND[1:], "study", *arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 runs were sent to Ray" in run.stdout
    assert "2 of 2 runs done, 0 failed" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "vanila-adam"], "Did you mean 'vanilla-adam'"),
        (["run", "vanilla-adam", "--scale", "smal"], "must be one of smoke"),
        (["run", "epochs", "--data-dir", "here"], "must be NAME=DIR"),
        (["run", "epochs", "--jobs", "0"], "jobs must be a positive integer"),
        (["run", "epochs", "--seeds", "0"], "seeds must be a positive"),
        (["run", "missing.yaml"], "missing.yaml, which does not exist"),
        (["status", "nowhere"], "FOLDER must be the folder of a study"),
        (["report", "nowhere"], "FOLDER must be the folder of a study"),
        (["report", __file__], "FOLDER must be the folder of a study"),
    ],
)
def test_bad_arguments(tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 1
    assert message in result.stderr


def test_failed_runs_are_in_the_status(tmp_path, monkeypatch):
    failed = {"id": "one", "status": "failed", "error": "ValueError: no"}
    monkeypatch.setattr(action.studies, "run", lambda *_, **__: [failed])
    monkeypatch.setattr(action, "_write_report", lambda *_: "report.html")
    result = call("run", "epochs", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert "one: ValueError: no" in result.stdout
    assert "See report.html" in result.stdout


def test_too_few_samples_are_refused_before_training(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "models: [gan]\ndatasets: {digits: {image_size: 8}}\n"
        "metrics: [fid]\nsamples: 1\n"
    )
    result = call("run", path, "--folder", tmp_path / "study")
    assert result.exit_code == 1
    text = " ".join(result.stderr.split())
    assert "fid (Frechet distance) needs at least 2 images" in text
    assert not (tmp_path / "study/runs").exists()


def test_a_study_without_scales_says_so(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("models: [gan]\ndatasets: [digits]\n")
    result = call("run", path, "--scale", "smoke")
    assert result.exit_code == 1
    text = " ".join(result.stderr.split())
    assert "has no scale: leave it out. Received: 'smoke'" in text


def test_missing_data_stop_a_study_before_its_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    empty = tmp_path / "empty"
    empty.mkdir()
    folder = tmp_path / "s"
    options = ["--data-dir", f"mnist={empty}", "--folder", str(folder)]
    run = call("run", "epochs", *options)
    assert run.exit_code == 1
    assert "Error: mnist is not at" in run.stderr
    assert not (folder / "runs").exists()
    assert not (folder / "study.json").exists()


def test_scores_that_the_network_cannot_give_stop_a_study(
    tmp_path, monkeypatch
):
    extractor = types.SimpleNamespace(has_classes=False)
    monkeypatch.setattr(extractors, "make_extractor", lambda *a, **k: extractor)
    study = Study(name="small", **SMALL | {"metrics": ["fid", "is"]})
    with pytest.raises(ValueError, match="'is' needs a classification net"):
        schedule.run(study, tmp_path / "s")
    assert not (tmp_path / "s" / "study.json").exists()


@pytest.mark.slow
def test_machines_have_the_data_in_folders_of_their_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study = Study(name="small", **SMALL | {"epochs": [1]})

    def launch(runs, folder, jobs):
        # Another machine begins meanwhile.
        others = {"digits": "/elsewhere"}
        schedule.run(study, folder, data_dirs=others, launch=lambda *_: None)
        processes.in_processes(runs, folder, jobs)

    (result,) = schedule.run(
        study, tmp_path / "s", data_dirs={"digits": "here"}, launch=launch
    )
    assert result["config"]["data_dir"] == str(tmp_path / "here")


def test_a_killed_run_is_left_to_the_next_command(tmp_path, monkeypatch, capfd):
    started = []

    def start(run, *_):
        started.append(run)
        kill = "import os; os.kill(os.getpid(), 9)"
        return subprocess.Popen(
            [sys.executable, "-c", kill], stdin=subprocess.PIPE
        )

    monkeypatch.setattr(processes, "start", start)
    study = Study(name="small", **SMALL)
    for times in (1, 2):
        assert schedule.run(study, tmp_path) == []
        assert len(started) == times
        assert "signal 9 (Killed)" in " ".join(capfd.readouterr().err.split())


BAR = "\b\b\r\x1b[1m6/7\x1b[0m \x1b[32m━━━\x1b[0m 0s 11ms/step - d_loss: 1.3"


@pytest.fixture
def run(tmp_path):
    """A run of a study in a folder, with a log."""
    (run,) = Study(name="small", **SMALL).runs()
    log = tmp_path / "runs" / run.id / "log.txt"
    log.parent.mkdir(parents=True)
    log.write_text(f"Epoch 1/2\n{BAR}{BAR}\n\x1b[1mNo \x07memory\x1b[0m\n{BAR}")
    return run


def test_why_a_process_died_is_recorded_without_what_steers_terminals(
    run, tmp_path
):
    line = processes.outcome(run, tmp_path, 3)
    assert line == (
        f"{run.id}: failed, Its process ended with status 3: No  memory"
    )
    result = read_result(tmp_path / "runs" / run.id / "result.json")
    assert result["error"].split("\n")[0] == "Epoch 1/2"
    assert all(c.isprintable() or c == "\n" for c in result["error"])
    assert "━" not in result["error"]


@pytest.mark.parametrize("status", [-15, 143])
def test_a_run_that_a_signal_ended_has_not_failed(run, tmp_path, status):
    line = processes.outcome(run, tmp_path, status)
    assert line == (
        f"{run.id}: ended by signal 15 (Terminated); the same command resumes "
        "it"
    )
    assert not folders.result_path(tmp_path, run.id).exists()


def test_a_score_that_is_not_a_number_is_told(run, tmp_path):
    score = {"protocol": "la", "value": None}
    stage = {"epochs": 1, "scores": {"la": score}, "logs": {}}
    folders.write_result(run, tmp_path, error=None, stages=[stage], seconds=2)
    assert processes.outcome(run, tmp_path, 0) == f"{run.id}: la nan, 2 s"


def test_a_death_is_not_recorded_where_another_process_has_begun_the_run(
    run, tmp_path
):
    with folders.lock(tmp_path, run.id):
        assert processes.outcome(run, tmp_path, 1) is None
    assert not folders.result_path(tmp_path, run.id).exists()
