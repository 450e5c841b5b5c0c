"""Trainings of the package's networks in PyTorch, to compare with.

They are written for benchmarks, from the papers: the same networks, losses and
optimizers, with the same numbers of parameters in the same order. Losses and
their gradients are compiled if a compiler is given; a generator's batch serves
both updates of a step.
"""
