"""The discriminator as a recogniser: what it sees before it scores."""

import keras
import numpy as np
from keras import ops

from keras_gans.images.values import check_image_batch
from keras_gans.networks.growing import GrowingDiscriminator
from keras_gans.utils.arrays import to_array
from keras_gans.utils.checks import check_positive


class Recognition:
    """Mixin of the features that a discriminator has learned."""

    def features(self, images, *, labels=None, batch_size=64):
        """Returns what the discriminator's last layer reads, in inference.

        Radford et al. 2015 (arXiv:1511.06434), section 5.1, classify images by
        a discriminator's features. `metrics.linear_probe` scores them, and
        images with near features look alike. An autoencoder's features are its
        codes. Those of ProGAN, MSG-GAN and StyleGAN2 depend a little on the
        other images of a batch.

        Args:
            images: Float array `(n, *image_shape)` in [-1, 1].
            labels: Labels of the images, as for `generate`, if features depend
                on them, as in `ConditionalGAN`; those of `ACGAN`, and of
                projections such as `BigGAN`'s, do not.
            batch_size: Positive integer.

        Returns:
            Float32 NumPy array `(n, d)`.

        Raises:
            TypeError: If images are not floating point.
            ValueError: If images have another shape or range, labels are wrong,
                missing or of no use, or the discriminator has no last dense
                layer.
        """
        images = to_array("images", images)
        check_image_batch(images, self.image_shape)
        images = images.astype("float32")
        check_positive(batch_size=batch_size)
        network = self.feature_network()
        if self.uses_labels:
            self._check_given(labels)
            data = images, self.labels.asked(labels, len(images))
        else:
            self.check_no_labels(labels)
            data = (images,)
        takes_labels = len(getattr(self.discriminator, "inputs", [])) > 1
        parts = []
        for i in range(0, len(images), batch_size):
            batch = self.real_batch([x[i : i + batch_size] for x in data])
            if self.uses_labels:
                batch = list(batch) if takes_labels else batch[0]
            batch = keras.tree.map_structure(ops.convert_to_tensor, batch)
            parts.append(ops.convert_to_numpy(network(batch)))
        features = np.concatenate(parts)
        return features.reshape(len(images), -1).astype("float32")

    def feature_network(self):
        """Returns a function from the discriminator's inputs to features."""
        network = self.discriminator
        if isinstance(network, GrowingDiscriminator):
            last = before_score(network.blocks[0])
            return lambda images: last(network.features(images))
        return before_score(network)

    def _check_given(self, labels):
        needed = isinstance(self.discriminator.layers[-1], keras.Model)
        if needed != (labels is not None):
            rule = "given, since" if needed else "None, since no"
            raise ValueError(
                f"labels must be {rule} features of this discriminator depend "
                f"on them. Received: labels={labels!r}"
            )


def before_score(network):
    """The model of a network's inputs, up to what its last layer reads."""
    if not getattr(network, "inputs", None):
        raise ValueError(
            "Features need a discriminator that is a functional or sequential "
            f"model. Received: a {type(network).__name__}"
        )
    return keras.Model(network.inputs, _read_by_last(network))


def _read_by_last(network):
    *_, before, last = network.layers
    if isinstance(last, keras.Model):  # It reads images joined with labels.
        return before_score(last)(before.output)
    scorers = [
        layer
        for layer in network.layers
        if getattr(getattr(layer, "layer", layer), "units", None) == 1
    ]
    if scorers:
        return scorers[-1].input
    products = [x for x in network.layers if isinstance(x, keras.layers.Dot)]
    if products:  # Of features and of labels.
        return products[-1].input[0]
    raise ValueError(
        "Features need a discriminator that ends in a dense layer of one unit. "
        f"Received: a discriminator that ends in {last.name!r}"
    )
