"""One line for an error that the user can fix, a traceback for a bug.

Errors and warnings speak of options, not of Python's arguments.
"""

import contextlib
import dis
import os
import re
import sys
import warnings
from pathlib import Path

import typer.core

from keras_gans.commands.wording import in_options
from keras_gans.commands.wording import option_of
from keras_gans.runs import sources
from keras_gans.runs.layout import is_run
from keras_gans.utils.backends import BACKENDS
from keras_gans.utils.pipeline_errors import text_in_pipeline

PACKAGE = Path(__file__).parents[1]
# TensorFlow's exceptions for which Python raises an OSError.
SYSTEM_ERRORS = (
    "DataLossError",
    "NotFoundError",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "UnavailableError",
)


MISSING = re.compile(r"(--(data|second)-dir) must be a folder.*not exist$")
OUT_OF_MEMORY = re.compile(r"\bOOM\b|(?i:out of|not enough) memory")


class Command(typer.core.TyperCommand):
    """A command whose expected errors end in one red line and status 1.

    The object of the context is called before the command: it imports what
    neither `--help` nor an error of usage needs.
    """

    def parse_args(self, ctx, args):
        if not ctx.resilient_parsing:
            _, rest, order = self.make_parser(ctx).parse_args(args=list(args))
            for path in filter(os.path.isdir, rest):
                _check_no_folder(ctx, path)
            for option in order:
                _check_given_once(ctx, option, order.count(option))
        return super().parse_args(ctx, args)

    def check(self, parameters):
        """Raises on what can be seen to be wrong without the package."""
        if parameters.get("source"):
            sources.check_exists(parameters["source"])

    def needs_package(self, parameters):
        return True

    def invoke(self, ctx):
        try:
            self.check(ctx.params)
            if self.needs_package(ctx.params):
                _begin(ctx.obj)
            with _warnings_in_options(self.params):
                return super().invoke(ctx)
        except BrokenPipeError:
            raise  # As by `| head`: click ends without a word.
        except Exception as error:
            text = expected(error)
            if text is None or ctx.find_root().params["traceback"]:
                raise
            text = in_options(text, self.params)
            text = _set_by_option(text, ctx.params)
            text += _if_moved(text, ctx.params)
            text += _if_not_writable(text, ctx.params)
            notes = getattr(error, "__notes__", [])
            text = " ".join([text.rstrip(".") + "." if notes else text, *notes])
            typer.secho(f"Error: {printable(text)}", fg="red", err=True)
            raise typer.Exit(1) from error


def _begin(run):
    """Imports the package, if that is left to do, with settings of its own.

    The user's keras.json may have others, for other programs.
    """
    try:
        if run:
            run()
    except (ImportError, ValueError) as error:
        missing = isinstance(error, ImportError)
        if error.name not in BACKENDS if missing else expected(error):
            raise
        remedy = f": pip install {error.name}" if missing else ""
        raise type(error)(
            f"Keras could not be imported: {error}{remedy}. Its settings are "
            "those of --backend of `keras-gans train`, of the variable "
            "KERAS_BACKEND and of the file keras.json in ~/.keras or the "
            "folder KERAS_HOME"
        ) from error
    config = sys.modules["keras"].config
    config.set_image_data_format("channels_last")
    config.set_floatx("float32")


class QuickCommand(Command):
    """A command that imports no Keras, so that it answers at once."""

    def needs_package(self, parameters):
        return False


def _set_by_option(text, given):
    """The text with `--set` before a value that it gave."""
    for setting in given.get("set_") or ():
        name = re.escape(setting.partition("=")[0])
        text = re.sub(rf"(?<=Received: )(?={name}=)", "--set ", text)
    return text


def _if_moved(text, given):
    """What to add about a folder that a run knows and that is not there."""
    missing = MISSING.match(text)
    if not missing or given.get(f"{missing[2]}_dir"):
        return ""
    if str(given.get("config")).endswith((".yaml", ".yml")):
        return ". A relative path in a file begins at the working folder"
    return f". If it was moved, {missing[1]} names its new place"


def _if_not_writable(text, given):
    """What to add about a folder that was not asked for and takes no files."""
    if "Could not write" not in text or given.get("resume"):
        return ""
    for name in ("output", "run_dir"):
        if given.get(name, "") is None:
            return f". --{name.replace('_', '-')} names another place"
    return ""


def _check_no_folder(ctx, path):
    """Fails on a folder that is no argument, as of the user's pictures."""
    if is_run(path) and any(p.name == "resume" for p in ctx.command.params):
        ctx.fail(
            f"A run knows its model: write `keras-gans train --resume {path}` "
            f"without MODEL. Received: {path}"
        )
    if any(p.name == "data_dir" for p in ctx.command.params):
        ctx.fail(
            "The folder of pictures is an option: write --data-dir. "
            f"Received: {path}"
        )


def _check_given_once(ctx, parameter, times):
    """Fails if an option has several values, of which all but one are lost."""
    takes_one = not (getattr(parameter, "is_flag", True) or parameter.multiple)
    if takes_one and times > 1:
        option = option_of(parameter)
        ctx.fail(
            f"{option} can be given once. Received: {option} {times} times"
        )


@contextlib.contextmanager
def _warnings_in_options(parameters):
    """Shows warnings of the library in the words of the command line."""
    show = warnings.showwarning

    def reword(message, category, *place):
        if category is UserWarning:
            message = category(printable(in_options(str(message), parameters)))
        show(message, category, *place)

    warnings.showwarning = reword
    try:
        yield
    finally:
        warnings.showwarning = show


def printable(text):
    """The text with escapes for characters that control a terminal.

    Names of files may hold any character.
    """
    return re.sub(
        r"[^\n -~\u00a0-\U0010ffff]", lambda c: ascii(c[0])[1:-1], text
    )


@contextlib.contextmanager
def remedies(texts):
    """Adds remedies on the command line to errors of the library.

    Args:
        texts: Dictionary from words to remedies. A remedy is added if the
            error contains its word, such as the name of an argument.
    """
    try:
        yield
    except Exception as error:
        for word, remedy in texts.items():
            if re.search(rf"\b{word}\b", str(error)):
                error.add_note(remedy)
        raise


def expected(error):
    """The text of an error that is not a bug, or `None`.

    Errors of files, networks and missing packages are expected. Any other error
    is expected only if a `raise` statement of this package raised it, not
    Python or another library.
    """
    if _is_of_memory(error):
        (first, *_) = str(error).splitlines() or [""]
        return (
            "The memory is too small. Smaller batches, images and networks "
            "need less; so do --accumulate and --rematerialize of "
            f"`keras-gans train`. Received: {first}"
        )
    if isinstance(error, OSError):
        return str(error)
    if isinstance(error, ImportError):
        ours = (error.name or "").partition(".")[0] == PACKAGE.name
        return None if ours else str(error)
    if isinstance(error, ValueError | TypeError):
        return str(error) if _on_purpose(error) else None
    return _expected_in_pipeline(error)


def _is_of_memory(error):
    """Whether the memory of the machine or of a device was too small."""
    if isinstance(error, MemoryError):
        return True
    kinds = (RuntimeError,)  # Those of torch and JAX.
    if tensorflow := sys.modules.get("tensorflow"):
        kinds += (tensorflow.errors.ResourceExhaustedError,)
    return isinstance(error, kinds) and bool(OUT_OF_MEMORY.search(str(error)))


def _on_purpose(error):
    """Whether a `raise` statement of this package raised the error."""
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    code = last.tb_frame.f_code
    if not Path(code.co_filename).is_relative_to(PACKAGE):
        return False
    return code.co_code[last.tb_lasti] == dis.opmap["RAISE_VARARGS"]


def _expected_in_pipeline(error):
    """The same as `expected` for an error from TensorFlow's data pipeline."""
    tensorflow = sys.modules.get("tensorflow")
    if not tensorflow or not isinstance(error, tensorflow.errors.OpError):
        return None
    if type(error).__name__ in SYSTEM_ERRORS:
        return error.message
    return text_in_pipeline(error)
