"""The base of every adversarial model: the training step, written once."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.images.values import check_image_batch
from keras_gans.training.model import ResumableModel
from keras_gans.utils.checks import check_positive


class AdversarialModel(ResumableModel):
    """Two players, two optimizers and the step that trains them.

    One step makes `d_steps` discriminator updates, each on a fresh real batch,
    and one generator update. The fake images of the last discriminator update
    serve the generator's update too, so the generator runs once for both.
    Layers that have a state of their own to move, such as
    `SpectralNormalization`, do so by a method `advance()`, once before each
    discriminator update. With several discriminator updates, the logs are those
    of the last.

    A subclass fills the hooks; it never overrides the step:

    - `d_networks`, `g_networks`: tuples of the networks each player trains.
    - `log_names`: the names of all logs, `"d_loss"` and `"g_loss"` among them.
    - `inputs(data)`: the real batch, one tensor or several, from what `fit`
      reads.
    - `check_batch(data)`: refuses what `inputs` cannot take, before training.
    - `fakes(real, training)`: a fake batch for a real one, one tensor or
      several.
    - `shown(fake)`: the fake batch that the discriminator is trained on, such
      as past ones; it may assign variables.
    - `d_objective(real, fake, training)`, `g_objective(...)`: each returns the
      scalar that its player minimises and a dictionary of logs.
    - `update_discriminator(d_loss, gradients)`: one update by the optimizer.
    - `after_d_update(logs)`, `after_g_update()`: assignments that follow an
      update, such as weight clipping. Objectives must not assign variables
      (torch refuses it).
    - `default_optimizers()`: the paper's `(d_opt, g_opt)`.

    Args:
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds the latents and the order of arrays
            given to `fit`. Initial weights follow
            `keras.utils.set_random_seed`.
    """

    def __init__(self, *, d_steps=1, seed=None, **kwargs):
        super().__init__(seed=seed, **kwargs)
        check_positive(d_steps=d_steps)
        self.d_steps = d_steps

    # === The step ===

    def step(self, data):
        """Updates both players; returns the means of the logs in this epoch."""
        real = self.inputs(data)
        for batch in self._split(real):
            self._advance()
            (fake, _), pull = backend.pullback(
                lambda batch=batch: (self.fakes(batch, training=True), ()),
                self._g_variables,
                self.variables,
            )
            d_logs = self._train_discriminator(batch, self.shown(fake))
        g_logs = self._train_generator(batch, fake, pull)
        return self._log(d_logs | g_logs)

    def _train_discriminator(self, real, fake):
        (_, logs), pull = backend.pullback(
            lambda: self.d_objective(real, fake, training=True),
            self._d_variables,
            self.variables,
        )
        self.update_discriminator(logs["d_loss"], pull())
        self.after_d_update(logs)
        return logs

    def _train_generator(self, real, fake, pull):
        (_, logs), gradient = backend.input_gradient(
            lambda fake: self.g_objective(real, fake, training=True),
            fake,
            self.variables,
        )
        backend.apply(self.g_opt, pull(gradient), self._g_variables)
        self.after_g_update()
        return logs

    def _advance(self):
        for network in self.d_networks + self.g_networks:
            for layer in network._flatten_layers():
                if hasattr(layer, "advance"):
                    layer.advance()

    def test(self, data):
        """The losses on a batch, with both players in inference mode."""
        real = self.inputs(data)
        fake = self.fakes(real, training=False)
        _, d_logs = self.d_objective(real, fake, training=False)
        _, g_logs = self.g_objective(real, fake, training=False)
        return self._log(
            {"d_loss": d_logs["d_loss"], "g_loss": g_logs["g_loss"]}
        )

    def generator_gradient_norm(self, data):
        """The Euclidean norm of the generator's gradient on a batch, a float.

        Of both players in inference mode, where dropout adds no noise, and the
        latents that the next step will draw. Nothing of the model changes.
        """
        real = keras.tree.map_structure(
            ops.convert_to_tensor, self.inputs(data)
        )
        with keras.StatelessScope():  # Drops what fakes assign: random states.
            (fake, _), pull = backend.pullback(
                lambda: (self.fakes(real, training=False), ()),
                self._g_variables,
                self.variables,
            )
            _, gradient = backend.input_gradient(
                lambda fake: self.g_objective(real, fake, training=False),
                fake,
                self.variables,
            )
            gradients = map(ops.convert_to_numpy, pull(gradient))
        norms = [np.linalg.norm(g.astype("float64")) for g in gradients]
        return float(np.linalg.norm(norms))

    def _split(self, real):
        """The `d_steps` batches that `fit` joined into one."""
        if self.d_steps == 1:
            return [real]
        size = ops.shape(keras.tree.flatten(real)[0])[0] // self.d_steps

        def part(i):
            rows = slice(i * size, (i + 1) * size)
            return keras.tree.map_structure(lambda x: x[rows], real)

        return [part(i) for i in range(self.d_steps)]

    # Properties, since Keras would count a list of variables as the model's
    # own.
    @property
    def _d_variables(self):
        return _trainable(self.d_networks)

    @property
    def _g_variables(self):
        return _trainable(self.g_networks)

    # === Hooks with a default ===

    def check_batch(self, data):
        """Refuses images that the model cannot train on.

        Args:
            data: A batch as `fit` reads it, or all of an array: `(images,)` or
                `(images, labels)`.
        """
        check_image_batch(self.inputs(data), self.image_shape)

    def shown(self, fake):
        return fake

    def update_discriminator(self, d_loss, gradients):
        del d_loss
        backend.apply(self.d_opt, gradients, self._d_variables)

    def after_d_update(self, logs):
        pass

    def after_g_update(self):
        pass

    # === Keras ===

    def compile(
        self,
        d_opt=None,
        g_opt=None,
        *,
        total_steps=None,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
    ):
        """Chooses the two optimizers.

        Args:
            d_opt: Keras optimizer (or its name) of the discriminator; `None`
                for the paper's.
            g_opt: The same for the generator.
            total_steps: Positive integer, the generator updates of the whole
                training, for schedules that span it; `None` keeps what they
                would change constant.
            run_eagerly: As in Keras.
            steps_per_execution: As in Keras; 1 on torch.
            jit_compile: `"auto"` compiles with XLA where that pays: on JAX, and
                on TensorFlow with a GPU or a CPU without AVX-512 VNNI (with it,
                TensorFlow's oneDNN kernels are faster). `False` for networks
                that XLA cannot compile.

        Raises:
            ValueError: If `d_opt is g_opt`.
        """
        if d_opt is not None and d_opt is g_opt and not isinstance(d_opt, str):
            raise ValueError(
                "Each optimizer serves one player: d_opt and g_opt must be two "
                f"objects. Received the same object twice: {d_opt}"
            )
        if total_steps is not None:
            check_positive(total_steps=total_steps)
        self.total_steps = total_steps
        self.compile_step(run_eagerly, steps_per_execution, jit_compile)
        default_d_opt, default_g_opt = self.default_optimizers()
        self.d_opt = keras.optimizers.get(d_opt or default_d_opt)
        self.g_opt = keras.optimizers.get(g_opt or default_g_opt)
        # Unbuilt optimizers would load without their state.
        self.d_opt.build(self._d_variables)
        self.g_opt.build(self._g_variables)
        self.optimizer = _Optimizers(self.d_opt, self.g_opt)

    def get_compile_config(self):
        return {
            "d_opt": keras.saving.serialize_keras_object(self.d_opt),
            "g_opt": keras.saving.serialize_keras_object(self.g_opt),
            "total_steps": self.total_steps,
            **super().get_compile_config(),
        }

    def get_config(self):
        return {**super().get_config(), "d_steps": self.d_steps}


class _Optimizers:
    """What Keras reads at `model.optimizer`, for two optimizers.

    Not an `Optimizer`, so it is not saved: `d_opt` and `g_opt` are.
    """

    built = True

    def __init__(self, d_opt, g_opt):
        self.optimizers = [d_opt, g_opt]

    @property
    def variables(self):
        return [v for optimizer in self.optimizers for v in optimizer.variables]

    @property
    def iterations(self):
        return self.optimizers[1].iterations

    def build(self, variables):
        pass


def _trainable(networks):
    return [v for network in networks for v in network.trainable_variables]
