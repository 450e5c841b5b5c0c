"""Failures planted in real trainings are found; healthy ones are silent."""

import json
import warnings

import keras
import numpy as np
import pytest
from keras import layers
from keras.optimizers import SGD
from keras.optimizers import Adam

import keras_gans as kg
from keras_gans.callbacks.diagnosis import periods
from keras_gans.callbacks.diagnosis import symptoms
from keras_gans.callbacks.diagnosis.batch_statistics import inference_spread
from keras_gans.callbacks.diagnosis.gradient import generator_gradient_norm
from keras_gans.callbacks.diagnosis.reference import pixels
from keras_gans.metrics import sample_diversity
from tests.helpers import BACKEND
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import slow_to_compile
from tests.helpers import state

RING, _ = kg.datasets.sample_gaussians(640)
CORNER = 0.9 + 0.02 * np.random.default_rng(0).standard_normal((320, 2))
CORNER = CORNER.astype("float32")


@pytest.fixture(autouse=True)
def short_periods(monkeypatch):
    """Each epoch of these trainings is a period."""
    monkeypatch.setattr(periods, "PERIOD", 1)


def gan_of_points(variant=kg.GAN, d_opt=None, g_opt=None, **kwargs):
    networks = {
        "generator": kg.networks.mlp_generator((2,), 2, hidden=(16, 16)),
        "discriminator": kg.networks.mlp_discriminator((2,), hidden=(32, 32)),
    }
    return compiled(variant((2,), 2, seed=0, **networks | kwargs), d_opt, g_opt)


def compiled(model, d_opt=None, g_opt=None):
    options = {"jit_compile": False} if BACKEND == "tensorflow" else {}
    model.compile(d_opt, g_opt, **options)
    return model


def fit(model, *callbacks, real=RING, epochs=5, batch_size=32, **kwargs):
    return model.fit(
        real,
        batch_size=batch_size,
        epochs=epochs,
        verbose=0,
        callbacks=callbacks,
        **kwargs,
    ).history


def diagnose(model, real=RING, epochs=5, **kwargs):
    """The rules that find something, each with its epochs."""
    callback = kg.callbacks.Diagnosis(real=real, samples=80)
    fit(model, callback, real=real, epochs=epochs, **kwargs)
    assert [o["epoch"] for o in callback.observations] == [*range(epochs + 1)]
    found = {}
    for finding in callback.findings:
        found.setdefault(finding.rule, []).append(finding.epoch)
    return found


# === Planted failures ===


def test_nan_is_found_at_the_end_of_its_epoch():
    model = gan_of_points(g_opt=SGD(1e30), d_opt=SGD(1e30))
    assert diagnose(model, epochs=2)["non-finite values"] == [1, 2]


def test_nan_stops_the_training_within_the_epoch(capsys):
    model = gan_of_points(g_opt=SGD(1e30), d_opt=SGD(1e30))
    callback = kg.callbacks.Diagnosis(stop=True, samples=16)
    fit(model, callback, real=np.tile(RING, (4, 1)), epochs=3)
    assert int(model.g_opt.iterations) == 50
    assert capsys.readouterr().out.count("Diagnosis, epoch 1, non-finite") == 1
    assert {f.epoch for f in callback.findings} == {1}


def test_a_discriminator_that_overpowers_a_generator_that_stands_still():
    found = diagnose(gan_of_points(kg.GAN, Adam(1e-2), SGD(0.0)), epochs=10)
    assert [*found] == ["discriminator overpowering"]
    assert found["discriminator overpowering"][-1] == 10


def test_a_won_game_is_found_under_label_smoothing_too():
    model = gan_of_points(
        kg.GAN, Adam(1e-2), SGD(0.0), label_smoothing=0.1, d_loss_floor=0.33
    )
    found = diagnose(model, epochs=10)
    assert [*found] == ["discriminator overpowering"]


def test_few_updates_are_no_won_game_however_many_epochs(monkeypatch):
    monkeypatch.undo()
    assert periods.PERIOD == 400
    model = gan_of_points(kg.GAN, Adam(1e-2), SGD(0.0))
    assert diagnose(model, epochs=12) == {}


def with_batch_norm(momentum):
    small = keras.initializers.RandomNormal(0.0, 0.05, seed=0)
    generator = keras.Sequential(
        [
            layers.Input((2,)),
            layers.Dense(16, kernel_initializer=small),
            layers.BatchNormalization(momentum=momentum),
            layers.Dense(2, activation="tanh"),
        ]
    )
    return gan_of_points(generator=generator)


def test_batch_statistics_that_lag_are_named_with_the_remedy():
    callback = kg.callbacks.Diagnosis(real=RING, samples=80)
    model = with_batch_norm(0.999)
    fit(model, callback, epochs=2)
    (finding,) = [
        f for f in callback.findings if f.rule == "lagging batch statistics"
    ]
    assert finding.epoch == 2  # When the training ends, after 40 updates.
    spread = callback.observations[-1]["inference_spread"]
    # By hand, on the latents that the model draws next.
    with keras.StatelessScope():
        latents = model.latents(64, model.seed_generator)
    # Inference first, since training moves the statistics.
    inference, training = (
        np.std(
            keras.ops.convert_to_numpy(
                model.generator(latents, training=is_training)
            ),
            axis=0,
        )
        for is_training in (False, True)
    )
    expected = np.hypot(*inference) / np.hypot(*training)
    assert spread == pytest.approx(expected, rel=1e-4)


def test_batch_statistics_that_follow_are_silent():
    callback = kg.callbacks.Diagnosis(real=RING, samples=80)
    fit(with_batch_norm(0.8), callback, epochs=2)
    assert "lagging" not in " ".join(f.rule for f in callback.findings)
    assert callback.observations[-1]["inference_spread"] > 0.8
    assert inference_spread(gan_of_points(), (RING[:64],)) is None


@pytest.mark.parametrize("saturating", [True, False])
def test_the_minimax_loss_has_no_gradient_where_the_discriminator_is_sure(
    saturating,
):
    optimizers = Adam(5e-2), Adam(1e-6)
    model = gan_of_points(kg.GAN, *optimizers, saturating=saturating)
    found = diagnose(model, CORNER, epochs=5)
    assert ("vanishing generator gradient" in found) == saturating
    assert 5 in found["discriminator overpowering"]


@pytest.mark.slow
def test_began_on_points_collapses(monkeypatch):
    """A real failure: with k at 0, nothing keeps its samples apart."""
    monkeypatch.setattr(symptoms, "WARM_UP", 300)
    model = kg.BEGAN((2,), 2, width=16, seed=0)
    compiled(model, Adam(1e-3, 0.5), Adam(1e-3, 0.5))
    found = diagnose(model, np.tile(RING, (3, 1)), epochs=12)
    assert 12 in found["mode collapse"]
    # The third epoch of those that end after the warm-up.
    assert found["mode collapse"][0] >= 7


def dirac_gan(variant, **kwargs):
    """Mescheder et al. 2018: one real point, one generated, a linear critic."""
    constant = keras.initializers.Constant
    generator = keras.Sequential(
        [
            layers.Input((2,)),
            layers.Dense(2, "tanh", True, constant(0.01), constant(0.5)),
        ]
    )
    discriminator = keras.Sequential(
        [layers.Input((2,)), layers.Dense(1, None, False, constant(1.0))]
    )
    return gan_of_points(
        variant,
        SGD(0.01, momentum=0.9),
        SGD(0.01, momentum=0.9),
        generator=generator,
        discriminator=discriminator,
        **kwargs,
    )


@pytest.mark.slow
def test_the_dirac_gan_oscillates_without_a_penalty_and_not_with_one():
    real = CORNER - 0.9
    found = diagnose(dirac_gan(kg.GAN), np.tile(real, (2, 1)), epochs=14)
    assert 14 in found["oscillation"]
    model = dirac_gan(kg.R3GAN, gamma=1.0)
    found = diagnose(model, np.tile(real, (2, 1)), epochs=14)
    assert "oscillation" not in found


@pytest.mark.slow
def test_a_generator_that_knows_its_images_by_heart():
    digits = small_digits()
    learnt, others = digits[:200], digits[200:400]
    generator = keras.Sequential(
        [
            layers.Input((200,)),
            layers.Rescaling(100.0),
            layers.Softmax(),
            layers.Dense(64, use_bias=False),
            layers.Reshape((8, 8, 1)),
        ]
    )
    generator.layers[2].set_weights([learnt.reshape(200, 64)])
    for real, expected in ((learnt, {"memorisation": [3]}), (others, {})):
        model = kg.GAN((8, 8, 1), 200, generator=generator, width=4, seed=0)
        compiled(model, None, SGD(0.0))
        assert diagnose(model, real, epochs=3) == expected


def small_digits():
    from sklearn.datasets import load_digits

    pictures = load_digits().images[..., None] / 8 - 1
    return pictures.astype("float32")


# === Healthy trainings ===


@pytest.mark.slow
@pytest.mark.parametrize("name", ["r3gan", "wgan"])
def test_healthy_trainings_on_points_are_silent(name, monkeypatch):
    monkeypatch.setattr(symptoms, "WARM_UP", 100)
    optimizers = {
        "r3gan": [Adam(2e-3, 0.0, 0.99), Adam(2e-3, 0.0, 0.99)],
        "wgan": [None, None],
    }[name]
    model = gan_of_points(kg.models.MODELS[name], *optimizers)
    assert diagnose(model, RING, epochs=11) == {}


@pytest.mark.slow
def test_a_healthy_training_on_digits_is_silent():
    model = kg.GAN((8, 8, 1), 16, width=8, seed=0)
    compiled(model)
    assert diagnose(model, small_digits(), epochs=6) == {}


# === The callback ===


@slow_to_compile
# One of each way to score images. Conditional models need labels, those that
# translate take no real images: both have a test of their own below.
@pytest.mark.parametrize(
    "name", ["gan-options", "lsgan", "ebgan", "began", "r3gan"]
)
def test_a_model_trains_as_without_it(name):
    data = {"real": images(16), "batch_size": 8, "epochs": 1}
    callback = kg.callbacks.Diagnosis(real=images(24, seed=5), samples=16)
    model, plain = quick(name), quick(name)
    history = fit(model, callback, **data)
    expected = fit(plain, **data)
    assert_same(state(model), state(plain))
    assert len(history.pop("diversity")) == 1
    assert history == expected
    for observation in callback.observations:
        assert observation["gradient"] > 0
        assert observation["neighbour_ratio"] > 0


def test_the_gradient_is_that_of_the_generators_loss():
    model = gan_of_points(
        kg.WGAN,
        generator=keras.Sequential(
            [layers.Input((2,)), layers.Rescaling(0.0), layers.Dense(2)]
        ),
        discriminator=keras.Sequential([layers.Input((2,)), layers.Dense(1)]),
    )
    kernel = np.array([[3.0], [4.0]])
    model.discriminator.layers[0].set_weights([kernel, np.zeros(1)])
    # The bias has minus the critic's kernel as gradient, the kernel none.
    assert generator_gradient_norm(model, RING[:8]) == pytest.approx(5.0)


def test_diversity_is_in_the_logs_and_relative_to_real_images(tmp_path):
    model, real = quick("gan"), images(16, seed=5)
    callback = kg.callbacks.Diagnosis(tmp_path, real, samples=16, seed=7)
    curves = kg.callbacks.TrainingCurves(tmp_path)
    data = {"real": images(8), "batch_size": 4, "epochs": 1}
    history = fit(model, callback, curves, **data)
    fake = model.generate(16, seed=7).reshape(16, 64)
    expected = sample_diversity(fake) / sample_diversity(real.reshape(16, 64))
    assert history["diversity"] == [pytest.approx(expected)]
    assert "diversity" in (tmp_path / "history.csv").read_text()


def test_without_real_images_the_logs_are_watched():
    callback = kg.callbacks.Diagnosis(samples=16)
    data = {"real": images(8), "batch_size": 4, "epochs": 1}
    history = fit(quick("gan"), callback, **data)
    assert "diversity" not in history
    logs = {"d_loss", "g_loss", "d_real", "d_fake", "d_accuracy"}
    assert set(callback.observations[-1]) == {"epoch", "step"} | logs


def test_a_conditional_model_is_observed_with_its_labels():
    batches = [(images(8, seed=i), np.arange(8) % 2) for i in range(2)]
    model = kg.ACGAN((8, 8, 1), 4, num_classes=2, width=2)
    model.compile()
    callback = kg.callbacks.Diagnosis(real=batches, samples=16)
    x, y = (np.concatenate(arrays) for arrays in zip(*batches, strict=True))
    model.fit(x, y, batch_size=8, epochs=1, verbose=0, callbacks=[callback])
    found = callback.observations[-1]
    assert {"gradient", "diversity", "neighbour_ratio"} <= found.keys()
    alone = kg.callbacks.Diagnosis(real=images(16), samples=16)
    with pytest.raises(ValueError, match="A conditional model needs labels"):
        model.fit(x, y, batch_size=8, verbose=0, callbacks=[alone])


@pytest.mark.parametrize("name", ["pix2pix", "cyclegan"])
def test_of_a_translation_the_logs_are_watched(name):
    callback = kg.callbacks.Diagnosis()
    model = quick(name, d_opt=SGD(float("nan")))
    model.fit(*data(model, 8), batch_size=4, verbose=0, callbacks=[callback])
    assert {f.rule for f in callback.findings} == {"non-finite values"}
    alone = kg.callbacks.Diagnosis(real=images(16))
    with pytest.raises(
        ValueError, match=f"real images and a {type(model).__name__}"
    ):
        model.fit(*data(model, 8), batch_size=4, verbose=0, callbacks=[alone])


def test_every_nth_epoch_the_last_and_each_with_nan():
    callback = kg.callbacks.Diagnosis(every=3, samples=16)
    fit(quick("gan"), callback, real=images(8), batch_size=4, epochs=5)
    assert [o["epoch"] for o in callback.observations] == [0, 3, 5]
    callback = kg.callbacks.Diagnosis(every=3, samples=16)
    model = quick("gan", d_opt=SGD(float("nan")))
    fit(model, callback, real=images(8), batch_size=4, epochs=2)
    assert [o["epoch"] for o in callback.observations] == [0, 1, 2]


def model_of_constants():
    """A model that does not learn, of a discriminator that says no."""
    model = gan_of_points(kg.GAN, SGD(0.0), SGD(0.0))
    model.discriminator.layers[-1].bias.assign([-30.0])
    return model


def test_a_finding_is_printed_when_it_begins_and_stops_if_asked(capsys):
    callback = kg.callbacks.Diagnosis(samples=16, stop=["oscillation"])
    fit(model_of_constants(), callback)
    rules = [(f.epoch, f.rule) for f in callback.findings]
    assert rules == [(n, "saturated collapse") for n in (3, 4, 5)]
    output = capsys.readouterr().out
    assert output.count("Diagnosis, epoch 3, saturated collapse: D(x) and") == 1
    assert output.count("Diagnosis") == 1
    assert "Adam 2e-4" in output
    for stop in (True, ["saturated collapse"]):
        callback = kg.callbacks.Diagnosis(samples=16, stop=stop)
        assert len(fit(model_of_constants(), callback)["d_loss"]) == 3


def no_constant(name):
    raise AssertionError(f"{name} is no JSON")


def read(folder):
    text = (folder / "diagnosis.json").read_text()
    return json.loads(text, parse_constant=no_constant)


def test_the_file_holds_nan_as_text(tmp_path):
    model = quick("gan", d_opt=SGD(float("nan")), g_opt=SGD(float("nan")))
    callback = kg.callbacks.Diagnosis(tmp_path, images(24), samples=16)
    fit(model, callback, real=images(8), batch_size=4, epochs=1)
    content = read(tmp_path)
    assert content["observations"][1]["diversity"] == "nan"
    (finding,) = content["findings"]
    assert finding["rule"] == "non-finite values"
    assert set(finding) == {"epoch", "rule", "evidence", "remedy"}


class Kill(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 4:
            raise KeyboardInterrupt


def test_a_resumed_training_ends_with_the_same_file(tmp_path, capsys):
    def train(folder, *callbacks):
        model = quick("gan", d_opt=SGD(0.0), g_opt=SGD(0.0))
        last = model.discriminator.layers[-1]
        last.set_weights([0 * last.kernel, np.array([-30.0])])
        checkpoint = kg.callbacks.Checkpoint(folder / "checkpoint", every=3)
        diagnosis = kg.callbacks.Diagnosis(folder, images(24), samples=16)
        data = {"real": images(8), "batch_size": 4, "epochs": 5}
        fit(model, diagnosis, checkpoint, *callbacks, **data)

    train(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "killed", Kill())
    assert [o["epoch"] for o in read(tmp_path / "killed")["observations"]] == [
        *range(5)
    ]
    capsys.readouterr()
    train(tmp_path / "killed")
    # What was said before the kill is not said again.
    assert "Diagnosis" not in capsys.readouterr().out
    whole = (tmp_path / "whole/diagnosis.json").read_text()
    assert (tmp_path / "killed/diagnosis.json").read_text() == whole
    epochs = [f["epoch"] for f in read(tmp_path / "whole")["findings"]]
    assert epochs == [3, 4, 5]


def test_a_second_fit_goes_on_and_a_new_model_starts_anew(tmp_path):
    model, callback = quick("gan"), kg.callbacks.Diagnosis(samples=16)
    data = {"real": images(8), "batch_size": 4}
    fit(model, callback, epochs=2, **data)
    fit(model, callback, epochs=3, initial_epoch=2, **data)
    fit(model, callback, epochs=1, **data)
    assert [o["epoch"] for o in callback.observations] == [0, 1, 2, 3, 4]
    assert [o["step"] for o in callback.observations] == [0, 2, 4, 6, 8]
    fit(quick("gan"), callback, epochs=1, **data)
    assert [o["epoch"] for o in callback.observations] == [0, 1]


@needs_tensorflow
def test_real_images_of_a_data_set_are_those_of_its_first_epoch():
    data = kg.datasets.digits(20, image_size=8)
    first = kg.callbacks.Diagnosis(real=data, samples=16)
    again = kg.callbacks.Diagnosis(real=data, samples=16)
    histories = [
        fit(quick("gan"), callback, real=images(8), batch_size=4, epochs=1)
        for callback in (first, again)
    ]
    assert histories[0] == histories[1]


def test_pixels_are_averaged_over_squares():
    picture = images(3, (34, 40, 3))
    expected = picture[:, :33, :39].reshape(3, 11, 3, 13, 3, 3).mean((2, 4))
    np.testing.assert_allclose(
        pixels(picture), expected.reshape(3, -1), rtol=1e-5, atol=1e-7
    )
    assert pixels(images(2, (16, 16, 1))).shape == (2, 256)
    assert pixels(images(2, (64, 3, 1))).shape == (2, 16)
    np.testing.assert_array_equal(pixels(RING), RING)


@pytest.mark.parametrize(
    ("real", "reason"),
    [
        (images(3), "at least 8 are needed. Received: 3"),
        (np.zeros((16, 8, 8, 1), "float32"), "16 times the same image"),
    ],
)
def test_real_images_that_nothing_is_compared_with_stop_no_training(
    real, reason
):
    callback = kg.callbacks.Diagnosis(real=real, samples=16)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        logs = fit(
            quick("gan"), callback, real=images(8), batch_size=4, epochs=1
        )
    assert any(reason in str(warning.message) for warning in said)
    assert "diversity" not in logs
    assert len(callback.observations) == 2
    assert all(x["gradient"] > 0 for x in callback.observations)


def test_refuses(tmp_path):
    with pytest.raises(ValueError, match="samples=0"):
        kg.callbacks.Diagnosis(samples=0)
    with pytest.raises(ValueError, match="every=0"):
        kg.callbacks.Diagnosis(every=0)
    for real, message in [
        (images(16, (4, 4, 1)), r"\(8, 8, 1\); real images must"),
        (images(16) + 5, r"lie in \[-1, 1\]"),
    ]:
        callback = kg.callbacks.Diagnosis(real=real, samples=16)
        with pytest.raises(ValueError, match=message):
            fit(quick("gan"), callback, real=images(8), batch_size=4)
    with pytest.raises(ValueError, match="samples=1"):
        kg.callbacks.Diagnosis(samples=1)
    with pytest.raises(ValueError, match="seed=-1"):
        kg.callbacks.Diagnosis(seed=-1)
    with pytest.raises(ValueError, match="stop must be .*mean 'oscillation'"):
        kg.callbacks.Diagnosis(stop="oscilation")
    with pytest.raises(ValueError, match="stop must be one of.*Received: 1"):
        kg.callbacks.Diagnosis(stop=1)
    (tmp_path / "diagnosis.json").write_text("[1]")
    with pytest.raises(ValueError, match="diagnosis.json must be a file of"):
        callback = kg.callbacks.Diagnosis(tmp_path)
        fit(quick("gan"), callback, real=images(8), batch_size=4)
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Could not write to"):
        callback = kg.callbacks.Diagnosis(tmp_path / "file")
        fit(quick("gan"), callback, real=images(8), batch_size=4)
