"""The time of `import keras_gans` after `import keras`.

    python benchmarks/import_time.py

Prints the median over fresh processes. The goal is at most 0.3 s.
"""

import statistics
import subprocess
import sys

CODE = """
import time
import keras
start = time.perf_counter()
import keras_gans
print(time.perf_counter() - start)
"""

times = [
    float(
        subprocess.check_output(
            [sys.executable, "-c", CODE], stderr=subprocess.DEVNULL
        ).split()[-1]
    )
    for _ in range(7)
]
low, high = min(times), max(times)
print(f"median {statistics.median(times):.3f} s, from {low:.3f} to {high:.3f}")
