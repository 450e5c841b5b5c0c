"""Errors and warnings of the library in the words of the command line."""

import re

# Arguments of the library that are no parameters of a command.
OTHERS = {
    "dataset": "the data set",
    "dir_a": "--data-dir",
    "dir_b": "--second-dir",
    "fake_dir": "TARGET",
    "filepath": "OUTPUT",
    "image_shape": "--image-size",
    "input_channels": "channels of the input",
    "input_dir": "--data-dir",
    "real_dir": "REFERENCE",
    "scores": "--score",
    "source": "SOURCE",
    "target_dir": "--second-dir",
}
# Remedies that only Python offers, and those of the command.
PHRASES = {
    "kg.GAN, whose default networks take any size": "the model gan, which "
    "takes any size",
    "; or networks of your own, generator= and discriminator=": "",
    "labels=True": "A model of labels",
    "set ema_half_life, such as 10000": "give --set ema_half_life=10000, in",
    "a task, as datasets.edges is one": "--task, such as --task edges",
}
VALUE = r"""'[^']*'|"[^"]*"|\([^()]*\)|[^\s,;)]*[^\s,;).]"""


def option_of(parameter):
    """What users type for a parameter: `--batch-size`, or `MODEL`."""
    if parameter.param_type_name == "argument":
        return parameter.metavar or parameter.name.upper()
    return max(parameter.opts, key=len)


def in_options(text, parameters):
    """The text with options instead of Python's arguments.

    `batch_size=512` becomes `--batch-size 512`, `augment=True` becomes
    `--augment`, `task=None` becomes `no --task`, a size `[48, 64]` becomes
    `48x64`, and an optimizer `{'name': 'sgd'}` becomes `sgd`.

    Args:
        text: Text of an error or a warning.
        parameters: The parameters of the command, as click lists them.
    """
    if text.startswith("Could not read"):
        return text  # Its words are those of a file.
    own = {p.name: option_of(p) for p in parameters}
    if "start_from" in own:  # What `train` loads.
        own["source"] = own["start_from"]
    options = OTHERS | own
    text = re.sub(r"image_shape=\((\d+), (\d+), (\d+)\)", _size, text)
    if "image_size" in text:
        text = re.sub(r"\[(\d+), (\d+)\]", r"\1x\2", text)
    text = re.sub(r"\{'name': '(\w+)'\}", r"\1", text)  # An optimizer.
    for phrase, other in PHRASES.items():
        text = text.replace(phrase, other)

    def listed(match):
        return ", ".join(options.get(x, x) for x in match[0].split(", "))

    text = re.sub(r"(?<= except )\w+(, \w+)+(?=;)", listed, text)

    def given(match):
        option, value = options[match[1]], match[2].strip("'\"")
        if value in ("None", "False"):
            return f"no {option}"
        return option if value == "True" else f"{option} {value}"

    names = "|".join(sorted(options, key=len, reverse=True))
    start = r"(?<![-\w/.'])"
    # What is None in Python is an option that is not given.
    text = re.sub(
        rf"{start}(({names}) must (?:[^.]|\.\d)*?),? or None\b",
        r"\1, or be left out",
        text,
    )
    text = re.sub(rf"{start}({names})=({VALUE})", given, text)
    # These may be English words too; what follows shows that they are not.
    follows = r"(?= must | out\b| is (?:not )?for |: [^;]* (?:before|there), )"
    text = re.sub(
        rf"{start}({names})\b{follows}", lambda match: options[match[1]], text
    )
    names = "|".join(name for name in options if "_" in name)
    return re.sub(
        rf"{start}({names})\b(?![/'=]|\.\w)",
        lambda match: options[match[1]],
        text,
    )


def _size(match):
    height, width, channels = match.groups()
    size = height if height == width else f"{height}x{width}"
    return f"--image-size {size} and --channels {channels}"
