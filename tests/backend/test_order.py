"""Nothing but the order of the program decides the result of a step."""

import keras
import numpy as np
import pytest

import keras_gans as kg

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="The other backends run in the order of the program.",
)


def test_control_edges_stay():
    import tensorflow as tf

    options = tf.config.optimizer.get_experimental_options()
    assert options["dependency_optimization"] is False


@pytest.mark.slow
def test_a_step_reads_each_weight_before_or_after_its_update():
    """With TensorFlow's own options, two weights are read at any time.

    It compiles a step of the model whose graph has shown this.
    """
    import tensorflow as tf

    from tests.backend.order import unordered

    gan = kg.ProGAN((8, 8, 1), 4, width=4, phase_images=3000, seed=0)
    gan.compile()
    gan.make_train_function()
    batch = (np.zeros((8, 8, 8, 1), "float32"),)
    batches = iter(tf.data.Dataset.from_tensors(batch).repeat())
    found, pairs = unordered(gan.train_function, batches)
    assert found == [] and pairs > 1000
