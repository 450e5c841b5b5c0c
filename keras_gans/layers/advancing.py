"""What layers are that move a state of their own between updates."""


class Advancing:
    """Mixin of layers whose own state moves once before each update of D.

    `AdversarialModel` calls `advance()` of all such layers of its networks once
    before each discriminator update, never within a call, so that all calls of
    one update see the same network.
    """

    def advance(self):
        """Moves the state by one step."""
        raise NotImplementedError(
            f"{type(self).__name__} must define `advance`"
        )
