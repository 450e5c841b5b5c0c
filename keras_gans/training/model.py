"""The base class of all models: training that resumes exactly."""

import types

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.training.compile_arguments import check_execution
from keras_gans.training.compile_arguments import check_not_overridden
from keras_gans.training.compile_arguments import check_not_quantized
from keras_gans.training.compile_arguments import check_trainable
from keras_gans.training.custom_objects import warn_of_what_cannot_be_loaded
from keras_gans.training.model_arguments import check_keras_settings
from keras_gans.training.model_arguments import check_known
from keras_gans.training.model_arguments import is_loading
from keras_gans.training.saving import SaveableModel
from keras_gans.training.trainer import Trainer
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_seed
from keras_gans.utils.layers import all_layers
from keras_gans.utils.required import required


class ResumableModel(Trainer, backend.StepAdapter, SaveableModel):
    """A model whose training gives the same result if it is interrupted.

    Its file holds all that training changes, including random states. Before
    each epoch, data with a `set_epoch` method get its number, so a resumed
    training sees the same batches.

    A subclass defines the hooks marked `required`. Its `compile` calls
    `compile_step` and sets `optimizer`.

    Args:
        seed: Integer or `None`, seeds the latents and the order of arrays given
            to `fit`. `keras.utils.set_random_seed` seeds the initial weights.
    """

    # The number of batches that one step uses.
    batches_per_step = 1
    # The number of parts in which each batch is computed.
    accumulate = 1
    # Whether `real_batch` uses the second element of a batch.
    uses_labels = False

    def __init__(self, *, seed=None, **kwargs):
        check_known(type(self), kwargs)
        super().__init__(**kwargs)
        check_keras_settings(self)
        check_seed(seed)
        self.seed = None if seed is None else int(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        # Counts the epochs of all calls of `fit`; decides the order of data.
        self.epochs_trained = self.add_weight(
            shape=(),
            dtype="int32",
            initializer="zeros",
            trainable=False,
            name="epochs_trained",
        )

    def __setattr__(self, name, value):
        # Files hold numbers of Python's, and no others.
        if isinstance(value, np.generic | np.ndarray) and value.ndim == 0:
            value = value.item()
        super().__setattr__(name, value)

    def finish(self):
        """Checks the networks; a subclass calls it at the end of `__init__`."""
        for layer in all_layers(self):
            if layer.compute_dtype == "float16":
                raise ValueError(
                    "mixed_float16 is not supported, since the losses are not "
                    "scaled. Use the 'mixed_bfloat16' policy. "
                    f"Received: layer {layer.name!r} with policy "
                    f"{layer.dtype_policy.name!r}"
                )
        if isinstance(self.log_names, str):
            raise TypeError(
                "log_names must be a tuple of names, such as ('d_loss', "
                f"'g_loss'). Received: log_names={self.log_names!r}"
            )
        if not self.trainable and not is_loading.get():
            for layer in self.layers:  # Keras knew none of them before.
                layer.trainable = False
        # Keras would take the rates for weights of the model.
        self._step = types.SimpleNamespace(rates=())
        self._trackers = {
            name: keras.metrics.Mean(name=name, dtype="float32")
            for name in self.log_names
        }
        self.built = True

    # === Hooks ===

    @property
    @required
    def log_names(self):
        """The names of all logs, a tuple of strings."""

    @property
    def updates(self):
        """The updates made so far, an integer variable."""
        return self.optimizer.iterations

    @property
    def test_log_names(self):
        """The names of the logs of `test`."""
        return self.log_names

    @required
    def step(self, data):
        """Makes one update on a batch; returns its logs through `log`."""

    @required
    def test(self, data):
        """Returns the logs of a batch through `log`, without an update."""

    @required
    def check_batch(self, data):
        """Raises on data that the model cannot train on.

        `fit` calls it for every batch, where the batch is read. So it must not
        read variables, which JAX takes away while it trains.

        Args:
            data: NumPy arrays, a batch or all examples: `(images,)` or
                `(images, labels)`.
        """

    def look_at(self, data, of=""):
        """Warns of what is probably wrong; `fit` calls it before training.

        Args:
            data: The first examples, NumPy arrays `(images,)` or `(images,
                labels)`.
            of: Text, how warnings go on behind "images": what these are of,
                unless the model trains on them.
        """

    def labels_of_arrays(self, labels):
        """Returns checked labels of arrays as a NumPy array for the step."""
        return to_numpy(labels)

    def trained_networks(self):
        """Returns pairs of the name of a player and its list of networks."""
        return []

    def check_trainable(self):
        """Raises if other weights are trainable than when it was compiled."""
        for _, networks in self.trained_networks():
            check_not_quantized(networks)
        if self.compiled:
            check_trainable(self._compiled_for, self._trainable_paths())

    def _trainable_paths(self):
        """The paths of the trainable weights, by player."""
        # Pairs, since Keras would track a dictionary.
        return tuple(
            (
                name,
                tuple(v.path for x in networks for v in x.trainable_variables),
            )
            for name, networks in self.trained_networks()
        )

    def begin(self, steps, images):
        """Runs before the first epoch of `fit`, and may assign variables.

        A `Checkpoint` has restored the model by then.

        Args:
            steps: Integer, the number of steps that `fit` is going to make, or
                `None` if the data do not tell.
            images: Integer, the number of images in a step.

        Returns:
            A text that `fit` prints unless it has `verbose=0`, or `None`.
        """

    def real_batch(self, data):
        """Returns what `step` uses of a batch: the images, without labels."""
        return keras.utils.unpack_x_y_sample_weight(data)[0]

    # === Keras ===

    def log(self, logs, real):
        """Adds to the means of the epoch; returns the current means by name.

        Args:
            logs: Dictionary of scalars, means over the images of a batch.
            real: The batch. A smaller one weighs less, as in Keras.
        """
        if missing := [name for name in logs if name not in self._trackers]:
            names = (*self._trackers, *missing)
            raise ValueError(
                "log_names must name all logs of the model. Write "
                f"log_names = {names} in {type(self).__name__}. "
                f"Received: a log {missing[0]!r} that it does not name"
            )
        images = ops.cast(ops.shape(keras.tree.flatten(real)[0])[0], "float32")
        for name, value in logs.items():
            self._trackers[name].update_state(value, sample_weight=images)
        of_model = {name: self._trackers[name].result() for name in logs}
        return of_model | {m.name: m.result() for m in self.own_metrics}

    def compile_step(self, run_eagerly, steps_per_execution, jit_compile):
        """Calls Keras's `compile` without an optimizer."""
        check_execution(run_eagerly, steps_per_execution, jit_compile)
        check_not_overridden(type(self))
        warn_of_what_cannot_be_loaded(self)
        self._jit_argument = jit_compile
        if jit_compile == "auto" and not run_eagerly:
            jit_compile = backend.jit_compile_by_default()
        # Without this argument, Keras would create an RMSprop optimizer.
        keras.Model.compile(
            self,
            optimizer=None,
            run_eagerly=run_eagerly,
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile,
        )
        self._compiled_for = self._trainable_paths()

    def get_compile_config(self):
        return {
            "run_eagerly": self.run_eagerly,
            "steps_per_execution": self.steps_per_execution,
            "jit_compile": self._jit_argument,
        }

    def compile_from_config(self, config):
        self.compile(**keras.saving.deserialize_keras_object(config))

    @property
    def metrics(self):
        return [*self._trackers.values(), *self.own_metrics]

    @property
    def own_metrics(self):
        """Metrics that a subclass sets as attributes, which are logged too."""
        # Keras has no public list of attributes; `metrics` has those of layers.
        return [m for m in self._metrics if m.name not in self._trackers]

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
