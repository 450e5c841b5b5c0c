"""Scores of samples inside `fit`: MIND, Inception Score, FID and others."""

import time
import warnings

import keras
import numpy as np

from keras_gans.callbacks.schedule import is_due
from keras_gans.metrics import VALUES
from keras_gans.metrics.evaluate import check_metrics
from keras_gans.metrics.evaluate import chosen
from keras_gans.metrics.extractors.features import Features
from keras_gans.metrics.extractors.features import check_extractor
from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.metrics.few_images import refusal
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.samples import check_same_classes
from keras_gans.metrics.samples import requested_classes
from keras_gans.training.batches import first_images
from keras_gans.training.kinds import check_batches
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.warnings import warn

# The `mode` of callbacks that monitor a score.
DIRECTIONS = {HIGHER: "max", LOWER: "min", None: None}


class Scores(keras.callbacks.Callback):
    """Scores generated images every few epochs and adds them to the logs.

    All metrics share one set of samples and one pass of the extractor. Each
    value of a metric has a log of its own, such as `mind`, `inception_score`,
    `precision` and `recall`; docs/metrics.md lists all.

    Put this callback before `BestGenerator`, `EarlyStopping` and
    `ModelCheckpoint`, which can monitor the logs. With `every > 1`, epochs in
    between log no score: the `patience` of `EarlyStopping` then counts scores,
    and `fit` refuses a `ModelCheckpoint` whose file name contains one.

    Label accuracy (`"la"`) is for class-conditional models, with a classifier
    of the same classes as the extractor. Samples go through the classes in
    turn.

    Args:
        extractor: A `metrics` extractor, such as `InceptionV3Features()`.
        real: Float array of real images in [-1, 1], or batches of them such
            as a `tf.data.Dataset`, shuffled and not augmented. Features of
            the first `samples` are computed once. `None` if no metric
            compares with real images.
        metrics: A key of `metrics.METRICS` or several, or a dictionary of
            keys and settings, as for `metrics.evaluate`. The default, MIND, is
            the one for 1,000 to 5,000 samples.
        samples: Positive integer, number of images to generate for each
            score. Scores of few images are biased: compare them only with
            scores of as many.
        every: Positive integer, epochs between two scores. The last epoch is
            always scored.
        seed: Integer, seed of the latents, which are the same each time.
        batch_size: Positive integer, images in a batch.
        verbose: Whether to show a progress bar, and the expected time once.

    Raises:
        ValueError: If a metric is unknown, needs real images and `real` is
            `None`, needs classes that the extractor does not know, or needs
            more images than `samples`, or if a setting is out of range. In
            `fit`, if there are fewer real images than `samples`, or if the
            model and the extractor do not suit each other or a metric.
        TypeError: If a setting of a metric is unknown, `extractor` is none, or
            `real` is no data.

    Example:

    ```python
    digits = kg.datasets.digits(batch_size=64, image_size=28)
    scores = kg.callbacks.Scores(
        kg.metrics.mnist_classifier("digits"),
        digits,
        {"mind": {}, "pr": {"k": 5}},
        every=5,
    )
    history = gan.fit(digits, epochs=20, callbacks=[scores]).history
    history["mind"]  # Four values.
    ```
    """

    def __init__(
        self,
        extractor,
        real=None,
        metrics=("mind",),
        samples=1000,
        every=1,
        *,
        seed=0,
        batch_size=100,
        verbose=True,
    ):
        super().__init__()
        check_extractor(extractor)
        if real is not None:
            check_batches(real, "real")
        check_positive(samples=samples, every=every, batch_size=batch_size)
        check_seed(seed)
        if not metrics:
            raise ValueError(
                "metrics must name at least one score, such as 'fid'. "
                f"Received: {metrics=}"
            )
        check_metrics(
            metrics,
            has_real=real is not None,
            has_classes=extractor.has_classes,
        )
        _check_no_training_set(metrics)
        _check_enough(metrics, samples)
        self.extractor = extractor
        self.real = real
        self.metrics = metrics
        self.samples = samples
        self.every = every
        self.seed = seed
        self.batch_size = batch_size
        self.verbose = verbose
        self._real_features = None
        self._labels = None
        self._is_timed = False

    @property
    def added_logs(self):
        """The names of its logs, each with its better direction."""
        return {
            value.log: DIRECTIONS[value.better]
            for metric, _ in chosen(self.metrics)
            for value in metric.values
        }

    def on_train_begin(self, logs=None):
        self._has_scored = False
        self._check_model()
        self._labels = requested_classes(self.metrics, self.model, self.samples)
        if self._labels is not None:
            check_same_classes(self.model, self.extractor)
        self._try_model()
        if self.real is None:
            return
        real = first_images(self.real, self.samples)
        if len(real) < self.samples:
            raise ValueError(
                f"real must have at least {self.samples} images, as many as "
                f"samples. Received: {len(real)} images"
            )
        self._real_features = self._extract(real)
        self.real = None  # The features suffice; free the images.

    def on_epoch_end(self, epoch, logs=None):
        if logs is None or not is_due(self, epoch):
            return
        self._has_scored = True
        fakes = self.model.generate(
            self.samples,
            labels=self._labels,
            seed=self.seed,
            batch_size=self.batch_size,
        )
        if not np.isfinite(fakes).all():
            logs |= dict.fromkeys(self.added_logs, float("nan"))
            return
        features = self._extract(fakes, self._labels)
        makers = {"model": self.model, "extractor": self.extractor}
        for metric, settings in chosen(self.metrics):
            scores = metric.scores(
                self._real_features, features, **makers, **settings
            )
            for name, score in scores.items():
                logs[VALUES[name].log] = score.value

    def on_train_end(self, logs=None):
        if getattr(self.model, "stop_at_step", None) and not self._has_scored:
            warn(
                "No score was computed: scores are of whole epochs, and the "
                "training ended before the first one to be scored did. "
                "`metrics.evaluate` and `keras-gans evaluate` score the "
                "trained model."
            )

    def _check_model(self):
        """Raises unless the extractor takes what the model generates."""
        if not hasattr(self.model, "generate"):
            raise ValueError(
                f"{type(self).__name__} scores models that generate images "
                "from latents; `keras-gans evaluate` scores folders of any "
                f"images. Received: a {type(self.model).__name__}"
            )
        blank = np.zeros((1, *self.model.image_shape), "float32")
        channels = self.extractor.channels
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            prepare_images(blank, channels, any_rank=channels is None)

    def _try_model(self):
        """Computes once, of one sample, what generates images of its own."""
        makers = {"model": self.model, "extractor": self.extractor}
        one = Features(np.zeros((1, 1)), None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for metric, settings in chosen(self.metrics):
                if metric.needs_model:
                    metric.scores(None, one, **makers, **settings)

    def _extract(self, images, labels=None):
        if self.verbose and not self._is_timed:
            self._print_time(images[:10])
        return self.extractor(
            images, self.batch_size, self.verbose, labels=labels
        )

    def _print_time(self, images):
        self._is_timed = True
        self.extractor(images)  # The first call compiles.
        start = time.perf_counter()
        self.extractor(images)
        seconds = (time.perf_counter() - start) * self.samples / len(images)
        print(
            f"{type(self).__name__}: {self.samples} images, about "
            f"{seconds:.0f} s each time"
        )


def _check_no_training_set(metrics):
    keys = [
        metric.key for metric, _ in chosen(metrics) if metric.needs_training_set
    ]
    if keys:
        raise ValueError(
            "metrics in `fit` must not compare with all training images. "
            "Score the trained model with `metrics.find_copies` or `keras-gans "
            "evaluate`; `Diagnosis` looks for copies in `fit`. "
            f"Received: {', '.join(keys)}"
        )


def _check_enough(metrics, samples):
    for metric, settings in chosen(metrics):
        error = refusal(metric, settings, samples, samples)
        if error is not None:
            raise ValueError(
                "metrics must have valid settings, and samples must be enough "
                f"for them. Received: samples={samples} for {metric.key!r}: "
                f"{error}"
            ) from None


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

    By default `subset_size` is half the samples, at most 1,000.
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
