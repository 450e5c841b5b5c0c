"""How a model of latents generates images."""

import keras
from keras import ops

from keras_gans.latent.truncation import truncated
from keras_gans.training import export
from keras_gans.training.prediction import check_latents
from keras_gans.training.prediction import predict_in_batches
from keras_gans.training.prediction import watched_inputs
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.seeds import new_seed


class Generation:
    """Mixin of the ways from latents to images of a `LatentGAN`."""

    def generate(
        self,
        n=None,
        *,
        labels=None,
        seed=None,
        seeds=None,
        batch_size=64,
        truncation=None,
    ):
        """Generates images.

        Args:
            n: Positive integer; `None` with `seeds`.
            labels: `None`, unless the model is conditional; see `Conditional`.
            seed: Non-negative integer; the same seed gives the same n images on
                one backend. `None` gives new images in each call; behind
                `keras.utils.set_random_seed`, they are the same each time.
            seeds: List of non-negative integers, a seed for each image, or
                `None`. An image then follows from its own seed alone: it is
                the same whatever others stand beside it. It is computed alone,
                which takes longer than batches do. Without labels, that of a
                conditional model is class (or attribute) `seed` mod k.
            batch_size: Positive integer, number of images in a batch, without
                `seeds`.
            truncation: Positive float, the largest absolute value in a latent
                (see `latent.truncated`); `None` for no limit. Lower values give
                images that are better and more alike.

        Returns:
            Float32 NumPy array `(n, *image_shape)` in [-1, 1].

        Raises:
            ValueError: If the model is not conditional and gets labels; if
                labels are unknown, out of range or not one per image; if
                `seeds` are given with `n` or `seed`; or if `truncation` is not
                a positive finite number.
        """
        if seeds is not None:
            check_alone(seeds, n, seed)
            return self.decode(
                self.codes(seeds, labels=labels, truncation=truncation)
            )
        inputs = self.sample_inputs(n, labels, seed)
        return self.images_from(self.truncated(inputs, truncation), batch_size)

    def predict(self, x, *args, **kwargs):
        """Returns the images of latents `(n, latent_dim)`, as in Keras.

        A conditional model takes a tuple of latents and labels.

        Raises:
            TypeError: If `x` is neither arrays nor data of several batches.
            ValueError: If latents have another shape, or labels are missing.
        """
        if all(map(is_array, keras.tree.flatten(x))):
            x = self.checked_inputs(keras.tree.map_structure(to_numpy, x))
            return super().predict(x, *args, **kwargs)
        self._check_inputs_of_call(x)
        x, reading = watched_inputs(x, self.checked_inputs)
        with reading:
            return super().predict(x, *args, **kwargs)

    def checked_inputs(self, inputs):
        """Returns NumPy arrays for Keras's `predict`, checked."""
        self._check_inputs_of_call(inputs)
        return inputs

    def _check_inputs_of_call(self, inputs):
        names = ["latents"] + ["labels"] * self.uses_labels
        check_latents(inputs, self.latent_dim, names)

    def call(self, inputs, training=False):
        self._check_inputs_of_call(inputs)
        inputs = self.encoded(inputs)

        def images():
            if training:
                return self.generator(inputs, training=True)
            return self.inference_generator(inputs, training=False)

        return self.at_current_stage(images, lambda: self.variables)

    def call_inputs(self):
        """Returns the symbolic inputs of `call` and `predict`."""
        return keras.Input((self.latent_dim,), name="latents")

    def inference_network(self):
        inputs = self.call_inputs()
        return export.network(inputs, self.call(inputs))

    def encoded(self, inputs):
        """Returns the generator's inputs for inputs of `call`."""
        return inputs

    def sample_inputs(self, n, labels, seed):
        """Returns inputs of `call` for `generate`, NumPy arrays."""
        self.check_no_labels(labels)
        return self.sample_latents(n, seed)

    def check_no_labels(self, labels):
        """Raises on labels for a model that is not conditional."""
        if labels is not None:
            raise ValueError(
                f"{type(self).__name__} is not conditional, so labels must be "
                "None. Leave labels out, or train a conditional model. "
                f"Received: labels={labels!r}"
            )

    def truncated(self, inputs, truncation):
        """Returns inputs of `call` with truncated latents."""
        latents, *labels = inputs if self.uses_labels else (inputs,)
        latents = truncated(latents, truncation, self.latent)
        return (latents, *labels) if self.uses_labels else latents

    def sample_latents(self, n, seed):
        """Returns latents for `generate`, a NumPy array `(n, latent_dim)`."""
        if n is None:
            raise ValueError(
                "generate takes n, the number of images, such as "
                "generate(16), or seeds. Received: neither"
            )
        check_positive(n=n)
        check_seed(seed)
        seed = new_seed() if seed is None else int(seed)
        return ops.convert_to_numpy(self.latents(n, seed))

    def images_from(self, inputs, batch_size):
        """Returns images in [-1, 1] for inputs of `call`, a NumPy array."""
        images = predict_in_batches(self, inputs, batch_size)
        # A generator without a final tanh can exceed [-1, 1].
        return images.clip(-1.0, 1.0)


def check_alone(seeds, n, seed):
    """Raises if `seeds` are given with what they replace."""
    if n is not None or seed is not None:
        raise ValueError(
            "seeds give each image a seed of its own: leave n and seed out. "
            f"Received: seeds={seeds!r}, n={n!r}, seed={seed!r}"
        )
