"""Scores of samples inside `fit`: Inception Score, FID, KID and others."""

import time

import keras

from keras_gans.checks import check_positive
from keras_gans.metrics.evaluate import METRICS
from keras_gans.metrics.features import take


class Scores(keras.callbacks.Callback):
    """The base: scores samples every few epochs, into the epoch's logs.

    The logs go into Keras's history, where `ModelCheckpoint`, `EarlyStopping`
    and `BestGenerator` find them. Put the callback before those. Epochs that
    are not scored have no such log.

    Args:
        extractor: A `metrics` extractor, such as `InceptionV3Features()`.
        real: Float array of real images in [-1, 1], or an iterable of batches
            such as a `tf.data.Dataset`, of which the first `samples` are
            taken. Their features are computed once.
        samples: Positive integer, generated images a time. Scores of few
            images are biased: compare them with scores of as many only.
        every: Positive integer, epochs between two scores; there is also one
            of the last epoch.
        seed: Integer, of the latents, the same each time.
        batch_size: Positive integer, images at a time.
        verbose: Whether to show a progress bar, and the expected time once.
        **settings: For the metric, such as `subset_size=500` of `KID`.
    """

    metric = None

    def __init__(
        self,
        extractor,
        real=None,
        samples=1000,
        every=1,
        *,
        seed=0,
        batch_size=100,
        verbose=True,
        **settings,
    ):
        super().__init__()
        check_positive(samples=samples, every=every, batch_size=batch_size)
        self.extractor = extractor
        self.real = real
        self.samples = samples
        self.every = every
        self.seed = seed
        self.batch_size = batch_size
        self.verbose = verbose
        self.settings = settings
        self._real_features = None
        self._is_timed = False

    def on_train_begin(self, logs=None):
        if self.real is not None and self._real_features is None:
            self._real_features = self._extract(take(self.real, self.samples))
            self.real = None  # Its features are all that is needed of it.

    def on_epoch_end(self, epoch, logs=None):
        last = epoch + 1 == self.params["epochs"] or self.model.stop_training
        if logs is None or not ((epoch + 1) % self.every == 0 or last):
            return
        fakes = self.model.generate(
            self.samples, seed=self.seed, batch_size=self.batch_size
        )
        values, _ = METRICS[self.metric](
            self._real_features, self._extract(fakes), **self.settings
        )
        for name, (value, _) in values.items():
            logs[LOG_NAMES.get(name, name)] = value

    def _extract(self, images):
        if self.verbose and not self._is_timed:
            self._say_time(images)
        return self.extractor(images, self.batch_size, self.verbose)

    def _say_time(self, images):
        self._is_timed = True
        some = images[: min(len(images), 10)]
        self.extractor(some)  # Compiles.
        start = time.perf_counter()
        self.extractor(some)
        seconds = (time.perf_counter() - start) * self.samples / len(some)
        print(
            f"{type(self).__name__}: {self.samples} images, about "
            f"{seconds:.0f} s each time"
        )


LOG_NAMES = {"is": "inception_score"}


class InceptionScore(Scores):
    """Logs `inception_score` of samples. See `Scores` and `inception_score`.

    It takes no real images.
    """

    metric = "is"


class FID(Scores):
    """Logs `fid` of samples. See `Scores` and `metrics.frechet_distance`."""

    metric = "fid"


class KID(Scores):
    """Logs `kid` of samples. See `Scores` and `metrics.kernel_distance`."""

    metric = "kid"


class PrecisionRecall(Scores):
    """Logs `precision` and `recall`. See `metrics.precision_recall`."""

    metric = "pr"
