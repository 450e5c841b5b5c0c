"""Result: a score with its provenance."""

import dataclasses
import json

from keras_gans.metrics.estimate import Z
from keras_gans.metrics.estimate import binomial_interval
from keras_gans.metrics.metric import BINOMIAL
from keras_gans.metrics.metric import ERRORS


@dataclasses.dataclass(frozen=True)
class Result:
    """A score and its provenance.

    Results compare (`<`, `>`, `-`) only within one protocol: the same metric,
    extractor, weights, resize, reference and numbers of images. Comparing
    others raises a `ValueError`, since their numbers mean different things.

    Attributes:
        metric: Name of the value, such as `"fid"` or `"precision"`.
        value: Float.
        protocol: Name of the protocol, `METRIC_EXTRACTOR_SAMPLES`, such as
            `"fid_fid-inception_50k"`.
        extractor: Name of the network that extracted the features.
        weights: Hash of the network's weights.
        resize: How images were resized for the network.
        reference: The real images that were compared, and how many; `None` if
            there are none.
        samples: Number of generated images.
        std: Standard deviation, or `None`.
        details: Dictionary of all settings, such as splits, seed and `ema`.
        std_kind: What `std` is over. `"splits"` and `"subsets"` are parts of
            the images, and `std` is no error of `value`; `"bootstrap"` are
            resamples of all generated images, and `std` is that error, as it is
            for a share (`"binomial"`) and for a mean (`"error of the mean"`).
    """

    metric: str
    value: float
    protocol: str
    extractor: str
    weights: str
    resize: str
    reference: str | None
    samples: int
    std: float | None = None
    details: dict = dataclasses.field(default_factory=dict)
    std_kind: str | None = None

    def __str__(self):
        return f"{self.protocol}: {self.value:.4g}{self.spread}"

    @property
    def interval(self):
        """The 95 % interval `(low, high)`, or `None` if `std` is no error.

        That of a share is Clopper and Pearson's. Others are those of a normal
        distribution around the value itself, since the scores of resamples are
        biased; see `bootstrapped`.
        """
        if self.std_kind not in ERRORS:
            return None
        if self.std_kind == BINOMIAL:
            k = round(self.value * self.samples)
            return binomial_interval(k, self.samples)
        return self.value - Z * self.std, self.value + Z * self.std

    @property
    def spread(self):
        """Text that follows the value: the standard deviation and its kind."""
        if self.std is None:
            return ""
        text = self.std_kind
        if self.interval:
            low, high = self.interval
            text = f"{text}, 95 %: {low:.4g} to {high:.4g}"
        return f" ± {self.std:.3g}" + (f" ({text})" if text else "")

    def __lt__(self, other):
        if not isinstance(other, Result):
            return NotImplemented
        self._check_same_protocol(other)
        return self.value < other.value

    def __gt__(self, other):
        if not isinstance(other, Result):
            return NotImplemented
        self._check_same_protocol(other)
        return self.value > other.value

    def __sub__(self, other):
        if not isinstance(other, Result):
            return NotImplemented
        self._check_same_protocol(other)
        return self.value - other.value

    def _check_same_protocol(self, other):
        names = ("protocol", "weights", "resize", "reference", "samples")
        differences = [
            f"{name}: {getattr(self, name)} and {getattr(other, name)}"
            for name in names
            if getattr(self, name) != getattr(other, name)
        ]
        for name in sorted({*self.details, *other.details} - FREE):
            mine, others = self.details.get(name), other.details.get(name)
            if mine != others:
                differences.append(f"{name}: {mine} and {others}")
        if differences:
            raise ValueError(
                "Only scores of one protocol can be compared. "
                f"Received: {'; '.join(differences)}"
            )

    def json(self):
        """All attributes in one line of JSON."""
        return json.dumps(dataclasses.asdict(self))


# Comparable scores may differ in these details.
FREE = {"bootstrap", "ema", "latents_seed"}


def count_name(n):
    """The number of samples in a protocol's name: `"10k"`, `"500"`."""
    return f"{n // 1000}k" if n % 1000 == 0 else str(n)
