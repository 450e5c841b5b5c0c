"""Tiny presets of keras-hub with random weights, in folders."""

import keras
import pytest


def keras_hub():
    """keras-hub, or a skipped test."""
    return pytest.importorskip("keras_hub", reason="keras-hub is not installed")


def randomise(model, seed=0):
    """Draws all weights that start as zeros or ones too."""
    for i, weight in enumerate(model.trainable_variables):
        values = keras.random.normal(weight.shape, stddev=0.5, seed=seed + i)
        weight.assign(values)


def write_dinov2(folder):
    backbone = keras_hub().models.DINOV2Backbone(
        patch_size=14,
        num_layers=1,
        hidden_dim=8,
        num_heads=2,
        intermediate_dim=16,
        image_shape=(70, 70, 3),
        position_embedding_shape=(70, 70, 3),
    )
    randomise(backbone)
    backbone.save_to_preset(str(folder))
    return folder


def write_clip(folder):
    models = keras_hub().models
    sizes = {
        "hidden_dim": 8,
        "num_layers": 1,
        "num_heads": 2,
        "intermediate_dim": 16,
    }
    backbone = models.CLIPBackbone(
        vision_encoder=models.CLIPVisionEncoder(
            patch_size=14, image_shape=(28, 28, 3), **sizes
        ),
        text_encoder=models.CLIPTextEncoder(
            vocabulary_size=9, embedding_dim=8, **sizes
        ),
        projection_dim=6,
    )
    randomise(backbone)
    backbone.save_to_preset(str(folder))
    return folder
