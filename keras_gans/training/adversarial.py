"""The base of every adversarial model: the training step, written once."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans.layers.advancing import Advancing
from keras_gans.training import parts
from keras_gans.training.fit_arguments import check_no_weights
from keras_gans.training.regularization import regularization
from keras_gans.training.regularization import regularized
from keras_gans.training.two_optimizers import batches_per_update
from keras_gans.training.two_players import TwoPlayers
from keras_gans.utils.checks import check_positive
from keras_gans.utils.layers import all_layers
from keras_gans.utils.network_checks import check_no_sharing


class AdversarialModel(TwoPlayers):
    """Two players, their optimizers and the step that trains both.

    One step makes `d_steps` discriminator updates, each on a fresh real batch,
    and one generator update. The generator's update uses the fake images of the
    last discriminator update, so the generator runs only once for both. The
    logs of the discriminator are those of its last update in the step.

    A subclass defines the hooks of `training.hooks.Hooks`. It never overrides
    the step.

    Args:
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds the latents and the order of arrays given
            to `fit`. `keras.utils.set_random_seed` seeds the initial weights.
    """

    def __init__(self, *, d_steps=1, seed=None, **kwargs):
        super().__init__(seed=seed, **kwargs)
        check_positive(d_steps=d_steps)
        self.d_steps = int(d_steps)

    def finish(self):
        super().finish()
        check_no_sharing(self.d_networks + self.g_networks)

    @property
    def batches_per_step(self):
        return self.d_steps

    # === The step ===

    def step(self, data):
        """Updates both players; returns the means of all logs of this epoch."""
        with self._rematerialization:
            return self.at_current_stage(
                lambda: self._update(data), lambda: self._state
            )

    def _update(self, data):
        real = self.real_tensors(data)
        for batch in self._split(real):
            self._advance()
            fake, again = self._fakes(batch)
            d_logs = self._train_discriminator(batch, self.replay(fake))
        g_logs = self._train_generator(batch, again)
        return self.log(d_logs | g_logs, real)

    def _fakes(self, real):
        """Returns the fakes, and how the generator's update gets them."""
        if self.accumulate > 1:
            return parts.fakes(self, real)
        fake, pull = self.pulled_fakes(real)
        return fake, lambda real: (fake, pull)

    def pulled_fakes(self, real):
        """Returns the fakes of a real batch, and their pullback."""
        (fake, _), pull = backend.pullback(
            lambda: (self.fakes(real, training=True), ()),
            self.g_variables,
            self.state_of_hooks,
        )
        return fake, pull

    def _train_discriminator(self, real, fake):
        def compute(real, fake):
            (_, logs), pull = backend.pullback(
                lambda: self._regularized(
                    _checked(
                        "discriminator",
                        self.d_objective(real, fake, training=True),
                    ),
                    self.d_networks,
                ),
                self.d_variables,
                self.state_of_hooks,
            )
            return pull(), logs

        gradients, logs = self.in_parts(compute, (real, fake), self.d_variables)
        logs = backend.agreed(logs)
        self._updated(
            self.d_opt,
            lambda: self.update_discriminator(logs["d_loss"], gradients),
            lambda: self.after_d_update(real, logs),
        )
        return logs

    def _train_generator(self, real, again):
        def compute(real):
            fake, pull = again(real)
            (_, logs), (gradient, direct) = backend.gradients(
                lambda fake: _checked(
                    "generator",
                    self.g_objective(real, fake, training=True),
                ),
                fake,
                self.g_variables,
                self.state_of_hooks,
            )
            # Networks that the objective itself calls, such as InfoGAN's Q.
            gradients = [
                a if b is None else a + b
                for a, b in zip(pull(gradient), direct, strict=True)
            ]
            return self._with_regularizers(gradients), logs

        gradients, logs = self.in_parts(compute, (real,), self.g_variables)
        logs = backend.agreed(logs)
        self._agree()
        self._updated(
            self.g_opt,
            lambda: self.update_generator(gradients),
            lambda: self.after_g_update(real),
        )
        return logs

    def _regularized(self, objective, networks):
        """The loss of a player with those of weights, and the logs without."""
        if not self._has_regularizers:
            return objective
        loss, logs = objective
        return loss + regularization(networks), logs

    def _with_regularizers(self, gradients):
        """The generator's gradients, with those of the losses of weights."""
        if not self._has_regularizers or not regularized(self.g_networks):
            return gradients
        _, pull = backend.pullback(
            lambda: (regularization(self.g_networks), {}),
            self.g_variables,
            self.variables,
        )
        return [a + b for a, b in zip(gradients, pull(), strict=True)]

    def _updated(self, optimizer, update, after):
        """Calls `update()`, and `after()` unless gradients only accumulate."""
        before = optimizer.iterations
        update()
        if batches_per_update(optimizer) == 1:
            after()
        else:
            self.when(optimizer.iterations > before, after)

    def _agree(self):
        """Gives all replicas the means of their batch statistics."""
        if backend.replica()[1] == 1:
            return
        means = backend.agreed([v.value for v in self.statistics])
        for variable, mean in zip(self.statistics, means, strict=True):
            variable.assign(mean)

    @property
    def statistics(self):
        """The variables that a forward pass in training may change."""
        return [
            v
            for network in self.d_networks + self.g_networks
            for v in network.non_trainable_variables
            # The others are assigned the same on all, or have a mean.
            if v.aggregation == "none" and keras.backend.is_float_dtype(v.dtype)
        ]

    def _advance(self):
        for network in self.d_networks + self.g_networks:
            for layer in all_layers(network):
                if isinstance(layer, Advancing):
                    layer.advance()

    test_log_names = ("d_loss", "g_loss")

    def test(self, data):
        """Returns the losses on a batch; both players are in inference mode."""
        # On JAX, Keras passes no optimizer variables to a test step.
        return self.at_current_stage(
            lambda: self._test(data), lambda: self.state_of_hooks
        )

    def _test(self, data):
        real = self.real_tensors(data)
        fake = self.fakes(real, training=False)
        _, d_logs = self.d_objective(real, fake, training=False)
        _, g_logs = self.g_objective(real, fake, training=False)
        logs = {"d_loss": d_logs["d_loss"], "g_loss": g_logs["g_loss"]}
        return self.log(backend.agreed(logs), real)

    def real_tensors(self, data):
        """Returns the real batch of what `fit` reads, as tensors."""
        # `fit` has looked at its data; other ways in have not.
        weights = keras.utils.unpack_x_y_sample_weight(data)[2]
        check_no_weights(sample_weight=weights)
        # Eager steps get NumPy arrays, which gradients cannot use.
        return keras.tree.map_structure(
            ops.convert_to_tensor, self.real_batch(data)
        )

    def _split(self, real):
        """Returns the `d_steps` batches that `fit` joined into one."""
        if self.d_steps == 1:
            return [real]
        n = self.d_steps
        parts = [backend.split(x, n) for x in keras.tree.flatten(real)]
        return [
            keras.tree.pack_sequence_as(real, [x[i] for x in parts])
            for i in range(n)
        ]

    def at_current_stage(self, run, state):
        """Returns `run()`, with the networks of the current stage.

        Each stage has its own branch, because no gradient passes through a
        condition. A step then computes only its own stage.

        Args:
            run: Function that returns tensors.
            state: Function that returns a list of all variables that `run` may
                read or update.
        """
        if self.stages == 1:
            return run()

        def at(stage):
            with self.at_stage(stage):
                return run()

        branches = [lambda k=k: at(k) for k in range(self.stages)]
        return backend.switch(self.stage(), branches, state())

    def current_stage(self):
        """Returns a context in which the networks are those of this stage.

        It is for code outside of `step`, where the stage is a number.
        """
        return self.at_stage(int(ops.convert_to_numpy(self.stage())))

    def write_export(self, network, filepath, *args, **kwargs):
        with self.current_stage():
            super().write_export(network, filepath, *args, **kwargs)

    @property
    def _state(self):
        """All variables that a step may read or update."""
        return self.state_of_hooks + self.optimizer.variables

    @property
    def state_of_hooks(self):
        """All variables that a hook may read or update."""
        return self.variables + self.metrics_variables

    # === What hooks may call ===

    def in_parts(self, compute, batch, variables):
        """Returns gradients and values of a batch, in the memory of a part.

        `compile(accumulate=k)` divides batches into k parts, of which this
        takes the means, one part after another. It is exact for means over
        images.

        Args:
            compute: Function of parts of `batch` that returns gradients, one
                for each of `variables`, and a structure of scalars. It must not
                assign variables.
            batch: Tuple of batches.
            variables: List of variables.
        """
        if self.accumulate > 1:
            return parts.means(self, compute, batch, variables)
        return compute(*batch)

    def when(self, condition, action):
        """Calls `action()`, which may assign variables, if a tensor is true."""

        def act():
            action()
            return 0

        backend.switch(
            ops.cast(condition, "int32"), [lambda: 0, act], self._state
        )

    def regularize_lazily(self, every, optimizer, regularize):
        """Calls `regularize()`, an update, after each `every`-th other update.

        Karras et al. 2020 (arXiv:1912.04958), appendix B: the regulariser has
        separate updates by the same optimizer, and its gradient is multiplied
        by `every`. The optimizer's iterations count both kinds of update. They
        are saved and decide when the next regularisation is due: after main
        updates 1, every + 1, 2 every + 1 and so on.

        Args:
            every: Positive integer.
            optimizer: `self.d_opt` or `self.g_opt`.
            regularize: Function that makes exactly one update by `optimizer`.
                It is called for each gradient that the optimizer accumulates.
        """

        check_positive(every=every)

        def update():
            for _ in range(batches_per_update(optimizer)):
                regularize()

        iterations = ops.convert_to_tensor(optimizer.iterations)
        self.when(iterations % (every + 1) == 1, update)

    # === Keras ===

    def get_config(self):
        return {**super().get_config(), "d_steps": self.d_steps}


def _checked(player, objective):
    """The loss of a player, checked to be a scalar, and its logs."""
    loss, _ = objective
    found = repr(loss)
    if ops.is_tensor(loss):
        dtype = keras.backend.standardize_dtype(loss.dtype)
        if loss.shape == () and keras.backend.is_float_dtype(dtype):
            return objective
        found = f"shape {tuple(loss.shape)}, {dtype}"
    raise ValueError(
        f"The loss of the {player}, with its penalties, must be a scalar "
        "tensor of floats: take `keras.ops.mean` over the images in each of "
        f"them. Received: {found}"
    )
