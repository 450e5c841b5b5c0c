"""The hooks that a subclass of `AdversarialModel` defines."""

import contextlib

from keras_gans import backend
from keras_gans.training.model import ResumableModel
from keras_gans.utils.required import required


class Hooks(ResumableModel):
    """The hooks of the adversarial step, with defaults of the optional ones.

    Batches `real` and `fake` are float32 tensors `(n, ...)` or structures of
    them. Examples are a list of the same images in several sizes, and
    `batches.Labelled`, images with their labels.

    `ResumableModel` adds the required hooks `log_names` and
    `check_batch(data)`, and the optional hook `real_batch(data)`, which returns
    the real batch from what `fit` reads.
    """

    # === Required hooks ===

    @property
    @required
    def d_networks(self):
        """The tuple of networks that the discriminator's optimizer trains."""

    @property
    @required
    def g_networks(self):
        """The tuple of networks that the generator's optimizer trains."""

    @required
    def default_optimizers(self):
        """Returns the paper's optimizers `(d_opt, g_opt)`."""

    @required
    def fakes(self, real, training):
        """Returns the fake batch for a real batch."""

    @required
    def d_objective(self, real, fake, training):
        """Returns the discriminator's scalar objective and a dict of logs.

        The logs must contain `"d_loss"`. The hook must not assign variables,
        because torch does not allow it here.
        """

    @required
    def g_objective(self, real, fake, training):
        """Returns the generator's scalar objective and a dict of logs.

        The logs must contain `"g_loss"`. The hook must not assign variables.
        """

    # === Optional hooks ===

    def uses_total_steps(self, d_opt, g_opt):
        """Whether `compile(total_steps=)` changes anything.

        Args:
            d_opt: Optimizer of the discriminator, given or the default.
            g_opt: The same for the generator.
        """
        return False

    # The number of stages of a growing model; each has its own networks.
    stages = 1

    def stage(self):
        """Returns the current stage, an int32 scalar from 0 in a variable."""
        return 0

    def at_stage(self, stage):
        """Returns a context in which the networks are those of a stage."""
        return contextlib.nullcontext()

    def replay(self, fake):
        """Returns the fake batch that the discriminator is trained on.

        It may contain past images, for example. The hook may assign variables.
        """
        return fake

    def update_discriminator(self, d_loss, gradients):
        """Makes one update of the discriminator by its gradients."""
        del d_loss
        backend.apply(self.d_opt, gradients, self.d_variables)

    def update_generator(self, gradients):
        """Makes one update of the generator by its gradients."""
        backend.apply(self.g_opt, gradients, self.g_variables)

    def after_d_update(self, real, logs):
        """Runs after each discriminator update, with the update's real batch.

        If the optimizer accumulates gradients, this is once per update of the
        weights, with the last of its batches. The hook may assign variables, as
        weight clipping does, and call `regularize_lazily`.
        """

    def after_g_update(self, real):
        """Runs after each generator update; see `after_d_update`."""
