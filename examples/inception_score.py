"""Train a DCGAN on CIFAR-10 and log the Inception Score in `fit`.

    python examples/inception_score.py --data-dir ~/tensorflow_datasets
    python examples/inception_score.py --dataset digits --features classifier

Writes the model with the best score to `runs/inception-score/best.keras`.
"""

import argparse

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument(
    "--dataset", choices=["cifar10", "digits"], default="cifar10"
)
parser.add_argument("--data-dir", help="folder of the data set")
parser.add_argument(
    "--features",
    default="imagenet",
    help="imagenet, fid, a path of weights, or classifier (for digits)",
)
parser.add_argument("--epochs", type=int, default=50)
parser.add_argument(
    "--every", type=int, default=5, help="epochs between scores"
)
parser.add_argument("--samples", type=int, default=1000)
parser.add_argument("--run-dir", default="runs/inception-score")
args = parser.parse_args()

channels = {"cifar10": 3, "digits": 1}[args.dataset]
data = {"data_dir": args.data_dir} if args.dataset == "cifar10" else {}
if args.features == "classifier":
    extractor = kg.metrics.mnist_classifier("digits")
else:
    extractor = kg.metrics.InceptionV3Features(args.features)

gan = kg.DCGAN((32, 32, channels), width=32)
gan.compile()
gan.fit(
    kg.datasets.load(args.dataset, batch_size=64, **data),
    epochs=args.epochs,
    callbacks=[
        kg.callbacks.SampleGrid(f"{args.run_dir}/samples"),
        kg.callbacks.InceptionScore(
            extractor, samples=args.samples, every=args.every
        ),
        kg.callbacks.BestGenerator(
            f"{args.run_dir}/best.keras", "inception_score", mode="max"
        ),
    ],
)
