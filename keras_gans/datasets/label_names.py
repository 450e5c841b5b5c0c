"""What the labels of the data sets are, for conditional models."""

from keras_gans.datasets.image_folder import class_names
from keras_gans.utils.checks import check_name

DIGITS = tuple("0123456789")

CLASSES = {
    "digits": DIGITS,
    "mnist": DIGITS,
    "fashion_mnist": (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    "cifar10": (
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
    "stacked_mnist": tuple(f"{i:03d}" for i in range(1000)),
}

CELEBA_ATTRIBUTES = tuple(
    (
        "5_o_Clock_Shadow Arched_Eyebrows Attractive Bags_Under_Eyes Bald "
        "Bangs Big_Lips Big_Nose Black_Hair Blond_Hair Blurry Brown_Hair "
        "Bushy_Eyebrows Chubby Double_Chin Eyeglasses Goatee Gray_Hair "
        "Heavy_Makeup High_Cheekbones Male Mouth_Slightly_Open Mustache "
        "Narrow_Eyes No_Beard Oval_Face Pale_Skin Pointy_Nose "
        "Receding_Hairline Rosy_Cheeks Sideburns Smiling Straight_Hair "
        "Wavy_Hair Wearing_Earrings Wearing_Hat Wearing_Lipstick "
        "Wearing_Necklace Wearing_Necktie Young"
    ).split()
)


def label_arguments(name, data_dir=None):
    """What a conditional model must know of a data set's labels.

    Args:
        name: Of the data set, as for `load`.
        data_dir: The folder of `"image_folder"`, whose subfolders are classes.

    Returns:
        A dictionary of `num_classes` or `num_attributes`, and `label_names`,
        for `ConditionalGAN` and others.
    """
    check_name("A data set", name, (*CLASSES, "celeba", "image_folder"))
    if name == "celeba":
        return {"num_attributes": 40, "label_names": CELEBA_ATTRIBUTES}
    names = class_names(data_dir) if name == "image_folder" else CLASSES[name]
    return {"num_classes": len(names), "label_names": names}
