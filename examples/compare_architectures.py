r"""Compare architectures by a study in Python, and write its report.

    python examples/compare_architectures.py
    python examples/compare_architectures.py --dataset mnist --epochs 5 10 \
        --seeds 0 1 2 --data-dir ~/tensorflow_datasets

If it is interrupted, run it again to continue. The command line does the same:
keras-gans study run architectures --scale smoke.
"""

import argparse

from keras_gans import study

parser = argparse.ArgumentParser()
parser.add_argument("--models", nargs="+", default=["gan", "dcgan", "wgangp"])
parser.add_argument("--dataset", default="digits")
parser.add_argument("--width", type=int, default=16, help="of all networks")
parser.add_argument("--epochs", type=int, nargs="+", default=[5, 10])
parser.add_argument("--seeds", type=int, nargs="+", default=[0])
parser.add_argument("--metrics", nargs="*", default=["fid", "pr"])
parser.add_argument("--samples", type=int, default=1000, help="per metric")
parser.add_argument("--jobs", type=int, default=2, help="runs at the same time")
parser.add_argument("--data-dir", help="folder of the data set")
parser.add_argument("--folder", default="studies/compare")
args = parser.parse_args()

if __name__ == "__main__":
    compared = study.Study(
        name="compare",
        title=f"{', '.join(args.models)} on {args.dataset}",
        models={name: {"width": args.width} for name in args.models},
        datasets=[args.dataset],
        epochs=args.epochs,
        seeds=args.seeds,
        metrics=args.metrics,
        samples=args.samples,
    )
    data_dirs = {args.dataset: args.data_dir} if args.data_dir else {}
    results = study.run(
        compared, args.folder, jobs=args.jobs, data_dirs=data_dirs
    )
    print("See", study.write_report(compared, results, args.folder))
