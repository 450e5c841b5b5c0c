"""The moving average of a generator, which generates the images."""

from keras import ops
from keras.backend import is_float_dtype

from keras_gans.training.batches import count_all_images
from keras_gans.training.copying import copy_network
from keras_gans.training.two_optimizers import batches_per_update


class MovingAverage:
    """Mixin of the exponential moving average of a `LatentGAN`'s generator."""

    def begin_average(self):
        """Makes the average, of the initial weights."""
        self.ema_generator = copy_network(
            self.generator, self.generator_input()
        )
        self.ema_generator.trainable = False
        self.ema_updates = self.add_weight(
            shape=(),
            dtype="int32",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="ema_updates",
        )

    def compile_step(self, *args, **kwargs):
        self._check_average()
        if self.ema:  # `model.trainable = True` is for all networks.
            self.ema_generator.trainable = False
        super().compile_step(*args, **kwargs)

    def check_trainable(self):
        super().check_trainable()
        self._check_average()

    def get_config(self):
        self._check_average()  # Such a file could not be loaded.
        return super().get_config()

    def _check_average(self):
        if not self.ema:
            return
        shapes, own = (
            [v.shape for v in network.weights]
            for network in (self.ema_generator, self.generator)
        )
        if shapes != own:
            raise ValueError(
                "The generator must have the weights that its average has: add "
                "others, as by `enable_lora`, before the model is made with "
                "generator= and ema=. `quantize` of the model changes both. "
                f"Received: {len(own)} weights, and an average of {len(shapes)}"
            )

    def ema_decay(self, t, n):
        """Returns the decay of the moving average.

        Args:
            t: Float32 scalar, number of updates of the average, including this
                one.
            n: Integer scalar, number of images in the update.
        """
        del n
        return ops.minimum(self.ema, (1.0 + t) / (10.0 + t))

    def after_g_update(self, real):
        if not self.ema:
            return
        self.ema_updates.assign(self.ema_updates.value + 1)
        t = ops.cast(self.ema_updates.value, "float32")
        n = count_all_images(real) * batches_per_update(self.g_opt)
        decay = self.ema_decay(t, n)
        for average, new in zip(
            self.ema_generator.weights, self.generator.weights, strict=True
        ):
            if not is_float_dtype(average.dtype):  # Such as a counter.
                average.assign(new.value)
                continue
            change = new.value - average.value
            share = ops.cast(1.0 - decay, change.dtype)
            average.assign_add(ops.cast(share * change, average.dtype))

    @property
    def inference_generator(self):
        """The generator that makes the images: the average, if there is one.

        `generator` is the one that is trained.
        """
        return self.ema_generator if self.ema else self.generator
