"""The known name that a misspelt one may mean; the command line uses it too."""

import difflib


def did_you_mean(name, known):
    """The known name that is nearest, as a sentence; or an empty text."""
    known = {str(each).lower(): each for each in known}
    near = difflib.get_close_matches(str(name).lower(), known, n=1, cutoff=0.5)
    return f" Did you mean {known[near[0]]!r}?" if near else ""
