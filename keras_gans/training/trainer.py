"""The ways into training and evaluation: all look at their data first."""

import contextlib

import keras

from keras_gans import backend
from keras_gans.backend.kept import restored
from keras_gans.training import data_adapter
from keras_gans.training.callback_checks import check_callbacks
from keras_gans.training.epoch_clock import failed
from keras_gans.training.epoch_clock import interrupted
from keras_gans.training.epoch_clock import members
from keras_gans.training.fit_arguments import check_batches
from keras_gans.training.fit_arguments import check_fit
from keras_gans.training.fit_arguments import check_no_weights
from keras_gans.training.kinds import check_kind
from keras_gans.training.share import share_of_training
from keras_gans.training.stopping import Signal
from keras_gans.training.stopping import Stopped
from keras_gans.training.stopping import noted_signals
from keras_gans.training.two_optimizers import rates_of
from keras_gans.training.watch import Watch
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import only_the_first_prints


class Trainer:
    """`fit`, `evaluate` and the methods for single batches.

    `ResumableModel` mixes it in, in front of Keras's.
    """

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
                if they hold fewer steps than it asks for; if an argument or a
                callback could not be used.
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
        self._assert_compile_called("evaluate")
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

    def _same_randomness(self):
        """A context behind which random states are as they were before."""
        return restored(
            [
                v
                for v in self.non_trainable_variables
                if not keras.backend.is_float_dtype(v.dtype)
            ]
        )
