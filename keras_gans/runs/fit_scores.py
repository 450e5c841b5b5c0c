"""Scores that a run computes during its training."""

from keras_gans import callbacks
from keras_gans.metrics import METRICS
from keras_gans.models import MODELS
from keras_gans.models.conditional import Conditional
from keras_gans.models.translation import Translation
from keras_gans.runs.extractors import make_extractor
from keras_gans.runs.few_images import possible
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.warnings import warn

# Images of each kind, at most, for a score within a training.
SAMPLES = 1000
EVERY = 5


def check_scores(config):
    """Refuses scores that the model of a run cannot have in its training.

    Args:
        config: A `Config` of known names.

    Raises:
        ValueError: On unknown scores, those that compare with all training
            images, those of labels for a model without classes, any for a
            model that translates or of transparent images, and `score_every`
            without scores.
    """
    if config.score_every is not None:
        check_positive(score_every=config.score_every)
        if config.scores is None:
            raise ValueError(
                "score_every needs names of scores, such as scores='fid,is'. "
                f"Received: score_every={config.score_every}, scores=None"
            )
    if config.scores is None:
        return
    kind = MODELS[config.model]
    if issubclass(kind, Translation):
        raise ValueError(
            f"scores is not for {config.model}, which translates images. "
            f"Received: scores={config.scores!r}"
        )
    if config.channels not in (1, 3):
        raise ValueError(
            "scores is for images of 1 or 3 channels. "
            f"Received: scores={config.scores!r}, channels={config.channels}"
        )
    for name in _names(config):
        check_name("scores", name, METRICS)
        metric = METRICS[name]
        if metric.needs_training_set:
            raise ValueError(
                f"scores must not be {name}, which compares with all training "
                "images: score the trained model with `keras-gans evaluate`. "
                f"Received: scores={config.scores!r}"
            )
        if metric.needs_labels and not issubclass(kind, Conditional):
            raise ValueError(
                f"scores must not be {name}, which is for class-conditional "
                "models. "
                f"Received: scores={config.scores!r}, model={config.model!r}"
            )


def score_callbacks(config, dataset, steps):
    """The callback that scores a run during its training, in a list.

    A training that ends before its first score has none, and a warning.

    The features are those of the classifier of the data set if there is one,
    else Inception's, as `keras-gans evaluate` takes them.

    Args:
        config: A checked `Config`.
        dataset: Its data set, from `load_data`.
        steps: Positive integer, generator updates in an epoch.
    """
    if config.scores is None or ends_before_scores(config, steps):
        return []
    if config.flip_and_shift:
        dataset = config.load_data(flip_and_shift=False)
    samples = min(SAMPLES, int(dataset.cardinality()) * config.batch_size)
    return [
        callbacks.Scores(
            make_extractor(
                None,
                config.dataset,
                config.data_dir,
                shape=config.image_shape,
            ),
            dataset,
            possible(_names(config), samples, samples),
            samples,
            config.score_every or EVERY,
            verbose=False,
        )
    ]


def ends_before_scores(config, steps):
    """Whether a training ends before the first epoch that is scored; warns.

    Args:
        config: A checked `Config`, with scores.
        steps: Positive integer, generator updates in an epoch.
    """
    every = config.score_every or EVERY
    if config.updates is None or config.updates >= every * steps:
        return False
    whole, rest = divmod(config.updates, steps)
    if rest:
        remedy = f"score_every={whole}" if whole else f"updates={steps}"
        warn(
            "No score will be computed, since scores are of whole epochs, and "
            f"the training ends within epoch {whole + 1}: use {remedy}, or "
            "score the trained model with `keras-gans evaluate`. "
            f"Received: updates={config.updates}, score_every={every}"
        )
    return bool(rest)


def score_logs(config):
    """The names of a run's scores in its history."""
    if config.scores is None:
        return []
    values = (METRICS[name].values for name in _names(config))
    return [value.log for each in values for value in each]


def _names(config):
    return [name.strip() for name in config.scores.split(",")]
