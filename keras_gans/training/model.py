"""The base class of all models: training that resumes exactly."""

import keras

from keras_gans import backend
from keras_gans.training import data_adapter
from keras_gans.training.custom_objects import warn_of_what_cannot_be_loaded
from keras_gans.training.saving import SaveableModel
from keras_gans.utils.layers import all_layers
from keras_gans.utils.required import required


class ResumableModel(backend.StepAdapter, SaveableModel):
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

    def __init__(self, *, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        # Counts the epochs of all calls of `fit`; decides the order of data.
        self.epochs_trained = self.add_weight(
            shape=(),
            dtype="int32",
            initializer="zeros",
            trainable=False,
            name="epochs_trained",
        )

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

    @required
    def step(self, data):
        """Makes one update on a batch; returns its logs through `log`."""

    @required
    def test(self, data):
        """Returns the logs of a batch through `log`, without an update."""

    @required
    def check_batch(self, data):
        """Raises on data that the model cannot train on.

        `fit` calls it before training.

        Args:
            data: A batch as `fit` reads it, or a whole array: `(images,)` or
                `(images, labels)`.
        """

    def real_batch(self, data):
        """Returns what `step` uses of a batch: the images, without labels."""
        return keras.utils.unpack_x_y_sample_weight(data)[0]

    # === Keras ===

    def log(self, logs):
        """Adds to the means of the epoch; returns the current means by name."""
        for name, value in logs.items():
            self._trackers[name].update_state(value)
        return {name: self._trackers[name].result() for name in logs}

    def compile_step(self, run_eagerly, steps_per_execution, jit_compile):
        """Calls Keras's `compile` without an optimizer."""
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
        return list(self._trackers.values())

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        shuffle=True,
        **kwargs,
    ):
        """Trains on real images, float in [-1, 1], for `epochs` passes.

        The arguments are those of Keras's `fit`. There are three differences.
        The first batch is checked before training. An incomplete step at the
        end of an epoch is dropped: less than a batch of an array, less than
        `d_steps` batches of other inputs. The order of arrays depends on the
        model's `seed` and the number of its epoch, so a resumed training sees
        the same batches.

        Raises:
            TypeError: If images are not floating point.
            ValueError: If images have another shape, are outside [-1, 1], are
                not finite, or are fewer than one step needs.
        """
        arguments = data_adapter.prepare(
            self,
            x,
            y,
            batch_size=batch_size,
            shuffle=shuffle,
            callbacks=callbacks,
            validation_split=validation_split,
            **kwargs,
        )
        try:
            return super().fit(epochs=epochs, verbose=verbose, **arguments)
        finally:
            # `Checkpoint` sets it to resume, and Keras never clears it. The
            # next `fit` would skip its first epochs.
            self._initial_epoch = None

    def train_on_batch(self, x, y=None, *args, **kwargs):
        """Like Keras's `train_on_batch`; checks the batch first."""
        data_adapter.check_arrays(self, x, y)
        return super().train_on_batch(x, y, *args, **kwargs)

    def evaluate(self, x=None, y=None, *args, **kwargs):
        """Returns the losses on real images, as in Keras."""
        # `fit` has checked its validation data; it passes this argument.
        if x is not None and "_use_cached_eval_dataset" not in kwargs:
            data_adapter.check_evaluation(self, x, y)
        return super().evaluate(x, y, *args, **kwargs)

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
