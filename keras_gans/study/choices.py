"""Names with arguments, as a study lists them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Choice:
    """A name with arguments: `"gan"` or `{"dcgan": {"width": 32}}`."""

    name: str
    arguments: dict = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, entry):
        """The choice of an entry as YAML, JSON or Python code hold it."""
        if isinstance(entry, cls):
            return entry
        if isinstance(entry, str):
            return cls(entry)
        if isinstance(entry, dict) and entry.keys() == {"name", "arguments"}:
            return cls(**entry)  # As JSON holds it.
        if isinstance(entry, dict) and len(entry) == 1:
            ((name, arguments),) = entry.items()
            if arguments is None or isinstance(arguments, dict):
                return cls(str(name), arguments or {})
        raise ValueError(
            "A choice must be a name, or a name with its arguments, such as "
            f"dcgan: {{width: 32}}. Received: {entry!r}"
        )

    def label(self, choices):
        """The name, with the arguments if other choices have that name."""
        if not self.arguments or sum(c.name == self.name for c in choices) < 2:
            return self.name
        arguments = (
            f"{name}={value}" for name, value in self.arguments.items()
        )
        return f"{self.name} ({', '.join(arguments)})"
