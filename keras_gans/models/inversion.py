"""How a model finds a code whose image is like a given one."""

import numpy as np
from keras import ops
from keras import tree

from keras_gans import latent
from keras_gans.images.values import UNIT_RANGE
from keras_gans.images.values import check_image_values
from keras_gans.utils.arrays import to_array
from keras_gans.utils.checks import check_seed
from keras_gans.utils.warnings import warn

# Random latents, of which the nearest are where a projection starts.
CANDIDATES = 256
STARTS = 8


class Inversion:
    """Mixin of the projection of images into the space of a `LatentGAN`."""

    def project(
        self, image, *, labels=None, steps=200, seed=0, on_step=None, **kwargs
    ):
        """Finds a code whose image is like a given one; see `latent.project`.

        It starts from the 8 nearest of 256 random codes.

        Args:
            image: Float array `image_shape` in [-1, 1].
            labels: Label of the one image; `None` for an unknown one of a
                conditional model, which then starts from codes of all.
            steps: Positive integer.
            seed: Non-negative integer, of the random codes.
            on_step: As for `latent.project`.
            **kwargs: Other arguments of `latent.project`, such as `features`.

        Returns:
            `latent.Projection`. Its code is as `decode` takes it, with the
            label of a conditional model.

        Raises:
            ValueError: If the image has another shape or range, or `labels`
                are wrong.
        """
        image = to_array("image", image)
        if image.shape != self.image_shape:
            raise ValueError(
                f"image must be one image of shape {self.image_shape}, such as "
                f"`images[0]`. Received: an array of shape {image.shape}"
            )
        check_image_values(image)
        check_seed(seed)
        if labels is not None and self.uses_labels:
            labels = np.repeat(self.labels.read(labels, 1), CANDIDATES, axis=0)
        codes = self.random_codes(CANDIDATES, labels, seed)
        points, *others = tree.flatten(codes)
        pixels = self.decode(codes, batch_size=64)
        distances = _distances(pixels, image)
        if image.min() >= 0 and (
            _distances(pixels, 2 * image - 1).min() < distances.min()
        ):
            warn(
                "image has no value below 0, and the model's images are nearer "
                f"to `2 * image - 1`: is it{UNIT_RANGE % 'image'}"
            )
        nearest = np.argsort(distances)[:STARTS]
        others = [x[nearest] for x in others]

        def decode(x):
            # As `decode` shows them.
            images = self.decoded((x, *others) if others else x)
            return ops.clip(images, -1.0, 1.0)

        found = latent.project(
            decode,
            points[nearest],
            image,
            steps=steps,
            on_step=on_step,
            **self.prior() | kwargs,
        )
        rows = [x[found.start : found.start + 1] for x in others]
        code = (found.code, *rows) if rows else found.code
        return found._replace(code=code)

    def random_codes(self, n, labels, seed):
        """Returns n random codes, drawn and computed together."""
        inputs = self.sample_inputs(n, labels, seed)
        if not self.uses_labels:
            return inputs
        return inputs[0], self.label_vectors(inputs[1], n)

    def prior(self):
        """Returns the arguments of `latent.project` that keep codes likely."""
        if self.latent == "uniform":
            return {"bound": 1.0, "prior_weight": 0.0}
        return {}


def _distances(images, image):
    """Mean squared differences of images `(n, ...)` from one, `(n,)`."""
    return np.square(images - image).reshape(len(images), -1).mean(axis=1)
