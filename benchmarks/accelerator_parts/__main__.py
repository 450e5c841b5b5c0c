"""One task in a process of its own; `accelerator.py` starts it."""

import importlib
import json
import sys
from pathlib import Path


def main(task, path):
    task = json.loads(task)
    part = importlib.import_module(f"accelerator_parts.{task.pop('part')}")
    Path(path).write_text(json.dumps(part.measure(**task)))


if __name__ == "__main__":
    main(*sys.argv[1:])
