"""What every test starts from."""

import dataclasses
import gc
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if os.environ.get("KERAS_BACKEND") == "jax":
    # Steps that run a few times cost more to optimise than that saves.
    os.environ.setdefault(
        "XLA_FLAGS",
        "--xla_backend_optimization_level=0"
        " --xla_llvm_disable_expensive_passes=true"
        " --xla_cpu_use_fusion_emitters=false",
    )

# Not Keras, which only the processes that run tests are to import.
import pytest
from filelock import FileLock


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Leaves neighbours, which share fixtures, to one process by default."""
    from xdist.scheduler import WorkStealingScheduling

    if config.option.dist == "load":
        return WorkStealingScheduling(config, log)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """A folder of the session, the same in all processes of pytest-xdist."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(autouse=True, scope="session")
def compiled_once(shared_folder):
    """On JAX, tests of one variant share what XLA compiled for it."""
    if os.environ.get("KERAS_BACKEND") == "jax":
        import jax

        folder = str(shared_folder / "xla")
        jax.config.update("jax_compilation_cache_dir", folder)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)


@pytest.fixture(autouse=True, scope="session")
def kernels_stay():
    """On TensorFlow, tests share the kernels of eager operations.

    Keras drops them with each seed that is set and each session that is
    cleared. Tests then spend a seventh of their time to make them anew.
    """
    if os.environ.get("KERAS_BACKEND", "tensorflow") != "tensorflow":
        yield
        return
    from tensorflow.python.eager import context

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            context.pywrap_tfe, "TFE_ContextClearCaches", lambda handle: None
        )
        yield


@pytest.fixture(autouse=True, scope="session")
def keras_home(shared_folder):
    """Keras's folder, so that no test reads or writes the user's."""
    folder = shared_folder / "keras"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def digits_classifier(keras_home):
    """A classifier of the digits, which one process trains for all.

    It is trained for a third of the time, which is enough to tell digits.
    """
    from keras_gans.metrics.extractors import mnist_classifier as module

    record = module.CLASSIFIED["digits"]
    short = dataclasses.replace(record, classifier_epochs=8)
    with (
        FileLock(keras_home.with_suffix(".lock")),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setitem(module.CLASSIFIED, "digits", short)
        return module.mnist_classifier("digits")


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory):
    """A run of the command line, an epoch long; a test changes only a copy."""
    from typer.testing import CliRunner

    from keras_gans import commands

    run = tmp_path_factory.mktemp("tiny") / "run"
    options = ["--image-size", "8", "--batch-size", "256", "--epochs", "1"]
    arguments = ["train", "dcgan", *options, "--run-dir", str(run)]
    result = CliRunner().invoke(commands.app, arguments)
    assert result.exit_code == 0, result.output
    return run


@pytest.fixture(autouse=True, scope="session")
def imports_stay():
    """Spares the garbage collector the heap of what tests import."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def garbage_goes():
    """Frees models and their graphs, whose references are circular."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def seeded():
    """The same random numbers and names of layers for every test."""
    import keras

    keras.utils.set_random_seed(0)
    yield
    keras.backend.clear_session(free_memory=False)
