"""What a subclass of `AdversarialModel` says: required and optional hooks."""

import contextlib

from keras_gans import backend
from keras_gans.training.model import ResumableModel
from keras_gans.utils.required import required


class Hooks(ResumableModel):
    """The hooks of the adversarial step, with the defaults of optional ones.

    `real` and `fake` are batches: float32 tensors `(n, ...)` or structures of
    them, such as a list of the same images in several sizes, or
    `batches.Labelled`, images with their labels.

    `ResumableModel` has two more: `log_names` and `check_batch(data)`, both
    required, and `inputs(data)`, the real batch from what `fit` reads.
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
        """The paper's optimizers `(d_opt, g_opt)`."""

    @required
    def fakes(self, real, training):
        """The fake batch that belongs to a real one."""

    @required
    def d_objective(self, real, fake, training):
        """What the discriminator minimises, a scalar, and a dictionary of logs.

        `"d_loss"` is among the logs. It must not assign variables: torch
        refuses that.
        """

    @required
    def g_objective(self, real, fake, training):
        """What the generator minimises, a scalar, and a dictionary of logs.

        `"g_loss"` is among the logs. It must not assign variables.
        """

    # === Optional hooks ===

    # How many stages a growing model has; each has its own networks.
    stages = 1

    def stage(self):
        """The current stage, an int32 scalar from 0; a variable decides it."""
        return 0

    def at_stage(self, stage):
        """A context in which the networks are those of a stage, an integer."""
        return contextlib.nullcontext()

    def replay(self, fake):
        """The fake batch that the discriminator is trained on.

        For example one with past images; it may assign variables.
        """
        return fake

    def update_discriminator(self, d_loss, gradients):
        """One update of the discriminator by its gradients."""
        del d_loss
        backend.apply(self.d_opt, gradients, self.d_variables)

    def update_generator(self, gradients):
        """One update of the generator by its gradients."""
        backend.apply(self.g_opt, gradients, self.g_variables)

    def after_d_update(self, real, logs):
        """Follows each discriminator update, on the real batch of the update.

        The place for assignments, such as weight clipping, and for
        `regularize_lazily`.
        """

    def after_g_update(self, real):
        """Follows each generator update; see `after_d_update`."""
