"""Scores of samples inside `fit`: Inception Score, FID, KID and others."""

import time

import keras

from keras_gans.callbacks.schedule import is_due
from keras_gans.metrics.evaluate import check_metrics
from keras_gans.metrics.evaluate import scores
from keras_gans.training.batches import first_images
from keras_gans.utils.checks import check_positive

LOG_NAMES = {"is": "inception_score"}


class Scores(keras.callbacks.Callback):
    """Scores samples every few epochs, into the epoch's logs.

    The logs, `inception_score`, `fid`, `kid`, `precision`, `recall`, `density`
    and `coverage`, go into Keras's history, where `BestGenerator`,
    `EarlyStopping` and `ModelCheckpoint` find them (the latter two want their
    `mode`). Put this callback before those. With `every` over 1, other epochs
    have no such log: Keras's two then warn, or fail where the name of the file
    holds the score.

    Several metrics share one set of samples and one pass of the extractor.

    Args:
        extractor: A `metrics` extractor, such as `InceptionV3Features()`.
        real: Float array of real images in [-1, 1], or batches of them such
            as a `tf.data.Dataset`, shuffled and not augmented, of which the
            first `samples` are taken. Their features are computed once. `None`
            for the Inception Score alone.
        metrics: As for `metrics.evaluate`: names, or a dictionary of names and
            settings.
        samples: Positive integer, generated images a time. Scores of few
            images are biased: compare them with scores of as many only.
        every: Positive integer, epochs between two scores; there is also one
            of the last epoch.
        seed: Integer, of the latents, the same each time.
        batch_size: Positive integer, images at a time.
        verbose: Whether to show a progress bar, and the expected time once.

    Raises:
        ValueError: On an unknown metric, or one that needs real images without
            them; in `fit`, where there are fewer than `samples`.
    """

    def __init__(
        self,
        extractor,
        real=None,
        metrics=("is", "fid"),
        samples=1000,
        every=1,
        *,
        seed=0,
        batch_size=100,
        verbose=True,
    ):
        super().__init__()
        check_positive(samples=samples, every=every, batch_size=batch_size)
        check_metrics(metrics, real is not None)
        self.extractor = extractor
        self.real = real
        self.metrics = metrics
        self.samples = samples
        self.every = every
        self.seed = seed
        self.batch_size = batch_size
        self.verbose = verbose
        self._real_features = None
        self._is_timed = False

    def on_train_begin(self, logs=None):
        if self.real is None:
            return
        real = first_images(self.real, self.samples)
        if len(real) < self.samples:
            raise ValueError(
                f"The reference must have at least {self.samples} images, as "
                f"many as samples. Received: {len(real)}"
            )
        self._real_features = self._extract(real)
        self.real = None  # Its features are all that is needed of it.

    def on_epoch_end(self, epoch, logs=None):
        if logs is None or not is_due(self, epoch):
            return
        fakes = self.model.generate(
            self.samples, seed=self.seed, batch_size=self.batch_size
        )
        found = scores(self._real_features, self._extract(fakes), self.metrics)
        for name, score in found.items():
            logs[LOG_NAMES.get(name, name)] = score.value

    def _extract(self, images):
        if self.verbose and not self._is_timed:
            self._say_time(images[:10])
        return self.extractor(images, self.batch_size, self.verbose)

    def _say_time(self, images):
        self._is_timed = True
        self.extractor(images)  # Compiles.
        start = time.perf_counter()
        self.extractor(images)
        seconds = (time.perf_counter() - start) * self.samples / len(images)
        print(
            f"{type(self).__name__}: {self.samples} images, about "
            f"{seconds:.0f} s each time"
        )


class InceptionScore(Scores):
    """Logs `inception_score`. See `Scores` and `metrics.inception_score`."""

    def __init__(self, extractor, *args, splits=10, **kwargs):
        metrics = {"is": {"splits": splits}}
        super().__init__(extractor, None, metrics, *args, **kwargs)


class FID(Scores):
    """Logs `fid`. See `Scores` and `metrics.frechet_distance`."""

    def __init__(self, extractor, real, *args, **kwargs):
        super().__init__(extractor, real, {"fid": {}}, *args, **kwargs)


class KID(Scores):
    """Logs `kid`. See `Scores` and `metrics.kernel_distance`.

    `subset_size` is half the samples by default, and at most 1,000.
    """

    def __init__(
        self, extractor, real, *args, subsets=100, subset_size=None, **kwargs
    ):
        metrics = {"kid": {"subsets": subsets, "subset_size": subset_size}}
        super().__init__(extractor, real, metrics, *args, **kwargs)


class PrecisionRecall(Scores):
    """Logs `precision` and `recall`. See `metrics.precision_recall`."""

    def __init__(self, extractor, real, *args, k=3, **kwargs):
        super().__init__(extractor, real, {"pr": {"k": k}}, *args, **kwargs)
