"""The base of models whose discriminator sees augmented images in training."""

import keras
from keras import ops

from keras_gans.layers.adaptive_augmentation import AdaptiveAugmentation
from keras_gans.layers.augmentation import Augmentation
from keras_gans.training.adversarial import AdversarialModel
from keras_gans.training.batches import Labelled
from keras_gans.training.batches import count_all_images
from keras_gans.training.two_optimizers import batches_per_update

CHANNELS = (1, 3, 4)


class Augmented(AdversarialModel):
    """A model whose discriminator sees augmented images in training.

    A subclass sets `image_shape` before it calls `finish`, passes all that its
    discriminator sees through `as_seen`, and adds `adaptive_logs` to the logs
    of `d_objective`. If it overrides `after_d_update`, it calls this one.

    Args:
        augmentation: `layers.Augmentation` or `None`.
        **kwargs: As for `AdversarialModel`.
    """

    # Why an adaptive augmentation cannot follow the scores, or `None`.
    unfit_for_adaptation = None

    def __init__(self, *, augmentation=None, **kwargs):
        super().__init__(**kwargs)
        self.augmentation = augmentation

    def finish(self):
        if self.augmentation is not None:
            self._check_augmentation()
        if self._is_adaptive:
            self.log_names = (*self.log_names, "real_sign", "augmentation_p")
        super().finish()
        if self._is_adaptive:
            self.augmentation.has_model = True

    def augment(self, batch):
        """Augments a real or fake batch before the discriminator sees it."""
        if self.augmentation is None:
            return batch
        if isinstance(batch, tuple):
            images, labels = batch
            return Labelled(self.augment(images), labels)
        return self.augmentation(batch, seed=self.seed_generator)

    def as_seen(self, batch, training):
        """Returns a batch as the discriminator sees it: augmented in training.

        Every method that calls the discriminator passes its images on through
        this one.
        """
        return self.augment(batch) if training else batch

    def margins(self, real_scores, fake_scores):
        """Returns scores of real images whose zero means "undecided"."""
        return real_scores

    def adaptive_logs(self, real_scores, fake_scores):
        """Returns the logs that an adaptive augmentation follows, if any."""
        if not self._is_adaptive:
            return {}
        margins = self.margins(real_scores, fake_scores)
        return {
            "real_sign": ops.mean(ops.sign(margins)),
            # A copy, since p may change before it is logged.
            "augmentation_p": ops.copy(self.augmentation.p.value),
        }

    def after_d_update(self, real, logs):
        if self._is_adaptive:
            n = count_all_images(real) * batches_per_update(self.d_opt)
            self.augmentation.adapt(logs["real_sign"], n)

    @property
    def _is_adaptive(self):
        return isinstance(self.augmentation, AdaptiveAugmentation)

    def _check_augmentation(self):
        if not isinstance(self.augmentation, Augmentation):
            raise TypeError(
                "augmentation must be a keras_gans.layers.Augmentation, such "
                "as keras_gans.layers.DiffAugmentation() or a subclass of your "
                "own. Other layers may be mapped over the training images. "
                f"Received: augmentation={self.augmentation!r}"
            )
        if self._is_adaptive and self.augmentation.has_model:
            raise ValueError(
                "augmentation must be a new layer, since its probability "
                "follows the scores of one model: make an AdaptiveAugmentation "
                "for each. Received: the augmentation of another model"
            )
        shape = self.image_shape
        if len(shape) != 3 or shape[-1] not in CHANNELS:
            raise ValueError(
                "augmentation is for images (height, width, channels) of 1, 3 "
                "or 4 channels; leave it out for other data. "
                f"Received: augmentation with image_shape={shape}"
            )
        if self._is_adaptive and self.unfit_for_adaptation:
            name = type(self).__name__
            raise ValueError(
                "AdaptiveAugmentation needs scores that are 0 where the "
                "discriminator is undecided, but "
                f"{self.unfit_for_adaptation}. Use "
                "keras_gans.layers.DiffAugmentation(), or a model such as "
                f"LSGAN or R3GAN. Received: AdaptiveAugmentation for a {name}"
            )

    def get_config(self):
        return {
            **super().get_config(),
            "augmentation": keras.saving.serialize_keras_object(
                self.augmentation
            ),
        }
