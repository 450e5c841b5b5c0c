"""Does what is left of a study, and resumes what was begun."""

import contextlib
import dataclasses
from pathlib import Path

import filelock

from keras_gans.metrics.samples import requested_classes
from keras_gans.runs.loading import started
from keras_gans.runs.run import check_step
from keras_gans.runs.run import count_images
from keras_gans.study import folders
from keras_gans.study.processes import in_processes
from keras_gans.study.results import read_result
from keras_gans.study.results import read_results
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import write_json
from keras_gans.utils.untrusted import check_links


def run(study, folder, *, jobs=2, data_dirs=None, retry=False, launch=None):
    """Does what is left of a study, and resumes what was begun.

    Every run is a process. Several calls of this function, also on several
    machines that share the folder, may work on one study at a time: a lock of
    the file system keeps a run to one process. A run that fails is recorded
    with its error.

    Args:
        study: `Study`.
        folder: Folder of the study.
        jobs: Positive integer, number of processes at a time.
        data_dirs: Dictionary of folders by the name of a data set.
        retry: Whether to repeat failed runs.
        launch: Function that does runs, `in_processes` by default.

    Returns:
        The results of the study, a list of dictionaries.

    Raises:
        ConnectionError: If data or weights are missing, before any run.
        OSError: If the folder cannot be written.
    """
    check_positive(jobs=jobs)
    folder = Path(folder)
    is_new = not folder.exists()
    check_writable(folder)
    check_links(folder)
    runs = [_with_data(each, data_dirs or {}) for each in study.runs()]
    with alone(folder) as lock:
        try:
            left = _begin(study, runs, folder, retry)
        except BaseException:
            if is_new:  # A refused study leaves nothing.
                with contextlib.suppress(OSError):
                    Path(lock.lock_file).unlink()
                    folder.rmdir()
            raise
    if left:
        (launch or in_processes)(left, folder, jobs)
    return read_results(study, folder)


def alone(folder):
    """Keeps other processes from writing files of the whole study."""
    return filelock.FileLock(folder / ".lock")


def prepare(runs):
    """Makes what the runs need: models, data, weights and classifiers.

    What is missing or wrong is an error before any run. What must be computed
    is computed here once, not in every run.
    """
    from keras_gans.metrics.evaluate import check_metrics
    from keras_gans.runs import extractors
    from keras_gans.runs.few_images import possible

    needs, images = {}, {}
    for each in _alike_but_for_seeds(runs):
        config = each.config
        data = config.dataset, config.data_dir, config.image_shape
        if data not in images:
            images[data] = count_images(config)
        _check_model(each, images[data])
        _, metrics = needs.setdefault((*data, each.features), (config, set()))
        metrics.update(each.metrics)
    for (*_, features), (config, metrics) in needs.items():
        if metrics:
            extractor = extractors.make_extractor(
                features,
                config.dataset,
                config.data_dir,
                shape=config.image_shape,
            )
            check_metrics(sorted(metrics), has_classes=extractor.has_classes)
            samples = runs[0].samples
            possible(sorted(metrics), samples, samples)


def _alike_but_for_seeds(runs):
    """One of the runs that differ in nothing but the seed."""
    one = {}
    for each in runs:
        config = dataclasses.replace(each.config, seed=0)
        one.setdefault(repr(dataclasses.replace(each, config=config)), each)
    return one.values()


def _check_model(run, images):
    """Raises unless the model of a run can be made, trained and scored."""
    try:
        model = started(run.config)
        check_step(run.config, model, images)
        requested_classes(run.metrics, model, 1)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{error}, in the run {run.id}") from error


def _begin(study, runs, folder, retry):
    """Writes the study and the runs that have no result; returns these."""
    for each in runs:
        _clear(each, folder, retry)
    left = [each for each in runs if not folders.has_result(folder, each.id)]
    prepare(left)
    # Written last: a study that cannot be done must not replace one that can.
    write_json(folder / "study.json", dataclasses.asdict(study))
    for each in left:
        folders.write_run(each, folder)
    return left


def _with_data(run, data_dirs):
    """The run with the absolute path of its data, for any working folder."""
    data_dir = data_dirs.get(run.config.dataset, run.config.data_dir)
    if data_dir is not None:
        data_dir = str(Path(data_dir).expanduser().absolute())
    config = dataclasses.replace(run.config, data_dir=data_dir)
    return dataclasses.replace(run, config=config)


def _clear(run, folder, retry):
    """Sets a torn result aside; removes a failed one if it is retried."""
    path = folders.result_path(folder, run.id)
    try:
        result = read_result(path)
    except FileNotFoundError:
        return
    except ValueError as error:
        torn = path.with_suffix(".corrupt")
        path.replace(torn)
        print(f"{error}. It was moved to {torn}; its run is repeated.")
        return
    if retry and result["status"] == "failed":
        path.unlink()
