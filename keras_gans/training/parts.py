"""A batch in parts, one after another, each of which takes less memory.

k parts train as k devices do (see `training.share`). All begin with the same
random states and batch statistics and draw the random numbers of the whole
batch, of which each keeps its own rows. Afterwards, statistics are the means of
the parts'. Keras's dropout alone has masks of its own in each part.
"""

import keras
from keras import ops

from keras_gans import backend
from keras_gans.backend.dropouts import APART
from keras_gans.backend.dropouts import seeds_of_dropout


def means(model, compute, batch, variables):
    """Returns the means of gradients and values over the parts of a batch.

    Args:
        model: `AdversarialModel`, whose `accumulate` is the number of parts.
        compute: As for `AdversarialModel.in_parts`.
        batch: As for `AdversarialModel.in_parts`.
        variables: As for `AdversarialModel.in_parts`.
    """
    gradients, values = _each(model, compute, batch, variables)
    means = keras.tree.map_structure(lambda x: ops.mean(x, axis=0), values)
    return [x / model.accumulate for x in gradients], means


def fakes(model, batch):
    """Returns the fake batch of a real one, and how to make it again.

    Args:
        model: `AdversarialModel`.
        batch: Real batch.

    Returns:
        The fake batch, and a function of a part of the real one, in `means`,
        that returns what `model.pulled_fakes` does, of the same fakes.
    """
    randomness = _Randomness(model)
    start = randomness.values()

    def again(part):
        present = randomness.values(), _values(model.statistics)
        randomness.set(start)
        made = model.pulled_fakes(part)
        _assign(randomness.states, present[0])
        _assign(model.statistics, present[1])
        return made

    def make(part):
        return [], model.fakes(part, training=True)

    _, fake = _each(model, make, (batch,), [])
    return keras.tree.map_structure(backend.joined_parts, fake), again


def _each(model, compute, batch, variables):
    """Returns the sums of gradients and the stacked values of all parts."""
    k, randomness = model.accumulate, _Randomness(model)
    statistics = model.statistics
    start, seeds = _values(statistics), randomness.values()

    def of_part(number, rows):
        part = keras.tree.pack_sequence_as(batch, list(rows))
        with backend.part(number, k):
            _assign(statistics, start)
            randomness.set(seeds)
            gradients, values = compute(*part)
        changes = [v.value - x for v, x in zip(statistics, start, strict=True)]
        return [*gradients, *changes], (values, randomness.values())

    rows = [backend.in_parts(x, k) for x in keras.tree.flatten(batch)]
    sums, (values, ends) = backend.in_turn(
        of_part, rows, [*variables, *statistics], model.state_of_hooks
    )
    _assign(randomness.states, [x[-1] for x in ends])
    changes = sums[len(variables) :]
    _assign(
        statistics,
        [x + change / k for x, change in zip(start, changes, strict=True)],
    )
    return sums[: len(variables)], values


class _Randomness:
    """The random states of a model, and other integers that it counts."""

    def __init__(self, model):
        self.states = [
            v
            for v in model.non_trainable_variables
            if not keras.backend.is_float_dtype(v.dtype)
        ]
        self._dropout = {id(seed) for seed in seeds_of_dropout(model)}

    def values(self):
        return _values(self.states)

    def set(self, values):
        """Sets the states with which this part begins."""
        for state, value in zip(self.states, values, strict=True):
            if id(state) in self._dropout:
                number = ops.cast(backend.part_number(), value.dtype)
                value = value + ops.cast([APART, 0], value.dtype) * number
            state.assign(value)


def _values(variables):
    # Copies, since variables of torch and TensorFlow change in place.
    return [ops.copy(v.value) for v in variables]


def _assign(variables, values):
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
