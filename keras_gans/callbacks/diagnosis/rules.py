"""Diagnosis: what goes wrong in a training, and what to do about it."""

import dataclasses
import typing

from keras_gans.callbacks.diagnosis import symptoms


@dataclasses.dataclass(frozen=True)
class Finding:
    """What went wrong in an epoch.

    Attributes:
        epoch: The epoch, counted from 1.
        rule: Name of the rule, such as `"mode collapse"`.
        evidence: The figures, in words.
        remedy: What to do.
    """

    epoch: int
    rule: str
    evidence: str
    remedy: str

    def __str__(self):
        return (
            f"epoch {self.epoch}, {self.rule}: {self.evidence}. {self.remedy}"
        )


class Rule(typing.NamedTuple):
    """A name, a function of observations to evidence or `None`, a remedy."""

    name: str
    evidence: typing.Callable
    remedy: str


def diagnose(observations):
    """What is wrong in the newest epoch.

    Args:
        observations: List of dictionaries, as `symptoms` describes them, one an
            epoch, the newest last.

    Returns:
        List of `Finding`; empty where all seems well.
    """
    found = ((rule, rule.evidence(observations)) for rule in RULES)
    return [
        Finding(
            int(observations[-1]["epoch"]), rule.name, evidence, rule.remedy
        )
        for rule, evidence in found
        if evidence
    ]


RULES = (
    Rule(
        "non-finite values",
        symptoms.non_finite,
        "Nothing after this is of use: go back to the last checkpoint or start "
        "anew with a learning rate ten times lower (Adam 2e-4, beta_1 0.5), "
        "and look for NaN in the data and in losses of your own.",
    ),
    Rule(
        "saturated collapse",
        symptoms.saturated_collapse,
        "Learning has stopped and will not come back: start anew with Adam "
        "2e-4 and beta_1 0.5 for both players (2e-3 was seen to end here), or "
        "with kg.R3GAN.",
    ),
    Rule(
        "discriminator overpowering",
        symptoms.overpowering,
        "Give the discriminator a lower learning rate, d_steps=1, "
        "label_smoothing=0.1 or d_loss_floor=0.3 (of kg.GAN and kg.DCGAN), or "
        "take kg.R3GAN or kg.WGANGP, whose discriminators cannot grow sure.",
    ),
    Rule(
        "vanishing generator gradient",
        symptoms.vanishing_gradient,
        "The generator no longer learns: use saturating=False, a weaker "
        "discriminator (lower learning rate, d_steps=1, d_loss_floor=0.3), or "
        "kg.WGANGP or kg.R3GAN, whose gradients last. Where samples are all "
        "black or white, lower the generator's learning rate.",
    ),
    Rule(
        "mode collapse",
        symptoms.mode_collapse,
        "Go back to an earlier checkpoint; take kg.R3GAN, or kg.WGANGP with "
        "d_steps=5, or halve the generator's learning rate.",
    ),
    Rule(
        "oscillation",
        symptoms.oscillation,
        "Lower both learning rates (Adam 2e-4, beta_1 0.5 or 0), average the "
        "generator (ema=0.999), or take a discriminator with a penalty: "
        "kg.R3GAN or kg.WGANGP.",
    ),
    Rule(
        "memorisation",
        symptoms.memorisation,
        "Train on more images or with augment=True, for fewer epochs (keep an "
        "early model by kg.callbacks.BestGenerator), or with smaller networks; "
        "kg.metrics.nearest_neighbours shows the copies.",
    ),
)
