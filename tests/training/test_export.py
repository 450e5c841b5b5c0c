"""Exports, by the numbers of `predict` and `translate`."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.training import export
from tests.helpers import BACKEND
from tests.helpers import LATENT
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import values
from tests.training.toys import Growing

if BACKEND != "torch":
    pytest.importorskip("tensorflow", reason="its format is that of exports")

# Keras's export on JAX uses what JAX will drop.
pytestmark = pytest.mark.filterwarnings(
    "ignore:The `native_serialization`:DeprecationWarning"
)
FORMAT = "torch" if BACKEND == "torch" else "tf_saved_model"
Z = images(5, (4,))


def exported(model, folder, **arguments):
    """The export of a model as a function of arrays, read as users read it."""
    path = folder / ("model.pt2" if BACKEND == "torch" else "model")
    model.export(path, format=FORMAT, verbose=False, **arguments)
    if BACKEND == "torch":
        import torch

        module = torch.export.load(path).module()

        def run(inputs):
            inputs = keras.tree.map_structure(torch.tensor, inputs)
            return module(inputs).detach().numpy()

        return run
    import tensorflow as tf

    loaded = tf.saved_model.load(path)
    return lambda inputs: loaded.serve(inputs).numpy()


def assert_exports(model, inputs, folder, **arguments):
    run = exported(model, folder, **arguments)
    for n in (1, 5):  # The number of images is free.
        part = keras.tree.map_structure(lambda x, n=n: x[:n], inputs)
        np.testing.assert_allclose(
            run(part), model.predict(part, verbose=0), atol=1e-5
        )
    return run


def disturb(network):
    for variable in network.weights:
        variable.assign(variable.value + 0.1)


def test_the_average_is_exported_untrained_trained_and_loaded(tmp_path):
    model = quick("gan")
    run = assert_exports(model, Z, tmp_path)  # It was never called.
    average = kg.GAN(
        SHAPE, 4, generator=model.generator, width=2, ema=0.9, seed=1
    )
    average.compile(run_eagerly=BACKEND == "tensorflow")
    average.fit(images(8), batch_size=8, verbose=0)
    # An old export is replaced, and the average is not the trained generator.
    after = assert_exports(average, Z, tmp_path)
    trained = average.generator.predict(Z, verbose=0)
    assert np.abs(after(Z) - trained).max() > 1e-5
    assert np.abs(after(Z) - run(Z)).max() > 1e-5
    average.save(tmp_path / "model.keras")
    loaded = kg.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(exported(loaded, tmp_path)(Z), after(Z))
    assert {path.name for path in tmp_path.iterdir()} == {
        "model.keras",
        "model.pt2" if BACKEND == "torch" else "model",
    }


@pytest.mark.parametrize("name", ("conditionalgan", "acgan-attributes"))
def test_labels_are_the_second_input(name, tmp_path):
    model = VARIANTS[name]()
    disturb(model.generator)
    assert_exports(model, (Z, model.labels.cycled(5)), tmp_path)


@pytest.mark.slow  # A compilation for each variant and format.
@pytest.mark.parametrize("name", LATENT)
def test_every_model_of_latents_exports_what_it_predicts(name, tmp_path):
    model = VARIANTS[name]()
    is_conditional = isinstance(model, kg.Conditional)
    assert_exports(
        model, (Z, model.labels.cycled(5)) if is_conditional else Z, tmp_path
    )


def test_both_directions_of_a_translation_are_exported(tmp_path):
    model = VARIANTS["cyclegan"]()
    x = images(5)
    for reverse in (False, True):
        run = exported(model, tmp_path, reverse=reverse)
        np.testing.assert_allclose(
            run(x), model.translate(x, reverse=reverse), atol=1e-5
        )
    with pytest.raises(ValueError, match="reverse must be False"):
        VARIANTS["pix2pix"]().export(tmp_path / "no", reverse=True)


@pytest.mark.skipif(BACKEND == "jax", reason="one size on JAX")
def test_a_translation_is_exported_for_all_its_sizes(tmp_path):
    def any_size():
        return keras.Sequential(
            [
                layers.Input((None, None, 1)),
                kg.layers.ReflectionPadding2D(1),
                layers.Conv2D(1, 3, activation="tanh"),
            ]
        )

    model = kg.CycleGAN(
        SHAPE, width=2, generator_ab=any_size(), generator_ba=any_size()
    )
    run = exported(model, tmp_path)
    for size in ((8, 8), (12, 6)):
        x = images(2, (*size, 1))
        np.testing.assert_allclose(run(x), model.translate(x), atol=1e-5)


def test_the_noise_of_pix2pix_is_exported_or_refused(tmp_path):
    model = VARIANTS["pix2pix"]()
    x = images(3)
    for ending, format in (("onnx", "onnx"), ("tflite", "litert")):
        with (
            pytest.MonkeyPatch.context() as patch,
            pytest.raises(ValueError, match=f"{format}' draws no noise.*Saved"),
        ):
            patch.setattr(export, "_check_format", lambda format: None)
            model.export(tmp_path / f"x.{ending}")
    if BACKEND == "torch":
        with pytest.raises(ValueError, match="dropout.*KERAS_BACKEND=tens"):
            exported(model, tmp_path)
        assert not list(tmp_path.iterdir())
        return
    run = exported(model, tmp_path)
    # The random state is exported with the rest: it draws what this one draws.
    np.testing.assert_allclose(
        run(x), model.generator.predict_on_batch(x), atol=1e-5
    )
    assert np.abs(run(x) - run(x)).max() > 1e-3


def test_the_current_stage_of_a_growing_model_is_exported(tmp_path):
    model = Growing()
    z = images(3, (2,))
    before = exported(model, tmp_path)(z)
    np.testing.assert_allclose(before, values([model(z)])[0], atol=1e-6)
    model.seen.assign(8)
    after = exported(model, tmp_path)(z)
    np.testing.assert_allclose(after, values([model(z)])[0], atol=1e-6)
    assert np.abs(after - before).max() > 1e-3


def test_bfloat16_is_exported_as_float32(tmp_path):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = VARIANTS["gan"]()
    finally:
        keras.config.set_dtype_policy("float32")
    with (
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(ValueError, match="'litert' does not compute in bfl"),
    ):
        patch.setattr(export, "_check_format", lambda format: None)
        model.export(tmp_path / "x.tflite")
    run = exported(model, tmp_path)
    assert run(Z).dtype == "float32"
    np.testing.assert_allclose(run(Z), model.predict(Z, verbose=0), atol=2e-2)


WRONG = {
    "tensorflow": {
        "x.pt2": ("torch", "exports the formats tf_saved_model, onnx, litert"),
        "x.onnx": ("onnx", "pip install tf2onnx"),
        "x.tflit": ("litert", "end in .tflite .*'litert', as .*x.tflite does"),
        "x.xml": ("openvino", "pip install openvino"),
    },
    "jax": {
        "x.tflite": ("litert", "The backend jax exports the formats tf_saved"),
        "x.onnx": ("onnx", "pip install jax2onnx"),
    },
    "torch": {
        "x.onnx": ("onnx", "pip install onnx.*is needed for 'torch'"),
        "x": ("tf_saved_model", "the formats torch, onnx.* on another ba"),
        "x.pt": ("torch", "must end in .pt2"),
        "x.tflite": ("litert", "pip install litert-torch"),
    },
}[BACKEND]


@pytest.mark.parametrize("name", WRONG)
def test_formats_that_cannot_be_had_are_refused_with_the_remedy(
    name, tmp_path, monkeypatch
):
    format, message = WRONG[name]
    model = VARIANTS["gan"]()
    monkeypatch.setattr(export, "find_spec", lambda name: None)
    with pytest.raises((ValueError, ImportError), match=message):
        model.export(tmp_path / name, format)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(BACKEND != "torch", reason="a limit of torch")
@pytest.mark.parametrize("arguments", [(), ("onnx",)])
def test_onnx_of_torch_is_of_one_size(arguments, tmp_path, monkeypatch):
    model, asked = quick("cyclegan"), []
    monkeypatch.setattr(
        model,
        "inference_network",
        lambda reverse, one_size: asked.append(one_size),
    )
    monkeypatch.setattr(model, "write_export", lambda *_, **__: None)
    model.export(tmp_path / "a.onnx", *arguments)
    model.export(tmp_path / "a.pt2")
    assert asked == [True, False]


def test_the_ending_is_the_format(tmp_path):
    model = VARIANTS["gan"]()
    path = tmp_path / ("model.pt2" if BACKEND == "torch" else "model")
    model.export(path, verbose=False)
    assert path.is_file() == (BACKEND == "torch")
    for name in ("model.keras", "v1.2"):
        with pytest.raises(ValueError, match="unless the format is given.*"):
            model.export(tmp_path / name)
    if BACKEND != "torch":
        with pytest.raises(ValueError, match="must be a folder for the form"):
            model.export(tmp_path / "model.onnx", "tf_saved_model")
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_format_and_a_folder_of_other_files_are_refused(tmp_path):
    model = VARIANTS["gan"]()
    with pytest.raises(ValueError, match="Did you mean 'tf_saved_model'"):
        model.export(tmp_path / "new", "saved_model")
    if BACKEND == "torch":
        return
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="holds other files"):
        model.export(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.skipif(BACKEND != "tensorflow", reason="others need packages")
@pytest.mark.filterwarnings("ignore::UserWarning")  # TensorFlow's, of its own.
@pytest.mark.slow  # The converter takes seconds.
def test_litert_makes_the_same_images(tmp_path):
    import tensorflow as tf

    model = VARIANTS["gan"]()
    path = tmp_path / "model.tflite"
    model.export(path, format="litert", verbose=False)
    interpreter = tf.lite.Interpreter(model_path=str(path))
    (made,) = interpreter.get_signature_runner()(latents=Z).values()
    np.testing.assert_allclose(made, model.predict(Z, verbose=0), atol=1e-5)


@pytest.mark.slow  # The converters take seconds.
@pytest.mark.filterwarnings("ignore")  # Those of the converters.
@pytest.mark.parametrize("name", ("gan", "conditionalgan", "cyclegan"))
def test_onnx_makes_the_same_images(name, tmp_path):
    runtime = pytest.importorskip("onnxruntime")
    model, path = VARIANTS[name](), tmp_path / "model.onnx"
    try:
        model.export(path, format="onnx", verbose=False)
    except ImportError as error:
        pytest.skip(str(error))
    session = runtime.InferenceSession(path)
    inputs = images(5) if name == "cyclegan" else Z
    if name == "conditionalgan":
        inputs = Z, model.labels.cycled(5)
    make = model.translate if name == "cyclegan" else model.predict_on_batch
    types = {
        "tensor(float)": "f4",
        "tensor(int32)": "i4",
        "tensor(int64)": "i8",
    }
    for n in (1, 5):
        part = keras.tree.map_structure(lambda x, n=n: x[:n], inputs)
        asked = zip(session.get_inputs(), keras.tree.flatten(part), strict=True)
        feed = {input.name: x.astype(types[input.type]) for input, x in asked}
        (made,) = session.run(None, feed)
        np.testing.assert_allclose(made, values([make(part)])[0], atol=1e-5)
