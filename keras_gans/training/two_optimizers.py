"""Two optimizers as one `model.optimizer`."""

import keras
import numpy as np
from keras import ops

# The first weight as a number; it is none that an optimizer begins with.
NUMBERED = 10**6


@keras.saving.register_keras_serializable("keras_gans")
class TwoOptimizers(keras.optimizers.Optimizer):
    """The optimizers of both players, which Keras treats as one.

    What Keras does to an optimizer is done to both, as in Keras's own
    `MultiOptimizer`. `learning_rate` is read and set for both, also by
    `learning_rate.assign`. Any other setting belongs to one of them, so it can
    neither be read nor set here.

    The model saves `d_opt` and `g_opt`; this object has no state of its own.

    Args:
        d_opt: Keras optimizer of the discriminator.
        g_opt: Keras optimizer of the generator; its iterations count steps.

    Raises:
        AttributeError: If `learning_rate` is read and the players' differ, or
            another setting is read or set.
        TypeError: If `learning_rate` is set to something other than a number,
            or the rate of a player follows a schedule.
    """

    name = "two_optimizers"
    built = True
    # Keras asks for them: the variables are those of the players.
    _built = True
    _variables = ()

    def __init__(self, d_opt, g_opt):
        # Not the constructor of `Optimizer`, which makes variables and has
        # settings of its own.
        self._players = {"d_opt": d_opt, "g_opt": g_opt}

    @property
    def optimizers(self):
        return list(self._players.values())

    @property
    def variables(self):
        return [v for optimizer in self.optimizers for v in optimizer.variables]

    @property
    def iterations(self):
        return self._players["g_opt"].iterations

    @property
    def learning_rate(self):
        d_rate, g_rate = (
            float(ops.convert_to_numpy(optimizer.learning_rate))
            for optimizer in self.optimizers
        )
        if d_rate != g_rate:
            raise AttributeError  # `__getattr__` says it in words.
        rates = [optimizer._learning_rate for optimizer in self.optimizers]
        if all(isinstance(rate, keras.Variable) for rate in rates):
            return _CommonRate(rates)
        return ops.convert_to_tensor(d_rate)  # That of a schedule.

    @learning_rate.setter
    def learning_rate(self, rate):
        if callable(rate):
            raise TypeError(
                "learning_rate must be a number; give a schedule to the "
                "optimizers of `compile`. "
                f"Received: learning_rate={rate!r}"
            )
        for name, optimizer in self._players.items():
            check_settable(name, optimizer)
        for optimizer in self.optimizers:
            optimizer.learning_rate = rate

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(
            "Each player has its own optimizer, and they may differ: read "
            f"`d_opt.{name}` or `g_opt.{name}` of the model. "
            f"Received: `optimizer.{name}`"
        )

    def __setattr__(self, name, value):
        if name != "learning_rate" and not name.startswith("_"):
            raise AttributeError(
                "The optimizer of the model stands for those of both players, "
                "and only its learning_rate can be set. Give other settings "
                "to the optimizers of `compile`, such as "
                "keras.optimizers.Adam(2e-4, clipnorm=1.0). "
                f"Received: {name}={value!r}"
            )
        # Not that of `Optimizer`, which would track the players as parts.
        object.__setattr__(self, name, value)

    def build(self, variables):
        """Does nothing: `compile` has built both on their own variables."""

    def finalize_variable_values(self, var_list):
        """Ends a training, such as by assigning averages of `use_ema`."""
        for optimizer in self.optimizers:
            # Without an update, averages are zeros. After an error in a step,
            # JAX has taken the variables away, so they are read for averages
            # alone.
            if optimizer.use_ema and ops.convert_to_numpy(optimizer.iterations):
                optimizer.finalize_variable_values(
                    optimizer._trainable_variables
                )

    def resetter(self):
        """Returns a function that makes both new, but for their rates.

        It forgets moments and the numbers of updates, by which Adam corrects
        its moments. If that number stayed, the first update of new weights,
        whose moments are 0, would be `1 / sqrt(1 - beta_2)` times as large as
        it should be.
        """
        initial = [
            (variable, value)
            for optimizer in self.optimizers
            for variable, value in _initial(optimizer)
            if variable is not optimizer._learning_rate
        ]

        def reset():
            for variable, value in initial:
                value = ops.cast(value, variable.dtype)
                variable.assign(ops.broadcast_to(value, variable.shape))

        return reset

    def set_weights(self, weights):
        for variable, weight in zip(self.variables, weights, strict=True):
            variable.assign(weight)

    def save_own_variables(self, store):
        pass

    def load_own_variables(self, store):
        pass

    def get_config(self):
        return {
            name: keras.saving.serialize_keras_object(optimizer)
            for name, optimizer in self._players.items()
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(
            **{
                name: keras.saving.deserialize_keras_object(
                    optimizer, custom_objects=custom_objects
                )
                for name, optimizer in config.items()
            }
        )


class _CommonRate(keras.Variable):
    """The equal learning rates of both players, as one variable."""

    def __init__(self, rates):
        # Not the constructor of `Variable`, which makes a value of its own.
        self._rates = rates

    def __getattr__(self, name):
        if name == "_rates":  # A copy has none yet.
            raise AttributeError(name)
        return getattr(self._rates[0], name)

    @property
    def value(self):
        return self._rates[0].value

    def assign(self, value):
        for rate in self._rates:
            rate.assign(value)
        return self.value


def _initial(optimizer):
    """Pairs of a variable and what fills it first: a number or a weight."""
    weights = optimizer._trainable_variables
    # Only an optimizer that is built knows. It sees numbers for weights.
    new = optimizer.from_config(optimizer.get_config())
    new.build([_numbered(v, i) for i, v in enumerate(weights)])
    for variable, first in zip(optimizer.variables, new.variables, strict=True):
        number = ops.convert_to_numpy(first).item()
        i = round(number) - NUMBERED
        yield variable, weights[i] if 0 <= i < len(weights) else number


def _numbered(variable, i):
    shape = [1] * len(variable.shape)
    one = keras.Variable(np.full(shape, NUMBERED + i), dtype="float32")
    one._path = variable.path  # Muon looks at names.
    return one


def batches_per_update(optimizer):
    """The number of batches whose gradients an optimizer accumulates."""
    return optimizer.gradient_accumulation_steps or 1


def undecayed(optimizer, variables):
    """The numbers of the variables that an optimizer excludes from decay.

    Keras leaves this out of an optimizer's configuration.
    """
    if not optimizer.weight_decay:
        return []
    uses = optimizer._use_weight_decay
    return [i for i, v in enumerate(variables) if not uses(v)]


def optimizers_of(model):
    """Pairs of name and optimizer; the name of a single one is empty."""
    optimizer = getattr(model, "optimizer", None)  # None before `compile`.
    if hasattr(optimizer, "optimizers"):
        return [(opt.name, opt) for opt in optimizer.optimizers]
    return [] if optimizer is None else [("", optimizer)]


def rates_of(model):
    """What the learning rates of a model's optimizers are read from."""
    return [optimizer._learning_rate for _, optimizer in optimizers_of(model)]


def check_assignment(model, name, value):
    """Raises unless an assignment to a model's optimizer is that of `compile`.

    Args:
        model: `AdversarialModel`.
        name: `"optimizer"`, or the name of a player's optimizer.
        value: What is assigned.
    """
    if name == "optimizer":
        is_allowed = value is None or isinstance(value, TwoOptimizers)
    else:
        is_allowed = value is dict(optimizers_of(model)).get(name)
    if not is_allowed:
        raise AttributeError(
            f"{name} is set by `compile` alone, which builds the optimizers. "
            "Call `compile(d_opt, g_opt)` again, or set the learning rate, as "
            f"by `optimizer.learning_rate = 1e-5`. Received: {name}={value!r}"
        )


def check_settable(name, optimizer):
    """Raises unless the learning rate of an optimizer can be set."""
    # No public attribute tells a schedule from its current value.
    rate = optimizer._learning_rate
    if not isinstance(rate, keras.Variable):
        raise TypeError(
            f"The learning rate of {name} follows a schedule and cannot be "
            "set. Give a number to the optimizer of `compile`, such as "
            f"keras.optimizers.Adam(2e-4). Received: a rate of {rate!r}"
        )
