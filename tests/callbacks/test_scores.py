import gc
import json
import weakref

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans import metrics
from keras_gans.callbacks import FID
from keras_gans.callbacks import KID
from keras_gans.callbacks import InceptionScore
from keras_gans.callbacks import PrecisionRecall
from keras_gans.callbacks import Scores
from tests.helpers import dense_gan
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import slow_to_compile


class Toy(metrics.Extractor):
    """Six pixels as features, sines of three as probabilities."""

    name = "toy"

    def __init__(self):
        self.seen = []

    def outputs(self, images):
        self.seen.append(images)
        flat = images.reshape(len(images), -1)
        p = 1 + np.sin(3 * flat[:, :3])
        return flat[:, :6], p / p.sum(axis=1, keepdims=True)


def fit(model, *callbacks, epochs=2, **kwargs):
    return model.fit(
        images(16),
        batch_size=8,
        epochs=epochs,
        verbose=0,
        callbacks=callbacks,
        **kwargs,
    )


def test_scores_are_those_of_generated_samples():
    model, real = quick("lsgan"), images(40, seed=5)
    options = {"samples": 40, "verbose": False, "seed": 7}
    history = fit(
        model,
        InceptionScore(Toy(), **options),
        FID(Toy(), real, **options),
        KID(Toy(), real, subset_size=30, **options),
        PrecisionRecall(Toy(), [real[:30], real[30:]], k=5, **options),
        Scores(Toy(), None, {"ppl": {"sampling": "end"}}, **options),
    ).history
    # With the average of the generator, which makes the model's images.
    fake = Toy()(model.generate(40, seed=7, batch_size=100))
    real = Toy()(real)
    assert history["inception_score"][-1] == pytest.approx(
        metrics.inception_score(fake.probabilities).mean
    )
    assert history["fid"][-1] == pytest.approx(
        metrics.frechet_distance(real.features, fake.features)
    )
    assert history["kid"][-1] == pytest.approx(
        metrics.kernel_distance(
            real.features, fake.features, subset_size=30
        ).mean
    )
    precision, recall = metrics.precision_recall(
        real.features, fake.features, k=5
    )
    assert history["precision"][-1] == precision
    assert history["recall"][-1] == recall
    assert len(history["fid"]) == 2
    path = metrics.perceptual_path_length(model, Toy(), 40, sampling="end")
    assert history["ppl"][-1] == pytest.approx(path.mean)


def test_every_nth_epoch_and_the_last_and_real_features_once():
    extractor = Toy()
    real = images(20, seed=5)
    callback = FID(extractor, real, samples=20, every=2, verbose=False)
    history = fit(quick("gan"), callback, epochs=3).history
    assert len(history["fid"]) == 2
    assert len(extractor.seen) == 3
    np.testing.assert_array_equal(extractor.seen[0], real)


@pytest.mark.parametrize(
    "kind", ["EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint"]
)
def test_callbacks_of_keras_wait_for_the_next_score(kind, tmp_path, recwarn):
    """Scores of a generator that is not trained never get better."""
    model = quick("gan")
    model.optimizer.learning_rate = 0.0
    waiting = {
        "EarlyStopping": {"patience": 2},
        "ReduceLROnPlateau": {"patience": 2},
        "ModelCheckpoint": {
            "filepath": tmp_path / "b.weights.h5",
            "save_best_only": True,
            "save_weights_only": True,
        },
    }[kind]
    scores = FID(Toy(), images(20), samples=20, every=3, verbose=False)
    callback = getattr(keras.callbacks, kind)(monitor="fid", **waiting)
    history = fit(model, scores, callback, epochs=12)
    # The first score, and two that are not better, after epochs 3, 6 and 9.
    assert len(history.epoch) == (9 if kind == "EarlyStopping" else 12)
    assert not [w for w in recwarn if "metric" in str(w.message)]


def test_nothing_of_an_epoch_is_kept():
    extractor = Toy()
    images_seen = []
    extractor.seen = type(
        "Seen",
        (),
        {"append": lambda self, x: images_seen.append(weakref.ref(x))},
    )()
    callback = FID(extractor, images(20), samples=20, verbose=False)
    fit(quick("gan"), callback, epochs=3)
    gc.collect()
    assert len(images_seen) == 4
    assert [ref() for ref in images_seen] == [None] * 4
    assert callback.real is None


def test_several_metrics_share_their_samples():
    extractor, real = Toy(), images(40, seed=5)
    shared = {"samples": 40, "verbose": False}
    many = Scores(
        extractor, real, {"is": {}, "fid": {}, "pr": {"k": 5}}, **shared
    )
    one = FID(Toy(), real, **shared)
    history = fit(quick("gan"), many, epochs=1).history
    assert len(extractor.seen) == 2
    assert history["fid"] == fit(quick("gan"), one, epochs=1).history["fid"]
    assert {"inception_score", "precision", "recall"} <= set(history)


def test_the_monge_distance_is_the_default(tmp_path):
    real = images(20, seed=5)
    scores = Scores(Toy(), real, samples=20, verbose=False)
    best = kg.callbacks.BestGenerator(tmp_path / "best.keras")
    model = quick("gan")
    (score,) = fit(model, scores, best, epochs=1).history["mind"]
    fake = Toy()(model.generate(20, seed=0)).features
    expected = metrics.monge_distance(Toy()(real).features, fake)
    assert score == pytest.approx(expected)
    content = json.loads((tmp_path / "best.json").read_text())
    assert content == {"mind": score, "epoch": 1}


@slow_to_compile
@pytest.mark.parametrize("shape", [(16, 1), (4, 4, 4, 1), (8, 6, 2)])
def test_signals_and_volumes_are_scored_by_an_extractor_of_their_own(shape):
    model, real = dense_gan(shape), images(20, shape, seed=5)
    scores = Scores(Toy(), real, samples=20, verbose=False)
    history = model.fit(
        images(8, shape), batch_size=8, verbose=0, callbacks=[scores]
    ).history
    fake = Toy()(model.generate(20, seed=0)).features
    expected = metrics.monge_distance(Toy()(real).features, fake)
    assert history["mind"] == [pytest.approx(expected)]


def test_default_subsets_of_the_kernel_distance_differ():
    callback = KID(Toy(), images(20), samples=20, verbose=False)
    history = fit(quick("gan"), callback, epochs=1).history
    real, fake = callback._real_features, Toy()(images(20, seed=1))
    score = metrics.METRICS["kid"].scores(real, fake)["kid"]
    assert score.settings["subset_size"] == 10
    assert np.isfinite(history["kid"]).all()


@needs_tensorflow
def test_the_reference_is_the_same_whatever_others_took_of_it():
    data = kg.datasets.digits(20, image_size=8)
    shared = {"samples": 20, "verbose": False}
    alone = fit(quick("gan"), FID(Toy(), data, **shared)).history
    other = PrecisionRecall(Toy(), data, **shared)
    both = fit(quick("gan"), other, FID(Toy(), data, **shared)).history
    assert alone["fid"] == both["fid"]


def test_says_how_long_it_takes_once(capsys):
    callback = InceptionScore(Toy(), samples=20)
    fit(quick("gan"), callback)
    printed = capsys.readouterr()
    assert printed.out.count("InceptionScore: 20 images, about") == 1
    assert "features" in printed.err and "100%" in printed.err


def test_keras_callbacks_follow_the_score(tmp_path):
    model = quick("gan", g_opt=keras.optimizers.SGD(0.0))
    fid = FID(Toy(), images(20), samples=20, verbose=False)
    stop = keras.callbacks.EarlyStopping("fid", patience=2)
    save = keras.callbacks.ModelCheckpoint(
        tmp_path / "{epoch}-{fid:.4f}.keras", monitor="fid"
    )
    history = fit(model, fid, stop, save, epochs=9).history["fid"]
    # A generator that does not learn: no better score, stopped after two.
    assert history == [history[0]] * 3
    assert (tmp_path / f"3-{history[0]:.4f}.keras").exists()


class Planted(keras.callbacks.Callback):
    def __init__(self, scores):
        super().__init__()
        self.scores = scores

    def on_epoch_end(self, epoch, logs=None):
        if epoch in self.scores:
            logs["fid"] = self.scores[epoch]


def test_the_best_generator_is_kept(tmp_path):
    path = tmp_path / "best.keras"
    model = quick("gan")
    made = []
    after = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: made.append(model.generate(2, seed=0))
    )
    scores = {0: 9.0, 2: 5.0, 3: float("nan"), 4: 6.0}
    fit(
        model,
        Planted(scores),
        kg.callbacks.BestGenerator(path, "fid"),
        after,
        epochs=5,
    )
    best = keras.saving.load_model(path)
    np.testing.assert_array_equal(best.generate(2, seed=0), made[2])
    content = json.loads(path.with_suffix(".json").read_text())
    assert content == {"fid": 5.0, "epoch": 3}


def test_a_resumed_training_keeps_a_better_model(tmp_path):
    path = tmp_path / "best.keras"

    def resume(scores, epochs, monitor="fid"):
        fit(
            quick("gan"),
            Planted(scores),
            kg.callbacks.BestGenerator(path, monitor),
            kg.callbacks.Checkpoint(tmp_path / "checkpoint"),
            epochs=epochs,
        )
        return json.loads(path.with_suffix(".json").read_text())

    assert resume({0: 5.0}, 1) == {"fid": 5.0, "epoch": 1}
    assert resume({1: 6.0}, 2) == {"fid": 5.0, "epoch": 1}
    assert resume({2: 4.0}, 3) == {"fid": 4.0, "epoch": 3}
    with pytest.warns(UserWarning, match="by another score.* by 'g_loss'"):
        other = resume({}, 4, "g_loss")
    assert other["epoch"] == 4
    # Another training in its place has nothing to do with it.
    best = kg.callbacks.BestGenerator(path, "fid")
    fit(quick("gan"), Planted({0: 9.0}), best)
    assert '"fid": 9.0' in path.with_suffix(".json").read_text()


def test_a_log_that_never_comes_is_said(tmp_path):
    best = kg.callbacks.BestGenerator(tmp_path / "b.keras", "fdi")
    with pytest.warns(UserWarning, match="'fdi', which no epoch logged"):
        fit(quick("gan"), Planted({}), best)
    # Planted could have logged it; without it, that is known before training.
    with pytest.raises(ValueError, match="BestGenerator monitors 'fdi', which"):
        fit(quick("gan"), best)
    best = kg.callbacks.BestGenerator(tmp_path / "b.keras", "fid")
    fit(quick("gan"), Planted({0: float("nan")}), best)
    assert not (tmp_path / "b.keras").exists()


def test_a_training_that_ends_before_its_first_score_says_so(tmp_path):
    path, fid = tmp_path / "b.keras", FID(Toy(), images(), every=2, samples=20)
    callbacks = [fid, kg.callbacks.BestGenerator(path, "fid")]
    with pytest.warns(UserWarning, match="No score was computed") as said:
        budget = kg.callbacks.Budget(updates=3)
        history = fit(quick("gan"), *callbacks, budget, epochs=3)
    assert "fid" not in history.history and not path.exists()
    assert len([w for w in said if w.category is UserWarning]) == 1


def test_the_best_generator_knows_which_scores_are_better():
    modes = {"mind": "min", "fid": "min", "precision": "max"}
    for monitor, mode in modes.items():
        assert kg.callbacks.BestGenerator("b.keras", monitor).mode == mode


@pytest.mark.parametrize(("mode", "epoch"), [("max", 3), (None, 2)])
def test_the_best_generator_asks_the_callback_that_logs(tmp_path, mode, epoch):
    class Sharpness(keras.callbacks.Callback):
        added_logs = {"sharpness": mode}

        def on_epoch_end(self, epoch, logs=None):
            logs["sharpness"] = [1.0, 0.5, 2.0][epoch]

    path = tmp_path / "best.keras"
    kept = kg.callbacks.BestGenerator(path, "sharpness")
    fit(quick("gan"), Sharpness(), kept, epochs=3)
    content = json.loads(path.with_suffix(".json").read_text())
    assert content["epoch"] == epoch


@needs_tensorflow
def test_real_images_may_have_no_end():
    import tensorflow as tf

    real = tf.data.Dataset.from_tensor_slices(images()).batch(7)
    scores = [
        fit(quick("gan"), FID(Toy(), x, samples=20, verbose=False)).history
        for x in (real, real.repeat(), images())
    ]
    assert scores[0] == scores[1] == scores[2]


def test_refuses(tmp_path):
    with pytest.raises(ValueError, match="samples=0"):
        FID(Toy(), images(), samples=0)
    with pytest.raises(ValueError, match="at least 50 images.* Received: 20"):
        fit(quick("gan"), FID(Toy(), images(20), samples=50, verbose=False))
    with pytest.raises(ValueError, match=r"end in \.keras"):
        kg.callbacks.BestGenerator(tmp_path / "best")
    with pytest.raises(TypeError, match="monitor must be the name.*None"):
        kg.callbacks.BestGenerator(tmp_path / "best.keras", monitor=None)
    with pytest.raises(ValueError, match="Received: 'least'"):
        kg.callbacks.BestGenerator(tmp_path / "best.keras", mode="least")
    with pytest.raises(ValueError, match="'fid' compares with real images"):
        FID(Toy(), None)
    with pytest.raises(ValueError, match="evaluate`.* Received: copies, ct"):
        Scores(Toy(), images(9), ["fid", "copies", "ct"])
    with pytest.raises(ValueError, match="Did you mean 'kid'"):
        Scores(Toy(), images(), ["kidd"])
    with pytest.raises(TypeError, match="ClassifierFeatures.*Received: ext"):
        Scores(quick("gan").discriminator, images())
    with pytest.raises(TypeError, match="subset_sizes"):
        Scores(Toy(), images(), {"kid": {"subset_sizes": 3}})


@pytest.mark.parametrize(
    ("samples", "metrics", "message"),
    [
        (8, ["is"], "samples=8 for 'is': splits must be"),
        (3, ["pr"], "samples=3 for 'pr'"),
        (32, {"kid": {"subset_size": 50}}, "samples=32 for 'kid'"),
        (100, {"is": {"splits": 101}}, "samples=100 for 'is'"),
    ],
)
def test_too_few_samples_for_a_setting_are_refused(samples, metrics, message):
    with pytest.raises(ValueError, match=message):
        Scores(Toy(), images(), metrics, samples=samples)


@pytest.mark.parametrize(
    ("metrics", "message"),
    [
        ({"kid": {"subset_size": 10.0}}, "'kid': .* subset_size=10.0"),
        ({"pr": {"k": 2.5}}, "'pr': .* k=2.5"),
        ({"mind": {"projections": 0}}, "'mind': .* projections=0"),
        ([], "at least one score"),
    ],
)
def test_settings_are_checked_whatever_the_samples(metrics, message):
    with pytest.raises(ValueError, match=message):
        Scores(Toy(), images(), metrics, samples=200)


class Grey(Toy):
    channels = 1


def test_what_the_model_does_not_suit_is_refused_before_training():
    gan, colour = quick("gan"), dense_gan((4, 4, 3))
    for model, scores, message in (
        (colour, Scores(Grey(), None, ["is"]), "1 channels .* Received: 3"),
        (dense_gan((2,)), Scores(Grey(), None, ["is"]), r"shape \(1, 2\)"),
        (gan, Scores(Toy(), None, {"ppl": {"space": "w"}}), "space='w'"),
        (gan, Scores(Toy(), None, {"ppl": {"epsilon": -1}}), "epsilon=-1"),
        (quick("pix2pix"), Scores(Toy(), None, ["is"]), "Received: a Pix2Pix"),
    ):
        scores.set_model(model)
        with pytest.raises(ValueError, match=message):
            scores.on_train_begin()


@pytest.mark.parametrize(
    ("real", "message"),
    [
        ("pictures", r"image_folder\('pictures'\)"),
        ((images(8), np.zeros(8)), r"`\[real\]` makes one batch"),
        (images, r"`images\(\)`"),
        ({"image": images(8)}, r"data\['image'\]"),
    ],
)
def test_what_is_no_data_is_refused_by_every_callback(real, message):
    for make in (
        lambda: FID(Toy(), real),
        lambda: kg.callbacks.Diagnosis(real=real),
        lambda: kg.callbacks.RunPage("run", real),
    ):
        with pytest.raises(TypeError, match=f"real must be .*{message}"):
            make()


def test_two_callbacks_with_the_same_score_are_refused():
    shared = {"samples": 20, "verbose": False}
    train, test = (FID(Toy(), images(20, seed=i), **shared) for i in (0, 1))
    with pytest.raises(ValueError, match="FID logs 'fid', as a callback"):
        fit(quick("gan"), train, test)


class Broken(keras.callbacks.Callback):
    """Makes a weight of the generator NaN."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            weight = self.model.generator.trainable_variables[0]
            weight.assign(weight * float("nan"))


def test_images_that_are_not_finite_have_no_score(tmp_path):
    scores = Scores(Toy(), images(20), ["fid", "is"], 20, verbose=False)
    best = kg.callbacks.BestGenerator(tmp_path / "best.keras", "fid")
    history = fit(quick("gan"), Broken(), scores, best, epochs=3).history
    for name in ("fid", "inception_score"):
        assert np.isfinite(history[name]).tolist() == [True, False, False]
    content = json.loads((tmp_path / "best.json").read_text())
    assert content == {"fid": history["fid"][0], "epoch": 1}


def fit_labelled(model, labels, *callbacks):
    return model.fit(
        images(16),
        labels,
        batch_size=8,
        verbose=0,
        callbacks=callbacks,
    ).history


# The classes of n images in the model's order, and in two others.
ORDERS = {
    "in turn": lambda n: np.arange(n) % 3,
    "backwards": lambda n: 2 - np.arange(n) % 3,
    "sorted": lambda n: np.arange(n) * 3 // n,
}


@pytest.mark.parametrize("order", ORDERS)
def test_label_accuracy_is_of_the_classes_asked_for(order):
    model = quick("acgan")
    model.labels.cycled = ORDERS[order]
    callback = Scores(Toy(), None, ["la"], samples=30, verbose=False)
    history = fit_labelled(model, np.arange(16) % 3, callback)
    labels = ORDERS[order](30)
    samples = model.generate(30, seed=0, batch_size=100, labels=labels)
    right = Toy()(samples).probabilities.argmax(axis=1) == labels
    assert history["label_accuracy"] == [right.mean()]


class TenClasses(Toy):
    name = "ten-classes"

    def outputs(self, images):
        features, _ = super().outputs(images)
        return features, np.full((len(images), 10), 0.1)


class NeverFits(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        raise AssertionError("The refusal must come before the training.")


def of_attributes():
    model = kg.ConditionalGAN((8, 8, 1), 4, num_attributes=3, width=4)
    model.compile()
    return model


@pytest.mark.filterwarnings("ignore:GAN does not use the labels")
@pytest.mark.parametrize(
    ("model", "labels", "extractor", "message"),
    [
        (
            lambda: quick("gan"),
            np.arange(16) % 3,
            Toy,
            "'la' is for .* a GAN without classes",
        ),
        (
            of_attributes,
            np.eye(3)[np.arange(16) % 3],
            Toy,
            "'la' is for .* a ConditionalGAN of attributes",
        ),
        (
            lambda: quick("acgan"),
            np.arange(16) % 3,
            TenClasses,
            "a ACGAN of 3 classes and the extractor 'ten-classes' of 10",
        ),
    ],
)
def test_label_accuracy_of_others_is_refused_before_training(
    model, labels, extractor, message
):
    callback = Scores(extractor(), None, {"la": {}}, verbose=False)
    with pytest.raises(ValueError, match=message):
        fit_labelled(model(), labels, NeverFits(), callback)
