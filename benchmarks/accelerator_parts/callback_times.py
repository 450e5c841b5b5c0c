"""Seconds of callbacks at the end of an epoch, in bfloat16."""

import statistics
import tempfile

from accelerator_parts.cases import case_of
from accelerator_parts.cases import noise
from accelerator_parts.precision import set_in_keras
from accelerator_parts.timing import alone
from accelerator_parts.timing import preparing

EPOCHS = 8


def measure(side, model, miniature, lock):
    del side  # The backend of this process.
    import callbacks  # benchmarks/callbacks.py

    import keras_gans as kg

    set_in_keras("bfloat16")
    case = case_of(model, miniature)
    images, gan = noise(case), case.model()
    gan.compile()
    options = {"batch_size": case.batch, "verbose": 0}
    with preparing(lock):
        gan.fit(images, **options)
    with tempfile.TemporaryDirectory() as folder, alone(lock):
        timed = callbacks.Alternating(
            [
                kg.callbacks.Diagnosis(folder, real=images),
                kg.callbacks.SampleGrid(folder + "/samples", animation=False),
                kg.callbacks.Checkpoint(folder + "/checkpoint"),
            ]
        )
        gan.fit(images, epochs=EPOCHS, callbacks=[timed], **options)
    # The first two epochs warm up; every second one is without callbacks.
    plain = statistics.median(wall for _, wall in timed.epochs[2::2])
    return {
        "step_seconds": round(plain / case.steps, 6),
        "seconds": {
            name: round(statistics.median(seconds[1:]), 4)
            for (name, clock), seconds in timed.seconds.items()
            if clock == "wall"
        },
    }
