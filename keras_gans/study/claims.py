"""Findings of others, and whether a study's results reproduce them."""

import dataclasses
import statistics

from keras_gans.callbacks.diagnosis.rules import RULES
from keras_gans.metrics import METRICS
from keras_gans.metrics.metric import LOWER
from keras_gans.pages.wording import title
from keras_gans.study import checks
from keras_gans.study.checks import FIRST
from keras_gans.study.checks import PAPER
from keras_gans.study.comparison import better_direction
from keras_gans.study.results import rules_broken
from keras_gans.utils.checks import check_name

REPRODUCED = "reproduced"
REFUTED = "refuted"
OPEN = "not reached"


@dataclasses.dataclass(frozen=True)
class Claim:
    """A finding to test: one setting is better than another.

    Attributes:
        claim: The finding, a sentence.
        source: Where it was published.
        better: Labels of the runs that should score better, such as
            `{"learning_rate": 2e-4}`. The stage after `epochs`, a number or
            `"first"`, is compared; without `epochs` the last.
        worse: Labels of the runs that should score worse.
        metric: Name of a score.
        rule: Instead of `worse` and `metric`: the rule of `Diagnosis` that the
            runs `better` should break.
    """

    claim: str
    source: str = ""
    better: dict = dataclasses.field(default_factory=dict)
    worse: dict = dataclasses.field(default_factory=dict)
    metric: str = "fid"
    rule: str | None = None

    @classmethod
    def of(cls, entry):
        """The claim of an entry as YAML, JSON or Python code hold it."""
        if isinstance(entry, cls):
            return entry
        names = [field.name for field in dataclasses.fields(cls)]
        for key in checks.dictionary("A claim", entry):
            check_name("A key of a claim", key, names)
        if entry.get("rule"):
            check_name("A rule", entry["rule"], [rule.name for rule in RULES])
        checks.check_metric(entry.get("metric", "fid"))
        checks.check_text(claim=entry.get("claim"))
        labels = {
            name: _labels(checks.dictionary(name, entry.get(name)))
            for name in ("better", "worse")
        }
        if not entry.get("worse") and not entry.get("rule"):
            raise ValueError(
                "A claim must have worse, the runs that better beats, or rule, "
                f"a failure that better shows. Received: {entry}"
            )
        if entry.get("worse") and entry.get("rule"):
            raise ValueError(
                "A claim with a rule is of the runs better alone: leave worse "
                f"out. Received: worse={entry['worse']}"
            )
        return cls(**entry | labels)


def _labels(labels):
    checks.check_labels(labels)
    labels = dict(labels)
    if "learning_rate" in labels:
        labels["learning_rate"] = checks.rate(labels["learning_rate"])
    if labels.get("optimizer") == PAPER:
        labels["optimizer"] = None  # As runs have it.
    return labels


def check_claims(study, others):
    """Raises on a claim that no form of a study can test.

    Args:
        study: `Study`, whose claims are checked.
        others: Function of no arguments that returns it at its other scales,
            where claims may be tested as well.
    """
    for claim in study.claims:
        problem = _problem(claim, study)
        if problem and all(_problem(claim, other) for other in others()):
            raise ValueError(
                "A claim must compare runs of the study, or of one of its "
                f"scales. Received: {claim.claim!r}, where {problem}"
            )


def _problem(claim, study):
    """Why the runs of a study cannot test a claim, or an empty text."""
    sides = {"better": claim.better}
    if not claim.rule:
        sides["worse"] = claim.worse
    for name, labels in sides.items():
        if not _selected(study, labels):
            return f"no run has the labels and the stage of {name}: {labels}"
    if claim.rule:
        return ""
    scored = [
        _selected(study, labels, claim.metric) for labels in sides.values()
    ]
    if not all(scored):
        return f"these runs have no {claim.metric}"
    if scored[0] & scored[1]:
        return "better and worse select the same runs"
    return ""


def _selected(study, labels, metric=None):
    """The runs and stages with labels, and with a score if one is named."""
    return {
        (i, stage["epochs"])
        for i, run in enumerate(study.runs())
        if _has(run.labels, labels)
        and (metric is None or metric in _scores(run))
        if (
            stage := _stage(
                [{"epochs": n} for n in run.stages], labels.get("epochs")
            )
        )
    }


def _scores(run):
    return [value.name for key in run.metrics for value in METRICS[key].values]


def judge(study, results):
    """What the results say about each claim of a study.

    A claim on a score is reproduced if every run of the better setting beats
    every run of the worse one, refuted if it is the reverse, and not reached if
    seeds disagree or runs are missing. A claim on a failure is reproduced if
    most runs show it in the stage that it names, by default the last. It is
    refuted if no run shows it, unless the runs are shorter than that stage.

    Returns:
        A list of dictionaries: `claim`, `source`, `verdict`, `evidence`.
    """
    done = [r for r in results if r["status"] == "done"]
    return [
        {"claim": claim.claim, "source": claim.source}
        | dict(zip(("verdict", "evidence"), _verdict(claim, done), strict=True))
        for claim in study.claims
    ]


def _verdict(claim, results):
    better = _select(results, claim.better)
    if claim.rule:
        return _on_rule(claim.rule, better, claim.better.get("epochs"))
    worse = _select(results, claim.worse)
    better = _values(better, claim.metric, claim.better.get("epochs"))
    worse = _values(worse, claim.metric, claim.worse.get("epochs"))
    if not better or not worse:
        return OPEN, "no such runs"
    if None in better + worse:  # JSON has no NaN.
        return OPEN, f"{title(claim.metric)} is not a number in some runs"
    evidence = (
        f"{title(claim.metric)} {_spread(better)} against {_spread(worse)}"
    )
    if better_direction(claim.metric) == LOWER:
        better, worse = [-v for v in better], [-v for v in worse]
    if min(better) > max(worse):
        return REPRODUCED, evidence
    if max(better) < min(worse):
        return REFUTED, evidence
    return OPEN, f"{evidence}: seeds disagree"


def _on_rule(rule, results, epochs):
    if not results:
        return OPEN, "no such runs"
    shown = 0
    for result in results:
        stages = result["stages"]
        stage = _stage(stages, epochs) or stages[-1]
        shown += rule in rules_broken(result, stage["epochs"])
    evidence = f"{rule} in {shown} of {len(results)} runs"
    if 2 * shown > len(results):
        return REPRODUCED, evidence
    done = min(result["stages"][-1]["epochs"] for result in results)
    if epochs not in (None, FIRST) and done < epochs:
        return OPEN, f"{evidence}, after {done} of {epochs} epochs"
    return (OPEN if shown else REFUTED), evidence


def _select(results, labels):
    """The results of the runs that have the labels."""
    return [result for result in results if _has(result["labels"], labels)]


def _has(labels, selected):
    """Whether the labels of a run are those that a claim selects."""
    return all(
        labels.get(name) == value
        for name, value in selected.items()
        if name != "epochs"
    )


def _values(results, metric, epochs):
    """The scores of a stage: after `epochs`, the first, or the last."""
    stages = [_stage(result["stages"], epochs) for result in results]
    scores = [stage["scores"].get(metric) for stage in stages if stage]
    return [score["value"] for score in scores if score]


def _stage(stages, epochs):
    if epochs is None:
        return stages[-1]
    if epochs == FIRST:
        return stages[0]
    return next((s for s in stages if s["epochs"] == epochs), None)


def _spread(values):
    mean = f"{statistics.fmean(values):.3g}"
    if len(values) == 1:
        return f"{mean} (1 run)"
    return f"{mean} ± {statistics.stdev(values):.2g} ({len(values)} runs)"
