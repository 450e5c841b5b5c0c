"""Features of real images, computed once and cached on disk."""

import hashlib
import json
from pathlib import Path

import numpy as np

from keras_gans.images.values import unscale
from keras_gans.metrics.extractors.features import Features
from keras_gans.utils.files import replacing
from keras_gans.utils.untrusted import read_arrays
from keras_gans.utils.warnings import warn


def images_digest(batches):
    """The SHA-256 of all images, as uint8; how they are batched is no matter.

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
    """Yields the batches and adds their images to a hash."""
    for batch in batches:
        for image in unscale(np.asarray(batch)):
            digest.update(f"{image.shape}".encode())
            digest.update(image.tobytes())
        yield batch


def cached_features(folder, extractor, digest, compute):
    """Features from a file in the cache, or computed and written there.

    Args:
        folder: Folder of the cache, created if it is missing.
        extractor: `Extractor`. Its name, weights, resize and details are part
            of the key.
        digest: `images_digest` of the images, the other part.
        compute: Function of no arguments that returns `Features`.

    Returns:
        `Features`.
    """
    key = json.dumps([*extractor.identity, digest])
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    path = Path(folder) / f"features-{name}.npz"
    if path.exists():
        try:
            arrays = read_arrays(path)
            if arrays["key"].item() == key:
                return Features(
                    arrays["features"],
                    arrays.get("probabilities"),
                    source=extractor.identity,
                )
        except (OSError, ValueError, KeyError) as error:
            warn(
                f"Could not read cached features; computing them again. "
                f"Received: {path}, {error!r}",
            )
    features = compute()
    arrays = {"features": features.features}
    if features.probabilities is not None:
        arrays["probabilities"] = features.probabilities
    try:
        with replacing(path, by_each=True) as aside:
            np.savez(aside, key=key, **arrays)
    except OSError as error:
        warn(
            f"The features are not kept for the next time. {error}. The "
            "variable KERAS_HOME names another folder"
        )
    return features
