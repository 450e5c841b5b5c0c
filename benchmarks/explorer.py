"""The time from a slider move in the explorer to its picture.

    pip install '.[explore]'
    python benchmarks/explorer.py

Serves the page of an untrained 64x64 DCGAN and moves sliders as a browser does,
through Gradio's queue, until the picture's address is there. Prints the median
of the moves, by the clock and in processor time. The latter includes the client
here; it leaves out the browser, which draws the picture.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import httpx

import keras_gans as kg
from keras_gans.explorer import app
from keras_gans.explorer import serve

parser = argparse.ArgumentParser()
parser.add_argument("--moves", type=int, default=30)
args = parser.parse_args()


def page():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dcgan.keras"
        kg.DCGAN((64, 64, 3)).save(path)
        return app.page(path)


def move(client, blocks, name, values):
    """Seconds by the clock and of the processor, for one move."""
    (function,) = [x for x in blocks.fns.values() if x.name == name]
    session = f"{name}-{values}"
    start = time.perf_counter(), time.process_time()
    client.post(
        "queue/join",
        json={
            "data": values,
            "fn_index": function._id,
            "session_hash": session,
        },
    ).raise_for_status()
    with client.stream(
        "GET", "queue/data", params={"session_hash": session}
    ) as lines:
        for line in filter(None, lines.iter_lines()):
            message = json.loads(line.removeprefix("data:"))
            if message["msg"] == "process_completed":
                assert message["success"], message
                break
    return time.perf_counter() - start[0], time.process_time() - start[1]


# Functions of the tabs, and the values of their fields as a slider moves from 0
# to 1.
MOVES = {
    "a direction": ("moved", lambda t: [1, None, 3, "sefa", t, *[0] * 7]),
    "from A to B": ("at", lambda t: [t, 1, 2, None, None, 3]),
    "truncation of 16 samples": ("grid", lambda t: [0, 16, None, 0.5 + t]),
}
blocks = page()
_, address, _ = blocks.launch(
    server_name=serve.HOST,
    server_port=serve.free_port(7860),
    quiet=True,
    prevent_thread_lock=True,
    **app.OPTIONS,
)
with httpx.Client(base_url=f"{address}gradio_api/") as client:
    print("| slider | ms | ms of the processor |")
    print("|---|---|---|")
    for slider, (name, values) in MOVES.items():
        move(client, blocks, name, values(0.5))
        times = [
            move(client, blocks, name, values(i / args.moves))
            for i in range(args.moves)
        ]
        wall, processor = map(statistics.median, zip(*times))
        print(f"| {slider} | {1e3 * wall:.0f} | {1e3 * processor:.0f} |")
blocks.close(verbose=False)
