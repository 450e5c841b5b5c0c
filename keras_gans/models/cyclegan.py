"""CycleGAN: translation learnt from unpaired images."""

import keras
from keras import ops

from keras_gans import losses
from keras_gans import networks
from keras_gans.layers.image_pool import ImagePool
from keras_gans.models import discriminator_logs
from keras_gans.models.translation import Translation
from keras_gans.schedules import ConstantThenLinear
from keras_gans.training.model_arguments import warn_of_unused
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight
from keras_gans.utils.warnings import warn

RATE = 2e-4
GENERATORS = ("generator_ab", "generator_ba")
DISCRIMINATORS = ("discriminator_a", "discriminator_b")


@keras.saving.register_keras_serializable("keras_gans")
class CycleGAN(Translation):
    """Translation between two kinds of images, learnt from unpaired images.

    Zhu et al. 2017 (arXiv:1703.10593), equations 1 to 3 and section 5.2. One
    generator translates from A to B, the other from B to A. Two patch
    discriminators judge the translations by a least-squares loss. The
    cycle-consistency loss compares an image with its translation there and back
    (L1, weight 10). The identity loss compares an image of a generator's output
    kind with the generator's output for it (L1, weight 5, as in the authors'
    code; the paper has it for paintings only). The discriminators
    also see past translations, from pools of 50 that are saved with the model.
    Adam 2e-4 with beta_1 0.5, batches of 1.

    With `compile(total_steps=n)` the learning rates are constant for half of
    the training, then fall linearly to 0. Without `total_steps` they stay
    constant.

    Args:
        image_shape: `(height, width, channels)` of both kinds, in [-1, 1].
        cycle_weight: Non-negative float, the weight of the cycle-consistency
            loss.
        identity_weight: Non-negative float, the weight of the identity loss; 0
            saves a third of the generators' work.
        pool_size: Positive integer, past translations of each kind.
        generator_ab: Keras model that maps images of A to images of B, or
            `None` for `networks.cyclegan_generator`.
        generator_ba: The same for B to A.
        discriminator_a: Keras model that maps images of A to scores `(n, 1)`,
            or to scores of patches `(n, h, w, 1)`, without a final sigmoid, or
            `None` for `networks.patch_discriminator`.
        discriminator_b: The same for images of B.
        **kwargs: `width`, `d_steps`, `seed`, as for `Translation`; `seed` also
            seeds the pools.

    Logs: `d_loss` and `g_loss`, sums over both directions (0.5 each at chance),
    without the next two; `cycle` and `identity`, the unweighted losses, summed
    over both directions (`identity` is 0 if its weight is 0); `d_real`,
    `d_fake` and `d_accuracy`, as for `LSGAN`, means over both directions.

    Example:

    ```python
    faces = kg.datasets.celeba_split("Eyeglasses")
    model = kg.CycleGAN((64, 64, 3))
    model.compile()
    model.fit(faces, epochs=10)
    with_glasses = model.translate(without)
    without_again = model.translate(with_glasses, reverse=True)
    ```
    """

    log_names = (
        "d_loss",
        "g_loss",
        "d_real",
        "d_fake",
        "d_accuracy",
        "cycle",
        "identity",
    )
    pairing = "unpaired"
    sides = ("images of A", "images of B")

    def __init__(
        self,
        image_shape,
        *,
        cycle_weight=10.0,
        identity_weight=5.0,
        pool_size=50,
        generator_ab=None,
        generator_ba=None,
        discriminator_a=None,
        discriminator_b=None,
        **kwargs,
    ):
        check_weight(cycle_weight=cycle_weight, identity_weight=identity_weight)
        check_positive(pool_size=pool_size)
        super().__init__(image_shape, **kwargs)
        if self.input_channels != self.image_shape[-1]:
            raise ValueError(
                "input_channels must be the channels of image_shape, since a "
                "CycleGAN translates both ways. Repeat grey images in three "
                "channels, or leave input_channels out. Received: "
                f"input_channels={self.input_channels}, "
                f"image_shape={self.image_shape}"
            )
        self.cycle_weight = cycle_weight
        self.identity_weight = identity_weight
        self.pool_size = pool_size
        warn_of_unused(
            self,
            generator=generator_ab and generator_ba,
            discriminator=discriminator_a and discriminator_b,
        )
        self.generator_ab = generator_ab or self._default_generator()
        self.generator_ba = generator_ba or self._default_generator()
        self.discriminator_a = discriminator_a or self._default_discriminator()
        self.discriminator_b = discriminator_b or self._default_discriminator()
        for first, second in (GENERATORS, DISCRIMINATORS):
            if getattr(self, first) is getattr(self, second):
                raise ValueError(
                    f"{first} and {second} must be two networks with separate "
                    "weights. Received: the same network twice"
                )
        for name in GENERATORS:
            self.check_translator(name, getattr(self, name))
        for name in DISCRIMINATORS:
            images = keras.Input(self.image_shape)
            self.check_scores(name, getattr(self, name), images)
        self.pool_a, self.pool_b = self._pools()
        self.finish()

    def _default_generator(self):
        return networks.cyclegan_generator(self.image_shape, width=self.width)

    def _default_discriminator(self):
        return networks.patch_discriminator(self.image_shape, width=self.width)

    def _pools(self):
        seeds = (None,) * 2
        if self.seed is not None:
            seeds = (self.seed, (self.seed + 1) % 2**31)
        pools = [ImagePool(self.pool_size, seed=seed) for seed in seeds]
        for pool in pools:
            pool.build((None, *self.image_shape))
        return pools

    def uses_total_steps(self, d_opt, g_opt):
        return any(
            isinstance(x._learning_rate, ConstantThenLinear)
            for x in (d_opt, g_opt)
        )

    def begin(self, steps, images):
        after = int(ops.convert_to_numpy(self.updates)) + (steps or 0)
        if (
            self.total_steps
            and after > self.total_steps
            and self.uses_total_steps(self.d_opt, self.g_opt)
        ):
            warn(
                f"The learning rates are 0 behind step {self.total_steps}, so "
                f"nothing is learnt from there to step {after}, where this "
                f"training ends: compile with total_steps={after}. "
                f"Received: total_steps={self.total_steps}"
            )
        return super().begin(steps, images)

    def default_optimizers(self):
        rates = RATE, RATE
        if self.total_steps:
            updates = self.d_steps * self.total_steps, self.total_steps
            rates = (ConstantThenLinear(RATE, n) for n in updates)
        return tuple(keras.optimizers.Adam(rate, beta_1=0.5) for rate in rates)

    @property
    def d_networks(self):
        return self.discriminator_a, self.discriminator_b

    @property
    def g_networks(self):
        return self.generator_ab, self.generator_ba

    def fakes(self, real, training):
        def to(generator, images):
            return ops.cast(generator(images, training=training), "float32")

        a, b = real
        ab, ba = self.g_networks
        fake = {"a": to(ba, b), "b": to(ab, a)}
        fake |= {"cycled_a": to(ba, fake["b"]), "cycled_b": to(ab, fake["a"])}
        if self.identity_weight:
            fake |= {"same_a": to(ba, a), "same_b": to(ab, b)}
        return fake

    def replay(self, fake):
        past = {"a": self.pool_a(fake["a"]), "b": self.pool_b(fake["b"])}
        return fake | past

    def scores(self, images, training):
        """Returns float32 scores for a pair of image batches `(a, b)`."""
        return [
            ops.cast(discriminator(x, training=training), "float32")
            for discriminator, x in zip(self.d_networks, images, strict=True)
        ]

    def d_objective(self, real, fake, training):
        real_scores = self.scores(real, training)
        fake_scores = self.scores((fake["a"], fake["b"]), training)
        pairs = list(zip(real_scores, fake_scores, strict=True))
        loss = sum(losses.least_squares_d(*scores) for scores in pairs)
        logs = [discriminator_logs.from_targets(*scores) for scores in pairs]
        means = {name: (logs[0][name] + logs[1][name]) / 2 for name in logs[0]}
        return loss, {"d_loss": loss, **means}

    def g_objective(self, real, fake, training):
        # In the paper, the generators' loss has no factor 1/2. The weights of
        # the other losses are relative to it.
        scores = self.scores((fake["a"], fake["b"]), training)
        loss = sum(2.0 * losses.least_squares_g(s) for s in scores)
        a, b = real
        cycle = losses.l1(a, fake["cycled_a"]) + losses.l1(b, fake["cycled_b"])
        identity = ops.zeros(())
        if self.identity_weight:
            identity = losses.l1(a, fake["same_a"])
            identity += losses.l1(b, fake["same_b"])
        total = loss + self.cycle_weight * cycle
        return total + self.identity_weight * identity, {
            "g_loss": loss,
            "cycle": cycle,
            "identity": identity,
        }

    def call(self, images, training=False):
        return self.generator_ab(images, training=training)

    def translator(self, reverse):
        return self.generator_ba if reverse else self.generator_ab

    def grid_rows(self, batch, seed):
        rows = {}
        for (one, other), reverse in ((("A", "B"), False), (("B", "A"), True)):
            images = batch[int(reverse)]
            there = self.translate(images, seed=seed, reverse=reverse)
            back = self.translate(there, seed=seed, reverse=not reverse)
            rows |= {
                one: images,
                f"{one} to {other}": there,
                f"{one} to {other} to {one}": back,
            }
        return rows

    def get_config(self):
        players = {
            name: keras.saving.serialize_keras_object(getattr(self, name))
            for name in GENERATORS + DISCRIMINATORS
        }
        return {
            **super().get_config(),
            "cycle_weight": self.cycle_weight,
            "identity_weight": self.identity_weight,
            "pool_size": self.pool_size,
            **players,
        }
