"""What a study found: a row per configuration, its seeds together."""

import collections
import dataclasses
import itertools
import json
import math
import statistics

from keras_gans.study import comparison

# Logs that are shown; what the others mean depends on the model.
LOGS = ("d_loss", "g_loss", "d_real", "d_fake", "diversity")


@dataclasses.dataclass(frozen=True)
class Value:
    """What the seeds of a row have of a score or log.

    Attributes:
        seeds: Tuple of floats; NaN where a seed had no number.
        protocol: What a score compares by; `None` of a log.
    """

    seeds: tuple[float, ...]
    protocol: tuple | None = None

    @property
    def mean(self):
        return sum(self.seeds) / len(self.seeds)

    @property
    def std(self):
        """The sample standard deviation, of two seeds or more."""
        if len(self.seeds) < 2 or not math.isfinite(self.mean):
            return None
        return statistics.stdev(self.seeds)


@dataclasses.dataclass(frozen=True)
class Row:
    """A configuration after some epochs.

    Attributes:
        epochs: Integer; `None` where no seed got to a stage.
        done: Number of seeds that got so far.
        failed: Number of seeds that failed before.
        labels: Dictionary of what makes it, all but the seed.
        runs: Results of all its seeds.
        rules: Dictionary of what the diagnosis found since the row before:
            number of seeds by rule.
        scores: Dictionary of `Value`s by name.
        logs: Dictionary of `Value`s by name.
        best: Names of the scores that no comparable row surpasses.
    """

    epochs: int | None
    done: int
    failed: int
    labels: dict
    runs: tuple[dict, ...]
    rules: dict[str, int]
    scores: dict[str, Value]
    logs: dict[str, Value]
    best: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Table:
    """All configurations.

    Attributes:
        labels: Names of the labels that differ between runs.
        common: Dictionary of the labels that do not, without those of `None`.
        scores: Names of scores.
        logs: Names of logs.
        rows: `Row`s, in the order of the results.
        notes: Sentences that say what compares with what.
    """

    labels: tuple[str, ...]
    common: dict
    scores: tuple[str, ...]
    logs: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def differing(self, labels):
        """Those of a run's labels that not all runs have."""
        return {name: labels.get(name) for name in self.labels}


def summarize(results):
    """Puts the seeds of each configuration together.

    Args:
        results: Dictionaries as of `result.json`.

    Returns:
        A `Table`.
    """
    groups = _by_labels(list(results))
    rows = [row for labels, runs in groups for row in _rows(labels, runs)]
    scores = tuple(dict.fromkeys(name for row in rows for name in row.scores))
    best = {name: comparison.best(rows, name) for name in scores}
    marked = [
        dataclasses.replace(
            row, best=frozenset(name for name in scores if i in best[name])
        )
        for i, row in enumerate(rows)
    ]
    names = list(groups[0][0]) if groups else []
    same = [n for n in names if all(g[n] == groups[0][0][n] for g, _ in groups)]
    common = {name: groups[0][0][name] for name in same}
    return Table(
        labels=tuple(name for name in names if name not in same),
        common={n: value for n, value in common.items() if value is not None},
        scores=scores,
        logs=tuple(n for n in LOGS if any(n in row.logs for row in rows)),
        rows=tuple(marked),
        notes=tuple(comparison.notes(rows, scores)),
    )


def _by_labels(results):
    """Pairs of labels, all of the same names, and their results."""
    names = list(dict.fromkeys(n for r in results for n in r["labels"]))
    groups = {}
    for result in results:
        labels = {name: result["labels"].get(name) for name in names}
        _, runs = groups.setdefault(json.dumps(labels), (labels, []))
        runs.append(result)
    return list(groups.values())


def _rows(labels, runs):
    """A row for each stage that a seed got to, or one if none did."""
    stages = [{s["epochs"]: s for s in run["stages"]} for run in runs]
    shared = {"labels": labels, "runs": tuple(runs)}
    failures = [run["status"] == "failed" for run in runs]
    epochs = sorted({n for by_epoch in stages for n in by_epoch})
    for n in epochs:
        reached = [by_epoch[n] for by_epoch in stages if n in by_epoch]
        yield Row(
            epochs=n,
            done=len(reached),
            failed=sum(f and n not in s for f, s in zip(failures, stages)),
            scores=_gather([stage["scores"] for stage in reached], _score),
            logs=_gather([stage["logs"] for stage in reached], _log),
            rules=_count(rules(run, n) for run in runs),
            **shared,
        )
    if not epochs:
        failed = sum(failures)
        done = len(runs) - failed
        found = _count(rules(run, math.inf) for run in runs)
        yield Row(None, done, failed, scores={}, logs={}, rules=found, **shared)


def rules(result, epochs):
    """What the diagnosis found in the stage that ends after some epochs.

    Returns:
        A list of the names of rules.
    """
    earlier = [s["epochs"] for s in result["stages"] if s["epochs"] < epochs]
    begin = max(earlier, default=0)
    found = result["diagnosis"]
    return list(
        dict.fromkeys(f["rule"] for f in found if begin < f["epoch"] <= epochs)
    )


def _count(found):
    return dict(collections.Counter(itertools.chain.from_iterable(found)))


def _gather(seeds, value):
    """`Value`s by name of the dictionaries of several seeds."""
    names = dict.fromkeys(name for values in seeds for name in values)
    return {
        name: value([values[name] for values in seeds if name in values])
        for name in names
    }


def _score(scores):
    ways = {comparison.protocol(score) for score in scores}
    if len(ways) > 1:
        # Their mean would be of different things.
        return Value((math.nan,), ("several",))
    return Value(_floats(s["value"] for s in scores), ways.pop())


def _log(values):
    return Value(_floats(values))


def _floats(values):
    # JSON has no NaN: a result has None.
    return tuple(math.nan if v is None else float(v) for v in values)
