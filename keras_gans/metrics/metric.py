"""Metric: what a score is called, what it needs and how it is computed."""

import collections.abc
import dataclasses
import inspect
import typing

from keras_gans.metrics.estimate import Estimate
from keras_gans.utils.near_names import did_you_mean

HIGHER = "higher"
LOWER = "lower"
# Kinds of standard deviations that tell the error of a score.
BOOTSTRAP, BINOMIAL, MEAN = "bootstrap", "binomial", "error of the mean"
ERRORS = (BOOTSTRAP, BINOMIAL, MEAN)


class Score(typing.NamedTuple):
    """A number, its standard deviation and over what, and the settings."""

    value: float
    std: float | None
    settings: dict
    std_kind: str | None = None


@dataclasses.dataclass(frozen=True)
class Value:
    """A number that a metric returns.

    Attributes:
        name: Text, unique among all metrics; it names the number in results,
            tables and claims.
        better: `HIGHER`, `LOWER`, or `None` where neither is better.
        title: Text for tables and plots, such as `"FID"`; the name, with
            spaces, by default.
        log: Name in the logs of an epoch; the name by default.
        plot: Title of a plot that this value shares with others; `None` for a
            plot of its own.
    """

    name: str
    better: str | None
    title: str | None = None
    log: str | None = None
    plot: str | None = None

    def __post_init__(self):
        title = self.title or self.name.replace("_", " ")
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "log", self.log or self.name)


@dataclasses.dataclass(frozen=True)
class Metric:
    """A score that `evaluate`, callbacks, commands and studies can compute.

    Example:

    ```python
    SPREAD = Metric(
        key="spread",
        title="spread",
        function=lambda fake, power=2: (abs(fake) ** power).mean(),
        inputs=("fake.features",),
        values=(Value("spread", HIGHER),),
    )
    ```

    `metrics.METRICS` lists all records.

    Attributes:
        key: Text by which users choose the metric, such as `"fid"`.
        title: Text for people, such as `"Frechet distance"`.
        function: Function of the inputs and of settings that have defaults.
            It returns an `Estimate`, a float, or a tuple of a float for each
            of the values.
        inputs: The function's first arguments, in order. Each is `"real."`,
            `"fake."` or `"held."` (real images that were not trained on, or
            `None`) and the name of an attribute of `Features`; or `"model"` or
            `"extractor"`, for a score that makes images of its own.
        values: The `Value`s that the function returns, in order.
        settings: Function of the inputs and of the user's settings, as
            keywords, that returns the settings to use; `None` to use the
            user's unchanged.
        std_kind: Text, what the standard deviation of an `Estimate` is over,
            such as `"splits"`, or one of `ERRORS`.
        protocol: Function of the extractor and the settings that returns the
            protocol's name without the number of samples; VALUE_EXTRACTOR by
            default.
    """

    key: str
    title: str
    function: collections.abc.Callable
    inputs: tuple[str, ...]
    values: tuple[Value, ...]
    settings: collections.abc.Callable | None = None
    std_kind: str | None = None
    protocol: collections.abc.Callable | None = None

    @property
    def needs_real(self):
        """Whether the metric compares with real images."""
        return any(name.startswith("real.") for name in self.inputs)

    @property
    def needs_features(self):
        """Whether statistics of the real images' features are not enough."""
        real = {name for name in self.inputs if name.startswith("real.")}
        return bool(real - {"real.statistics"})

    @property
    def needs_labels(self):
        """Whether the metric needs the classes asked of the generator."""
        return "fake.labels" in self.inputs

    @property
    def needs_classes(self):
        """Whether the metric needs an extractor that knows classes."""
        return "fake.probabilities" in self.inputs

    @property
    def needs_model(self):
        """Whether the metric makes images of its own."""
        return "model" in self.inputs

    @property
    def needs_samples(self):
        """Whether more is needed of generated images than their number."""
        fake = {name for name in self.inputs if name.startswith("fake.")}
        return bool(fake - {"fake.number"})

    @property
    def needs_training_set(self):
        """Whether the real images must be all that the model was trained on."""
        return "held.features" in self.inputs

    def check(
        self,
        settings,
        *,
        has_real=True,
        has_labels=True,
        has_classes=True,
        has_model=True,
    ):
        """Raises unless the metric can be computed.

        Args:
            settings: Dictionary of the user's settings.
            has_real: Whether there are real images.
            has_labels: Whether the classes of the generated images are known.
            has_classes: Whether the extractor knows classes.
            has_model: Whether there is a model.

        Raises:
            TypeError: On an unknown setting, or settings that are no
                dictionary.
            ValueError: Without real images, labels, classes or a model that the
                metric needs.
        """
        self._check_names(settings)
        if self.needs_real and not has_real:
            raise ValueError(
                f"The metric {self.key!r} compares with real images. "
                "Received: real=None"
            )
        if self.needs_labels and not has_labels:
            raise ValueError(
                f"The metric {self.key!r} needs the classes that the images "
                "were generated for: give them to the extractor, or score a "
                "class-conditional model. Received: labels=None"
            )
        if self.needs_classes and not has_classes:
            raise ValueError(
                f"The metric {self.key!r} needs a classification network, such "
                "as Inception. Received: a network without classes"
            )
        if self.needs_model and not has_model:
            raise ValueError(
                f"The metric {self.key!r} generates its own images: score a "
                "model, not pictures. Received: no model"
            )

    def _check_names(self, settings):
        parameters = inspect.signature(self.function).parameters
        known = list(parameters)[len(self.inputs) :]
        takes = f"The metric {self.key!r} takes a dictionary of settings, of "
        takes += f"which there are {', '.join(known)}" if known else "none"
        if not isinstance(settings, dict):
            raise TypeError(f"{takes}. Received: {settings!r}")
        for name in settings:
            if name not in known:
                raise TypeError(
                    f"{takes}.{did_you_mean(name, known)} Received: {name!r}"
                )

    def scores(
        self, real, fake, *, held=None, model=None, extractor=None, **settings
    ):
        """The metric's scores.

        Args:
            real: `Features` of real images, or their statistics where these
                are enough; `None` where they are not needed.
            fake: `Features` of generated images.
            held: `Features` of real images that were not trained on, or `None`.
            model: The model that generated the images, or `None`.
            extractor: The `Extractor` of all images, or `None`.
            **settings: The user's settings.

        Returns:
            A dictionary of `Score`s by the names of the values.
        """
        sides = {"real": real, "fake": fake, "held": held}
        sides |= {"model": model, "extractor": extractor}
        inputs = [_input(sides, *name.split(".")) for name in self.inputs]
        if self.settings:
            settings = self.settings(*inputs, **settings)
        call = inspect.signature(self.function).bind(*inputs, **settings)
        call.apply_defaults()
        settings = dict(list(call.arguments.items())[len(inputs) :])
        outcome, std, kind = self.function(*inputs, **settings), None, None
        if isinstance(outcome, Estimate):
            outcome, std, kind = *outcome, self.std_kind
        numbers = outcome if isinstance(outcome, tuple) else (outcome,)
        return {
            value.name: Score(number, std, settings, kind)
            for value, number in zip(self.values, numbers, strict=True)
        }


def _input(sides, side, field=None):
    value = sides[side]
    return value if value is None or field is None else getattr(value, field)
