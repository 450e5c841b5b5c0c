"""Errors that name the near match."""

import difflib


def check_name(what, name, known):
    """Raises a `ValueError` unless `name` is one of the `known` names."""
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"{what} must be one of {', '.join(known)}.{hint} Received: {name!r}"
        )
