"""A decorator for methods that a subclass must define."""

import functools


def required(hook):
    """Marks a method without a default; calling it raises an error.

    The error quotes the first line of the method's docstring, which must say
    what the method does or returns.
    """

    @functools.wraps(hook)
    def missing(self, *args, **kwargs):
        raise NotImplementedError(
            f"{type(self).__name__} must define `{hook.__name__}`: "
            f"{hook.__doc__.splitlines()[0]}"
        )

    missing.is_required = True
    return missing
