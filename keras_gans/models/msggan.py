"""MSG-GAN: the multi-scale gradient GAN."""

import keras
from keras import ops

from keras_gans import networks
from keras_gans.layers.resampling import mean
from keras_gans.models.wgangp import WGANGP
from keras_gans.utils.network_checks import outputs_of
from keras_gans.utils.network_checks import shapes_of


@keras.saving.register_keras_serializable("keras_gans")
class MSGGAN(WGANGP):
    """The multi-scale gradient GAN.

    Karnewar and Wang 2020 (arXiv:1903.06048): the generator makes images of all
    sizes at once, and the discriminator sees all of them, so gradients reach
    each layer of the generator directly. Nothing grows, and training has no
    stages. Real images are averaged down to the other sizes.

    The loss is that of `WGANGP`, with one critic update per generator update;
    the penalty is averaged over the sizes (section 3). RMSprop 0.003 for both
    players. Images come from the moving average of the generator, and are those
    of the largest size.

    The authors' code (akanimax/BMSG-GAN) differs from the paper: a relativistic
    hinge loss without a penalty, Adam 0.003 (0, 0.99), and the channel of the
    batch's standard deviation at the smallest size alone.

    Args:
        image_shape: As for `DCGAN`; no points.
        latent_dim: Positive integer, the length of a latent.
        d_steps: As for `WGANGP`.
        ema: As for `LatentGAN`.
        **kwargs: As for `WGANGP`. A generator of your own returns a list of
            images, the largest last; a discriminator takes such a list.

    Logs: those of `WGANGP`.
    """

    recommended = {}
    without_labels = "its discriminator takes a list of images alone"

    def __init__(
        self, image_shape, latent_dim=512, *, d_steps=1, ema=0.999, **kwargs
    ):
        super().__init__(
            image_shape, latent_dim, d_steps=d_steps, ema=ema, **kwargs
        )

    def default_generator(self):
        return networks.msggan_generator(
            self.image_shape, self.latent_dim, width=self.width
        )

    def default_discriminator(self):
        return networks.msggan_discriminator(self.image_shape, width=self.width)

    def default_optimizer(self):
        return keras.optimizers.RMSprop(0.003)

    def check_generator(self):
        """Raises unless the generator returns images of fitting sizes."""
        images = outputs_of(
            "The generator", self.generator, self.generator_input()
        )
        shapes = [shape[1:] for shape in shapes_of(images)]
        height, width, channels = self.image_shape
        fit = [
            len(shape) == 3
            and height * shape[1] == width * shape[0]
            and height % shape[0] == 0
            and shape[2] == channels
            for shape in shapes
        ]
        is_list = isinstance(images, list)
        if not (is_list and all(fit) and shapes[-1] == self.image_shape):
            raise ValueError(
                "The generator must return a list of the same images in "
                "several sizes that divide image_shape, the largest last, such "
                f"as images of {height // 2}x{width // 2} and of "
                f"{height}x{width}. Received: a generator with output shapes "
                f"{shapes}"
            )
        self.sizes = [shape[:2] for shape in shapes]

    def discriminator_input(self):
        return [
            keras.Input((*size, self.image_shape[-1])) for size in self.sizes
        ]

    def real_batch(self, data):
        images = ops.convert_to_tensor(super().real_batch(data), "float32")
        return [mean(images, self.image_shape[0] // h) for h, _ in self.sizes]

    def call(self, latents, training=False):
        return super().call(latents, training)[-1]
