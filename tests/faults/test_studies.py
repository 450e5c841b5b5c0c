"""Studies of strangers: YAML files, study.json, results, the report."""

import json

import pytest

from keras_gans import study as studies
from keras_gans.study.results import read_result
from tests.commands.helpers import call
from tests.commands.helpers import refused
from tests.study.reading import write
from tests.study.synthetic import make_result

LAUGHS = """
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
models: [gan]
title: *f
"""
MERGES = """
a: &a {p: 1, q: 1}
b: &b {<<: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]}
c: &c {<<: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]}
d: &d {<<: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]}
e: &e {<<: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]}
f: &f {<<: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]}
"""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("models: !!python/object/apply:os.mkdir [trace]", "python/object"),
        ("models: !!python/name:os.system", "python/name"),
        ("models: !!python/object/new:os.system [touch trace]", "python"),
        ("models: !mine [gan]", "!mine"),
        (LAUGHS, "at most 10000 values"),
        (MERGES, "at most 10000 values"),
        ("models: &a [gan, *a]", "at most 10000 values"),
        ("models: " + "[" * 500 + "]" * 500, "recursion"),
        ("models: gan\nseeds: [" + "9" * 5000 + "]", "digits"),
        ("models: gan\nname: ../../trace", "without slashes"),
        ("models: gan\nname: /tmp/trace", "without slashes"),
        ("models: gan\nname: 'a\\0b'", "without slashes|special characters"),
        (
            f"models: gan\nseeds: {list(range(1000))}\n"
            f"batch_sizes: {list(range(1, 1000))}",
            "at most 10000 runs. Received: 999000",
        ),
    ],
)
def test_a_study_that_does_harm_is_refused(tmp_path, monkeypatch, text, why):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "study.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=rf"(?s)study {path}: .*({why})"):
        studies.load(path)
    assert not (tmp_path / "trace").exists()


def test_anchors_of_a_usual_study_are_read(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(
        "models: &both {gan: &small {width: 4}, lsgan: {<<: *small, ema: 0.9}}"
    )
    first, second = studies.load(path).models
    assert first.arguments == {"width": 4}
    assert second.arguments == {"width": 4, "ema": 0.9}


@pytest.mark.parametrize(
    "content", ["", "[" * 200_000, "[]", '{"models": {}}', "\0\1", "{", "7"]
)
def test_a_foreign_study_is_one_line(tmp_path, content):
    path = tmp_path / "study.json"
    path.write_text(content)
    refused(call("study", "status", tmp_path), f"Could not read {path}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seconds", float("inf")),
        ("seconds", float("nan")),
        ("seconds", "1"),
        ("stages", [{"epochs": 10**400, "scores": {}, "logs": {}}]),
        ("stages", [{"epochs": 1, "scores": {}, "logs": {"a": 1e308}}]),
        ("id", "../../other"),
        ("labels", {"model": {"a": 1}}),
        ("diagnosis", [[]]),
    ],
)
def test_a_foreign_result_is_named(tmp_path, name, value):
    result = make_result()
    path = tmp_path / result["id"] / "result.json"
    path.parent.mkdir()
    path.write_text(json.dumps(result))
    assert read_result(path) == result
    path.write_text(json.dumps(result | {name: value}))
    with pytest.raises(ValueError, match=f"{path} is damaged or not a result"):
        read_result(path)


def test_texts_of_a_result_are_no_html(tmp_path):
    """Every text of a result ends in the page as the text that it is."""
    attack = "'\"><script>alert(1)</script><img src=x onerror=alert(1)>"
    score = {"value": 1.0, "std": None, "protocol": attack}
    stage = {"epochs": 2, "scores": {attack: score}, "logs": {attack: 1.0}}
    finding = {"rule": attack, "epoch": 1, "evidence": attack, "remedy": attack}
    result = make_result(
        labels={"model": attack, attack: attack},
        stages=[stage, stage | {"epochs": 3}],
        diagnosis=[finding],
        status="failed",
        error=attack,
        versions={attack: attack},
        machine=attack,
        config={attack: attack},
    )
    page = write(tmp_path, [result], title=attack, about=attack)
    (script,) = page.all("script")
    assert script == {}
    sources = [image["src"] for image in page.all("img") if "src" in image]
    assert all(source.startswith("data:") for source in sources)
    assert not [a for _, tag in page.tags for a in tag if a.startswith("on")]
    assert "alert(1)" in page.text


def test_torn_files_of_a_run_leave_the_report_whole(tmp_path):
    result = make_result()
    run = tmp_path / "runs" / result["id"]
    (run / "samples").mkdir(parents=True)
    for content in (
        "row,epoch,step\nepoch,1," + "9" * 400,
        "row,epoch,step\n" + "x" * 200_000,
        "\0\1\2",
        "",
    ):
        (run / "history.csv").write_text(content)
        (run / "samples/epoch-0001.png").write_text(content)
        assert "no pictures" in write(tmp_path, [result]).text
