"""The options of `keras-gans train` that set the model and its optimizers."""

import keras
import pytest

pytest.importorskip("tensorflow")

from keras_gans.commands.actions.settings import with_settings
from keras_gans.runs.config import Config


def recommended(model, **given):
    return Config.recommended(model, "digits", **with_settings(given, model))


def test_arguments_of_the_model_are_over_those_recommended():
    given = {"width": 8, "set": ["label_smoothing=0.1", "ema=None"]}
    config = recommended("conditionalgan", **given)
    assert config.settings == {"width": 8, "label_smoothing": 0.1, "ema": None}
    assert config.batch_size == 64  # As recommended.


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, 2e-3),
        ({"learning_rate": 1e-4}, 1e-4),
        ({"d_learning_rate": 1e-4}, [1e-4, 2e-3]),
        ({"g_learning_rate": 1e-4}, [2e-3, 1e-4]),
        # The recommended rate is Adam's.
        ({"optimizer": "sgd"}, None),
        ({"optimizer": "sgd", "g_learning_rate": 0.1}, [None, 0.1]),
    ],
)
def test_learning_rates(given, expected):
    assert recommended("sngan", **given).learning_rate == expected


def test_a_rate_that_is_not_given_is_the_optimizers():
    config = recommended("gan", optimizer="sgd", g_learning_rate=0.1)
    model = config.make_model()
    assert isinstance(model.d_opt, keras.optimizers.SGD)
    assert float(model.d_opt.learning_rate) == pytest.approx(0.01)  # Keras's.
    assert float(model.g_opt.learning_rate) == pytest.approx(0.1)


def test_text_and_lists_are_values_too():
    given = with_settings({"set": ["latent=a b", "saturating=[1, 2]"]}, "gan")
    assert given["settings"] == {"latent": "a b", "saturating": [1, 2]}
