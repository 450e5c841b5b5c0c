"""DINOv2Features and CLIPFeatures, on tiny networks with random weights."""

import sys

import keras
import numpy as np
import pytest
from PIL import Image

from keras_gans.callbacks import Scores
from keras_gans.datasets import scale
from keras_gans.metrics import CLIPFeatures
from keras_gans.metrics import DINOv2Features
from keras_gans.metrics import evaluate
from keras_gans.metrics.extractors.dinov2_positions import cubic_weights
from tests.helpers import values
from tests.metrics.extractors import hub
from tests.metrics.extractors import inception_weights

PIXELS = inception_weights.images(4, 40, 50)


@pytest.fixture(scope="module")
def dinov2(tmp_path_factory):
    return hub.write_dinov2(tmp_path_factory.mktemp("dinov2") / "tiny_one")


@pytest.fixture(scope="module")
def dinov2_extractor(dinov2):
    """Built under a policy of bfloat16, which its network must not follow."""
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        return DINOv2Features(dinov2)
    finally:
        keras.config.set_dtype_policy("float32")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return hub.write_clip(tmp_path_factory.mktemp("clip") / "tiny_one")


@pytest.fixture(scope="module")
def clip_extractor(clip):
    return CLIPFeatures(clip)


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path))
    for name in ("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def inputs(pixels, size, mean, deviation):
    """What the networks see, by PIL and NumPy."""
    resized = [
        np.asarray(Image.fromarray(p).resize((size, size), Image.BICUBIC))
        for p in pixels
    ]
    return (np.stack(resized) / 255 - mean) / deviation


def test_dinov2_features_are_the_normalised_class_token(
    dinov2, dinov2_extractor
):
    seen = dinov2_extractor(scale(PIXELS), batch_size=3)
    backbone = hub.keras_hub().models.DINOV2Backbone.from_preset(
        str(dinov2), image_shape=(224, 224, 3)
    )
    # 5x5 patches in training, 16x16 here.
    stored = values([backbone.embeddings.position_embeddings])[0]
    w = cubic_weights(5, 16)
    patches = np.einsum("ai,bj,ijd", w, w, stored[0, 1:].reshape(5, 5, 8))
    backbone.embeddings.interpolated_position_embeddings.assign(
        np.concatenate([stored[0, :1], patches.reshape(256, 8)])[None]
    )
    x = inputs(PIXELS, 224, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    expected = backbone.predict_on_batch({"images": x.astype("float32")})[:, 0]
    assert seen.features.shape == (4, 8)
    np.testing.assert_allclose(seen.features, expected, rtol=1e-3, atol=1e-4)
    assert np.ptp(seen.features, axis=0).min() > 1e-3
    assert seen.probabilities is None
    assert dinov2_extractor.name == "tiny-one"


def test_clip_features_are_unit_embeddings_of_the_middle_square(
    clip, clip_extractor
):
    seen = clip_extractor(scale(PIXELS))
    backbone = hub.keras_hub().models.CLIPBackbone.from_preset(str(clip))
    x = inputs(
        PIXELS[:, :, 5:45],
        28,
        [0.48145466, 0.4578275, 0.40821073],
        [0.26862954, 0.26130258, 0.27577711],
    )
    embeddings = backbone.get_vision_embeddings(x.astype("float32"))
    expected = keras.ops.convert_to_numpy(embeddings)
    expected = expected / np.linalg.norm(expected, axis=1, keepdims=True)
    assert seen.features.shape == (4, 6)
    np.testing.assert_allclose(seen.features, expected, rtol=1e-3, atol=1e-4)
    assert np.ptp(seen.features, axis=0).min() > 1e-3
    assert clip_extractor.resize.startswith("PIL's bicubic of 8 bits to 28")


def test_scores_have_protocols_of_their_own_and_need_no_classes(clip_extractor):
    seen = clip_extractor(scale(PIXELS))
    arguments = seen, seen, clip_extractor
    (cmmd,) = evaluate(*arguments, ["cmmd"], reference="x")
    assert cmmd.protocol == "cmmd_tiny-one_4"
    with pytest.raises(ValueError, match="'is' needs a classification net"):
        evaluate(*arguments, ["is"], reference="x")
    with pytest.raises(ValueError, match="'is' needs a classification net"):
        Scores(clip_extractor, metrics=["is"])


def test_loading_is_reproducible_and_changes_no_randomness(
    dinov2, dinov2_extractor
):
    keras.utils.set_random_seed(3)
    drawn = np.random.normal()
    keras.utils.set_random_seed(3)
    again = DINOv2Features(dinov2)
    assert np.random.normal() == drawn
    assert again.weights == dinov2_extractor.weights
    layers = dinov2_extractor.model.layers
    assert {layer.compute_dtype for layer in layers} == {"float32"}


@pytest.mark.parametrize("extractor", [DINOv2Features, CLIPFeatures])
def test_without_weights_the_errors_say_how_to_get_them(
    extractor, no_network, tmp_path
):
    hub.keras_hub()
    with pytest.raises(ConnectionError, match=r"Copy ~/.cache/kagglehub"):
        extractor()
    with pytest.raises(ValueError, match="Could not read a preset of .*none"):
        (tmp_path / "none").mkdir()
        extractor(tmp_path / "none")


@pytest.mark.parametrize("extractor", [DINOv2Features, CLIPFeatures])
def test_without_keras_hub_the_error_says_how_to_install_it(
    extractor, monkeypatch
):
    monkeypatch.setitem(sys.modules, "keras_hub", None)
    with pytest.raises(ImportError, match=r"pip install 'keras-gans\[hub\]'"):
        extractor()


@pytest.mark.parametrize(
    ("extractor", "preset", "meant"),
    [
        (DINOv2Features, "dinov2_lage", "dinov2_large"),
        (CLIPFeatures, "clip_vit_large_patch14_363", "clip_vit_large_patch14"),
    ],
)
def test_unknown_presets_are_refused(extractor, preset, meant):
    with pytest.raises(ValueError, match=f"Did you mean '{meant}"):
        extractor(preset)
