"""Claims put to the test: what a study's results say of others' findings."""

import statistics

from keras_gans.metrics.metric import LOWER
from keras_gans.study.checks import FIRST
from keras_gans.study.comparison import better_direction
from keras_gans.study.summary import rules

REPRODUCED = "reproduced"
REFUTED = "refuted"
OPEN = "not reached"


def judge(study, results):
    """What the results say of each claim of a study.

    A claim on a score is reproduced where every run of the better setting beats
    every run of the worse one, refuted where it is the reverse, and not reached
    where seeds disagree or runs are missing. A claim on a failure is reproduced
    where most runs show it in the stage that it names, the last by default, and
    refuted where none does, unless they are shorter than it says.

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
    better = _those(results, claim.better)
    if claim.rule:
        return _on_rule(claim.rule, better, claim.better.get("epochs"))
    worse = _those(results, claim.worse)
    better = _values(better, claim.metric, claim.better.get("epochs"))
    worse = _values(worse, claim.metric, claim.worse.get("epochs"))
    if not better or not worse:
        return OPEN, "no such runs"
    evidence = (
        f"{claim.metric} {_spread(better)} against {_spread(worse)}, "
        f"{len(better)} and {len(worse)} runs"
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
        shown += rule in rules(result, stage["epochs"])
    evidence = f"{rule} in {shown} of {len(results)} runs"
    if 2 * shown > len(results):
        return REPRODUCED, evidence
    done = min(result["stages"][-1]["epochs"] for result in results)
    if epochs not in (None, FIRST) and done < epochs:
        return OPEN, f"{evidence}, after {done} of {epochs} epochs"
    return (OPEN if shown else REFUTED), evidence


def _those(results, labels):
    return [
        result
        for result in results
        if all(
            result["labels"].get(name) == value
            for name, value in labels.items()
            if name != "epochs"
        )
    ]


def _values(results, metric, epochs):
    """The values of a stage: of so many epochs, the first, or the last."""
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
        return mean
    return f"{mean} ± {statistics.stdev(values):.2g}"
