"""What `import keras_gans` costs on top of `import keras`.

    python benchmarks/import_time.py

Fresh processes in turns, the median of the times inside them; at most 0.3 s is
wanted.
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
