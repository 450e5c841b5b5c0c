"""ProGAN: the GAN whose networks grow."""

import contextlib
import functools

import keras
from keras import ops

from keras_gans import networks
from keras_gans.models.wgangp import WGANGP
from keras_gans.networks.growing import check_growing
from keras_gans.training.batches import count_all_images
from keras_gans.training.growth import Growth
from keras_gans.training.two_optimizers import batches_per_update
from keras_gans.utils.checks import check_weight


@keras.saving.register_keras_serializable("keras_gans")
class ProGAN(WGANGP):
    """The progressively growing GAN.

    Karras et al. 2018 (arXiv:1710.10196): training starts with images of 4x4
    and doubles their size stage by stage. A new size is faded in: in phases of
    equal length, the networks train at a size, fade in the next, train at that,
    and so on. Both optimizers start anew where a fade begins and ends, as in
    the authors' code; so does a schedule of their learning rates.

    Data keep the size of `image_shape` throughout, and so do generated images:
    smaller ones are shown with pixels repeated. Saved models have the same
    weights at every stage.

    A phase has `phase_images` images (the paper's are 600,000), and the last
    size is trained until the end. Without them, the phases are spread over
    `compile(total_steps=n)` steps, or, without that, over the first call of
    `fit`, which says so. What is trained after these steps is trained at full
    size.

    The loss is that of `WGANGP`, with one critic update per generator update,
    and a drift term `drift_weight E[D(x)^2]` keeps the scores of real images
    near 0. Adam 1e-3 (0, 0.99). Images come from the moving average of the
    generator, which follows faster after such a start. The authors choose
    batches by the size, from 16 at 4x4 to 3 at 1024x1024; here all sizes have
    the batches of the data.

    Args:
        image_shape: As for `DCGAN`; no points.
        latent_dim: Positive integer, the length of a latent.
        d_steps: As for `WGANGP`.
        drift_weight: Non-negative float.
        phase_images: Positive integer, the images of a phase; `None` to spread
            the phases over the training.
        ema: As for `LatentGAN`.
        **kwargs: As for `WGANGP`. Networks are those of `networks.growing`.

    Logs: `d_loss`, `g_loss`, `wasserstein` and `gradient_penalty` as for
    `WGANGP`; `drift`, the weighted drift term; `level`, the number of the size,
    from 0, with the part of the next that is faded in.
    """

    recommended = {}

    log_names = (*WGANGP.log_names, "drift", "level")
    without_labels = "its growing networks take latents and images alone"

    def __init__(
        self,
        image_shape,
        latent_dim=512,
        *,
        d_steps=1,
        drift_weight=0.001,
        phase_images=None,
        ema=0.999,
        **kwargs,
    ):
        check_weight(drift_weight=drift_weight)
        super().__init__(
            image_shape, latent_dim, d_steps=d_steps, ema=ema, **kwargs
        )
        self.drift_weight = drift_weight
        self.phase_images = phase_images
        self.growth = Growth(self.discriminator.last, phase_images)

    # === The networks and their level ===

    def default_generator(self):
        return networks.progan_generator(
            self.image_shape, self.latent_dim, width=self.width
        )

    def default_discriminator(self):
        return networks.progan_discriminator(self.image_shape, width=self.width)

    def check_discriminator(self):
        check_growing(self.generator, self.discriminator)
        super().check_discriminator()

    @property
    def _growing(self):
        average = [self.ema_generator] if self.ema else []
        return [self.generator, self.discriminator, *average]

    @property
    def stages(self):
        return self.discriminator.last + 1

    def stage(self):
        return ops.cast(ops.ceil(self.discriminator.level), "int32")

    @contextlib.contextmanager
    def at_stage(self, stage):
        for network in self._growing:
            network.stage = stage
        try:
            yield
        finally:
            for network in self._growing:
                network.stage = None

    # === Growth ===

    def uses_total_steps(self, d_opt, g_opt):
        return True

    @functools.wraps(WGANGP.compile)  # Errors name its arguments.
    def compile(self, *args, **kwargs):
        total_steps = kwargs.get("total_steps")
        if total_steps is not None and self.phase_images is not None:
            raise ValueError(
                "Only one of phase_images and total_steps can set how fast the "
                "images grow: leave total_steps out, or set phase_images=None. "
                f"Received: phase_images={self.phase_images}, "
                f"total_steps={total_steps}"
            )
        super().compile(*args, **kwargs)
        self._reset = self.optimizer.resetter()

    @property
    def updates(self):
        return self.growth.steps  # The optimizers start to count anew.

    def ema_decay(self, t, n):
        # Since the phase began, or the average would long be made of the
        # initial weights of new layers.
        t = ops.cast(self.g_opt.iterations, "float32")
        return super().ema_decay(t, n)

    def begin(self, steps, images):
        level = ops.convert_to_numpy(self.discriminator.level)
        # Networks that were grown by another training stay so.
        if level < self.discriminator.last:
            return self.growth.begin(self.total_steps, steps, images)
        return None

    def train_on_batch(self, x, *args, **kwargs):
        self.begin(None, len(x))
        return super().train_on_batch(x, *args, **kwargs)

    def after_g_update(self, real):
        super().after_g_update(real)
        steps = batches_per_update(self.g_opt)
        images = count_all_images(real) * self.d_steps * steps
        self.growth.count(images, steps)
        old = ops.convert_to_tensor(self.discriminator.level)
        new = ops.maximum(old, self.growth.level())
        begins = ops.logical_or(
            ops.floor(new) > ops.floor(old), ops.ceil(new) > ops.ceil(old)
        )
        # To the average too, or its level would lag behind.
        for network in self._growing:
            network.level.assign(new)
        self.when(begins, self._reset)

    # === Losses ===

    def default_optimizer(self):
        return keras.optimizers.Adam(
            1e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8
        )

    def real_batch(self, data):
        images = ops.convert_to_tensor(super().real_batch(data), "float32")
        return self.discriminator.shown(images)

    def d_objective(self, real, fake, training):
        total, logs = super().d_objective(real, fake, training)
        return total + logs["drift"], logs

    def d_logs(self, real_scores, fake_scores):
        drift = self.drift_weight * ops.mean(ops.square(real_scores))
        # A copy, since the level changes before it is logged.
        level = ops.copy(self.discriminator.level)
        logs = super().d_logs(real_scores, fake_scores)
        return logs | {"drift": drift, "level": level}

    def get_config(self):
        return {
            **super().get_config(),
            "drift_weight": self.drift_weight,
            "phase_images": self.phase_images,
        }
