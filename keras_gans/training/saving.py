"""Saving: files that are replaced whole, and what they hold."""

import zipfile
from pathlib import Path

import keras
from keras import ops

from keras_gans.backend.kept import kept
from keras_gans.layers.exact_normalization import with_exact_normalization
from keras_gans.training import export
from keras_gans.training.model_arguments import is_loading
from keras_gans.utils.files import check_path
from keras_gans.utils.files import is_remote
from keras_gans.utils.files import own_path
from keras_gans.utils.folders import check_replaceable
from keras_gans.utils.folders import placing

try:  # No public function tells which format Keras writes.
    from keras.src.backend.common.global_state import get_global_attribute
except ImportError:

    def get_global_attribute(name):
        return None


# Increased when the configuration of saved models changes its meaning.
FORMAT_VERSION = 1
HDF5 = "HDF5 files hold no model with two optimizers."


class SaveableModel(keras.Model):
    """A model whose file holds all that training changes.

    `save`, `save_weights` and `export` write aside and then rename: an error,
    a full disk or a kill leaves the old file as it was. Callbacks of Keras use
    these methods. `keras.saving.save_model` does not: it opens the file before
    it asks the model for anything, and writes in place.
    """

    def inference_network(self):
        """Returns a Keras model of what `predict` does, which `export` writes.

        It has the networks that make the images and no others.
        """
        raise NotImplementedError(
            f"{type(self).__name__} must define `inference_network` to be "
            "exported: it returns a functional Keras model of what `predict` "
            "does, such as `keras.Model(inputs, self.call(inputs))`."
        )

    def save(self, filepath, overwrite=True, zipped=None, **kwargs):
        """Saves the model whole; `keras_gans.load_model` loads it.

        The file holds all networks, the average of the generator, both
        optimizers and the random states, so a loaded model trains on exactly
        as this one would. Where a link is, it writes what the link points to.

        Args:
            filepath: Path ending in `.keras`.
            overwrite: Whether to replace a file without asking.
            zipped: `False` writes a folder in place of a file, as in Keras.
            **kwargs: As in Keras.

        Raises:
            OSError: If the file cannot be written, or exists and is not to be
                replaced. An old one is kept.
            ValueError: If `filepath` does not end in `.keras`, or does for a
                folder, or `include_optimizer` is false.
        """
        if kwargs.pop("include_optimizer", True) is not True:
            raise ValueError(
                "include_optimizer must be True: a .keras file holds all. "
                "`load_model(path, compile=False)` leaves the optimizers out; "
                "`save_weights` of a model that is not compiled writes none. "
                "Received: include_optimizer=False"
            )
        check_path(filepath=filepath)
        if is_remote(filepath):
            super().save(filepath, overwrite=overwrite, zipped=zipped, **kwargs)
            return
        path = own_path(filepath)
        if zipped is False:
            if path.suffix == ".keras":
                raise ValueError(
                    "filepath must name a folder with zipped=False, without "
                    f"the ending of a file. Received: {filepath}"
                )
            check_replaceable(path, "metadata.json")
        else:
            _check_model_path(path)
        if overwrite or _agreed(path):
            with placing(path) as aside:
                super().save(aside, zipped=zipped, **kwargs)

    def save_weights(self, filepath, overwrite=True, max_shard_size=None):
        """Saves all variables without the networks' configuration.

        `load_weights` loads them into a model made with the same arguments.

        Args:
            filepath: Path ending in `.weights.h5`; in `.weights.json` with
                `max_shard_size`.
            overwrite: Whether to replace a file without asking.
            max_shard_size: As in Keras.

        Raises:
            OSError: If the file cannot be written. An old one is kept.
            ValueError: If `filepath` has another ending.
        """
        check_path(filepath=filepath)
        arguments = {"overwrite": True, "max_shard_size": max_shard_size}
        if is_remote(filepath):
            super().save_weights(
                filepath, **arguments | {"overwrite": overwrite}
            )
            return
        path = own_path(filepath)
        endings = (".weights.h5", *[".weights.json"] * bool(max_shard_size))
        if not path.name.endswith(endings):
            raise ValueError(
                f"filepath must end in {' or '.join(endings)}. "
                f"Received: filepath={str(filepath)!r}"
            )
        if overwrite or _agreed(path):
            with placing(path) as aside:
                super().save_weights(aside, **arguments)

    def load_weights(self, filepath, skip_mismatch=False, **kwargs):
        """Loads the variables of a file of `save_weights` or `save`.

        After an error, all variables are as they were before.

        Args:
            filepath: Path ending in `.weights.h5`, `.weights.json` or `.keras`.
            skip_mismatch: As in Keras.
            **kwargs: As in Keras.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If the file is damaged or holds weights of other
                networks.
        """
        check_path(filepath=filepath)
        if not is_remote(filepath):
            filepath = Path(filepath).expanduser()
            if not filepath.exists():
                raise FileNotFoundError(f"There are no weights at {filepath}.")
        optimizer = self.optimizer.variables if self.compiled else []
        try:
            with kept(self.variables + optimizer):
                super().load_weights(filepath, skip_mismatch, **kwargs)
        except (OSError, zipfile.BadZipFile) as error:
            raise ValueError(
                f"Could not read the weights in {filepath}: {error}"
            ) from error
        except ValueError as error:
            reason = str(error).split("\n\nList of objects")[0]
            raise ValueError(
                f"Could not load the weights of {filepath} into this model. "
                "Make it with the arguments of the saved one; "
                "`keras_gans.load_model` does so for a `.keras` file. "
                f"{' '.join(reason.split())}"
            ) from error

    def export(self, filepath, *args, **kwargs):
        """Writes what `predict` does, for programs without this package.

        The images are those of `inference_network`: of the average of the
        generator if there is one, in inference mode, float32. They are not
        clipped to [-1, 1], as `predict` does not clip them. The number of
        images is free.

        Args:
            filepath: Path to write: a folder for `"tf_saved_model"`, a file
                ending in `.pt2` for `"torch"`, in `.onnx` for `"onnx"`, in
                `.tflite` for `"litert"`, in `.xml` for `"openvino"`.
            *args: `format`, one of these names; by default that of the path's
                ending. `"tf_saved_model"` is for the backends TensorFlow and
                JAX, `"torch"` for torch; the others need packages, which the
                error names. Then further arguments of Keras's `export`.
            **kwargs: The same, by name.

        Raises:
            FileExistsError: If a folder would replace other files.
            ImportError: If a package is missing.
            OSError: If `filepath` cannot be written.
            ValueError: If the format is unknown, or not for this backend or
                this ending.
        """
        check_path(filepath=filepath)
        network = self.inference_network()
        self.write_export(network, filepath, *args, **kwargs)

    def write_export(self, network, filepath, *args, **kwargs):
        """Writes a network as `export` does."""
        export.write(network, filepath, *args, **kwargs)

    def get_config(self):
        _check_not_hdf5()
        return {**super().get_config(), "format_version": FORMAT_VERSION}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        check_format(config.pop("format_version", None))
        for key, value in config.items():
            if isinstance(value, dict) and "class_name" in value:
                config[key] = keras.saving.deserialize_keras_object(
                    with_exact_normalization(value),
                    custom_objects=custom_objects,
                )
        policy, token = keras.config.dtype_policy(), is_loading.set(True)
        try:
            keras.config.set_dtype_policy(config.pop("dtype", policy))
            return cls(**config)
        finally:
            keras.config.set_dtype_policy(policy)
            is_loading.reset(token)

    def save_own_variables(self, store):
        for i, variable in enumerate(self._own_state()):
            store[str(i)] = ops.convert_to_numpy(variable)

    def load_own_variables(self, store):
        variables = self._own_state()
        if len(store.keys()) != len(variables):
            raise ValueError(
                f"{self.name!r} expects {len(variables)} variables of its own, "
                "such as those of ema= and augmentation=, which must be those "
                "of the saved model. "
                f"Received: a file with {len(store.keys())} variables"
            )
        for i, variable in enumerate(variables):
            variable.assign(store[str(i)])

    def _own_state(self):
        """The variables that no network saves, such as random states."""
        saved = {id(w) for layer in self.layers for w in layer.weights}
        return [v for v in self.variables if id(v) not in saved]


def check_format(version):
    """Raises unless this package reads saved models of a format."""
    if version != FORMAT_VERSION:
        raise ValueError(
            "This version of keras_gans reads saved models of format "
            f"{FORMAT_VERSION}. Install the version that saved this model. "
            f"Received: format_version={version}"
        )


def _check_not_hdf5():
    """Raises where Keras writes an HDF5 file, which could not be loaded.

    `keras.saving.save_model` asks the model for nothing else before.
    """
    if get_global_attribute("use_legacy_config"):
        raise ValueError(
            f"{HDF5} `model.save('model.keras')` saves all; `save_weights` "
            "writes the weights alone, into a file that ends in .weights.h5. "
            "Received: a file name that ends in .h5 or .hdf5"
        )


def _check_model_path(path):
    if path.suffix == ".keras":
        return
    path = path if path.name else path / "model"
    reason = ""
    if path.suffix in (".h5", ".hdf5"):
        reason = f" {HDF5}"
    raise ValueError(
        f"filepath must end in .keras, as {path.with_suffix('.keras')} does."
        f"{reason} `save_weights` writes the weights alone, into a file that "
        "ends in .weights.h5; `export` writes what other programs read. "
        f"Received: filepath={str(path)!r}"
    )


def _agreed(path):
    """Whether the user lets an existing file be replaced."""
    if not path.exists():
        return True
    try:
        answer = input(f"{path} exists. Replace it? [y/n] ")
    except EOFError as error:  # Nobody is there to answer.
        raise FileExistsError(
            f"{path} exists, and overwrite=False keeps it. Save under another "
            "name."
        ) from error
    return answer.strip().lower() == "y"
