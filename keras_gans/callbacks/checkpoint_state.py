"""The state of a training, given back to its model and its callbacks.

A callback with a state within an epoch has two methods: `progress()` returns
it, as a dictionary for JSON, and `resume_epoch(progress)` takes it back.
"""

from keras import ops

from keras_gans.callbacks.checkpoint_configuration import state
from keras_gans.utils.warnings import warn


def assign(model, path, header, values):
    """Gives a model the state of a checkpoint.

    Args:
        model: `ResumableModel`. If its optimizers are others, they start anew,
            with a warning.
        path: As `checkpoint_files.newest` returns it; so are `header` and
            `values`.

    Raises:
        ValueError: If the model is not compiled, or has weights of other
            shapes.
    """
    if getattr(model, "optimizer", None) is None:
        raise ValueError(
            "model must be compiled to be restored; call model.compile() "
            f"before. Received: {model.name}"
        )
    n = len(model.variables)
    if not _fit_in(model.variables, values[:n]):
        raise ValueError(
            "The weights of a checkpoint must have the shapes of the model's: "
            "make the model with the arguments of the saved one. "
            f"Received: {path}, of a {header.get('model')} with other shapes"
        )
    variables = state(model)
    if not _fit_in(variables, values):
        warn(
            f"The optimizers of {path} differ from those of the model, so the "
            "model's optimizers start anew.",
        )
        variables = model.variables
    for variable, value in zip(variables, values, strict=False):
        variable.assign(value)


def _fit_in(variables, values):
    shapes = [tuple(v.shape) for v in variables]
    return shapes == [v.shape for v in values]


def progress_of(model, callbacks):
    """What a checkpoint within an epoch holds of that epoch.

    Args:
        model: `ResumableModel`.
        callbacks: List of the callbacks of the training.

    Returns:
        A dictionary for JSON: the running means of the logs in `metrics`, and
        the states of callbacks by the names of their classes in `progress`.
    """
    metrics = [float(ops.convert_to_numpy(v)) for v in model.metrics_variables]
    progress = {
        name: callback.progress()
        for name, callback in _with_progress(callbacks).items()
    }
    return {"metrics": metrics, "progress": progress}


def resume_epoch(model, callbacks, header):
    """Gives back what `progress_of` returned.

    Args:
        model: As for `progress_of`.
        callbacks: As for `progress_of`.
        header: Dictionary with its entries.
    """
    for variable, value in zip(
        model.metrics_variables, header["metrics"], strict=True
    ):
        variable.assign(value)
    for name, callback in _with_progress(callbacks).items():
        if name in header["progress"]:
            callback.resume_epoch(header["progress"][name])


def _with_progress(callbacks):
    return {
        type(callback).__name__: callback
        for callback in callbacks
        if hasattr(callback, "progress")
    }
