"""Two optimizers as one `model.optimizer`."""


class TwoOptimizers:
    """The optimizers of both players, as Keras's trainers use them.

    It is not an `Optimizer`, so Keras does not save it; the model saves `d_opt`
    and `g_opt`.

    Args:
        d_opt: Keras optimizer of the discriminator.
        g_opt: Keras optimizer of the generator; its iterations count steps.
    """

    built = True

    def __init__(self, d_opt, g_opt):
        self.optimizers = [d_opt, g_opt]

    @property
    def variables(self):
        return [v for optimizer in self.optimizers for v in optimizer.variables]

    @property
    def iterations(self):
        return self.optimizers[1].iterations

    def build(self, variables):
        pass
