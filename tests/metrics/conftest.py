"""Fixtures for the metrics: the reference implementations."""

import importlib.machinery
import sys
import types

import numpy as np
import pytest


@pytest.fixture(scope="session")
def torch_fidelity():
    """torch-fidelity, without torchvision, whose import it never uses here."""
    pytest.importorskip("torch", reason="the reference needs torch")
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "torchvision",
            "torchvision.datasets",
            "torchvision.transforms",
            "torchvision.transforms.functional",
        ):
            module = types.ModuleType(name)
            module.__spec__ = importlib.machinery.ModuleSpec(name, None)
            for data_set in ("CIFAR10", "CIFAR100", "STL10"):
                setattr(module, data_set, object)
            patch.setitem(sys.modules, name, module)
        return pytest.importorskip(
            "torch_fidelity", reason="the reference is not installed"
        )


@pytest.fixture
def published_kid(torch_fidelity):
    """torch-fidelity's mean and deviation of KID, as a function."""
    import torch
    from torch_fidelity.metric_kid import kid_features_to_metric

    def kid(real, fake, subsets, **options):
        arrays = map(torch.from_numpy, (fake, real))
        options |= {"kid_subsets": subsets, "kid_subset_size": 300}
        found = kid_features_to_metric(*arrays, verbose=False, **options)
        name = "kernel_inception_distance"
        return found[f"{name}_mean"], found[f"{name}_std"]

    return kid


def features(n=500, d=20, seed=0, scale=1.0, shift=0.0):
    """Correlated Gaussian features `(n, d)`, float64."""
    rng = np.random.default_rng(seed)
    mix = np.random.default_rng(99).standard_normal((d, d)) / np.sqrt(d)
    return scale * rng.standard_normal((n, d)) @ mix + shift
