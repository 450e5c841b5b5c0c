"""The models that are measured, by this package and by their peers."""

import dataclasses
import importlib


@dataclasses.dataclass(frozen=True)
class Case:
    """A model, its settings and its data.

    Args:
        name: Name of the class in `keras_gans` and in `module`.
        module: Module of the peer.
        size: Side of the images, which have three channels.
        batch: Images in a batch.
        steps: Batches in an epoch, a multiple of the period.
        settings: Arguments of both classes.
        ours: Arguments of the class in `keras_gans` alone.
    """

    name: str
    module: str
    size: int
    batch: int
    steps: int
    settings: dict
    ours: dict = dataclasses.field(default_factory=dict)

    @property
    def period(self):
        """Steps in which each lazy regulariser has its share."""
        return 16 if self.name == "StyleGAN2" else 1

    @property
    def is_paired(self):
        return self.name == "CycleGAN"

    def model(self):
        """The model in `keras_gans`."""
        import keras_gans

        cls = getattr(keras_gans, self.name)
        shape = (self.size, self.size, 3)
        return cls(shape, seed=0, **self.settings, **self.ours)

    def peer(self, **options):
        """The same in PyTorch."""
        module = importlib.import_module(f"torch_peers.{self.module}")
        cls = getattr(module, self.name)
        return cls(self.size, **self.settings, **options)


def _stylegan2(size, batch, steps, **settings):
    # The precision is that of the row, at all sizes.
    ours = {"config": "auto", "bfloat16_sizes": 0}
    return Case("StyleGAN2", "stylegan2", size, batch, steps, settings, ours)


CASES = {
    "dcgan_64": Case("DCGAN", "dcgan", 64, 128, 64, {"width": 64}),
    # Width and batch are those of the authors' later code on one GPU.
    "stylegan2_64": _stylegan2(
        64, 32, 32, width=256, latent_dim=512, depth=2, path_every=4
    ),
    "stylegan2_256": _stylegan2(
        256, 16, 16, width=64, latent_dim=512, depth=2, path_every=4
    ),
    "r3gan_64": Case("R3GAN", "r3gan", 64, 64, 16, {"width": 64}),
    # Batches of one are the paper's.
    "cyclegan_256": Case("CycleGAN", "cyclegan", 256, 1, 64, {"width": 64}),
}
SMALL = {"width": 4, "latent_dim": 8, "depth": 1, "path_every": 4}
MINIATURES = {
    "dcgan_64": Case("DCGAN", "dcgan", 16, 8, 2, {"width": 4}),
    "stylegan2_64": _stylegan2(16, 4, 2, **SMALL),
    "stylegan2_256": _stylegan2(32, 4, 2, **SMALL),
    "r3gan_64": Case("R3GAN", "r3gan", 16, 4, 2, {"width": 4}),
    "cyclegan_256": Case("CycleGAN", "cyclegan", 16, 2, 2, {"width": 4}),
}


def case_of(name, miniature):
    return (MINIATURES if miniature else CASES)[name]


def noise(case, seed=0):
    """Images of an epoch, uniform in [-1, 1], `(n, size, size, 3)`."""
    import numpy as np

    shape = (case.steps * case.batch, case.size, case.size, 3)
    draws = np.random.default_rng(seed).random(shape, "float32")
    return 2 * draws - 1
