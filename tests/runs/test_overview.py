"""What a run is about to do, in a few lines."""

import pytest

import keras_gans as kg
from keras_gans.runs.config import Config
from keras_gans.runs.overview import overview


@pytest.mark.parametrize(
    ("phase_images", "phases"),
    [(None, "equal phases"), (3000, "phases of 3,000 images")],
)
def test_the_stages_of_a_growing_model_are_said(phase_images, phases):
    model = kg.ProGAN((8, 8, 1), 4, width=4, phase_images=phase_images)
    model.compile()
    config = Config.with_defaults("progan", "digits", image_size=8)
    lines = overview(config, model, 10, None)
    assert lines[-1] == f"Stages: the images grow through 2 sizes, in {phases}."
    config = Config.with_defaults("dcgan", "digits", image_size=8)
    model = kg.DCGAN((8, 8, 1), 4, width=4)
    model.compile()
    assert not any("Stages" in x for x in overview(config, model, 10, None))
