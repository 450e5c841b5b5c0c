"""The base class of all models: training that resumes exactly."""

import contextlib
import types

import keras
from keras import ops

from keras_gans import backend
from keras_gans.training import data_adapter
from keras_gans.training.callback_checks import check_callbacks
from keras_gans.training.compile_arguments import check_execution
from keras_gans.training.custom_objects import warn_of_what_cannot_be_loaded
from keras_gans.training.epoch_clock import failed
from keras_gans.training.epoch_clock import interrupted
from keras_gans.training.epoch_clock import members
from keras_gans.training.fit_arguments import check_batches
from keras_gans.training.fit_arguments import check_fit
from keras_gans.training.fit_arguments import check_no_weights
from keras_gans.training.kinds import check_kind
from keras_gans.training.model_arguments import check_known
from keras_gans.training.saving import SaveableModel
from keras_gans.training.share import share_of_training
from keras_gans.training.stopping import Signal
from keras_gans.training.stopping import Stopped
from keras_gans.training.stopping import noted_signals
from keras_gans.training.two_optimizers import rates_of
from keras_gans.training.watch import Watch
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import only_the_first_prints
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
    # The number of parts in which each batch is computed.
    accumulate = 1
    # Whether `real_batch` uses the second element of a batch.
    uses_labels = False
    # Whether `fit` is at work.
    is_in_fit = False
    # Steps of the present epoch that were made before it was resumed.
    resumed_step = 0
    # What ends `fit` after this step, as a text; callbacks may set it. A
    # `Checkpoint` saves within the epoch, where `stop_training` of Keras would
    # count the epoch as done.
    stop_at_step = None
    # The `Signal` that ends `fit` after a step.
    noted_signal = None

    def __init__(self, *, seed=None, **kwargs):
        check_known(type(self), kwargs)
        super().__init__(**kwargs)
        policy = keras.config.dtype_policy()
        if self.dtype_policy != policy:
            raise ValueError(
                "dtype must be the policy that the networks are made with: "
                "call keras.config.set_dtype_policy("
                f"{self.dtype_policy.name!r}) first, and leave dtype out. "
                f"Received: dtype={self.dtype_policy.name!r} under the policy "
                f"{policy.name!r}"
            )
        if keras.config.image_data_format() != "channels_last":
            raise ValueError(
                "Images have their channels last: call "
                "keras.config.set_image_data_format('channels_last') first. "
                f"Received: {keras.config.image_data_format()!r}"
            )
        if keras.config.floatx() != "float32":
            raise ValueError(
                "Images and random numbers are float32: call "
                "keras.config.set_floatx('float32') first. Layers of another "
                "precision are those of a policy, such as "
                "keras.config.set_dtype_policy('float64'). "
                f"Received: floatx {keras.config.floatx()!r}"
            )
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

    def check_trainable(self):
        """Raises if other weights are trainable than when it was compiled."""

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
        return {name: self._trackers[name].result() for name in logs}

    def compile_step(self, run_eagerly, steps_per_execution, jit_compile):
        """Calls Keras's `compile` without an optimizer."""
        check_execution(run_eagerly, steps_per_execution, jit_compile)
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
        Every batch is checked where it is read, arrays as a whole before
        training. An incomplete step at the end of an epoch is dropped: less
        than a batch of an array, less than `d_steps` batches of other inputs,
        whose last batch may be smaller. The order of arrays depends on the
        model's `seed` and the number of its epoch, so a resumed training sees
        the same batches. With `steps_per_epoch`, an epoch of an array goes on
        where the last one ended, pass after pass.

        What would not be used is refused: weights of classes or images, labels
        or a batch size for data that come in batches, callbacks that wait for a
        log that never comes.

        On several devices, `batch_size` is that of all of them together, and
        devices must divide each batch (see docs/scale.md). Each process reads
        the same data; `fit` takes the rows of its devices. The parts of
        `compile(accumulate=k)` must divide what each device gets.

        Raises:
            TypeError: If images are not floating point, `x` is not data, an
                argument is unknown, or a callback is none.
            ValueError: If images have another shape, are outside [-1, 1], are
                not finite, or are fewer than one step needs; if data have no
                end, or can be read only once, and `steps_per_epoch` is missing;
                if an argument or a callback could not be used.
        """
        self._assert_compile_called("fit")
        self.check_devices()
        self.check_trainable()
        check_kind(x)
        check_fit(
            x,
            y,
            epochs=epochs,
            batch_size=batch_size,
            validation_split=validation_split,
            shuffle=shuffle,
            **kwargs,
        )
        has_validation = kwargs.get("validation_data") is not None
        rare = check_callbacks(
            self,
            callbacks,
            has_validation or validation_split,
            kwargs.get("validation_freq", 1),
        )
        watch = Watch(self.check_batch)
        arguments = data_adapter.prepare(
            self,
            watch,
            x,
            y,
            batch_size=batch_size,
            epochs=epochs,
            shuffle=shuffle,
            callbacks=callbacks,
            validation_split=validation_split,
            **kwargs,
        )
        rates = rates_of(self)
        if any(a is not b for a, b in zip(rates, self._step.rates)):
            self.train_function = None  # A schedule replaced what it reads.
        self._step.rates = rates
        backend.synchronize(self.variables + self.optimizer.variables)
        callbacks = arguments["callbacks"]
        self.stop_at_step = self.noted_signal = None
        self.is_in_fit = True
        try:
            with (
                watch.reading(arguments.get("steps_per_epoch"), rare),
                self._signals(callbacks),
                only_the_first_prints(),
            ):
                super().fit(verbose=verbose, **arguments)
        except KeyboardInterrupt:
            interrupted(callbacks)
            raise
        except Stopped:
            self._end(callbacks)
        except Exception as error:
            failed(callbacks, error)
            raise
        finally:
            # `Checkpoint` sets both to resume, and Keras never clears the
            # first. The next `fit` would skip its first epochs.
            self._initial_epoch, self.resumed_step = None, 0
            self.is_in_fit = False
        end = self.noted_signal or self.stop_at_step
        if isinstance(end, Signal):
            end.take_effect()
        return self.history

    def _signals(self, callbacks):
        """A context in which signals wait, if a callback can save then."""
        if any(hasattr(c, "save_within_epoch") for c in members(callbacks)):
            return noted_signals(self)
        return contextlib.nullcontext()

    def _end(self, callbacks):
        """Does what Keras's `fit` does at its end, within an epoch."""
        if isinstance(self.stop_at_step, Signal):
            interrupted(callbacks)
            return
        self.optimizer.finalize_variable_values(self.trainable_weights)
        for callback in members(callbacks):
            callback.on_train_end()

    def train_on_batch(
        self, x, y=None, sample_weight=None, class_weight=None, **kwargs
    ):
        """Like Keras's `train_on_batch`; checks the batch first."""
        check_no_weights(sample_weight=sample_weight, class_weight=class_weight)
        self.check_trainable()
        data_adapter.check_arrays(self, x, y)
        images, n = len(keras.tree.flatten(x)[0]), self.batches_per_step
        if images % n:
            raise ValueError(
                f"train_on_batch takes d_steps={n} batches of one size, joined "
                f"into one array: a multiple of {n} images. "
                f"Received: {images} images"
            )
        share_of_training(self).check(images)
        y = None if y is None else self.shared(self.labels_of_arrays(y))
        return super().train_on_batch(self.shared(to_numpy(x)), y, **kwargs)

    def test_on_batch(self, x, y=None, sample_weight=None, **kwargs):
        """Like Keras's `test_on_batch`; checks the batch first."""
        check_no_weights(sample_weight=sample_weight)
        data_adapter.check_arrays(self, x, y)
        y = None if y is None else self.labels_of_arrays(y)
        return super().test_on_batch(to_numpy(x), y, **kwargs)

    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose="auto",
        sample_weight=None,
        **kwargs,
    ):
        """Returns the losses on real images, as in Keras.

        Random numbers go on as if it had not been called: it changes no
        training, and gives the same losses again.
        """
        check_no_weights(sample_weight=sample_weight)
        # `fit` has checked its validation data; it passes this argument.
        passed = {"batch_size": batch_size, "verbose": verbose, **kwargs}
        if "_use_cached_eval_dataset" in kwargs:
            with self._same_randomness():
                return super().evaluate(x, y, **passed)
        check_kind(x)
        counts = {"batch_size": batch_size, "steps": kwargs.get("steps")}
        check_positive(**{k: v for k, v in counts.items() if v is not None})
        if not is_array(x):
            check_batches(x, batch_size=batch_size, y=y)
        watch, steps = Watch(self.check_batch), kwargs.get("steps")
        x, y = data_adapter.prepare_evaluation(
            self, watch, x, y, batch_size, steps
        )
        with watch.reading(steps), self._same_randomness():
            return super().evaluate(x, y, **passed)

    @contextlib.contextmanager
    def _same_randomness(self):
        """A context behind which random states are as they were before."""
        states = [
            v
            for v in self.non_trainable_variables
            if not keras.backend.is_float_dtype(v.dtype)
        ]
        before = [keras.ops.copy(v.value) for v in states]
        yield
        for state, value in zip(states, before, strict=True):
            state.assign(value)

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
