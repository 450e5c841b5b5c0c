"""Layers whose state advances between updates."""

from keras_gans.utils.required import required


class Advancing:
    """Mixin for layers whose state advances before each discriminator update.

    `AdversarialModel` calls `advance()` on all such layers of its networks once
    before each discriminator update. A forward pass never advances the state,
    so all forward passes of one update see the same network.
    """

    @required
    def advance(self):
        """Advances the state by one step."""
