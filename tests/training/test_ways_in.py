"""Every way into `fit` makes as many updates as it has batches."""

import pathlib

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans.training.inputs import steps_of
from keras_gans.training.share import Share
from keras_gans.training.watch import Watch
from tests.helpers import BACKEND
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import slow_to_compile
from tests.helpers import state
from tests.helpers import values
from tests.training.toys import Augmenting
from tests.training.toys import Still
from tests.training.toys import linear

BATCH = 4
# Five batches, and one of two rows.
DATA = np.random.default_rng(0).uniform(-1, 1, (22, 2)).astype("float32")
PARTS = np.split(DATA, range(BATCH, 22, BATCH))


def tf_data(array):
    tf = pytest.importorskip("tensorflow")
    return tf.data.Dataset.from_tensor_slices(array)


class Batches(keras.utils.PyDataset):
    """Batches of a list, beside a sequence of another length."""

    def __init__(self, parts, **kwargs):
        super().__init__(**kwargs)
        self.parts = parts

    def __len__(self):
        return len(self.parts)

    def __getitem__(self, index):
        return (self.parts[index],)


def known(parts):
    return tf_data(np.concatenate(parts)).batch(BATCH)


def filtered(parts):
    return known(parts).filter(lambda x: True)


def from_generator(parts):
    tf = pytest.importorskip("tensorflow")
    spec = tf.TensorSpec(None, "float32")  # Of unknown rank.
    return tf.data.Dataset.from_generator(
        lambda: iter(parts), output_signature=spec
    )


def with_workers(parts):
    return Batches(parts, workers=2)


def loader(parts):
    data = pytest.importorskip("torch").utils.data
    whole = ops.convert_to_tensor(np.concatenate(parts))
    return data.DataLoader(whole.requires_grad_(), batch_size=BATCH)


def loader_of_lists(parts):
    data = pytest.importorskip("torch").utils.data
    whole = ops.convert_to_tensor(np.concatenate(parts))
    return data.DataLoader(data.TensorDataset(whole), batch_size=BATCH)


def iterable_loader(parts):
    data = pytest.importorskip("torch").utils.data

    class Rows(data.IterableDataset):
        def __iter__(self):
            return iter(np.concatenate(parts))

    return data.DataLoader(Rows(), batch_size=BATCH)


WAYS = [Batches, with_workers, known, filtered, from_generator] + [
    loader,
    loader_of_lists,
    iterable_loader,
] * (BACKEND == "torch")


def counted(d_steps):
    """A model of which all kinds of state move in each step."""
    keras.utils.set_random_seed(0)
    generator = keras.Sequential(
        [
            layers.Input((2,)),
            layers.Dense(3),
            layers.BatchNormalization(),
            layers.Dense(2),
        ]
    )
    model = kg.LSGAN(
        (2,),
        2,
        generator=generator,
        discriminator=linear(1, 2, "discriminator"),
        ema=0.9,
        d_steps=d_steps,
        seed=1,
    )
    model.compile(**{"jit_compile": False} if BACKEND != "jax" else {})
    return model


@slow_to_compile
@needs_tensorflow
@pytest.mark.parametrize("d_steps, steps", [(1, 6), (2, 3)])
def test_all_ways_make_the_same_updates(d_steps, steps):
    model = counted(d_steps)
    variables = model.variables + model.optimizer.variables
    start = state(model)

    def trained(data, parts=PARTS, **kwargs):
        for variable, value in zip(variables, start, strict=True):
            variable.assign(value)
        history = model.fit(
            data, epochs=2, verbose=0, shuffle=False, **kwargs
        ).history
        counts = (model.g_opt.iterations, model.d_opt.iterations)
        updates = [int(ops.convert_to_numpy(n)) for n in counts]
        n = 2 * (len(parts) // d_steps)
        assert updates == [n, n * d_steps]
        assert int(ops.convert_to_numpy(model.ema_updates)) == n
        return [*state(model), *map(np.array, history.values())]

    # Whole batches, in the simplest way first.
    whole = PARTS[:5]
    expected = trained(DATA[:20], whole, batch_size=BATCH)
    for way in WAYS:
        assert_same(trained(way(whole), whole), expected)
    # A smaller last batch is one more update.
    expected = trained(Batches(PARTS))
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 2 * steps
    for way in WAYS[1:]:
        assert_same(trained(way(PARTS)), expected)
    # Read once: the epochs share the batches.
    expected = trained(Batches(PARTS + PARTS), steps_per_epoch=steps)
    endless = (part for _ in range(9) for part in PARTS)
    assert_same(trained(endless, steps_per_epoch=steps), expected)


@needs_tensorflow
def test_validation_data_of_unknown_length_are_counted_right():
    model = counted(1)
    model.fit(DATA, batch_size=BATCH, verbose=0)
    start, losses = state(model), []
    for way in (Batches, known, filtered, iter):
        variables = model.variables + model.optimizer.variables
        for variable, value in zip(variables, start, strict=True):
            variable.assign(value)
        losses.append(model.evaluate(way(PARTS[:5]), verbose=0))
    assert losses == losses[:1] * 4


def test_an_iterator_ends_the_training_once():
    model = Still(d_steps=2)
    model.compile(run_eagerly=True)
    # Five batches are two steps.
    with pytest.raises(ValueError, match="steps_per_epoch must be .*epochs=3"):
        model.fit(iter(PARTS[:5]), epochs=3, verbose=0)
    model.fit(iter(PARTS[:5]), verbose=0)
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 2
    with pytest.warns(UserWarning, match="ended after 2 .* epoch 2 of 4"):
        history = model.fit(
            iter(PARTS[:5]), epochs=4, steps_per_epoch=1, verbose=0
        )
    assert history.epoch == [0, 1]
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 4


@needs_tensorflow
@pytest.mark.parametrize("way", WAYS[:3] + [loader] * (BACKEND == "torch"))
def test_more_steps_than_the_data_hold_are_refused_before_training(way):
    """Keras would cut epochs short, and warn of it afterwards."""
    model = Still()
    model.compile(run_eagerly=True)
    data = way(PARTS[:4])
    for steps, rule in ((5, "be at most 4"), (3, "divide 4")):
        with pytest.raises(ValueError, match=f"steps_per_epoch must {rule}"):
            model.fit(data, steps_per_epoch=steps, epochs=2, verbose=0)
    for validation in (data, DATA[:16]):
        with pytest.raises(ValueError, match="validation_steps must .*most 4"):
            model.fit(
                DATA,
                batch_size=BATCH,
                validation_data=validation,
                validation_steps=5,
                verbose=0,
            )
    with pytest.raises(ValueError, match="^steps must be at most 4"):
        model.evaluate(data, steps=5, verbose=0)
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 0
    model.fit(data, steps_per_epoch=2, epochs=3, verbose=0)
    model.fit(data, steps_per_epoch=3, verbose=0)
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 9


def endless(data):
    return tf_data(data).batch(BATCH).repeat()


@needs_tensorflow
@pytest.mark.parametrize(
    "lose",
    [
        lambda data: data,
        lambda data: data.filter(lambda x: True),
        lambda data: data.filter(lambda x: True).map(lambda x: x).prefetch(1),
        lambda data: data.unbatch().batch(2),
    ],
)
def test_endless_data_need_a_length(lose):
    model = Still()
    model.compile(run_eagerly=True)
    data = lose(endless(DATA))
    with pytest.raises(ValueError, match="steps_per_epoch=100"):
        model.fit(data, verbose=0)
    with pytest.raises(ValueError, match="validation_steps=100"):
        model.fit(DATA, validation_data=data, batch_size=BATCH, verbose=0)
    with pytest.raises(ValueError, match="steps=100"):
        model.evaluate(data, verbose=0)
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 0
    model.fit(data.take(3), steps_per_epoch=3, verbose=0)
    model.fit(data.take(3), verbose=0)
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 6


@needs_tensorflow
@pytest.mark.parametrize("kind", ["ragged", "sparse"])
def test_tensors_that_are_not_dense_are_refused(kind):
    import tensorflow as tf

    data = {
        "ragged": lambda: tf.RaggedTensor.from_row_splits(DATA, [0, 4, 22]),
        "sparse": lambda: tf.sparse.from_dense(DATA),
    }[kind]()
    model = Still()
    model.compile(run_eagerly=True)
    remedy = {"ragged": r"x.to_tensor\(\)", "sparse": "tf.sparse.to_dense"}
    with pytest.raises(ValueError, match=f"{remedy[kind]}.*Tensor inside"):
        model.fit(tf.data.Dataset.from_tensors(data))


def of_unknown_size(parts):
    """As pictures that `tf.io.decode_png` has read."""
    tf = pytest.importorskip("tensorflow")
    return tf.data.Dataset.from_generator(
        lambda: iter(parts),
        output_signature=tf.TensorSpec((None, None, None, 1), "float32"),
    )


def test_images_of_unknown_size_make_steps_of_several_batches():
    parts = np.split(images(22), range(BATCH, 22, BATCH))
    steps = steps_of(of_unknown_size(parts), 2, Watch(lambda x: None), Share())
    found = [np.asarray(step[0]) for step in steps]
    assert [x.shape[0] for x in found] == [8, 8, 6]
    np.testing.assert_array_equal(np.concatenate(found), images(22))
    model = VARIANTS["gan"](d_steps=2)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    model.fit(of_unknown_size(parts), verbose=0)
    assert values([model.g_opt.iterations, model.d_opt.iterations]) == [3, 6]


def test_a_batch_of_another_size_is_named():
    parts = np.split(images(24), 6)
    parts[3] = np.zeros((4, 10, 10, 1), "float32")
    model = VARIANTS["gan"](d_steps=2)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    with pytest.raises(ValueError, match="in batch 4 of the data"):
        model.fit(of_unknown_size(parts), verbose=0)


class Frame:
    """As a DataFrame of pandas."""

    shape = (3, 2)

    def to_numpy(self, dtype):
        return DATA


def generate():
    yield DATA


@pytest.mark.parametrize(
    "data, message",
    [
        (None, r"`fit\(images\)`.* Received: None"),
        ("pictures", r"image_folder\('pictures'\)` .*a text, 'pictures'"),
        (pathlib.Path("a"), r"image_folder\('a'\)`"),
        ({"image": DATA}, r"data\['image'\]`.*a dict of 'image'"),
        (["a.png", "b.png"], r"image_folder\(paths\)`.*a list of 2"),
        ([DATA, DATA], r"`np.stack\(images\)`.*a list of 2"),
        ((DATA, DATA), r"`fit\(\*data\)`.*a tuple of 2"),
        (generate, r"`generate\(\)`. .*the function generate"),
        (Batches, r"`Batches\(\)`. .*the class Batches"),
        (np.ma.masked_equal(DATA, 0), r"filled\(-1.0\)`.* a MaskedArray"),
        (keras.Variable(DATA), r"`x.value` .* a keras Variable"),
        (Frame(), r"`data.to_numpy\('float32'\)`.* Frame"),
        ({1, 2}, r"`iter\(data\)`.* set"),
        (3, r"Received: a builtins int"),
    ],
)
def test_what_is_no_data_is_refused_by_its_name(data, message):
    model = Still()
    model.compile(run_eagerly=True)
    with pytest.raises(TypeError, match=f"^x must be an array .*{message}"):
        model.fit(data)


@needs_tensorflow
def test_wrong_structures_of_data_sets_are_named():
    model = quick("gan")
    x = images()
    dictionaries = tf_data({"image": x, "label": np.arange(32)})
    for data, message in (
        (dictionaries.batch(8), r"`.map\(lambda d: d\['image'\]\)`.*'label'"),
        (({"a": x[:8]} for _ in range(2)), r"`batch\['a'\]`"),
        (tf_data((x, x, x, x)).batch(8), "Received: a tuple of 4 parts"),
        (
            tf_data(((x, x), x)).batch(8),
            r"`\(x\[0\], y\)`.*a tuple of 2 inside",
        ),
        (((x[:8], [0, 1]) for _ in range(2)), r"`numpy.array`.*batch 1 of"),
        (tf_data(x).window(8), r"`.batch\(n\)`.*Received: a Dataset inside"),
        (tf_data(x), r"`.batch\(32\)`"),
        (tf_data(x).batch(8).batch(2), "leave out one `.batch`"),
        (x[..., 0], r"`images\[..., None\]`"),
        (x[0], r"`images\[None\]`"),
        (np.moveaxis(images(shape=(8, 8, 3)), -1, 1), "shape"),
    ):
        with pytest.raises(ValueError, match=message):
            model.fit(data, verbose=0)
    colour = kg.GAN((8, 4, 3), 4, width=1)
    colour.compile()
    with pytest.raises(ValueError, match=r"last: .*transpose\(0, 2, 3, 1\)`"):
        colour.fit(images(shape=(3, 8, 4)))


def bad(parts, index):
    parts = [part.copy() for part in parts]
    parts[index][0, 0] = 255.0
    return parts


@needs_tensorflow
@pytest.mark.parametrize("d_steps", [1, 2])
def test_a_bad_batch_is_named_wherever_it_is(d_steps):
    model = Still(d_steps=d_steps)
    model.compile(run_eagerly=True)
    for way in [*WAYS, iter]:
        before = int(ops.convert_to_numpy(model.g_opt.iterations))
        # Sixteen rows are looked at before training.
        with pytest.raises(ValueError) as raised:
            model.fit(way(bad(PARTS[:5] * 2, 8)), verbose=0, shuffle=False)
        assert "Received: values from -" in str(raised.value)
        assert "to 255, in batch 9 of the data" in str(raised.value)
        after = int(ops.convert_to_numpy(model.g_opt.iterations))
        assert 0 < after - before <= 8 // d_steps
    with pytest.raises(
        ValueError, match="must lie .*batch 6 of validation_data"
    ):
        model.fit(
            DATA,
            batch_size=BATCH,
            validation_data=Batches(bad(PARTS, 5)),
            verbose=0,
        )


@needs_tensorflow
def test_bad_labels_of_a_later_batch_are_named():
    model = quick("acgan")
    labels = np.arange(40) % 3
    labels[33] = 7
    data = tf_data((images(40), labels)).batch(8)
    with pytest.raises(ValueError, match="to 7, in batch 5 of the data"):
        model.fit(data, verbose=0)


def test_arrays_are_taken_as_they_are(tmp_path):
    model = Still()
    model.compile(run_eagerly=True)
    rows = DATA[:20]
    mapped = np.memmap(tmp_path / "x", "float32", "w+", shape=rows.shape)
    mapped[:] = rows
    read_only = rows.copy()
    read_only.flags.writeable = False
    exact = rows.astype("float16").astype("float32")
    results = []
    for x in (
        exact,
        exact.astype("float16"),
        exact.astype("float64"),
        np.asfortranarray(exact),
        np.repeat(exact, 2, axis=0)[::2],
        ops.convert_to_tensor(exact),
    ):
        keras.utils.set_random_seed(0)
        model = counted(2)
        model.compile(run_eagerly=True)
        model.fit(x, batch_size=BATCH, verbose=0)
        results.append(state(model))
    for other in results[1:]:
        assert_same(other, results[0])
    for x in (mapped, read_only):
        model.fit(x, batch_size=BATCH, verbose=0)
    mapped[13] = np.nan
    with pytest.raises(ValueError, match="must be finite.*in batch"):
        model.fit(mapped, batch_size=BATCH, verbose=0)


@needs_tensorflow
@pytest.mark.parametrize("own, used", [(None, False), (True, True)])
def test_data_sets_are_not_tuned_unless_they_say_so(own, used):
    import tensorflow as tf

    options = tf.data.Options()
    if own is not None:
        options.autotune.enabled = own
    data = tf_data(DATA).batch(BATCH).with_options(options)
    steps = steps_of(data, 1, Watch(lambda batch: None), Share())
    assert steps.options().autotune.enabled is used


def test_files_of_hdf5_are_read_batch_by_batch(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.h5", "w") as file:
        stored = file.create_dataset("x", data=DATA)
        models = []
        for x in (stored, DATA):
            models.append(counted(1))
            models[-1].compile(run_eagerly=True)
            models[-1].fit(x, batch_size=BATCH, verbose=0)
        assert_same(*map(state, models))
        with pytest.raises(TypeError, match=r"data\['x'\]"):
            models[0].fit(file)


def test_numbers_may_be_in_the_other_order_of_bytes():
    def both(array):
        return array, array.astype(array.dtype.newbyteorder("S"))

    model, (x, swapped) = quick("conditionalgan"), both(images(8))
    y, swapped_y = both(np.arange(8) % 3)
    diagnosis = kg.callbacks.Diagnosis(real=[(swapped, swapped_y)])
    model.fit(
        swapped,
        swapped_y,
        batch_size=4,
        verbose=0,
        validation_data=(swapped, swapped_y),
        callbacks=[diagnosis],
    )
    assert "gradient" in diagnosis.observations[-1]
    losses = [model.evaluate(*d, verbose=0) for d in ((x, y), (swapped, y))]
    np.testing.assert_array_equal(*losses)
    z, swapped_z = both(np.random.default_rng(0).normal(size=(8, 4)))
    of_latents = [
        model.predict(inputs, verbose=0)
        for inputs in ((z, y), (swapped_z, swapped_y))
    ]
    np.testing.assert_array_equal(*of_latents)


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch"])
def test_a_model_is_compiled_first(method):
    with pytest.raises(ValueError, match=r"must call `compile\(\)`"):
        getattr(VARIANTS["gan"](), method)(images(8))


@pytest.mark.parametrize("wrong", [KeyboardInterrupt, ValueError])
def test_an_error_costs_no_weights_of_a_trained_model(wrong):
    model = quick("gan", run_eagerly=False)
    before, image = state(model), model.generate(1, seed=0)

    class Fails(keras.callbacks.Callback):
        def on_test_batch_end(self, batch, logs=None):
            raise wrong

        on_predict_batch_end = on_test_batch_end

    with pytest.raises(wrong):
        model.evaluate(images(8), verbose=0, callbacks=[Fails()])
    with pytest.raises(wrong):
        model.predict(np.zeros((2, 4)), verbose=0, callbacks=[Fails()])
    assert_same(state(model), before)
    np.testing.assert_array_equal(model.generate(1, seed=0), image)


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_a_batch_of_numpy_trains_as_fit_does(run_eagerly):
    models = []
    for _ in range(2):
        keras.utils.set_random_seed(0)
        models.append(Augmenting(seed=1))  # It has a gradient penalty.
        models[-1].compile(run_eagerly=run_eagerly)
    fitted, stepped = models
    fitted.fit(DATA[:8], batch_size=8, shuffle=False, verbose=0)
    stepped.train_on_batch(DATA[:8])
    stepped.epochs_trained.assign(1)
    assert_same(state(stepped), state(fitted))
