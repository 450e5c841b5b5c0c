"""Time and memory of the metrics, compared with torch-fidelity and prdc.

    pip install torch==2.13.0 prdc tqdm
    pip install --no-deps torch-fidelity
    python benchmarks/metrics.py

Each task runs in its own process on random features, our function and the
reference in turn. Prints the medians of the seconds, of the ratios of
neighbouring runs, and of the peak memory without the features.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--fid-images", type=int, default=50_000)
parser.add_argument("--pr-images", type=int, default=10_000)
parser.add_argument("--dimensions", type=int, default=2048)
parser.add_argument("--task", help="run one task in this process")
args = parser.parse_args()


def features(n, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, args.dimensions))  # All in float64.


def fidelity():
    """Imports torch-fidelity, in the processes that measure it alone."""
    from torch_peers.fidelity import imported

    imported()


def fid_ours(real, fake):
    from keras_gans.metrics import frechet_distance

    return frechet_distance(real, fake)


def fid_reference(real, fake):
    fidelity()
    import torch
    from torch_fidelity.metric_fid import fid_features_to_statistics
    from torch_fidelity.metric_fid import fid_statistics_to_metric

    statistics = [
        fid_features_to_statistics(torch.from_numpy(f)) for f in (real, fake)
    ]
    result = fid_statistics_to_metric(*statistics, verbose=False)
    return result["frechet_inception_distance"]


def pr_ours(real, fake):
    from keras_gans.metrics import precision_recall

    return precision_recall(real, fake)


def pr_reference(real, fake):
    fidelity()
    import torch
    from torch_fidelity.metric_prc import prc_features_to_metric

    return prc_features_to_metric(
        torch.from_numpy(fake),
        torch.from_numpy(real),
        prc_neighborhood=3,
        verbose=False,
    )


def dc_ours(real, fake):
    from keras_gans.metrics import density_coverage

    return density_coverage(real, fake)


def dc_reference(real, fake):
    from prdc import compute_prdc

    return compute_prdc(real, fake, 5)  # Includes precision and recall.


# Few images, of singular covariances, have a faster way than many.
FEW = 10
TASKS = {
    "fid": (fid_ours, fid_reference),
    "few": (fid_ours, fid_reference),
    "pr": (pr_ours, pr_reference),
    "dc": (dc_ours, dc_reference),
}


def run(task):
    """Runs a task in this process; prints its seconds and MiB."""
    name, who = task.split("-")
    counts = {"fid": args.fid_images, "few": FEW}
    n = counts.get(name, args.pr_images)
    function = TASKS[name][who == "reference"]
    function(features(30), features(30, 1))  # Imports.
    real, fake = features(n), features(n, 1)
    before = peak()
    start = time.perf_counter()
    function(real, fake)
    print(time.perf_counter() - start, peak() - before)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(task):
    options = [f"--{k.replace('_', '-')}={v}" for k, v in vars(args).items()]
    options = [o for o in options if not o.startswith("--task")]
    command = [sys.executable, __file__, *options, "--task", task]
    output = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout
    return map(float, output.split()[-2:])


def compare():
    print("| task | ours s | reference s | ratio | ours MiB | reference MiB |")
    print("|---|---|---|---|---|---|")
    for name in TASKS:
        pairs = []
        for i in range(args.rounds):
            pairs.append(
                [[*measure(f"{name}-{who}")] for who in ("ours", "reference")]
            )
            print(f"{name}: round {i + 1} of {args.rounds}", file=sys.stderr)
        median = statistics.median
        (ours, reference), (our_mib, reference_mib) = (
            [median(pair[who][what] for pair in pairs) for who in (0, 1)]
            for what in (0, 1)
        )
        ratio = median(a[0] / b[0] for a, b in pairs)
        print(
            f"| {name} | {ours:.1f} | {reference:.1f} | {ratio:.2f} | "
            f"{our_mib:.0f} | {reference_mib:.0f} |"
        )


run(args.task) if args.task else compare()
