"""How long a step of a training takes."""

import time

# The first calls compile: their time is not that of others.
FIRST = 2


class Pace:
    """Measures the steps of a `fit`, with what callbacks do between them.

    The last whole epoch tells, since the steps of a growing model take ever
    longer.
    """

    def __init__(self):
        self._calls, self._batch = 0, -1
        self._seconds = None  # A step's time in the epoch before.

    def count(self, batch):
        """Takes note of a batch, by its number in `on_train_batch_end`."""
        now, is_next = time.monotonic(), batch > self._batch
        if not is_next and self._calls > FIRST:
            self._seconds = (self._until - self._since) / self._steps
            self._since, self._steps = self._until, 0
        # With `steps_per_execution`, not every number is there.
        steps = batch - self._batch if is_next else batch + 1
        self._batch, self._until = batch, now
        self._calls += 1
        if self._calls == FIRST:
            self._since, self._steps = now, 0
        elif self._calls > FIRST:
            self._steps += steps

    @property
    def seconds(self):
        """The time of a step; `None` if it is not known yet."""
        if self._seconds is None and self._calls > FIRST:
            return (time.monotonic() - self._since) / self._steps
        return self._seconds
