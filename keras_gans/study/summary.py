"""The results of a study in rows: one configuration each, all its seeds."""

import collections
import dataclasses
import itertools
import json
import math
import statistics

from keras_gans.study import comparison
from keras_gans.study.results import has_collapsed
from keras_gans.study.results import rules_broken

# The logs that tables show; the meaning of others depends on the model.
LOGS = ("d_loss", "g_loss", "d_real", "d_fake", "diversity")


@dataclasses.dataclass(frozen=True)
class Value:
    """A score or log of all seeds of a row.

    Attributes:
        seeds: Tuple of floats; NaN for a seed without a number.
        protocol: Tuple that scores must have in common to compare; `None` for
            a log.
    """

    seeds: tuple[float, ...]
    protocol: tuple | None = None

    @property
    def mean(self):
        return sum(self.seeds) / len(self.seeds)

    @property
    def std(self):
        """The sample standard deviation; `None` for one seed or NaN."""
        if len(self.seeds) < 2 or not math.isfinite(self.mean):
            return None
        return statistics.stdev(self.seeds)


@dataclasses.dataclass(frozen=True)
class Row:
    """A configuration after some epochs.

    Attributes:
        epochs: Integer; `None` if no seed reached a stage.
        done: Number of seeds that reached this stage.
        failed: Number of seeds that failed before.
        labels: Dictionary of the configuration's settings, without the seed.
        runs: Results of all its seeds.
        rules: Dictionary of the number of seeds, by the rule that the
            diagnosis saw broken since the stage before.
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

    @property
    def collapsed_runs(self):
        """The ids of the runs that collapsed, by diagnosis or by recall.

        Samples that all lie on a few real images, or are noise, can have the
        greatest precision; their recall is 0.
        """
        recall = self.scores.get("recall")
        if recall is not None and recall.mean == 0:
            return [run["id"] for run in self.runs]
        return [r["id"] for r in self.runs if has_collapsed(r, self.epochs)]

    @property
    def is_collapsed(self):
        """Whether more than half of its runs collapsed."""
        return 2 * len(self.collapsed_runs) > len(self.runs)


@dataclasses.dataclass(frozen=True)
class Table:
    """All configurations.

    Attributes:
        labels: Names of the labels that differ between runs.
        common: Dictionary of the labels that do not, without `None` values.
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
        """The part of a run's labels that differs between runs."""
        return {name: labels.get(name) for name in self.labels}


def summarize(results):
    """Gathers the seeds of each configuration.

    Args:
        results: Dictionaries, contents of `result.json` files.

    Returns:
        A `Table`.
    """
    groups = _by_labels(list(results))
    rows = [row for labels, runs in groups for row in _rows(labels, runs)]
    scores = tuple(dict.fromkeys(name for row in rows for name in row.scores))
    labels, common = _split_labels([labels for labels, _ in groups])
    return Table(
        labels=labels,
        common=common,
        scores=scores,
        logs=tuple(n for n in LOGS if any(n in row.logs for row in rows)),
        rows=_mark_best(rows, scores),
        notes=tuple(comparison.notes(rows, scores)),
    )


def _split_labels(groups):
    """The names of the labels that differ, and the labels that do not."""
    first = groups[0] if groups else {}
    same = [n for n in first if all(labels[n] == first[n] for labels in groups)]
    differing = tuple(name for name in first if name not in same)
    common = {n: first[n] for n in same if first[n] is not None}
    return differing, common


def _mark_best(rows, scores):
    best = {name: comparison.best(rows, name) for name in scores}
    return tuple(
        dataclasses.replace(
            row, best=frozenset(name for name in scores if i in best[name])
        )
        for i, row in enumerate(rows)
    )


def _by_labels(results):
    """Pairs of labels, all with the same names, and their results."""
    names = list(dict.fromkeys(n for r in results for n in r["labels"]))
    groups = {}
    for result in results:
        labels = {name: result["labels"].get(name) for name in names}
        _, runs = groups.setdefault(json.dumps(labels), (labels, []))
        runs.append(result)
    return list(groups.values())


def _rows(labels, runs):
    """A row for each stage that a seed reached, or one row if none did."""
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
            rules=_count(rules_broken(run, n) for run in runs),
            **shared,
        )
    if not epochs:
        failed = sum(failures)
        done = len(runs) - failed
        rules = _count(rules_broken(run, math.inf) for run in runs)
        yield Row(None, done, failed, scores={}, logs={}, rules=rules, **shared)


def _count(rules):
    """Number of seeds by rule, from the rules of each seed."""
    return dict(collections.Counter(itertools.chain.from_iterable(rules)))


def _gather(seeds, value):
    """`Value`s by name, from one dictionary for each seed."""
    names = dict.fromkeys(name for values in seeds for name in values)
    return {
        name: value([values[name] for values in seeds if name in values])
        for name in names
    }


def _score(scores):
    protocols = {comparison.protocol(score) for score in scores}
    if len(protocols) > 1:  # Such scores have no mean.
        return Value((math.nan,), ("several",))
    return Value(_floats(s["value"] for s in scores), protocols.pop())


def _log(values):
    return Value(_floats(values))


def _floats(values):
    # JSON has no NaN: a result has None.
    return tuple(math.nan if v is None else float(v) for v in values)
