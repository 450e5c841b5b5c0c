"""The rules, on observations by hand and on those of real trainings."""

import math

import pytest

from keras_gans.callbacks.diagnosis import symptoms
from keras_gans.callbacks.diagnosis.periods import PERIOD
from keras_gans.callbacks.diagnosis.periods import periods
from keras_gans.callbacks.diagnosis.rules import RULES
from keras_gans.callbacks.diagnosis.rules import Finding
from keras_gans.callbacks.diagnosis.rules import diagnose

# Every tenth epoch mean or so of trainings on MNIST that went well.
HEALTHY = {
    "gan": {
        "d_real": [0.758, 0.745, 0.651, 0.624, 0.621, 0.620, 0.624, 0.626],
        "d_fake": [0.350, 0.267, 0.355, 0.381, 0.383, 0.384, 0.380, 0.377],
        "d_loss": [0.864, 0.806, 1.051, 1.118, 1.125, 1.126, 1.117, 1.109],
        "g_loss": [1.749, 1.945, 1.307, 1.195, 1.187, 1.187, 1.208, 1.225],
    },
    "dcgan": {
        "d_real": [0.814, 0.756, 0.744, 0.732, 0.728, 0.772, 0.797, 0.803],
        "d_fake": [0.193, 0.244, 0.256, 0.268, 0.272, 0.228, 0.203, 0.197],
        "d_loss": [0.498, 0.622, 0.677, 0.727, 0.738, 0.630, 0.556, 0.541],
        "g_loss": [2.300, 1.669, 1.651, 1.612, 1.614, 1.973, 2.195, 2.254],
    },
    # The least steady of them, its last twelve epochs.
    "lsgan": {
        "d_real": [0.766, 0.773, 0.750, 0.778, 0.798, 0.751, 0.768, 0.808]
        + [0.804, 0.820, 0.740, 0.809],
        "d_fake": [0.234, 0.228, 0.249, 0.223, 0.202, 0.247, 0.233, 0.193]
        + [0.196, 0.180, 0.260, 0.192],
        "d_loss": [0.116, 0.112, 0.127, 0.108, 0.099, 0.136, 0.111, 0.095]
        + [0.101, 0.089, 0.142, 0.093],
        "g_loss": [0.336, 0.342, 0.327, 0.344, 0.360, 0.334, 0.335, 0.367]
        + [0.366, 0.376, 0.326, 0.365],
    },
    # Its generator's loss wanders through 0.
    "wgan": {
        "d_loss": [-0.062, -0.128, -0.091, -0.033, -0.0117, -0.0060, -0.0049]
        + [-0.0040, -0.0036, -0.0033, -0.0032, -0.0030],
        "g_loss": [0.007, 0.038, 0.028, -0.013, -0.029, -0.022, 0.0017]
        + [0.0077, 0.0074, 0.0099, 0.0122, 0.0128],
    },
    "wgangp": {
        "d_loss": [-31.3, -15.2, -13.5, -12.4, -10.8, -8.7, -5.1, -2.2]
        + [-1.8, -1.7, -1.4, -1.0],
        "g_loss": [16.6, 44.8, 55.2, 52.3, 52.9, 52.5, 57.2, 55.5]
        + [49.1, 43.7, 41.1, 35.8],
    },
    "sngan": {
        "d_loss": [0.119, 1.357, 1.612, 1.695, 1.735, 1.750, 1.752, 1.762]
        + [1.759, 1.768, 1.761, 1.772],
        "g_loss": [1.084, 0.411, 0.297, 0.168, 0.140, 0.137, 0.139, 0.145]
        + [0.122, 0.120, 0.124, 0.118],
    },
    "began": {
        "d_loss": [0.108, 0.056, 0.044, 0.039, 0.036, 0.034, 0.033],
        "g_loss": [0.141, 0.079, 0.066, 0.060, 0.055, 0.052, 0.050],
    },
}


def observed(steps=469, before=0, **figures):
    """Observations before training and after epochs, of lists of figures.

    Args:
        steps: Updates in an epoch; MNIST's by default.
        before: Updates before training.
        **figures: Lists of as many floats as there are epochs.
    """
    rows = zip(*figures.values(), strict=True)
    return [{"epoch": 0, "step": before}] + [
        {
            "epoch": i,
            "step": before + i * steps,
            **dict(zip(figures, row, strict=True)),
        }
        for i, row in enumerate(rows, 1)
    ]


def rules(observations):
    return [finding.rule for finding in diagnose(observations)]


@pytest.mark.parametrize("name", HEALTHY)
def test_real_trainings_that_went_well_are_silent(name):
    observations = observed(**HEALTHY[name])
    for i in range(len(observations)):
        assert rules(observations[: i + 1]) == []


def test_a_finding_says_when_what_why_and_what_to_do():
    observations = observed(d_real=[0.96] * 4, d_fake=[0.04] * 4)
    (found,) = diagnose(observations)
    assert (found.epoch, found.rule) == (4, "discriminator overpowering")
    assert "D(x) is 0.96 and D(G(z)) 0.04" in found.evidence
    assert "label_smoothing=0.1" in found.remedy
    assert str(found).startswith("epoch 4, discriminator overpowering: D(x)")
    with pytest.raises(AttributeError):
        found.epoch = 5
    assert found == Finding(4, found.rule, found.evidence, found.remedy)


def test_each_rule_has_its_own_name_and_a_remedy():
    assert len({rule.name for rule in RULES}) == len(RULES) == 8
    for rule in RULES:
        assert rule.remedy.endswith(".")
        assert rule.evidence.__doc__


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_non_finite_values_at_once(value):
    (found,) = diagnose([{"epoch": 1, "d_loss": 1.0, "g_loss": value}])
    assert found.rule == "non-finite values"
    assert found.evidence == f"g_loss is {value}"
    assert rules(observed(g_loss=[value, 1.0])) == []


def test_figures_that_are_not_finite_prove_nothing_else():
    diversity = [0.8, 0.7] + [math.nan] * 3
    found = rules(observed(before=2000, diversity=diversity))
    assert found == ["non-finite values"]


def saturated(end, losses=(27.631, 27.631, 27.631), near=0.0):
    d = [abs(end - near)] * len(losses)
    return observed(d_real=d, d_fake=d, d_loss=losses, g_loss=losses)


def test_saturated_collapse():
    """As in the 2019 study: 27.6310 = -log(1e-12) for both losses."""
    assert rules(saturated(0)) == ["saturated collapse"]
    assert rules(saturated(1)) == ["saturated collapse"]
    assert "were both 1" in diagnose(saturated(1))[0].evidence
    assert rules(saturated(0, near=0.0009)) == ["saturated collapse"]
    assert rules(saturated(0, near=0.0011)) == []
    # Losses that move by more than a hundredth; two epochs.
    assert rules(saturated(0, (27.6, 27.6, 27.85))) == ["saturated collapse"]
    assert rules(saturated(0, (27.6, 27.6, 27.95))) == []
    assert rules(saturated(0, (27.6, 27.6))) == []
    # Near 0 it is the absolute change that counts.
    assert rules(saturated(1, (1e-9, 2e-9, 9e-3))) == ["saturated collapse"]
    assert rules(saturated(1, (1e-9, 2e-9, 11e-3))) == []


def test_a_sure_discriminator_is_no_saturated_collapse():
    losses = [1e-6] * 3
    observations = observed(
        d_real=[1.0] * 3, d_fake=[0.0] * 3, d_loss=losses, g_loss=losses
    )
    assert rules(observations) == ["discriminator overpowering"]


@pytest.mark.parametrize(
    "d_real, d_fake, is_found",
    [
        ([0.951] * 3, [0.049] * 3, True),
        ([0.949] * 3, [0.01] * 3, False),
        ([0.99] * 3, [0.051] * 3, False),
        ([0.99] * 2, [0.01] * 2, False),
        ([0.99, 0.9, 0.99, 0.99], [0.01] * 4, False),
    ],
)
def test_discriminator_overpowering(d_real, d_fake, is_found):
    assert bool(rules(observed(d_real=d_real, d_fake=d_fake))) == is_found


def test_a_young_training_with_short_epochs_is_not_overpowered():
    """A healthy DCGAN on the digits, in batches of 128: 14 updates an epoch."""
    d_real = [0.55, 0.7, 0.8, 0.9, 0.95] + [0.99] * 4 + [0.9] * 6 + [0.82] * 80
    d_fake = [0.45, 0.3, 0.2, 0.1, 0.05] + [0.01] * 4 + [0.1] * 6 + [0.2] * 80
    observations = observed(14, d_real=d_real, d_fake=d_fake)
    for i in range(1, len(observations)):
        assert rules(observations[: i + 1]) == []
    # The same figures for as many epochs of MNIST are a lost game.
    assert rules(observed(d_real=[0.99] * 4, d_fake=[0.01] * 4)) != []


def test_a_sure_discriminator_has_not_won_while_samples_are_good():
    """As with few images, which it knows by heart."""
    for diversity, ratio, is_found in (
        (0.9, 1.0, False),
        (0.9, 3.0, True),
        (0.3, 1.0, True),
        (math.nan, 1.0, True),
    ):
        figures = {"diversity": [diversity] * 3, "neighbour_ratio": [ratio] * 3}
        found = rules(observed(d_real=[0.99] * 3, d_fake=[0.01] * 3, **figures))
        assert ("discriminator overpowering" in found) == is_found


@pytest.mark.parametrize("steps", [1, 3, 14, 56, 133, 469, 3000])
def test_a_won_game_is_found_after_as_many_updates(steps):
    n = 3 * PERIOD + 3 * steps
    epochs = -(-n // steps)
    won = observed(steps, d_real=[0.99] * epochs, d_fake=[0.01] * epochs)
    found = [won[i]["step"] for i in range(1, len(won)) if rules(won[: i + 1])]
    assert 3 * PERIOD <= found[0] <= max(n, 3 * steps)


@pytest.mark.parametrize("smoothing", [0.1, 0.2, 0.3])
def test_a_won_game_under_label_smoothing_is_found(smoothing):
    target = 1 - smoothing
    figures = {"d_fake": [1e-6] * 3, "d_target": [target] * 3}
    (found,) = diagnose(observed(d_real=[target] * 3, **figures))
    assert found.rule == "discriminator overpowering"
    assert f"above {0.95 * target:.3g}" in found.evidence
    # Its own optimum is what counts.
    assert rules(observed(d_real=[0.94 * target] * 3, **figures)) == []
    assert rules(observed(d_real=[target] * 3, d_fake=[1e-6] * 3)) == []


def test_the_floor_of_the_remedy_is_above_the_least_loss():
    """The entropy of the smoothed target is the least d_loss."""
    (rule,) = [r for r in RULES if r.name == "discriminator overpowering"]
    for s, text in ((0.1, "0.325 (at 0.1)"), (0.2, "0.5 (at 0.2)")):
        least = -s * math.log(s) - (1 - s) * math.log(1 - s)
        assert float(text.split()[0]) == pytest.approx(least, abs=5e-4)
        assert text in rule.remedy


def test_periods_span_as_many_updates_whatever_the_epochs():
    figures = {"d_loss": [*range(100)], "g_loss": [1.0] * 100}
    start, *merged = periods(observed(14, before=7, **figures))
    assert start == {"epoch": 0, "step": 7}
    # 29 epochs of 14 updates are the first with 400; three periods fit.
    assert [o["epoch"] for o in merged] == [29, 58, 87]
    assert [o["step"] for o in merged] == [7 + 14 * n for n in (29, 58, 87)]
    assert [o["d_loss"] for o in merged] == [14.0, 43.0, 72.0]
    observations = observed(**{k: v[:3] for k, v in figures.items()})
    assert periods(observations) == observations
    # A second compile starts to count the updates anew.
    again = observed(200, d_loss=[1.0] * 4)
    for observation in again[3:]:
        observation["step"] -= 400
    assert [o["epoch"] for o in periods(again)] == [0, 2]


def test_lagging_batch_statistics():
    found = ["lagging batch statistics"]
    for spread, expected in (
        (0.4, found),
        (0.59, found),
        (0.61, []),
        (1.0, []),
        (1.6, []),
        (1.7, found),
    ):
        assert rules([{"epoch": 3, "inference_spread": spread}]) == expected
    (finding,) = diagnose([{"epoch": 3, "inference_spread": 0.4}])
    assert "is 0.40 times that" in finding.evidence
    assert "a momentum of 0.9 if theirs is higher" in finding.remedy


def gradients(*values, start=1.0, **others):
    others = {name: [value] * len(values) for name, value in others.items()}
    first, *later = observed(gradient=values, **others)
    return [{**first, "gradient": start}, *later]


def test_vanishing_gradient_against_that_before_training():
    found = ["vanishing generator gradient"]
    assert rules(gradients(*[0.9e-3] * 3, d_fake=0.01)) == found
    assert rules(gradients(*[1.1e-3] * 3, d_fake=0.01)) == []
    assert rules(gradients(*[0.9e-3] * 2, d_fake=0.01)) == []
    assert rules(gradients(0.9e-3, 0.5, 0.9e-3, d_fake=0.01)) == []
    # A generator that cannot be told from real images has nothing to learn.
    tiny = [0.9e-3] * 3
    assert rules(gradients(*tiny, d_fake=0.5, d_accuracy=0.59)) == []
    assert rules(gradients(*tiny, d_fake=0.4, d_accuracy=0.61)) == found


def test_vanishing_gradient_of_critics_is_against_their_own_epochs():
    # A real WGAN's on the ring of Gaussians: clipping shrinks it at once.
    healthy = [7e-6, 1.5e-5, 1.1e-5, 1.4e-5, 7.6e-5, 6.4e-5, 4.3e-5, 1.3e-4]
    assert rules(gradients(*healthy, start=0.321)) == []
    assert rules(gradients(*healthy, start=0.321, d_fake=0.2)) != []
    vanished = rules(gradients(*healthy, *[1e-8] * 3, start=0.321))
    assert vanished == ["vanishing generator gradient"]


def collapse(*diversity, step=1000):
    """The rules that find something; `step` is that of the third last epoch."""
    before = step - PERIOD * (len(diversity) - 2)
    return rules(observed(PERIOD, before, diversity=diversity))


def test_mode_collapse():
    found = ["mode collapse"]
    assert collapse(0.9, 0.9, 0.49, 0.49, 0.49) == found
    assert collapse(0.9, 0.9, 0.51, 0.51, 0.51) == []
    assert collapse(0.6, 0.6, 0.37, 0.37, 0.37) == []
    assert collapse(0.6, 0.6, 0.35, 0.35, 0.35) == found
    assert collapse(0.9, 0.9, 0.49, 0.49) == []
    assert collapse(0.9, 0.1, 0.6, 0.1, 0.1) == []
    # At the beginning, and while a slow generator becomes more diverse.
    assert collapse(0.9, 0.9, 0.1, 0.1, 0.1, step=999) == []
    assert collapse(0.05, 0.1, 0.12, 0.15) == []
    assert collapse(0.01, 0.02, 0.03, 0.04) == []
    # Samples that were never different.
    assert collapse(0.04, 0.04, 0.04, 0.04) == found
    assert collapse(0.06, 0.06, 0.06, 0.06) == []


@pytest.mark.parametrize(
    "diversity",
    [
        # The vanilla GAN on MNIST, Adam at 2e-5 and SGD at 1e-3: slow, not ill.
        [0.144, 0.138, 0.138, 0.138, 0.141, 0.174, 0.305, 0.374, 0.459, 0.519],
        [0.111, 0.099, 0.066, 0.103, 0.494, 0.551, 0.62, 0.688, 0.719, 0.676],
    ],
)
def test_slow_trainings_have_not_collapsed(diversity):
    observations = observed(before=1000, diversity=diversity)
    observations[0]["diversity"] = 0.156
    for i in range(len(observations)):
        assert rules(observations[: i + 1]) == []


def swinging(low, high, n=10):
    return [low if i % 4 < 2 else high for i in range(n)]


def test_oscillation():
    loss, steady = swinging(0.5, 2.0), [1.0] * 10
    assert rules(observed(d_loss=loss, g_loss=loss[::-1])) == ["oscillation"]
    # One loss alone, small swings, one epoch less, one turn less.
    assert rules(observed(d_loss=loss, g_loss=steady)) == []
    assert rules(observed(d_loss=swinging(1.0, 1.4), g_loss=loss)) == []
    assert rules(observed(d_loss=loss[:9], g_loss=loss[:9])) == []
    fewer = [*loss[:7], 2.0, 2.0, 2.0]
    assert rules(observed(d_loss=fewer, g_loss=loss)) == []
    # A critic's losses have no zero.
    critic = [value - 1.0 for value in loss]
    assert rules(observed(d_loss=critic, g_loss=loss)) == []


@pytest.mark.parametrize(
    "loss, expected",
    [
        ([1, 3, 1, 3, 1], 3),
        ([1, 1.4, 1, 1.4, 1], 0),
        ([1, 2, 3, 4, 5], 0),
        # Small steps back on a long way are no turns.
        ([1, 2, 1.9, 4, 3.9, 6, 1], 1),
        ([3, 1, 3, 1], 2),
        ([1, 0, 1], 0),
        ([], 0),
    ],
)
def test_turns(loss, expected):
    assert symptoms.turns(loss) == expected


def test_memorisation():
    assert rules(observed(neighbour_ratio=[0.29] * 3)) == ["memorisation"]
    assert rules(observed(neighbour_ratio=[0.31] * 3)) == []
    assert rules(observed(neighbour_ratio=[0.29] * 2)) == []
    assert rules(observed(neighbour_ratio=[0.2, 0.6, 0.2])) == []
    # The nine models on MNIST; BEGAN's samples are smooth.
    assert rules(observed(neighbour_ratio=[0.69, 0.69, 0.69])) == []


def test_what_was_observed_before_training_is_no_epoch():
    observations = observed(d_real=[1.0] * 2, d_fake=[0.0] * 2)
    observations[0] |= {"d_real": 1.0, "d_fake": 0.0}
    assert rules(observations) == []
