"""Features of real images, computed once and kept on the disk."""

import hashlib
import json
import warnings
import zipfile
from pathlib import Path

import numpy as np

from keras_gans.files import replacing
from keras_gans.metrics.features import Features


def cached_features(folder, key, compute):
    """The features that were kept under a key, or new ones.

    Args:
        folder: Folder of the files, made if need be.
        key: Dictionary of all that determines the features: extractor, hash of
            its weights, resize, data set, split, number and seed. It stands in
            the file, whose name is its hash.
        compute: Function of no arguments that returns `Features`.

    Returns:
        `Features`.
    """
    text = json.dumps(key, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = Path(folder) / f"features-{digest}.npz"
    if path.exists():
        try:
            with open(path, "rb") as binary, np.load(binary) as file:
                if file["key"].item() == text:
                    return Features(file["features"], file["probabilities"])
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            warnings.warn(
                f"Computing again what {path} should hold: {error}",
                stacklevel=2,
            )
    features = compute()
    with replacing(path) as aside:
        np.savez(aside, key=text, **features._asdict())
    return features
