"""The augmentation that a run names, and layers that it freezes."""

from keras_gans.layers import AdaptiveAugmentation
from keras_gans.layers import DiffAugmentation
from keras_gans.models import LATENT_MODELS
from keras_gans.models import MODELS

# Karras et al. 2020 (arXiv:2006.06676) use fewer for a training that starts
# from the weights of another.
TRANSFER_IMAGES = 100_000


def make_augmentation(name, is_transfer=False):
    """The `layers.Augmentation` that `augment` of a `Config` names.

    Args:
        name: `"ada"`, `"diff"`, a policy of `DiffAugmentation`, or `None`.
        is_transfer: Whether training starts from the weights of another.

    Raises:
        ValueError: If the name is another.
    """
    if name is None:
        return None
    if name == "ada":
        speed = {"images": TRANSFER_IMAGES} if is_transfer else {}
        return AdaptiveAugmentation(**speed)
    if name == "diff":
        return DiffAugmentation()
    try:
        return DiffAugmentation(name)
    except ValueError:
        raise ValueError(
            "augment must be 'ada', 'diff', 'none' or a policy such as "
            "'color,translation'. Flips and shifts of the training images "
            "alone are flip_and_shift=True; a model learns them too. "
            f"Received: augment={name!r}"
        ) from None


def check_augmentation(config):
    """Refuses an augmentation and frozen layers that do not suit the model.

    Args:
        config: A `Config` of known names.

    Raises:
        ValueError: If the model translates images, if an adaptive augmentation
            cannot follow its scores, or if layers of new weights are frozen.
    """
    for name in ("augment", "freeze_d"):
        value = getattr(config, name)
        if value is not None and config.model not in LATENT_MODELS:
            raise ValueError(
                f"{name} is not for {config.model}, which translates images. "
                f"Leave {name} out. Received: {name}={value!r}"
            )
    reason = getattr(MODELS[config.model], "unfit_for_adaptation", None)
    if config.augment == "ada" and reason:
        raise ValueError(
            f"augment='ada' is not for {config.model}, since {reason}; "
            f"augment='diff' is. Received: augment={config.augment!r}"
        )
    if config.freeze_d is not None and not config.start_from:
        raise ValueError(
            "freeze_d is for a training that starts from the weights of a "
            "trained model (start_from): it freezes the first layers of the "
            "discriminator. Leave freeze_d out, or set start_from. "
            f"Received: freeze_d={config.freeze_d}"
        )
