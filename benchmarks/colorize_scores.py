"""How good are the colours of a Pix2Pix, compared with simple baselines?

    python examples/pix2pix_colorize.py --data-dir ~/celeba
    python benchmarks/colorize_scores.py runs/pix2pix-colorize/model.keras \
        --data-dir ~/celeba

Prints, for the held-out faces of the example, the L1 distance from the right
colours (in [0, 2]) and the FID from other real faces. Without the weights of
FID, `--vgg19 vgg19.npz` uses block3_conv1 of VGG-19, averaged over the picture,
in place of Inception's features. The file needs only the first blocks. Such
distances are comparable only with each other.
"""

import argparse

import keras
import numpy as np
import picture_features

import keras_gans as kg

parser = argparse.ArgumentParser()
parser.add_argument("model", help="model.keras of the example")
parser.add_argument("--data-dir", help="folder of CelebA")
picture_features.add_options(parser)
parser.add_argument("--held-out", type=int, default=500)
parser.add_argument("--others", type=int, default=2000, help="real faces")
args = parser.parse_args()

model = keras.saving.load_model(args.model)
size = model.image_shape[0]
faces = kg.datasets.celeba(
    batch_size=1, image_size=size, data_dir=args.data_dir, shuffle=False
)
pairs = kg.datasets.colorize(faces).take(args.held_out + args.others)
grey, colour = map(np.concatenate, zip(*pairs.as_numpy_iterator()))
others = colour[args.held_out :]
tint = (others - grey[args.held_out :]).mean(axis=(0, 1, 2))
grey, colour = grey[: args.held_out], colour[: args.held_out]

features = picture_features.extractor(args.inception, args.vgg19)


def translated(model):
    return model.translate(grey, seed=0)


untrained = type(model).from_config(model.get_config())
real = features(others)
distance = "Fréchet by VGG-19" if args.vgg19 else "FID"
print(f"| held-out faces, {len(colour)} of {size}x{size} | L1 | {distance} |")
print("|---|---|---|")
for name, images in {
    "their own colours": colour,
    "grey": np.repeat(grey, 3, axis=-1),
    "one tint, the mean": np.clip(grey + tint, -1, 1),
    "untrained": translated(untrained),
    "trained": translated(model),
}.items():
    l1 = np.abs(images - colour).mean()
    score = kg.metrics.frechet_distance(real, features(images))
    print(f"| {name} | {l1:.4f} | {score:.1f} |", flush=True)
