"""The latent space of a model: its points, and the images of single points."""

import reprlib

import numpy as np
from keras import ops
from keras import tree

from keras_gans import latent
from keras_gans.latent.points import finite
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.checks import check_seeds

METHODS = ("sefa", "pca")
# Samples whose principal components give directions.
SAMPLES = 1000
DIRECTIONS = 8


class LatentSpace:
    """Mixin of methods for the latent space of a `LatentGAN`.

    Its points, "codes", are what the generator reads: latents `(n,
    latent_dim)`, with the label vectors `(n, k)` of a conditional model in a
    tuple. Those of a style-based generator are styles w `(n, latent_dim)`.
    `keras_gans.latent` has functions of such arrays.
    """

    def codes(self, seeds, *, labels=None, truncation=None):
        """Returns the codes of seeds, each drawn alone.

        Args:
            seeds: List of non-negative integers, one for each code.
            labels: As for `generate`.
            truncation: As for `generate`.

        Returns:
            Float32 NumPy array, or a tuple of two: see `LatentSpace`.

        Raises:
            ValueError: As `generate`.
        """
        seeds = check_seeds(seeds)
        latents = np.concatenate([self.sample_latents(1, s) for s in seeds])
        latents = latent.truncated(latents, truncation, self.latent)
        if not self.uses_labels:
            self.check_no_labels(labels)
            return latents
        if labels is None:
            labels = self.labels.numbered(np.array(seeds) % self.labels.size)
        return latents, self.label_vectors(labels, len(seeds))

    def label_vectors(self, labels, n):
        """Returns labels, as for `generate`, as vectors `(n, k)`."""
        labels = ops.convert_to_tensor(self.labels.asked(labels, n))
        return ops.convert_to_numpy(self.labels.encode(labels))

    def decode(self, codes, *, batch_size=1):
        """Returns the images of codes, float32 `(n, *image_shape)` in [-1, 1].

        Args:
            codes: As `codes` returns them.
            batch_size: Positive integer. With 1, an image is the same, bit by
                bit, whatever others are asked for with it. In larger batches,
                which are faster, results differ by rounding: libraries choose
                the order of sums by the size of the batch.

        Raises:
            ValueError: If codes are of another shape, not finite, or without
                the labels of a conditional model.
        """
        return self.images_from(self._checked(codes), batch_size)

    def _checked(self, codes):
        shape = "n", self.latent_dim
        if not self.uses_labels:
            return finite("codes", codes, shape).astype("float32")
        if not isinstance(codes, tuple | list) or len(codes) != 2:
            raise ValueError(
                "codes of a conditional model must be two arrays, latents and "
                "labels, as `codes(seeds)` returns them. "
                f"Received: {reprlib.repr(codes)}"
            )
        points = finite("latents", codes[0], shape).astype("float32")
        labels = to_numpy(codes[1])
        if labels.shape == (len(points), self.labels.size):
            return points, finite("labels", labels).astype("float32")
        # Classes by their numbers.
        self.labels.check(labels, len(points))
        return points, labels

    def decoded(self, codes):
        """Returns the images of codes, tensors, through which gradients pass.

        Unlike those of `decode`, they may leave [-1, 1].
        """
        return self.call(codes, training=False)

    @property
    def between(self):
        """How codes are interpolated: `latent.slerp` or `latent.lerp`."""
        return latent.slerp if self.latent == "normal" else latent.lerp

    @property
    def code_norm(self):
        """The typical norm of a code; `None` if codes have none."""
        scale = 1.0 if self.latent == "normal" else 1 / 3
        return float(np.sqrt(self.latent_dim * scale))

    def interpolate(
        self, seeds, steps, *, loop=False, labels=None, truncation=None
    ):
        """Returns the images on the way from seed to seed.

        Normal latents are interpolated on arcs, uniform ones, labels and the
        styles of a style-based generator on straight lines. The images of the
        seeds are exactly those of `generate(seeds=seeds)`.

        Args:
            seeds: List of at least two non-negative integers.
            steps: Positive integer, steps from each seed to the next.
            loop: Whether to return to the first seed: the last image is a step
                before it.
            labels: As for `generate`.
            truncation: As for `generate`.

        Returns:
            Float32 NumPy array of `(k - 1) * steps + 1` images, or of `k *
            steps` for a loop of k seeds.

        Raises:
            ValueError: As `generate`, and with fewer than two seeds.
        """
        check_positive(steps=steps)
        check_seeds(seeds, least=2)
        codes = self.codes(seeds, labels=labels, truncation=truncation)
        points, *others = tree.flatten(codes)
        parts = [latent.path(points, steps, loop=loop, between=self.between)]
        parts += [
            latent.path(x, steps, loop=loop, between=latent.lerp)
            for x in others
        ]
        return self.decode(tree.pack_sequence_as(codes, parts))

    # === Directions ===

    def first_weights(self):
        """Returns the weights that read the latents, `(latent_dim, units)`."""
        sizes = {self.latent_dim}
        if self.uses_labels:
            sizes.add(self.latent_dim + self.labels.size)
        for weight in self.inference_generator.weights:
            is_kernel = weight.name == "kernel" and len(weight.shape) == 2
            if is_kernel and weight.shape[0] in sizes:
                return ops.convert_to_numpy(weight)[: self.latent_dim]
        raise ValueError(
            "Directions of the first layer need a generator that begins with a "
            "dense layer of the latents, before any labels. Use "
            'method="pca". Received: a generator without one'
        )

    def directions(self, k=None, *, method="sefa", seed=0):
        """Returns directions along which images change.

        Args:
            k: Positive integer, how many; `None` for 8, or all if there are
                fewer.
            method: `"sefa"` (see `latent.sefa`) uses the weights of the first
                layer, or those by which a style-based generator reads styles.
                `"pca"` uses principal components of 1,000 styles, or of 1,000
                images for generators without styles (see
                `latent.principal_directions`).
            seed: Non-negative integer, of the samples of `"pca"`.

        Returns:
            Float32 array `(k, latent_dim)` of unit vectors, that which changes
            images most first.

        Raises:
            ValueError: If there are not so many directions, or the generator
                does not begin with a dense layer.
        """
        check_name("method", method, METHODS)
        check_seed(seed)
        if method == "sefa":
            found = latent.sefa(self.first_weights(), k)
        else:
            latents = self.sample_latents(SAMPLES, seed)
            found = self.principal_directions(k, latents)
        return found[: k or DIRECTIONS]

    def principal_directions(self, k, latents):
        """Returns `directions` by principal components, for latents."""
        inputs = latents
        if self.uses_labels:
            inputs = latents, self.labels.cycled(len(latents))
        images = self.images_from(inputs, batch_size=64)
        return latent.principal_directions(images, k, latents=latents)
