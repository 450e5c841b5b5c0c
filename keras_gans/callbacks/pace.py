"""How long a step of a training takes."""

import time

# The first calls compile: their time is not that of others.
FIRST = 2


class Pace:
    """Measures the steps of a `fit`, with what callbacks do between them."""

    def __init__(self):
        self._calls, self._batch = 0, -1

    def count(self, batch):
        """Takes note of a batch, by its number in `on_train_batch_end`."""
        # With `steps_per_execution`, not every number is there.
        is_next = batch > self._batch
        steps = batch - self._batch if is_next else batch + 1
        self._batch = batch
        self._calls += 1
        if self._calls == FIRST:
            self._since, self._steps = time.monotonic(), 0
        elif self._calls > FIRST:
            self._steps += steps

    @property
    def seconds(self):
        """The time of a step; `None` if it is not known yet."""
        if self._calls <= FIRST:
            return None
        return (time.monotonic() - self._since) / self._steps
