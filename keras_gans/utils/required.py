"""Methods that a subclass must define."""

import functools


def required(hook):
    """Marks a method without a default; calling it names what is missing.

    The method's docstring says what a subclass must return.
    """

    @functools.wraps(hook)
    def missing(self, *args, **kwargs):
        raise NotImplementedError(
            f"{type(self).__name__} must define `{hook.__name__}`: "
            f"{hook.__doc__.splitlines()[0]}"
        )

    missing.is_required = True
    return missing
