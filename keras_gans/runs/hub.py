"""The Hugging Face Hub: models of others, and where to publish one's own."""

import contextlib
import importlib
import re
from pathlib import Path

from keras_gans.utils.version import __version__

PREFIX = "hf://"
# What a model needs of its folder on the hub.
FILES = ("*.json", "model.weights.*", "assets/*")


def is_address(text):
    """Whether a text is an address of the hub."""
    return text.startswith(PREFIX)


def repository(address):
    """The `user/name` of an address.

    Raises:
        ValueError: If it is none.
    """
    name = address.removeprefix(PREFIX)
    if not is_address(address) or not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise ValueError(
            "The address of a model on the Hugging Face Hub must be "
            f"hf://user/name. Received: {address}"
        )
    return name


def downloaded(address):
    """The folder of a model of the hub, which is downloaded once.

    Raises:
        ImportError: If `huggingface_hub` is missing.
        OSError: If the hub cannot be reached or does not have the model.
        ValueError: If it is no address.
    """
    name = repository(address)
    hub = library()
    with naming(f"Could not download {address}"):
        return Path(
            hub.snapshot_download(
                name,
                allow_patterns=FILES,
                library_name="keras-gans",
                library_version=__version__,
            )
        )


def uploader(address, private=False):
    """A function that publishes a folder, after what can fail before.

    Args:
        address: Text, `hf://user/name`.
        private: Whether only the user sees the model.

    Returns:
        A function of a folder, which returns the web address.

    Raises:
        ImportError: If `huggingface_hub` is missing.
        OSError: If the user has no token.
        ValueError: If it is no address.
    """
    name = repository(address)
    hub = library()
    token = hub.get_token()
    if token is None:
        raise PermissionError(
            "Publishing needs your token of the Hugging Face Hub: run "
            "`hf auth login`, or set the environment variable HF_TOKEN. "
            f"Received: {address}, and no token"
        )
    api = hub.HfApi(
        token=token, library_name="keras-gans", library_version=__version__
    )

    def upload(folder):
        with naming(f"Could not publish {address}"):
            url = api.create_repo(name, private=private, exist_ok=True)
            api.upload_folder(
                repo_id=name, folder_path=folder, commit_message="Publish"
            )
        return str(url)

    return upload


def library():
    """The module `huggingface_hub`.

    Raises:
        ImportError: If it is missing.
    """
    try:
        return importlib.import_module("huggingface_hub")
    except ModuleNotFoundError as error:
        raise ImportError(
            "hf:// needs huggingface_hub: `pip install 'keras-gans[hub]'` or "
            "`pip install huggingface_hub`."
        ) from error


@contextlib.contextmanager
def naming(what):
    """Turns the hub's errors into one line that begins with `what`."""
    try:
        yield
    except Exception as error:  # Its HTTP library raises all kinds.
        reason = " ".join(str(error).split()) or type(error).__name__
        raise OSError(f"{what}: {reason}") from error
