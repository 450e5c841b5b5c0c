"""The rules of Diagnosis: each pairs a symptom with a remedy."""

import dataclasses
import typing

from keras_gans.callbacks.diagnosis import symptoms
from keras_gans.callbacks.diagnosis.periods import periods


@dataclasses.dataclass(frozen=True)
class Finding:
    """A failure of the training that was detected after an epoch.

    Attributes:
        epoch: The epoch, counted from 1.
        rule: Name of the rule, such as `"mode collapse"`.
        evidence: The values that show the failure, as a sentence.
        remedy: What to do, as sentences.
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
    """A failure's name, a function of `symptoms` that detects it, a remedy.

    `at_once` says that the function takes the observations, not periods.
    """

    name: str
    evidence: typing.Callable
    remedy: str
    at_once: bool = False


def diagnose(observations):
    """Checks all rules on the newest epoch, or the newest whole periods.

    Args:
        observations: List of dictionaries, as `symptoms` describes them: one
            from before the training, then one per observed epoch.

    Returns:
        List of `Finding`; empty if no rule detects a failure.
    """
    epoch = int(observations[-1]["epoch"])
    merged = periods(observations)
    return [
        Finding(epoch, rule.name, evidence, rule.remedy)
        for rule in RULES
        if (evidence := rule.evidence(observations if rule.at_once else merged))
    ]


RULES = (
    Rule(
        "non-finite values",
        symptoms.non_finite,
        "The training cannot recover: go back to the last checkpoint, or "
        "restart with a learning rate ten times lower (Adam 2e-4, beta_1 0.5). "
        "Check the data and any losses of your own for NaN.",
        at_once=True,
    ),
    Rule(
        "lagging batch statistics",
        symptoms.lagging_statistics,
        "The moving statistics of the generator's BatchNormalization layers "
        "lag behind its weights: give the layers a momentum of 0.9 if theirs "
        "is higher (Keras's own is 0.99). If it is not, train for more "
        "updates, with larger batches or a lower learning rate.",
        at_once=True,
    ),
    Rule(
        "saturated collapse",
        symptoms.saturated_collapse,
        "Learning has stopped and will not recover: restart with Adam 2e-4 and "
        "beta_1 0.5 for both optimizers (a rate of 2e-3 can cause this), or "
        "use kg.R3GAN.",
    ),
    Rule(
        "discriminator overpowering",
        symptoms.overpowering,
        "Give the discriminator a lower learning rate, d_steps=1, "
        "label_smoothing=0.1 or d_loss_floor=0.3 (the last two for kg.GAN and "
        "kg.DCGAN), or use kg.R3GAN or kg.WGANGP, whose penalties limit the "
        "discriminator. With label smoothing, d_loss stays above 0.325 (at "
        "0.1) or 0.5 (at 0.2), and a floor acts only if it is higher.",
    ),
    Rule(
        "vanishing generator gradient",
        symptoms.vanishing_gradient,
        "The generator no longer learns: use saturating=False, a weaker "
        "discriminator (lower learning rate, d_steps=1, d_loss_floor=0.3), or "
        "kg.WGANGP or kg.R3GAN, whose gradients do not vanish. If all samples "
        "are black or white, lower the generator's learning rate.",
    ),
    Rule(
        "mode collapse",
        symptoms.mode_collapse,
        "Go back to an earlier checkpoint and halve the generator's learning "
        "rate, or use kg.R3GAN, or kg.WGANGP with d_steps=5.",
    ),
    Rule(
        "oscillation",
        symptoms.oscillation,
        "Lower both learning rates (Adam 2e-4, beta_1 0.5 or 0), average the "
        "generator (ema=0.999), or use a discriminator with a penalty: "
        "kg.R3GAN or kg.WGANGP.",
    ),
    Rule(
        "memorisation",
        symptoms.memorisation,
        "Train on more images, with augmentation="
        "kg.layers.DiffAugmentation(), for fewer epochs "
        "(kg.callbacks.BestGenerator keeps an early model), or with smaller "
        "networks. kg.metrics.nearest_neighbours shows the copies.",
    ),
)
