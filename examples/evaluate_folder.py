"""Score a folder of generated pictures against a folder of real ones.

    python examples/evaluate_folder.py generated real
    python examples/evaluate_folder.py generated real --features imagenet

Pictures may have any sizes. Writes `scores.json`.
"""

import argparse

from keras_gans.runs import evaluation

parser = argparse.ArgumentParser()
parser.add_argument("generated", help="folder of generated pictures")
parser.add_argument("real", help="folder of real pictures")
parser.add_argument("--metrics", nargs="+", default=["is", "fid", "pr", "dc"])
parser.add_argument(
    "--features", default="fid", help="fid, imagenet or a path of weights"
)
parser.add_argument("--output", default="scores.json")
args = parser.parse_args()

results = evaluation.evaluate_folders(
    args.generated, args.real, args.metrics, features=args.features
)
for result in results:
    print(result)
evaluation.write_results(results, args.output)
