"""torch-fidelity's own scores of a generator in an ONNX file."""

import importlib.machinery
import sys
import types

import numpy as np
import torch


def imported():
    """torch_fidelity, without torchvision, whose import it never uses here."""
    for name in ("", ".datasets", ".transforms", ".transforms.functional"):
        module = types.ModuleType(f"torchvision{name}")
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None)
        for data_set in ("CIFAR10", "CIFAR100", "STL10"):
            setattr(module, data_set, object)
        sys.modules.setdefault(module.__name__, module)
    import torch_fidelity

    return torch_fidelity


class Images(torch.utils.data.Dataset):
    """Images, one by one."""

    def __init__(self, images):
        self.images = torch.from_numpy(images)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i]


def scores(path, latent_dim, images, extractor, **settings):
    """Scores of as many generated images as there are real ones.

    torch-fidelity draws the latents, runs the file in ONNX Runtime, and
    compares the features of an extractor of this package, which takes the place
    of its Inception.

    Args:
        path: The ONNX file of a generator without labels.
        latent_dim: Positive integer.
        images: Real images, as the extractor takes them.
        extractor: `keras_gans.metrics.Extractor`.
        **settings: Of `torch_fidelity.calculate_metrics`.

    Returns:
        Dictionary of torch-fidelity's names and values.
    """
    fidelity = imported()

    class Adapter(fidelity.FeatureExtractorBase):
        def __init__(self, name, features_list, **kwargs):
            super().__init__(name, features_list)

        @staticmethod
        def get_provided_features_list():
            return "features", "logits"

        @staticmethod
        def get_default_feature_layer_for_metric(metric):
            return "logits" if metric == "isc" else "features"

        def forward(self, images):
            seen = extractor(images.numpy().clip(-1, 1))
            found = {
                "features": seen.features,
                "logits": np.log(seen.probabilities),
            }
            names = self.features_list
            return tuple(torch.from_numpy(found[name]) for name in names)

    name = f"adapter-{id(extractor)}"  # None is registered twice.
    fidelity.register_feature_extractor(name, Adapter)
    return fidelity.calculate_metrics(
        input1=str(path),
        input1_model_z_type="normal",
        input1_model_z_size=latent_dim,
        input1_model_num_samples=len(images),
        input2=Images(images),
        feature_extractor=name,
        **dict.fromkeys(("isc", "fid", "kid", "prc"), True),
        **{"cuda": False, "save_cpu_ram": True, "verbose": False},
        **settings,
    )


def latents(n, latent_dim):
    """The latents `(n, latent_dim)` that torch-fidelity draws."""
    return np.random.RandomState(2020).randn(n, latent_dim).astype("float32")
