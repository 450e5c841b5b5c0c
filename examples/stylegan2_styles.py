"""Mix and truncate the styles of a trained StyleGAN2.

    keras-gans train stylegan2 --dataset celeba --data-dir ~/celeba
    python examples/stylegan2_styles.py runs/stylegan2-celeba

Writes `mixing.png` and `truncation.png`, like figures 3 and 8 of Karras et al.
2019 (arXiv:1812.04948). In the first, images in the top row and in the left
column have styles of their own. Every other image has those of the left column,
but in some layers those of the top row: the coarse layers in the first rows,
then the middle ones, then the fine ones. In the second, each row has the images
of some latents under one truncation, from 1 to -1.
"""

import argparse
from pathlib import Path

import numpy as np
from keras import ops

from keras_gans.images.grids import image_grid
from keras_gans.images.grids import rows_grid
from keras_gans.runs.loading import load

COLUMNS = 6
PSIS = (1.0, 0.7, 0.5, 0.0, -0.5, -1.0)


def styles_of(gan, n, seed, truncation):
    """Truncated styles `(n, layers, latent_dim)` of the moving average."""
    mapping = gan.inference_generator.get_layer("mapping")
    synthesis = gan.inference_generator.get_layer("synthesis")
    mean = ops.mean(mapping(gan.sample_latents(4096, 0)), axis=0)
    w = mean + truncation * (mapping(gan.sample_latents(n, seed)) - mean)
    w = ops.convert_to_numpy(w)
    return np.repeat(w[:, None], synthesis.input_shape[1], axis=1)


def mixing(gan, seed, truncation):
    """Rows of images: sources above, then a source and its mixtures."""
    synthesis = gan.inference_generator.get_layer("synthesis")
    above = styles_of(gan, COLUMNS, seed, truncation)
    beside = styles_of(gan, 6, seed + 1, truncation)
    third = -(-synthesis.input_shape[1] // 3)
    rows = [np.concatenate([beside[:1], above])]
    for i, style in enumerate(beside):
        layers = slice(i // 2 * third, (i // 2 + 1) * third)
        mixed = np.repeat(style[None], COLUMNS, axis=0)
        mixed[:, layers] = above[:, layers]
        rows.append(np.concatenate([style[None], mixed]))
    images = ops.convert_to_numpy(synthesis(np.concatenate(rows)))
    images[0] = 1  # The corner belongs to no source.
    return images.clip(-1, 1)


def main(model, output, seed, truncation):
    gan = load(model)
    output = Path(output)
    output.mkdir(parents=True, exist_ok=True)
    picture = image_grid(mixing(gan, seed, truncation), columns=COLUMNS + 1)
    picture.save(output / "mixing.png")
    rows = {
        f"{psi:g}": gan.generate(COLUMNS + 2, seed=seed, truncation=psi)
        for psi in PSIS
    }
    rows_grid(rows).save(output / "truncation.png")
    print(f"Wrote mixing.png and truncation.png to {output}.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("model", help="a saved model or the folder of a run")
    parser.add_argument("--output", default=".", help="a folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--truncation", type=float, default=0.7)
    main(**vars(parser.parse_args()))
