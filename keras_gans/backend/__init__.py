"""The only place that computes gradients, once for each backend of Keras.

All three modules offer the same names:

- `pullback(fn, variables, state) -> (output, aux), pull`: runs `fn()`, which
  returns `(output, aux)`, and keeps what is needed to pull a cotangent of
  `output`, a tensor or a structure of them, back to the `variables` later:
  `pull(cotangent)` returns one gradient a variable; `pull()` is the gradient of
  a scalar. `state` lists every variable that `fn` may read or update. What it
  returns is cut off from the gradient: a player's output is a constant to the
  other player.
- `input_gradient(fn, x, state) -> (output, aux), gradient`: the value of
  `fn(x)`, a scalar and anything else, and the gradient of the scalar by `x`, a
  tensor or a structure of them. Inside the `fn` of a pullback it can be
  differentiated again.
- `apply(optimizer, gradients, variables)`: one update.
- `switch(index, branches, state) -> output`: runs one of several functions
  without arguments, `branches[index]()`, which may compute gradients and update
  variables. All return tensors of one structure, never `None`. `state` lists
  every variable that a branch may read or update: on JAX one that is missing
  would silently be read as it was before the step. Where `keras.ops.cond` may
  not assign variables, a switch may.
- `jit_compile_by_default()`: what `jit_compile="auto"` stands for.
- `StepAdapter`: gives a model that has `step(data)` and `test(data)` the
  `train_step` and `test_step` of its backend's trainer.
"""

import keras

if keras.backend.backend() == "tensorflow":
    from keras_gans.backend import tensorflow as _backend
elif keras.backend.backend() == "jax":
    from keras_gans.backend import jax as _backend
elif keras.backend.backend() == "torch":
    from keras_gans.backend import torch as _backend
else:
    raise ImportError(
        "keras_gans runs on the tensorflow, jax and torch backends of Keras. "
        f"Received: KERAS_BACKEND={keras.backend.backend()!r}"
    )

StepAdapter = _backend.StepAdapter
apply = _backend.apply
input_gradient = _backend.input_gradient
jit_compile_by_default = _backend.jit_compile_by_default
pullback = _backend.pullback
switch = _backend.switch
