"""The base class of all GANs that generate images from latents."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans import networks
from keras_gans.images.values import check_image_batch
from keras_gans.images.values import warn_of_values
from keras_gans.models.augmented import Augmented
from keras_gans.models.freezing import freeze_first
from keras_gans.models.generation import Generation
from keras_gans.models.inversion import Inversion
from keras_gans.models.latent_space import LatentSpace
from keras_gans.models.moving_average import MovingAverage
from keras_gans.models.recognition import Recognition
from keras_gans.training.batches import count_images
from keras_gans.training.model_arguments import check_made_of
from keras_gans.training.model_arguments import warn_of_unused
from keras_gans.training.prediction import check_drawn
from keras_gans.utils.checks import check_decay
from keras_gans.utils.checks import check_dictionary
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive
from keras_gans.utils.network_checks import check_last_activation
from keras_gans.utils.network_checks import outputs_of
from keras_gans.utils.network_checks import shapes_of
from keras_gans.utils.network_checks import warn_of_activation
from keras_gans.utils.network_checks import warn_of_rescaling
from keras_gans.utils.required import required

LATENTS = {
    "normal": keras.random.normal,
    "uniform": lambda shape, seed: keras.random.uniform(
        shape, -1.0, 1.0, seed=seed
    ),
}


class LatentGAN(
    Generation, LatentSpace, Inversion, Recognition, MovingAverage, Augmented
):
    """Base class of GANs that generate images from latents.

    A subclass defines `d_loss`, `g_loss` and `default_optimizer`. It overrides
    what else differs, such as `log_names` with `d_logs`, `penalties`, the
    default networks or `d_normalization`.

    Args:
        image_shape: `(height, width, channels)` of the images, in [-1, 1];
            `(n,)` for points of n dimensions. With both networks given, any
            shape, such as `(64, 1)` for signals.
        latent_dim: Positive integer, the length of a latent.
        width: Positive integer, scales the width of the default networks.
        generator: Keras model that maps latents `(n, latent_dim)` to images, or
            `None` for the default.
        discriminator: Keras model that maps images to scores `(n, 1)`, without
            a final sigmoid, or `None` for the default.
        latent: `"normal"` for N(0, 1) or `"uniform"` for U(-1, 1).
        ema: Float in (0, 1), such as 0.999, the decay of an exponential moving
            average of the generator, including batch statistics. `generate` and
            `predict` then use the average. After t updates the decay is at most
            `(1 + t) / (10 + t)`, to forget the initial weights sooner. `None`
            for no average.
        augmentation: `layers.DiffAugmentation` or `layers.AdaptiveAugmentation`
            of what the discriminator sees in training, for few images; `None`
            for none. Generated images stay as they are.
        freeze_d: Non-negative integer, how many of the first layers of the
            discriminator keep their weights; see `freeze_discriminator`.
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds latents, augmentation and the order of
            arrays in `fit`.
    """

    # Arguments by data set, for data sets that need other values.
    recommended = {}
    # Fields of `runs.Config` by data set, with which `keras-gans train` makes
    # better pictures in the same time than with the paper's settings.
    recommended_run = {}
    # Images that a training shows before its results are useful, if known.
    useful_images = None
    # Why `Conditional` cannot make the model conditional, if it cannot.
    without_labels = ""
    # The model learns from single images, not "paired" or "unpaired" ones.
    pairing = None

    # The settings that the networks are made by, which cannot be changed.
    made_of = (
        "image_shape",
        "latent_dim",
        "width",
        "ema",
        "freeze_d",
        "num_classes",
        "num_attributes",
    )

    log_names = ("d_loss", "g_loss")
    # The normalisation of the default discriminator.
    d_normalization = "batch"

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        width=64,
        generator=None,
        discriminator=None,
        latent="normal",
        ema=None,
        freeze_d=0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_positive(latent_dim=latent_dim, width=width)
        if ema is not None:
            check_decay(ema=ema)
        are_given = generator is not None and discriminator is not None
        self.image_shape = check_image_shape(image_shape, any_rank=are_given)
        self.latent_dim = int(latent_dim)
        self.width = int(width)
        self.latent = latent
        self.ema = None if ema is None else float(ema)
        warn_of_unused(self, generator=generator, discriminator=discriminator)
        self.generator = generator or self.default_generator()
        self.discriminator = discriminator or self.default_discriminator()
        self.check_generator()
        self.check_discriminator()
        freeze_first(self.discriminator, freeze_d)
        self.freeze_d = int(freeze_d)
        if ema:
            self.begin_average()
        self.finish()

    def __setattr__(self, name, value):
        check_made_of(self, name, value)
        if name == "latent" and value not in LATENTS:
            raise ValueError(
                f"latent must be one of {list(LATENTS)}. Received: "
                f"latent={value!r}"
            )
        super().__setattr__(name, value)

    # === What a subclass defines ===

    @required
    def d_loss(self, real_scores, fake_scores):
        """The discriminator's loss without penalties, a scalar."""

    @required
    def g_loss(self, fake_scores):
        """The generator's loss, a scalar."""

    @required
    def default_optimizer(self):
        """The paper's optimizer; each call returns a new one."""

    # === What a subclass may override ===

    def default_generator(self):
        return networks.default_generator(
            self.image_shape, self.latent_dim, width=self.width
        )

    def default_discriminator(self):
        return networks.default_discriminator(
            self.image_shape,
            width=self.width,
            normalization=self.d_normalization,
        )

    def penalties(self, real, fake):
        """Returns penalties by name, which are added to `d_loss` and logged."""
        return {}

    def d_logs(self, real_scores, fake_scores):
        """Returns further logs of the discriminator by name."""
        return {}

    def synthesize(self, inputs, training):
        """Returns the generator's float32 images, or a structure of them."""
        return keras.tree.map_structure(
            lambda images: ops.cast(images, "float32"),
            self.generator(inputs, training=training),
        )

    def scores(self, batch, training):
        """Returns float32 scores `(n, 1)`, large for images that seem real."""
        batch = self.as_seen(batch, training)
        # Networks with two inputs take plain tuples, not named tuples.
        batch = tuple(batch) if isinstance(batch, tuple) else batch
        return ops.cast(self.discriminator(batch, training=training), "float32")

    def generator_input(self):
        """Returns the symbolic inputs of the generator."""
        return keras.Input((self.latent_dim,))

    def discriminator_input(self):
        """Returns the symbolic inputs of the discriminator."""
        return keras.Input(self.image_shape)

    def check_generator(self):
        """Raises unless the generator returns images of `image_shape`."""
        images = outputs_of(
            "The generator", self.generator, self.generator_input()
        )
        if shapes_of(images) != [(None, *self.image_shape)]:
            raise ValueError(
                "The generator must return images of shape image_shape="
                f"{self.image_shape}. "
                "Received: a generator with output shapes "
                f"{shapes_of(images)}"
            )

    def check_discriminator(self):
        """Raises unless the discriminator returns one score per image."""
        scores = outputs_of(
            "The discriminator", self.discriminator, self.discriminator_input()
        )
        check_last_activation(self.discriminator)
        if shapes_of(scores) != [(None, 1)]:
            raise ValueError(
                "The discriminator must return one score per image, (n, 1). "
                "Received: a discriminator with output shapes "
                f"{shapes_of(scores)}"
            )

    # === AdversarialModel's hooks ===

    def check_batch(self, data):
        images = keras.utils.unpack_x_y_sample_weight(data)[0]
        check_image_batch(images, self.image_shape)

    def look_at(self, data, of=""):
        if len(self.image_shape) > 1:  # Points may be anywhere.
            warn_of_values(data[0], of=of)
            if not of:
                warn_of_activation(self.generator)
                warn_of_rescaling(self.discriminator)

    def default_optimizers(self):
        return self.default_optimizer(), self.default_optimizer()

    @property
    def d_networks(self):
        return (self.discriminator,)

    @property
    def g_networks(self):
        return (self.generator,)

    def fakes(self, real, training):
        return self.synthesize(self.random_inputs(real), training)

    def random_inputs(self, real):
        """Returns the generator's inputs for the fakes of a real batch."""
        return self.drawn_latents(count_images(real))

    def drawn_latents(self, n):
        """Returns latents of a step, for the n images of this device."""
        z = backend.rows(lambda n: self.latents(n, self.seed_generator), n)
        check_drawn(z, self.latent_dim)
        return z

    def latents(self, n, seed):
        """Returns random latents `(n, latent_dim)`."""
        return LATENTS[self.latent]((n, self.latent_dim), seed=seed)

    def d_objective(self, real, fake, training):
        # Two calls, so real and fake images have separate batch statistics.
        real_scores = self.scores(real, training)
        fake_scores = self.scores(fake, training)
        loss = self.d_loss(real_scores, fake_scores)
        penalties = self.penalties(real, fake) if training else {}
        of_user = self.d_logs(real_scores, fake_scores)
        check_dictionary(penalties=penalties, d_logs=of_user)
        logs = {
            "d_loss": loss,
            **of_user,
            **self.adaptive_logs(real_scores, fake_scores),
        }
        for name in penalties.keys() & logs.keys():
            raise ValueError(
                "penalties must have names of their own, since each is logged. "
                f"Received: {name!r}, which is another log"
            )
        return sum(penalties.values(), start=loss), {**logs, **penalties}

    def g_objective(self, real, fake, training):
        loss = self.g_loss(self.scores(fake, training))
        return loss, {"g_loss": loss}

    @property
    def scorer(self):
        """The discriminator for penalties; it augments images first."""
        return _Scorer(self)

    # === What a user calls ===

    def freeze_discriminator(self, freeze_d):
        """Keeps the weights of the first layers of the discriminator.

        Mo, Cho and Shin 2020 (arXiv:2002.10964), "Freeze-D": a trained model
        learns from few other images better if its discriminator keeps its
        first layers, which see details. Frozen batch normalisation keeps its
        statistics, too. A compiled model is compiled again, with new
        optimizers of the same settings.

        Args:
            freeze_d: Non-negative integer, the number of layers with weights;
                0 trains all of them again.

        Raises:
            ValueError: If no layer with weights would be left to train.
        """
        freeze_first(self.discriminator, freeze_d, self.freeze_d)
        super().__setattr__("freeze_d", int(freeze_d))
        if self.compiled:
            self.compile_from_config(self.get_compile_config())

    def get_config(self):
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "latent_dim": self.latent_dim,
            "width": self.width,
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(
                self.discriminator
            ),
            "latent": self.latent,
            "ema": self.ema,
            "freeze_d": self.freeze_d,
        }


class _Scorer:
    """A model's scores in training, and what they are computed from."""

    def __init__(self, model):
        self.scores = model.scores
        self.networks = model.d_networks
        self.variables = model.variables

    def __call__(self, batch, training):
        return self.scores(batch, training)
