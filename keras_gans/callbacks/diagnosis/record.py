"""The file of a diagnosis: its observations and findings."""

import dataclasses
import math

from keras_gans.callbacks.diagnosis.rules import Finding
from keras_gans.utils.files import write_json
from keras_gans.utils.untrusted import read_json

NAME = "diagnosis.json"


def read(folder):
    """The observations and findings of a folder; empty lists without a file.

    Raises:
        ValueError: If the file is not one that `write` wrote.
    """
    path = folder / NAME
    try:
        content = read_json(path)
        observations = [
            {name: _number(value) for name, value in observation.items()}
            | {"epoch": int(observation["epoch"])}
            for observation in content["observations"]
        ]
        return observations, [Finding(**f) for f in content["findings"]]
    except FileNotFoundError:
        return [], []
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{path} must be a file of Diagnosis; move it away to start a new "
            f"one. Received: a file that raises {error!r}"
        ) from error


def write(folder, observations, findings):
    """Writes the file."""
    content = {
        "observations": [_for_json(o) for o in observations],
        "findings": [dataclasses.asdict(f) for f in findings],
    }
    write_json(folder / NAME, content)


def _for_json(observation):
    """The observation with NaN and infinity as text: JSON has neither."""
    return {
        k: v if math.isfinite(v) else str(v) for k, v in observation.items()
    }


def _number(value):
    return float(value) if isinstance(value, str) else value
