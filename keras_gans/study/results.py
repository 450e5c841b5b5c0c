"""The results of a study, read from the `result.json` of each run."""

import math
from pathlib import Path

from keras_gans.study.folders import FORMAT
from keras_gans.study.folders import result_path
from keras_gans.utils.untrusted import read_json
from keras_gans.utils.warnings import warn

# The rules of `Diagnosis` after which a run has nothing left to compare.
COLLAPSES = ("mode collapse", "saturated collapse", "non-finite values")
FAR = 1e300  # No number of a result is larger, or NaN.
NUMBER = (int, float, type(None))
LABEL = (str, list, *NUMBER)
# The types of the values that tables and reports read.
RESULT = {
    "format": int,
    "id": str,
    "labels": dict,
    "seed": int,
    "status": str,
    "error": (str, type(None)),
    "stages": list,
    "diagnosis": list,
    "seconds": (int, float),
    "config": dict,
    "versions": dict,
    "machine": str,
}
STAGE = {"epochs": int, "scores": dict, "logs": dict}
SCORE = {"protocol": str, "value": NUMBER}
FINDING = {"rule": str, "epoch": int, "evidence": str, "remedy": str}


def read_results(study, folder):
    """Reads the results in a study's folder, in the order of its runs.

    Runs without a result are left out, and so is a result that cannot be read:
    a warning names its file.

    Returns:
        A list of dictionaries, the contents of `result.json` files.
    """
    results = []
    for run in study.runs():
        try:
            results.append(read_result(result_path(folder, run.id)))
        except FileNotFoundError:
            continue
        except ValueError as error:
            warn(f"{error}; it was skipped")
    return results


def read_result(path):
    """Reads a run's result.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is torn, has another format, or belongs to
            another run than its folder; the message names the file.
    """
    path = Path(path)
    try:
        result = read_json(path)
        _check(result, path.parent.name)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} is damaged or not a result of this version: {error!r}"
        ) from error
    return result


def reason(result):
    """Why a run failed: the last line of its error."""
    return result["error"].strip().splitlines()[-1]


def rules_broken(result, epochs):
    """Rules that the diagnosis saw broken in the stage ending at `epochs`.

    Returns:
        A list of the names of rules.
    """
    earlier = [s["epochs"] for s in result["stages"] if s["epochs"] < epochs]
    begin = max(earlier, default=0)
    findings = result["diagnosis"]
    return list(
        dict.fromkeys(
            f["rule"] for f in findings if begin < f["epoch"] <= epochs
        )
    )


def has_collapsed(result, epochs):
    """Whether the diagnosis saw a run collapsed in the end.

    Args:
        result: A result.
        epochs: Positive integer, the end: the last fifth of these epochs
            counts. `None` for a run that did not reach a stage.
    """
    first, last = (0, math.inf) if epochs is None else (0.8 * epochs, epochs)
    return any(
        first < finding["epoch"] <= last
        for finding in result["diagnosis"]
        if finding["rule"] in COLLAPSES
    )


def _check(result, run_id):
    """Raises unless the result has all that tables and reports read."""
    _check_types(result, RESULT)
    _check_types(result["labels"], dict.fromkeys(result["labels"], LABEL))
    if result["format"] != FORMAT:
        raise ValueError(f"format {result['format']}")
    if result["id"] != run_id:
        raise ValueError(f"id {result['id']!r} in the folder {run_id!r}")
    if result["status"] not in ("done", "failed"):
        raise ValueError(f"status {result['status']!r}")
    if result["status"] == "failed" and not result["error"]:
        raise ValueError("failed without an error")
    for stage in result["stages"]:
        _check_types(stage, STAGE)
        for score in stage["scores"].values():
            _check_types(score, SCORE)
        _check_types(stage["logs"], dict.fromkeys(stage["logs"], NUMBER))
    for finding in result["diagnosis"]:
        _check_types(finding, FINDING)


def _check_types(content, types):
    for name, kind in types.items():
        value = content[name]
        is_far = isinstance(value, int | float) and not abs(value) < FAR
        if not isinstance(value, kind) or is_far:
            raise TypeError(f"{name} {value!r:.80}")
