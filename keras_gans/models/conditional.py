"""Mixin that makes a GAN class- or attribute-conditional."""

import keras
from keras import ops

from keras_gans import networks
from keras_gans.images.values import check_image_batch
from keras_gans.models.labels import make_labels
from keras_gans.training.batches import Labelled


class Conditional:
    """Mixin that makes a GAN class- or attribute-conditional.

    List it before a model whose discriminator returns one score per image:

    ```python
    @keras.saving.register_keras_serializable("mine")
    class ConditionalLSGAN(kg.Conditional, kg.LSGAN):
        pass
    ```

    Both players get the labels (Mirza and Osindero 2014, arXiv:1411.1784,
    equation 2). The generator makes one image for the label of each real image
    in the batch, so fakes have each label as often as the data. The
    discriminator judges an image together with its label.

    The default networks are those of DCGAN with labels. The discriminator has
    the normalisation of the model: spectral for an SNGAN, none for an R3GAN.

    Labels are classes, integers `(n,)`, or attributes, 0 or 1, `(n, k)`.
    Networks take both as vectors of k numbers, one-hot for classes.

    `generate` takes `labels`. Classes are one number or name for all images, or
    a list of n. Attributes are the names that all images have, or an array
    `(k,)` or `(n, k)` of values in [0, 1]. `None` cycles: image i is of class i
    mod k, or has only attribute i mod k.

    Args:
        image_shape: As for the model.
        latent_dim: Positive integer, the length of a latent.
        num_classes: Positive integer, k, if labels are classes.
        num_attributes: Positive integer, k, if labels are attributes. Exactly
            one of the two must be given.
        label_names: The k names, such as `["cat", "dog"]`; numbers by default.
        generator: Keras model that maps latents `(n, latent_dim)` and labels
            `(n, k)` to images, or `None` for the default.
        discriminator: Keras model that maps images and labels `(n, k)` to
            scores `(n, 1)`, or `None` for the default.
        **kwargs: As for the model.

    Raises:
        ValueError: If not exactly one of `num_classes` and `num_attributes` is
            given, or `label_names` are not k different names. In `fit`, if
            labels are missing or not of this kind.
    """

    uses_labels = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        # Behind a model, the methods of the mixin would not be found.
        if hasattr(cls, "d_networks") and not hasattr(super(), "d_networks"):
            bases = ", ".join(base.__name__ for base in cls.__bases__)
            raise TypeError(
                "Conditional must stand before the model that it makes "
                "conditional, as in class Mine(kg.Conditional, kg.LSGAN). "
                f"Received: class {cls.__name__}({bases})"
            )

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
        if self.without_labels:
            raise ValueError(
                "Conditional makes no model of this kind conditional, since "
                f"{self.without_labels}. Received: class {type(self).__name__}"
            )
        self.labels = make_labels(num_classes, num_attributes, label_names)
        self.num_classes = num_classes
        self.num_attributes = num_attributes
        super().__init__(image_shape, latent_dim, **kwargs)

    @property
    def label_names(self):
        """The names of classes or attributes, by number."""
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
        # Subclassed models have no `inputs`.
        inputs = getattr(network, "inputs", None)
        if inputs is None:
            return
        shapes = [x.shape for x in inputs]
        if len(shapes) != 2 or shapes[1] != (None, self.labels.size):
            raise ValueError(
                f"A conditional model's {player} must take {others} and labels "
                f"(n, {self.labels.size}). "
                f"Received: a network with input shapes {shapes}"
            )

    # === The step: batches are images with encoded labels ===

    def real_batch(self, data):
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        return Labelled(images, self.labels.encode(labels))

    def check_batch(self, data):
        images, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        check_image_batch(images, self.image_shape)
        self.labels.check_known(labels, len(images))

    def labels_of_arrays(self, labels):
        return self.labels.one_form(labels)

    def random_inputs(self, real):
        return super().random_inputs(real), real.labels

    def d_objective(self, real, fake, training):
        fake = Labelled(fake, real.labels)
        return super().d_objective(real, fake, training)

    def g_objective(self, real, fake, training):
        fake = Labelled(fake, real.labels)
        return super().g_objective(real, fake, training)

    # === What a user calls ===

    def checked_inputs(self, inputs):
        latents, labels = super().checked_inputs(inputs)
        self.labels.check(labels, len(latents))
        return latents, self.labels.one_form(labels)

    def call_inputs(self):
        labels = keras.Input(
            self.labels.shapes(1)[0][1:], dtype=self.labels.dtype, name="labels"
        )
        return super().call_inputs(), labels

    def encoded(self, inputs):
        latents, labels = inputs
        # Eager JAX passes NumPy arrays.
        return ops.convert_to_tensor(latents), self.labels.encode(labels)

    def sample_inputs(self, n, labels, seed):
        return self.sample_latents(n, seed), self.labels.asked(labels, n)

    def get_config(self):
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "num_attributes": self.num_attributes,
            "label_names": self.label_names,
        }
