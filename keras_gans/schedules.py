"""Learning rate schedules."""

import keras
from keras import ops

from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight


@keras.saving.register_keras_serializable("keras_gans")
class ConstantThenLinear(keras.optimizers.schedules.LearningRateSchedule):
    """A rate that is constant for half of the updates, then linear to 0.

    Zhu et al. 2017 (arXiv:1703.10593), appendix 7.1.

    Args:
        learning_rate: Float, the rate of the first half.
        updates: Positive integer, the optimizer's updates in the whole
            training.
    """

    def __init__(self, learning_rate, updates):
        super().__init__()
        check_positive(updates=updates)
        check_weight(learning_rate=learning_rate)
        self.learning_rate = learning_rate
        self.updates = updates

    def __call__(self, step):
        left = 1.0 - ops.cast(step, "float32") / self.updates
        return self.learning_rate * ops.clip(2.0 * left, 0.0, 1.0)

    def get_config(self):
        return {"learning_rate": self.learning_rate, "updates": self.updates}
