"""When the networks of a growing model grow."""

import keras
from keras import ops

from keras_gans.utils.checks import check_positive
from keras_gans.utils.warnings import warn


@keras.saving.register_keras_serializable("keras_gans")
class Growth(keras.layers.Layer):
    """Counts a training and says at which level it is.

    Phases of equal length alternate: at a level k, from k to k + 1, at k + 1,
    and so on (Karras et al. 2018, arXiv:1710.10196, appendix A.1). The last
    level remains.

    Its weights are saved with the model, so a resumed training keeps its plan.

    Args:
        last: Positive integer, the last level; the first is 0.
        phase_images: Positive integer, the images of a phase; `None` to spread
            the phases over the steps that `begin` is told.
    """

    def __init__(self, last, phase_images=None):
        super().__init__(name="growth")
        self.last = last
        self.phases = 2 * last + 1
        if phase_images is not None:
            check_positive(phase_images=phase_images)
        self.phase_images = phase_images
        self.images = self._counter("images")
        self.steps = self._counter("steps")
        # The steps of all phases; 0 as long as they are unknown.
        self.planned = self._counter("planned")
        self.built = True

    def _counter(self, name):
        # float32 would stop counting images at 2^24.
        return self.add_weight(
            shape=(),
            dtype="int32",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name=name,
        )

    def count(self, images, steps):
        """Counts the images and the steps of an update."""
        self.images.assign(self.images.value + images)
        self.steps.assign(self.steps.value + steps)

    def level(self):
        """Returns the level of the training so far, a float32 scalar."""
        return self.level_after(self.images.value, self.steps.value)

    def level_after(self, images, steps):
        """Returns the level after so many images in so many steps."""
        if self.phase_images is not None:
            phases = ops.cast(images, "float32") / self.phase_images
        else:
            planned = ops.maximum(ops.cast(self.planned.value, "float32"), 1.0)
            phases = ops.cast(steps, "float32") * self.phases / planned
        level = ops.floor(phases / 2.0)
        level = level + ops.maximum(phases - 2.0 * level - 1.0, 0.0)
        return ops.minimum(level, float(self.last))

    def begin(self, total_steps, steps, images):
        """Plans the phases.

        It warns if `phase_images` make them longer than a new training.

        Args:
            total_steps: Integer, the steps of the whole training, or `None`.
            steps: Integer, the steps that follow, or `None` if unknown.
            images: Integer, the images of a step.

        Returns:
            Text, a plan that nobody has asked for, or `None`.

        Raises:
            ValueError: If the steps are unknown, or the training has begun with
                others.
        """
        made = _number(self.steps)
        if self.phase_images is None:
            return self._plan(total_steps, steps, made)
        if steps and not made:
            self._check_length(steps, steps * images)
        return None

    def _check_length(self, steps, images):
        level = _number(self.level_after(images, steps))
        if level < self.last:
            enough = max(1, images // self.phases)
            warn(
                "The images will not reach their full size, since the phases "
                f"are longer than this training: it ends at level {level:.2f} "
                f"of {self.last}. Use phase_images={enough}, or train longer."
            )

    def _plan(self, total_steps, steps, made):
        planned = _number(self.planned)
        if planned and made:
            if total_steps not in (None, planned):
                raise ValueError(
                    "A training that has begun must keep the plan of its "
                    f"stages: compile with total_steps={planned}, or without "
                    f"total_steps. Received: total_steps={total_steps} after "
                    f"{made} of {planned} steps"
                )
            return None
        if total_steps is None and steps is None:
            raise ValueError(
                "A growing model must know the length of its training. Pass "
                "total_steps to compile, such as total_steps=10000, or "
                "phase_images to the model, such as phase_images=100000. "
                "Received: total_steps=None, phase_images=None, and data "
                "without a known number of steps"
            )
        planned = total_steps or made + steps
        self.planned.assign(planned)
        if total_steps:
            return None
        return (
            f"The images grow over the {planned:,} steps of this training, in "
            f"{self.phases} phases; phase_images sets another length."
        )


def _number(x):
    return ops.convert_to_numpy(x).item()
