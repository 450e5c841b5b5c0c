"""In how many of a run's samples does a face detector find a face?

    pip install 'opencv-python-headless<5'
    python benchmarks/faces.py runs/sngan-celeba --data-dir ~/celeba

The detector is OpenCV's cascade for frontal faces (Viola and Jones 2001), whose
weights are in its wheel: no training of this package saw it. It looks at
pictures enlarged to twice their size, since it knows no face below 24 pixels.
Precision, recall and the Fréchet distance compare the samples with as many
training faces, by features as in `colorize_scores.py`. Samples of a model with
labels have the attributes of these faces.
"""

import argparse

import cv2
import picture_features

import keras_gans as kg
from keras_gans.images.values import unscale
from keras_gans.runs.folder import read_config
from keras_gans.runs.loading import load
from keras_gans.training.batches import first_examples

parser = argparse.ArgumentParser()
parser.add_argument("runs", nargs="+", help="folders of runs on CelebA")
parser.add_argument("--data-dir", help="folder of CelebA")
picture_features.add_options(parser)
parser.add_argument("--samples", type=int, default=2000)
args = parser.parse_args()

CASCADE = cv2.data.haarcascades + "haarcascade_frontalface_default.xml"
detector = cv2.CascadeClassifier(CASCADE)


def with_face(images):
    """The share of images in [-1, 1] in which there is a face."""
    found = 0
    for image in unscale(images):
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        large = cv2.resize(
            grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC
        )
        found += len(detector.detectMultiScale(large)) > 0
    return found / len(images)


features = picture_features.extractor(args.inception, args.vgg19)
size = read_config(args.runs[0]).image_size
real, attributes = first_examples(
    kg.datasets.celeba(
        500,
        image_size=size,
        data_dir=args.data_dir,
        labels=True,
        shuffle=False,
    ),
    args.samples,
)
of_real = features(real)

print("| images | with a face | Fréchet distance | precision | recall |")
print("|---|---|---|---|---|")
print(f"| training faces | {with_face(real):.3f} | | | |", flush=True)
for run in args.runs:
    model = load(run)
    labels = {"labels": attributes} if model.uses_labels else {}
    fake = model.generate(args.samples, seed=0, **labels)
    of_fake = features(fake)
    distance = kg.metrics.frechet_distance(of_real, of_fake)
    shares = kg.metrics.precision_recall(of_real, of_fake)
    print(
        f"| {run} | {with_face(fake):.3f} | {distance:.3g} | "
        f"{shares.precision:.3f} | {shares.recall:.3f} |",
        flush=True,
    )
