"""What every test starts from."""

import gc
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if os.environ.get("KERAS_BACKEND") == "jax":
    # Steps that run a few times cost more to optimise than that saves.
    os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

import keras
import pytest


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """A folder of the session, the same in all processes of pytest-xdist."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(autouse=True, scope="session")
def compiled_once(shared_folder):
    """On JAX, tests of one variant share what XLA compiled for it."""
    if keras.backend.backend() == "jax":
        import jax

        folder = str(shared_folder / "xla")
        jax.config.update("jax_compilation_cache_dir", folder)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)


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
    keras.utils.set_random_seed(0)
    yield
    keras.backend.clear_session(free_memory=False)
