"""Trains on one device and on two, and prints how they differ, as JSON.

    python -m tests.training.distributed [NAME ...]

It is run by test_distribute.py, in a process of its own, since devices are made
before a backend starts. On torch, it starts a second process itself.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import keras
import numpy as np
from keras import layers

import keras_gans as kg
from tests import helpers
from tests.helpers import BACKEND
from tests.helpers import SHAPE

RANK = int(os.environ.get("TEST_RANK", 0))
STEPS, BATCH = 3, 8


def generator(labels=0):
    """A generator whose rows do not depend on each other."""
    inputs = x = keras.Input((4,))
    if labels:
        inputs = [inputs, keras.Input((labels,))]
        x = layers.Concatenate()(inputs)
    x = layers.Reshape((8, 8, 1))(layers.Dense(64)(x))
    x = layers.Conv2D(2, 3, padding="same", activation="leaky_relu")(x)
    x = layers.Conv2D(1, 1, activation="tanh")(x)
    return keras.Model(inputs, x, name="generator")


def discriminator(labels=0, logits=0):
    """A discriminator whose rows do not depend on each other."""
    inputs = x = keras.Input(SHAPE)
    x = layers.Conv2D(2, 4, strides=2, activation="leaky_relu")(x)
    x = layers.Flatten()(x)
    if labels:
        inputs = [inputs, keras.Input((labels,))]
        x = layers.Concatenate()([x, inputs[1]])
    outputs = layers.Dense(1)(x)
    if logits:
        outputs = [outputs, layers.Dense(logits)(x)]
    return keras.Model(inputs, outputs, name="discriminator")


def autoencoder():
    encoder = [layers.Flatten(), layers.Dense(6, activation="relu")]
    decoder = [layers.Dense(64), layers.Reshape(SHAPE)]
    return keras.Sequential(
        [
            keras.Sequential([layers.Input(SHAPE), *encoder], name="encoder"),
            keras.Sequential([layers.Input((6,)), *decoder], name="decoder"),
        ],
        name="discriminator",
    )


def noisy_translator():
    return keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Conv2D(4, 3, padding="same"),
            kg.layers.DropoutNoise(0.5, seed=1),
            layers.Conv2D(3, 1, activation="tanh"),
        ],
        name="generator",
    )


def plain(make, g=generator, d=discriminator, **kwargs):
    """A variant whose networks have no batch statistics and no dropout."""
    networks = {"generator": g, "discriminator": d}
    made = {name: network() for name, network in networks.items() if network}
    with warnings.catch_warnings():
        # That of the variants, whose networks these replace.
        warnings.filterwarnings("ignore", "width is not used")
        return make(**made, **kwargs)


V = helpers.VARIANTS
MODELS = {
    "gan": lambda: plain(V["gan"], d_loss_floor=1.4),
    "gan-options": lambda: plain(V["gan-options"]),
    "dcgan": lambda: plain(V["dcgan"]),
    "lsgan": lambda: plain(V["lsgan"]),
    "wgan": lambda: plain(V["wgan"]),
    "wgangp": lambda: plain(V["wgangp"]),
    "sngan": lambda: plain(V["sngan"], d=None),
    "ebgan": lambda: plain(V["ebgan"], d=autoencoder),
    "began": lambda: plain(V["began"], d=None, lambda_k=0.1),
    "r3gan": lambda: V["r3gan"](penalty_every=2),
    "progan": V["progan"],
    "msggan": V["msggan"],
    "stylegan2": V["stylegan2"],
    "conditionalstylegan2": lambda: kg.ConditionalStyleGAN2(
        SHAPE,
        4,
        config="small",
        width=4,
        depth=1,
        num_classes=3,
        path_every=1,
        seed=1,
    ),
    "conditionalgan": lambda: plain(
        V["conditionalgan"], lambda: generator(3), lambda: discriminator(3)
    ),
    "acgan": lambda: plain(
        V["acgan"], lambda: generator(3), lambda: discriminator(0, 3)
    ),
    "acgan-attributes": lambda: plain(
        V["acgan-attributes"], lambda: generator(2), lambda: discriminator(0, 2)
    ),
    "projectiongan": lambda: plain(
        V["projectiongan"], lambda: generator(3), d=None
    ),
    "biggan": lambda: kg.BigGAN(
        SHAPE,
        4,
        num_classes=3,
        seed=1,
        generator=generator(3),
        discriminator=discriminator(3),
    ),
    "pix2pix": lambda: kg.Pix2Pix(
        (8, 8, 3),
        input_channels=1,
        generator=noisy_translator(),
        discriminator=helpers.tiny_patches(1, 3),
        seed=1,
    ),
    "cyclegan": V["cyclegan"],
}


def made(name, parts=1, rematerialize=False):
    keras.utils.set_random_seed(0)
    model = MODELS[name]()
    eager = BACKEND == "tensorflow" and name not in COMPILED
    model.compile(
        keras.optimizers.SGD(0.05, momentum=0.5),
        keras.optimizers.SGD(0.05, momentum=0.5),
        run_eagerly=eager,
        jit_compile="auto" if BACKEND == "jax" else False,
        accumulate=parts,
        rematerialize=rematerialize,
    )
    return model


# The others run eagerly on TensorFlow, which starts faster.
COMPILED = ("gan",)
# These compute batches in two parts on each device, and in one on one device.
IN_PARTS = ("wgangp",) if BACKEND != "tensorflow" else ()
# These compute features again on two devices, with what images share.
REMATERIALIZED = ("msggan",)


def fit(model, **kwargs):
    data = helpers.data(model, BATCH * model.batches_per_step * STEPS)
    return model.fit(*data, batch_size=BATCH, verbose=0, **kwargs).history


def floats(model):
    return [x for x in helpers.state(model) if x.dtype.kind == "f"]


def distance(a, b):
    """The largest difference of two lists of arrays."""
    return max(
        float(np.abs(x.astype("float64") - y).max(initial=0.0))
        for x, y in zip(a, b, strict=True)
    )


def of_devices(model):
    """All that training changes, once for each device of this process."""
    variables = model.variables + model.optimizer.variables
    if BACKEND == "tensorflow":
        # Metrics are summed where they are read.
        values = [getattr(v.value, "values", [v.value] * 2) for v in variables]
    elif BACKEND == "jax":
        values = [
            [part.data for part in v.value.addressable_shards]
            for v in variables
        ]
    else:
        values = [[v] for v in variables]
    return [
        [np.asarray(keras.ops.convert_to_numpy(x)) for x in device]
        for device in zip(*values, strict=True)
    ]


@contextlib.contextmanager
def spread():
    """Where models are made and trained on two devices."""
    if BACKEND == "tensorflow":
        with STRATEGY.scope():
            yield
    elif BACKEND == "jax":
        keras.distribution.set_distribution(
            keras.distribution.DataParallel(auto_shard_dataset=False)
        )
        try:
            yield
        finally:
            keras.distribution.set_distribution(None)
    else:
        yield


def two_replicas():
    """A strategy of TensorFlow with two devices of the CPU."""
    import tensorflow as tf

    cpu = tf.config.list_physical_devices("CPU")[0]
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])


def join(names, folder):
    """On torch, makes two processes of one; returns the second."""
    if BACKEND != "torch":
        return None
    import torch

    other = None
    if not RANK:
        other = subprocess.Popen(
            [sys.executable, "-m", "tests.training.distributed", *names],
            env=os.environ | {"TEST_RANK": "1"},
            stdout=subprocess.DEVNULL,
        )
    torch.distributed.init_process_group(
        "gloo",
        init_method=f"file://{folder}/store",
        rank=RANK,
        world_size=2,
    )
    return other


def first(name):
    """The training on one device: its state, logs and largest change."""
    model = made(name)
    before = floats(model)
    logs = fit(model)
    after = floats(model)
    return after, logs, distance(after, before)


def second(name):
    """The training on two devices."""
    with spread():
        parts = 1 + (name in IN_PARTS)
        model = made(name, parts, name in REMATERIALIZED)
        logs = fit(model)
    return model, logs


def compared(one, model, logs, others):
    """How two devices differ from one, and from each other.

    Args:
        one: As `first` returns it.
        model: Model that was trained on two devices.
        logs: Its logs.
        others: What another process has of it, a list of arrays, or nothing.
    """
    state, logs_of_one, moved = one
    own, *copies = of_devices(model)
    return {
        "moved": moved,
        "differs": distance(floats(model), state),
        "logs": max(abs(logs[k][0] - logs_of_one[k][0]) for k in logs),
        "copies": max(distance(own, copy) for copy in [*copies, *others]),
    }


def generated():
    """How images of two devices differ from those of one."""
    alone = made("gan")
    with spread():
        model = made("gan")
        images = model.generate(10, seed=0, batch_size=3)
    return float(np.abs(images - alone.generate(10, seed=0)).max())


def shapes():
    """The shapes of all convolutions of a compiled step, on JAX."""
    import jax

    with spread():
        model = made("dcgan")
        groups = ["trainable", "non_trainable", "optimizer", "metrics"]
        state = model._get_jax_state(**{f"{x}_variables": True for x in groups})
        layout = keras.distribution.distribution().get_data_layout((8, *SHAPE))
        x = jax.device_put(helpers.images(8), layout.backend_layout)
        step = jax.jit(model.train_step).lower(tuple(state), (x,)).compile()
    found = re.findall(r"= f32\[([0-9,]+)\]\S* convolution\(", step.as_text())
    return sorted({*found})


def resumed(name, folder):
    """How a training that was resumed differs from one that was not."""
    states = []
    for parts in ((2,), (1, 2)):
        directory = folder / f"{name}-{len(parts)}"
        for epochs in parts:
            checkpoint = kg.callbacks.Checkpoint(directory)
            with spread():
                model = made(name)
                fit(model, epochs=epochs, callbacks=[checkpoint])
        states.append(of_devices(model))
    return max(distance(a, b) for a, b in zip(*states, strict=True))


def refused():
    """What `fit` says of a batch that two devices cannot share."""
    with spread():
        try:
            made("gan").fit(helpers.images(14), batch_size=7, verbose=0)
        except ValueError as error:
            return str(error)


def main(names):
    global STRATEGY
    if BACKEND == "tensorflow":
        # One for all: the messages of several would be mixed up.
        STRATEGY = two_replicas()
    folder = Path(os.environ.setdefault("TEST_FOLDER", tempfile.mkdtemp()))
    # Before there are two processes of torch.
    is_torch = BACKEND == "torch" and not RANK
    ones = {name: first(name) for name in names if is_torch}
    other = join(names, folder)
    report = {}
    for name in names:
        model, logs = second(name)
        path, others = folder / f"{name}.npz", []
        if RANK:
            np.savez(path.with_suffix(".part.npz"), *of_devices(model)[0])
            path.with_suffix(".part.npz").rename(path)
            continue
        if other:
            while not path.exists():
                time.sleep(0.05)
            with np.load(path) as file:
                others = [[file[key] for key in file.files]]
        one = ones[name] if ones else first(name)
        report[name] = compared(one, model, logs, others)
        print(name, report[name], file=sys.stderr, flush=True)
    report["generated"] = generated()
    report["resumed"] = resumed("cyclegan", folder)
    report["refused"] = refused()
    report["shapes"] = shapes() if BACKEND == "jax" else []
    if other:
        assert other.wait() == 0
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1:] or list(MODELS))
