"""Truncation of latents."""

import math

import numpy as np
from keras import ops

from keras_gans.latent.points import finite
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import is_number


def truncated(latents, truncation, distribution="normal"):
    """Returns latents of the truncated distribution, without extreme values.

    Brock et al. 2019 (arXiv:1809.11096), section 3.1, draw values beyond a
    bound again. Here each value keeps its rank in the distribution instead, so
    it changes little by little with the bound.

    Args:
        latents: Float array of values from the distribution.
        truncation: Positive float, the largest absolute value; `None` returns
            the latents themselves.
        distribution: `"normal"` for N(0, 1) or `"uniform"` for U(-1, 1), which
            becomes U(-truncation, truncation), if that is narrower.

    Returns:
        A float32 NumPy array.

    Raises:
        ValueError: If `truncation` is not a positive finite number, or latents
            or `distribution` are none of these.
    """
    check_name("distribution", distribution, ("normal", "uniform"))
    if truncation is None:
        return latents
    latents = finite("latents", latents).astype("float32")
    if not is_number(truncation) or not 0 < truncation < math.inf:
        raise ValueError(
            "truncation must be a finite number above 0, such as 0.5, or None "
            f"for all latents. Received: truncation={truncation!r}"
        )
    bound = float(truncation)
    if distribution == "uniform":
        if (np.abs(latents) > 1).any():
            raise ValueError(
                "latents of the uniform distribution must be in [-1, 1]. "
                f"Received: values from {latents.min():g} to {latents.max():g}"
            )
        return latents * np.float32(min(bound, 1.0))
    share = math.erf(bound / math.sqrt(2))
    uniform = ops.erf(latents / math.sqrt(2))  # In (-1, 1).
    values = math.sqrt(2) * ops.erfinv(share * uniform)
    # Rounding must not lead beyond the bound or away from 0.
    most = np.minimum(np.abs(latents), bound)
    return np.clip(ops.convert_to_numpy(values), -most, most)
