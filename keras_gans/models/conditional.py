"""Conditional: what makes a GAN of latents one of latents and labels."""

import keras
from keras import ops

from keras_gans import networks
from keras_gans.images.values import check_image_batch
from keras_gans.models.labels import make_labels


class Conditional:
    """Makes a model of latents conditional: its images follow from labels too.

    It stands before a model whose discriminator gives one score an image:

    ```python
    @keras.saving.register_keras_serializable("mine")
    class ConditionalLSGAN(kg.Conditional, kg.LSGAN):
        pass
    ```

    Both players are shown the labels (Mirza and Osindero 2014,
    arXiv:1411.1784, equation 2): the generator makes an image for the label of
    each real image of its batch, and the discriminator judges pairs. So fakes
    have the labels of the data, as often as the data have them.

    The default networks are DCGAN's, with labels; the discriminator has the
    normalisation of the model: spectral for an SNGAN, none for an R3GAN.

    Labels are classes, integers `(n,)`, or attributes, 0 or 1, `(n, k)`.
    Networks take them as vectors of k numbers, one-hot for classes.

    Args:
        image_shape: As for the model.
        latent_dim: Positive integer, the length of a latent.
        num_classes: Positive integer, k, where labels are classes.
        num_attributes: Positive integer, k, where labels are attributes. One
            of both must be given.
        label_names: The k names, such as `["cat", "dog"]`; numbers by default.
        generator: Keras model of latents `(n, latent_dim)` and labels `(n, k)`
            to images, or `None` for the default.
        discriminator: Keras model of images and labels `(n, k)` to scores `(n,
            1)`, or `None` for the default.
        **kwargs: As for the model.

    Raises:
        ValueError: Where not one of `num_classes` and `num_attributes` is
            given, or names are not k different ones. In `fit`: without labels,
            or with others.
    """

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        num_classes=None,
        num_attributes=None,
        label_names=None,
        **kwargs,
    ):
        self.labels = make_labels(num_classes, num_attributes, label_names)
        self.num_classes = num_classes
        self.num_attributes = num_attributes
        super().__init__(image_shape, latent_dim, **kwargs)

    @property
    def label_names(self):
        """The names of classes or attributes, in the order of their numbers."""
        return self.labels.names

    def default_generator(self):
        return networks.conditional_generator(
            self.image_shape,
            self.latent_dim,
            self.labels.size,
            width=self.width,
        )

    def default_discriminator(self):
        return networks.conditional_discriminator(
            self.image_shape,
            self.labels.size,
            width=self.width,
            normalization=self.d_normalization,
        )

    def generator_input(self):
        return super().generator_input(), keras.Input((self.labels.size,))

    def discriminator_input(self):
        return super().discriminator_input(), keras.Input((self.labels.size,))

    def check_generator(self):
        self._check_inputs("generator", self.generator, "latents")
        super().check_generator()

    def check_discriminator(self):
        self._check_inputs("discriminator", self.discriminator, "images")
        super().check_discriminator()

    def _check_inputs(self, player, network, others):
        # Models of subclasses do not say what they take.
        inputs = getattr(network, "inputs", None)
        if inputs is None:
            return
        shapes = [x.shape for x in inputs]
        if len(shapes) != 2 or shapes[1] != (None, self.labels.size):
            raise ValueError(
                f"A conditional model's {player} must take {others} and labels "
                f"(n, {self.labels.size}). "
                f"Received a network of inputs {shapes}"
            )

    # === The step: real batches are pairs of images and encoded labels ===

    def inputs(self, data):
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self._encoded(images, labels)

    def check_batch(self, data):
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        check_image_batch(images, self.image_shape)
        self.labels.check(labels, len(images))

    def fakes(self, real, training):
        images, labels = real
        latents = self.latents(ops.shape(images)[0], self.seed_generator)
        fakes = self.generator((latents, labels), training=training)
        return ops.cast(fakes, "float32")

    def d_objective(self, real, fake, training):
        return super().d_objective(real, (fake, real[1]), training)

    def g_objective(self, real, fake, training):
        return super().g_objective(real, (fake, real[1]), training)

    def _encoded(self, others, labels):
        # Both tensors: eager JAX passes NumPy arrays on.
        return ops.convert_to_tensor(others), self.labels.encode(labels)

    # === What a user calls ===

    def call(self, inputs, training=False):
        return super().call(self._encoded(*inputs), training)

    def generate(self, n, seed=None, batch_size=64, *, labels=None):
        """Makes images of the classes or attributes asked for.

        Args:
            n: Positive integer.
            seed: As for other models.
            batch_size: Positive integer, images made at a time.
            labels: Of classes: a number or a name, of all images, or n of
                them. Of attributes: the names of those that all images have,
                or an array `(k,)` or `(n, k)` of values in [0, 1]. `None` goes
                through the k in turn: image i is of class i mod k, or has
                attribute i mod k alone.

        Returns:
            Float32 NumPy array `(n, *image_shape)` in [-1, 1].

        Raises:
            ValueError: On labels that are unknown, out of range or not n.
        """
        latents = self.drawn(n, seed)
        if labels is None:
            labels = self.labels.cycled(n)
        else:
            labels = self.labels.read(labels, n)
        return self.images_of((latents, labels), batch_size)

    def get_config(self):
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "num_attributes": self.num_attributes,
            "label_names": self.label_names,
        }
