"""The default networks of conditional models.

Labels are vectors `(n, num_labels)`, one-hot for classes.
"""

import math

from keras import Model
from keras import layers

from keras_gans.networks.defaults import default_discriminator
from keras_gans.networks.defaults import default_generator
from keras_gans.networks.normalization import normalized
from keras_gans.networks.sizes import check_images_or_points
from keras_gans.utils.checks import check_positive


def conditional_generator(image_shape, latent_dim, num_labels, *, width=64):
    """Maps latents and labels to images `(n, *image_shape)` in (-1, 1).

    Labels are concatenated to the latents of `default_generator`, whose first
    layer embeds both: Mirza and Osindero 2014 (arXiv:1411.1784), section 3.2;
    Odena et al. 2017 (arXiv:1610.09585). A separate label embedding as large as
    the latents would dominate them: in trials, all samples of a class were the
    same image.

    Args:
        image_shape: As for `dcgan_generator`, or `(n,)` for points.
        latent_dim: Positive integer.
        num_labels: Positive integer.
        width: As for `dcgan_generator`.
    """
    check_positive(latent_dim=latent_dim, num_labels=num_labels)
    latents, labels = layers.Input((latent_dim,)), layers.Input((num_labels,))
    joined = layers.Concatenate()([latents, labels])
    generator = default_generator(
        image_shape, latent_dim + num_labels, width=width
    )
    return Model([latents, labels], generator(joined), name="generator")


def conditional_discriminator(
    image_shape, num_labels, *, width=64, normalization="batch"
):
    """Maps images and labels to logits `(n, 1)`.

    Labels are embedded as one more image channel of `default_discriminator`
    (Mirza and Osindero 2014, section 3.2).

    Args:
        image_shape: As for `conditional_generator`.
        num_labels: Positive integer.
        width: As for `dcgan_discriminator`.
        normalization: As for `default_discriminator`.
    """
    image_shape = check_images_or_points(image_shape)
    check_positive(num_labels=num_labels)
    *size, channels = image_shape
    images, labels = layers.Input(image_shape), layers.Input((num_labels,))
    embedding = layers.Dense(math.prod(size), use_bias=False)
    (embedding,) = normalized(embedding, normalization, inside=False)
    label_channel = layers.Reshape((*size, 1))(embedding(labels))
    joined = layers.Concatenate()([images, label_channel])
    discriminator = default_discriminator(
        (*size, channels + 1), width=width, normalization=normalization
    )
    return Model([images, labels], discriminator(joined), name="discriminator")


def auxiliary_discriminator(image_shape, num_labels, *, width=64):
    """Maps images to logits `(n, 1)` and to logits of labels `(n, num_labels)`.

    Odena et al. 2017 (arXiv:1610.09585): `default_discriminator` with a second
    output layer on its last features.

    Args:
        image_shape: As for `conditional_generator`.
        num_labels: Positive integer.
        width: As for `dcgan_discriminator`.
    """
    check_positive(num_labels=num_labels)
    network = default_discriminator(
        check_images_or_points(image_shape), width=width
    )
    features = network.layers[-1].input
    labels = layers.Dense(num_labels, dtype="float32", name="labels")(features)
    return Model(
        network.inputs[0], [network.outputs[0], labels], name="discriminator"
    )
