"""Result: a score that says how it came about."""

import dataclasses
import json


@dataclasses.dataclass(frozen=True)
class Result:
    """A score and its provenance.

    Scores compare (`<`, `>`, `-`) only within one protocol: the same metric,
    extractor, weights, resize, reference and numbers of images. Everything
    else raises, since such numbers do not mean the same.

    Attributes:
        metric: Its short name, such as `"fid"`.
        value: Float.
        protocol: Name of what was done, `METRIC_EXTRACTOR_SAMPLES`, such as
            `"fid_fid-inception_50k"`.
        extractor: Name of the network that gave the features.
        weights: Hash of its weights.
        resize: How images came to its size.
        reference: What the samples were compared with, and how many images
            of it; `None` where there is none.
        samples: Number of generated images.
        std: Standard deviation over splits or subsets, or `None`.
        details: Dictionary of all else, such as splits, subsets, seed, `ema`.
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

    def __str__(self):
        spread = "" if self.std is None else f" ± {self.std:.4g}"
        return f"{self.protocol}: {self.value:.4g}{spread}"

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
        """One line of JSON with all of it."""
        return json.dumps(dataclasses.asdict(self))


# Details in which comparable scores may differ: they are what one compares.
FREE = {"ema", "latents_seed"}


def count_name(n):
    """A number of samples in a protocol's name: `"10k"`, `"500"`."""
    return f"{n // 1000}k" if n % 1000 == 0 else str(n)
