"""The precision of matrix products and convolutions, by name.

`float32` is exact; `tf32` rounds what is multiplied to 10 bits and keeps
tensors float32; in `bfloat16` tensors are bfloat16, weights and losses float32.
"""


def set_in_torch(precision):
    import torch

    exact = precision == "float32"
    torch.set_float32_matmul_precision("highest" if exact else "high")
    torch.backends.cudnn.allow_tf32 = not exact
    torch.backends.cudnn.benchmark = True


def set_in_keras(precision):
    import keras

    half = precision == "bfloat16"
    keras.config.set_dtype_policy("mixed_bfloat16" if half else "float32")
    if keras.backend.backend() == "torch":
        set_in_torch(precision)
        return
    import jax

    exact = precision == "float32"
    name = "highest" if exact else "tensorfloat32"
    jax.config.update("jax_default_matmul_precision", name)
