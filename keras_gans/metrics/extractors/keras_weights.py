"""Networks of keras.applications, with the weights of a file or of a cache."""

from pathlib import Path

from keras_gans.metrics.extractors.determinism import float32_policy
from keras_gans.metrics.extractors.determinism import isolated_randomness
from keras_gans.utils.downloads import keras_home
from keras_gans.utils.downloads import short_timeout


def load_keras_network(build, weights, *, name, file, others=""):
    """A network of keras.applications, in float32.

    Args:
        build: Function of `weights`, such as `keras.applications.VGG16`.
        weights: `"imagenet"` for the published weights, downloaded if missing,
            or the path of a file of weights.
        name: Text, the network in errors.
        file: Name of the file of the published weights.
        others: Text for errors, what else the caller's `weights` may be, such
            as `", 'fid'"`.

    Returns:
        A Keras model. The global random generators are not changed.

    Raises:
        ConnectionError: If ImageNet's weights are not in Keras's cache and
            cannot be downloaded.
        FileNotFoundError: If `weights` is a path without a file.
        ValueError: If the file does not hold such weights.
    """
    if weights != "imagenet" and not Path(weights).is_file():
        raise FileNotFoundError(
            f"weights must be 'imagenet'{others} or a file. "
            f"Received: weights={str(weights)!r}"
        )
    try:
        with short_timeout(), float32_policy(), isolated_randomness(0):
            return build(weights=str(weights))
    except Exception as error:
        if weights != "imagenet":
            raise ValueError(
                f"Could not read {name}'s weights in {weights}: {error}"
            ) from error
        path = keras_home() / "models" / file
        raise ConnectionError(
            f"{name}'s weights are not at {path}, and could not be downloaded "
            f"({error}).\nPut {file} of keras.applications there."
        ) from error
