"""Two players and their optimizers: what `compile` sets, keeps and saves."""

import keras

from keras_gans.training.compile_arguments import by_player
from keras_gans.training.compile_arguments import check_compile
from keras_gans.training.compile_arguments import check_is_free
from keras_gans.training.compile_arguments import optimizer_of
from keras_gans.training.compile_arguments import warn_of_unbuilt
from keras_gans.training.compile_arguments import warn_of_untrained
from keras_gans.training.custom_objects import warn_of_schedules
from keras_gans.training.hooks import Hooks
from keras_gans.training.model_arguments import check_network
from keras_gans.training.model_arguments import check_settings
from keras_gans.training.model_arguments import settings
from keras_gans.training.regularization import check_no_added_losses
from keras_gans.training.regularization import regularized
from keras_gans.training.rematerialization import Rematerialization
from keras_gans.training.two_optimizers import TwoOptimizers
from keras_gans.training.two_optimizers import check_assignment
from keras_gans.training.two_optimizers import rates_of
from keras_gans.training.two_optimizers import undecayed
from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_positive
from keras_gans.utils.warnings import warn


class TwoPlayers(Hooks):
    """The networks of two players, each with an optimizer of its own."""

    # These are properties, since Keras would track a list of variables.
    @property
    def d_variables(self):
        """The trainable variables of the discriminators."""
        return _trainable(self.d_networks)

    @property
    def g_variables(self):
        """The trainable variables of the generators."""
        return _trainable(self.g_networks)

    def compile(
        self,
        *optimizers,
        d_opt=None,
        g_opt=None,
        total_steps=None,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
        accumulate=1,
        rematerialize=False,
        **others,
    ):
        """Sets the two optimizers and how the step is compiled.

        Logs of Keras's callbacks name the optimizers `d_opt` and `g_opt`.

        Args:
            *optimizers: `d_opt` and `g_opt`, where they are not named.
            d_opt: Keras optimizer of the discriminator, or its name; `None` for
                the paper's.
            g_opt: The same for the generator.
            total_steps: Positive integer, the number of steps in the whole
                training, for the schedules of `CycleGAN`'s default optimizers,
                `ProGAN` and `R3GAN`. With `None`, scheduled values
                stay constant.
            run_eagerly: As in Keras.
            steps_per_execution: As in Keras; 1 on torch.
            jit_compile: `"auto"` compiles with XLA if that is faster: on JAX,
                and on TensorFlow with a GPU or a CPU without AVX-512 VNNI (with
                it, TensorFlow's oneDNN kernels are faster). Use `False` for
                networks that XLA cannot compile.
            accumulate: Positive integer, the number of equal parts in which
                each batch is computed, one after another. An update takes the
                mean of their gradients, so a step makes the same updates in the
                memory of a part; see docs/scale.md.
            rematerialize: Whether gradients compute most features of the
                networks again, which are not kept until then. Steps need less
                memory and more time; see docs/scale.md.
            **others: No other argument of Keras's `compile` is taken.

        Raises:
            ValueError: If `d_opt is g_opt`, an optimizer scales its loss or
                holds the state of other networks, or a layer adds losses when
                it is called.
            TypeError: If one optimizer is given without the name of its player,
                or an argument is unknown.
        """
        if self.is_in_fit:
            raise RuntimeError(
                "compile must be called between two calls of fit, not in a "
                "callback: the step of this fit is compiled. A callback may "
                "set learning rates, or end this fit by `stop_training`. "
                "Received: compile in fit"
            )
        check_compile(self.compile, others)
        d_opt, g_opt = by_player(optimizers, d_opt, g_opt)
        if total_steps is not None:
            check_positive(total_steps=total_steps)
        check_positive(accumulate=accumulate)
        check_flag(rematerialize=rematerialize)
        self.accumulate = int(accumulate)
        self.rematerialize = bool(rematerialize)
        networks = self.d_networks + self.g_networks
        check_no_added_losses(networks)
        self._has_regularizers = bool(regularized(networks))
        self._rematerialization = Rematerialization(
            networks if rematerialize else ()
        )
        self.total_steps = total_steps
        default_d_opt, default_g_opt = self.default_optimizers()
        d_opt = optimizer_of("d_opt", d_opt, default_d_opt)
        g_opt = optimizer_of("g_opt", g_opt, default_g_opt)
        if total_steps and not self.uses_total_steps(d_opt, g_opt):
            warn(
                "total_steps is not used: no schedule of "
                f"{type(self).__name__} spans the training with these "
                "optimizers; give them schedules of their own. "
                f"Received: {total_steps=}"
            )
        if d_opt is g_opt:
            raise ValueError(
                "d_opt and g_opt must be two objects, since each keeps the "
                f"state of one player. Received: the same object twice, {d_opt}"
            )
        check_is_free("d_opt", d_opt, self.d_variables)
        check_is_free("g_opt", g_opt, self.g_variables)
        self.compile_step(run_eagerly, steps_per_execution, jit_compile)
        warn_of_unbuilt(self)
        warn_of_untrained(
            self.trainable_variables, self.d_variables + self.g_variables
        )
        # Unbuilt optimizers would load without their state.
        d_opt.build(self.d_variables)
        g_opt.build(self.g_variables)
        self.optimizer = TwoOptimizers(d_opt, g_opt)
        self.d_opt, self.g_opt = d_opt, g_opt
        warn_of_schedules(rates_of(self))
        self._compiled_with = settings(self)

    def trained_networks(self):
        return [
            ("discriminator", self.d_networks),
            ("generator", self.g_networks),
        ]

    def check_trainable(self):
        if self.compiled:
            check_settings(self._compiled_with, settings(self))
        super().check_trainable()

    def __setattr__(self, name, value):
        if name in ("optimizer", "d_opt", "g_opt"):
            check_assignment(self, name, value)
        if isinstance(value, keras.Layer):
            check_network(self, name, value)
        super().__setattr__(name, value)

    def get_compile_config(self):
        if not self.compiled:
            return None
        excluded = {
            optimizer.name: numbers
            for optimizer, weights in self._weights_by_player(
                self.d_opt, self.g_opt
            )
            if (numbers := undecayed(optimizer, weights))
        }
        return {
            "d_opt": keras.saving.serialize_keras_object(self.d_opt),
            "g_opt": keras.saving.serialize_keras_object(self.g_opt),
            **({"undecayed": excluded} if excluded else {}),
            "total_steps": self.total_steps,
            "accumulate": self.accumulate,
            "rematerialize": self.rematerialize,
            **super().get_compile_config(),
        }

    def compile_from_config(self, config):
        config = keras.saving.deserialize_keras_object(config)
        excluded = config.pop("undecayed", {})
        for name, weights in self._weights_by_player("d_opt", "g_opt"):
            if name in excluded:
                config[name].exclude_from_weight_decay(
                    [weights[i] for i in excluded[name]]
                )
        self.compile(**config)

    def _weights_by_player(self, d, g):
        """Pairs of what is given for a player and the weights of its networks.

        They are all weights, whatever is frozen.
        """
        players = (d, self.d_networks), (g, self.g_networks)
        return [
            (x, [v for network in networks for v in network.weights])
            for x, networks in players
        ]


def _trainable(networks):
    return [v for network in networks for v in network.trainable_variables]
