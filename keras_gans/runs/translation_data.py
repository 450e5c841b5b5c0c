"""What the command line trains translation on, by the arguments of a run."""

from keras_gans import datasets
from keras_gans.utils.checks import check_name

# Folders of the user's own pictures, and the models they are for.
FOLDERS = {"paired_folder": "pix2pix", "unpaired_folders": "cyclegan"}
# Channels of the inputs of tasks, where not those of the images.
INPUT_CHANNELS = {"colorize": 1, "edges": 1, "label_map": 3}
# Data sets with test images.
TESTED = ("mnist", "fashion_mnist", "cifar10", "stacked_mnist")


def check(config):
    """Refuses what is no data of the model of a `Config`.

    Raises:
        ValueError: On other data than the model translates, with those.
    """
    check_name("A data set", config.dataset, {**datasets.DATASETS, **FOLDERS})
    if config.dataset in FOLDERS:
        _check_folders(config)
    elif config.model == "pix2pix":
        check_name("--task of pix2pix", config.task, datasets.PAIRS)
        _check_none(config, "split", "second_dir")
    elif config.dataset != "celeba" or not config.split:
        raise ValueError(
            "cyclegan takes --dataset unpaired_folders, or celeba with "
            "--split. "
            f"Received: --dataset {config.dataset} --split {config.split}"
        )
    else:
        _check_none(config, "task", "second_dir")


def check_none(config):
    """Refuses what is only for translation."""
    if config.dataset in FOLDERS:
        raise ValueError(
            f"--dataset {config.dataset} is for {FOLDERS[config.dataset]}. "
            f"Received: {config.model}"
        )
    _check_none(config, "task", "split", "second_dir")


def load(config, of_task=None, **others):
    """The data set of a run: batches of two images.

    Args:
        config: A `Config`, checked.
        of_task: Dictionary of arguments of the task's function.
        **others: As for the function of its data set.
    """
    names = ("batch_size", "image_size", "channels", "seed", "augment")
    arguments = {name: getattr(config, name) for name in names}
    if config.skip_corrupt:
        arguments["skip_corrupt"] = True
    arguments |= others
    if config.dataset == "paired_folder":
        return datasets.paired_folder(
            config.data_dir, config.second_dir, **arguments
        )
    if config.dataset == "unpaired_folders":
        return datasets.unpaired_folders(
            config.data_dir, config.second_dir, **arguments
        )
    if config.dataset != "digits":
        arguments["data_dir"] = config.data_dir
    if config.split:
        attribute, _, against = config.split.partition(",")
        return datasets.celeba_split(
            attribute.strip(), against=against.strip() or None, **arguments
        )
    images = datasets.load(config.dataset, **arguments)
    return datasets.PAIRS[config.task](images, **of_task or {})


def shown(config, dataset):
    """What the grids of a run show: of test images, where there are such."""
    if config.dataset not in TESTED:
        return dataset
    of_task = {}
    if config.task == "label_map":
        # The model knows the classes of its training alone.
        images = dataset.map(lambda inputs, targets: targets)
        of_task["centres"] = datasets.label_map_centres(images)
    return load(config, of_task, split="test")


def input_channels(config):
    """The channels of a run's inputs."""
    return INPUT_CHANNELS.get(config.task, config.channels)


def _check_folders(config):
    if config.model != FOLDERS[config.dataset]:
        check_none(config)
    _check_none(config, "task", "split")
    if config.dataset == "unpaired_folders" and not config.second_dir:
        raise ValueError(
            "unpaired_folders takes --data-dir and --second-dir, a folder of "
            f"each kind. Received: --second-dir {config.second_dir}"
        )


def _check_none(config, *names):
    for name in names:
        if (value := getattr(config, name)) is not None:
            option = "--" + name.replace("_", "-")
            raise ValueError(
                f"{option} is not for {config.model} on {config.dataset}. "
                f"Received: {option} {value}"
            )
