"""StyleGAN2: the GAN with a style-based generator."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans import losses
from keras_gans import networks
from keras_gans import penalties
from keras_gans.models.discriminator_logs import from_logits
from keras_gans.models.gan import GAN
from keras_gans.models.style_based import StyleBased
from keras_gans.models.stylegan2_settings import RECOMMENDED
from keras_gans.models.stylegan2_settings import SETTINGS
from keras_gans.models.stylegan2_settings import configured
from keras_gans.models.stylegan2_settings import default_half_life
from keras_gans.models.stylegan2_settings import default_r1_weight
from keras_gans.models.stylegan2_settings import lazy_adam
from keras_gans.training.batches import count_all_images
from keras_gans.training.batches import count_images
from keras_gans.training.batches import first_rows
from keras_gans.training.two_optimizers import batches_per_update
from keras_gans.utils.layers import add_state
from keras_gans.utils.network_checks import check_no_batch_norm
from keras_gans.utils.second_derivatives import check_second_derivatives


@keras.saving.register_keras_serializable("keras_gans")
class StyleGAN2(StyleBased):
    """The GAN with a style-based generator, second version.

    Karras et al. 2020 (arXiv:1912.04958), configuration F: styles scale the
    kernels of the synthesis network. The losses are non-saturating. R1 keeps
    the discriminator smooth; path length regularisation (section 3.2) makes a
    step in w change all images equally. Both are lazy (appendix B): after k
    updates, another one of the regulariser alone, with its gradient times k.
    Adam's 2e-3 (0, 0.99) becomes 2e-3 c (0, 0.99^c) with c = k / (k + 1).
    Images come from the generator's moving average, clipped to [-1, 1].

    A configuration sets the arguments that are not given: `"auto"` by the size
    of images and of the batch, as in the authors' later code
    (arXiv:2006.06676), for a GPU; `"paper"` as for 1024x1024 pixels; `"small"`
    as `"auto"`, with narrow networks, for a CPU and up to 64x64. The rates are
    the paper's in all; the later code's are 2.5e-3 below 1024x1024 pixels.

    Args:
        image_shape: `(height, width, channels)`, as for `DCGAN`.
        latent_dim: Positive integer, the length of latents and styles.
        config: `"small"`, `"auto"` or `"paper"`.
        width: As for `networks.stylegan2_generator`.
        depth: Positive integer, layers of the mapping network.
        style_mixing: As for `StyleBased`.
        r1_weight: Non-negative float, gamma of R1; 0 for no penalty; `0.0002 h
            w / n` for batches of n images in `"auto"` and `"small"`.
        r1_every: Positive integer, k of R1.
        path_weight: Non-negative float, of the path length; 0 for none.
        path_every: Positive integer, k of the path length.
        ema_half_life: Positive integer, images after which the average has
            forgotten half; 312.5 batches in `"auto"` and `"small"`, but at most
            a twentieth of the training so far.
        bfloat16_sizes: Integer, at how many of the largest sizes the default
            networks compute in bfloat16: 4 in `"auto"` from 256x256, else 0.
        generator: As for `StyleBased`.
        **kwargs: As for `LatentGAN`, without `ema`.

    Logs: those of `GAN`; `r1`, the weighted penalty, and `path_length`, the
    mean length, both of their last update (0 before it).
    """

    recommended = RECOMMENDED
    # Where results are "quite reasonable", by the README of the authors' code
    # (NVlabs/stylegan2-ada-pytorch).
    useful_images = 5_000_000
    log_names = (*GAN.log_names, "r1", "path_length")
    without_labels = "ConditionalStyleGAN2 is its conditional form"

    def __init__(
        self,
        image_shape,
        latent_dim=None,
        *,
        config="auto",
        width=None,
        depth=None,
        r1_weight=None,
        r1_every=None,
        path_weight=None,
        path_every=None,
        ema_half_life=None,
        bfloat16_sizes=None,
        **kwargs,
    ):
        arguments = configured(
            config,
            image_shape,
            latent_dim=latent_dim,
            width=width,
            depth=depth,
            r1_weight=r1_weight,
            r1_every=r1_every,
            path_weight=path_weight,
            path_every=path_every,
            ema_half_life=ema_half_life,
            bfloat16_sizes=bfloat16_sizes,
            **kwargs,
        )
        self.config = config
        for name in SETTINGS:
            setattr(self, name, arguments.pop(name))
        # There is an average; `ema_decay` says which.
        super().__init__(image_shape, ema=0.999, **arguments)
        # The values of the last updates that regularised.
        self.r1, self.path_length, self.mean_path_length = (
            add_state(self, name)
            for name in ("r1", "path_length", "mean_path_length")
        )

    def default_generator(self):
        return networks.stylegan2_generator(
            self.image_shape, self.latent_dim, **self.network_arguments()
        )

    def default_discriminator(self):
        return networks.stylegan2_discriminator(
            self.image_shape, **self.network_arguments()
        )

    def network_arguments(self):
        """Returns the arguments of both default networks."""
        names = ("width", "depth", "bfloat16_sizes")
        return {name: getattr(self, name) for name in names}

    def default_optimizers(self):
        return (
            lazy_adam(self.r1_weight, self.r1_every),
            lazy_adam(self.path_weight, self.path_every),
        )

    def check_discriminator(self):
        super().check_discriminator()
        why = "R1 needs one gradient per image"
        check_no_batch_norm(self.discriminator, why)
        check_second_derivatives(self.discriminator)

    def d_loss(self, real_scores, fake_scores):
        return losses.non_saturating_d(real_scores, fake_scores)

    def g_loss(self, fake_scores):
        return losses.non_saturating_g(fake_scores)

    def d_logs(self, real_scores, fake_scores):
        logs = from_logits(real_scores, fake_scores)
        return {**logs, "r1": ops.copy(self.r1.value)}

    def g_objective(self, real, fake, training):
        loss, logs = super().g_objective(real, fake, training)
        return loss, {**logs, "path_length": ops.copy(self.path_length.value)}

    # === Lazy regularisation ===

    def after_d_update(self, real, logs):
        super().after_d_update(real, logs)
        if self.r1_weight != 0:
            self.regularize_lazily(
                self.r1_every, self.d_opt, lambda: self._regularize_d(real)
            )

    def _regularize_d(self, real):
        gamma = self.r1_weight
        if gamma is None:
            n = count_all_images(real) * batches_per_update(self.d_opt)
            gamma = default_r1_weight(self.image_shape, n)

        def compute(real):
            def penalty():
                r1 = gamma / 2 * penalties.r1(self.scorer, real)
                return self.r1_every * r1, r1

            (_, r1), pull = backend.pullback(
                penalty, self.d_variables, self.variables
            )
            return pull(), r1

        gradients, r1 = self.in_parts(compute, (real,), self.d_variables)
        self.update_discriminator(None, gradients)
        self.r1.assign(backend.agreed(r1))

    def after_g_update(self, real):
        if self.path_weight:
            self.regularize_lazily(
                self.path_every, self.g_opt, lambda: self._regularize_g(real)
            )
        super().after_g_update(real)

    def _regularize_g(self, real):
        gradients, (length, mean) = self.in_parts(
            self._path_gradients, (real,), self.g_variables
        )
        self.update_generator(gradients)
        self.path_length.assign(length)
        self.mean_path_length.assign(mean)

    def _path_gradients(self, real):
        # Half of a batch, which takes less memory.
        n = (count_images(real) + 1) // 2
        half = keras.tree.map_structure(lambda x: first_rows(x, n), real)
        inputs = self.random_inputs(half)
        direction = backend.rows(
            lambda n: keras.random.normal(
                (n, *self.image_shape), seed=self.seed_generator
            ),
            n,
        )
        synthesis = self.generator.get_layer("synthesis")

        def penalty():
            lengths = penalties.path_lengths(
                synthesis, self.mixed_styles(inputs), direction
            )
            lengths = backend.gathered(lengths)
            mean, length = self.mean_path_length.value, ops.mean(lengths)
            mean = mean + 0.01 * (length - mean)
            loss = ops.mean(ops.square(lengths - mean))
            return self.path_every * self.path_weight * loss, (length, mean)

        (_, values), pull = backend.pullback(
            penalty, self.g_variables, self.variables
        )
        return pull(), values

    def ema_decay(self, t, n):
        batches = default_half_life(t)
        if self.ema_half_life is not None:
            batches = self.ema_half_life / ops.cast(n, "float32")
        return 0.5 ** (1.0 / batches)

    def get_config(self):
        settings = {name: getattr(self, name) for name in SETTINGS}
        config = {**super().get_config(), "config": self.config, **settings}
        del config["ema"]
        return config
