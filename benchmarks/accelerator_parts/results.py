"""What has been measured so far."""

import json
import threading


class Results:
    """The results so far, in a file that is whole at any time."""

    def __init__(self, path, arguments):
        self.path = path
        self.found = {"arguments": arguments, "device": {}}
        self.lock = threading.Lock()

    def add(self, part, row):
        with self.lock:
            if part in ("device", "faces"):
                self.found[part] = row
            else:
                self.found.setdefault(part, []).append(row)
            derive(self.found)
            aside = self.path.with_suffix(".aside")
            aside.write_text(json.dumps(self.found, indent=1) + "\n")
            aside.replace(self.path)
        print(part, json.dumps(row), flush=True)


def derive(found):
    """Adds what follows from several rows."""
    flop = found["device"].get("flop_per_image", {})
    peaks = found["device"].get("matrix_flop_per_second", {})
    rows = [r for r in found.get("speed", []) if "images_per_second" in r]
    peers = {
        (r["model"], r["precision"]): r["images_per_second"]
        for r in rows
        if r["side"] == "peer"
    }
    for row in rows:
        model, precision = row["model"], row["precision"]
        rate = row["images_per_second"]
        if model in flop and precision in peaks:
            share = rate * flop[model] / peaks[precision]
            row["matrix_share"] = round(share, 4)
        if row["side"] != "peer" and (model, precision) in peers:
            row["times_peer"] = round(rate / peers[model, precision], 3)
