"""Features of real images, computed once and kept on the disk."""

import hashlib
import json
import warnings
from pathlib import Path

import numpy as np

from keras_gans.datasets import unscale
from keras_gans.metrics.extractors.features import Features
from keras_gans.utils.files import replacing


def images_digest(batches):
    """The SHA-256 of all images, as uint8, whatever batches they come in.

    Args:
        batches: Iterable of float arrays `(n, height, width, channels)` in
            [-1, 1].

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for _ in digesting(batches, digest):
        pass
    return digest.hexdigest()


def digesting(batches, digest):
    """The batches, whose images go into a hash as they pass."""
    for batch in batches:
        for image in unscale(np.asarray(batch)):
            digest.update(f"{image.shape}".encode())
            digest.update(image.tobytes())
        yield batch


def cached_features(folder, extractor, digest, compute):
    """The features that were kept of these images, or new ones.

    Args:
        folder: Folder of the files, made if need be.
        extractor: The `Extractor`, whose name, weights, resize and details
            are a part of the key.
        digest: The `images_digest`.
        compute: Function of no arguments that returns `Features`.

    Returns:
        `Features`.
    """
    key = json.dumps(
        [
            extractor.name,
            extractor.weights,
            extractor.resize,
            extractor.details,
            digest,
        ]
    )
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    path = Path(folder) / f"features-{name}.npz"
    if path.exists():
        try:
            with open(path, "rb") as binary, np.load(binary) as file:
                if file["key"].item() == key:
                    return Features(file["features"], file["probabilities"])
        except Exception as error:  # Damage makes zipfile raise all kinds.
            warnings.warn(
                f"Computing again what {path} should hold: {error!r}",
                stacklevel=2,
            )
    features = compute()
    with replacing(path) as aside:
        np.savez(aside, key=key, **features._asdict())
    return features
