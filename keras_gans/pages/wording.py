"""Names and numbers as pages and tables show them."""

from keras_gans.metrics import VALUES

LOG_TITLES = {
    "d_loss": "D loss",
    "g_loss": "G loss",
    "d_real": "D(x)",
    "d_fake": "D(G(z))",
}


def title(name):
    """The title of a label, a score or a log."""
    if name in VALUES:
        return VALUES[name].title
    return LOG_TITLES.get(name, name.replace("_", " "))


def number(value, digits=3):
    """A number to some digits, or to an integer if that has more."""
    if 10**digits - 0.5 <= abs(value) < 1e6:
        return f"{value:.0f}"
    return f"{value:#.{digits}g}".rstrip(".")


def duration(seconds):
    """Such as `2.1 s`, `2 h 5 min` or `2.3 days`."""
    if seconds < 99.5:
        return f"{seconds:.2g} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours >= 48:
        return f"{number(hours / 24, 2)} days"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def ranges(numbers):
    """Such as `1 to 3, 7`."""
    ranges = []
    for n in sorted(set(numbers)):
        if ranges and ranges[-1][1] == n - 1:
            ranges[-1][1] = n
        else:
            ranges.append([n, n])
    return ", ".join(f"{a} to {b}" if a < b else f"{a}" for a, b in ranges)


def by_rule(findings):
    """The last finding of each rule, with the epochs of all its findings.

    Args:
        findings: Dictionaries with the attributes of a `Finding`.
    """
    last = {finding["rule"]: finding for finding in findings}
    epochs = {rule: [] for rule in last}
    for finding in findings:
        epochs[finding["rule"]].append(finding["epoch"])
    return [
        finding | {"epochs": ranges(epochs[rule])}
        for rule, finding in last.items()
    ]
