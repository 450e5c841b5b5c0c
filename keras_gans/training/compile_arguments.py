"""Checks the arguments of `compile`."""

import inspect

import keras

from keras_gans.utils.checks import check_positive
from keras_gans.utils.layers import all_layers
from keras_gans.utils.near_names import did_you_mean
from keras_gans.utils.warnings import warn

REMEDIES = {
    "optimizer": "Write `compile(d_opt, g_opt)`, an optimizer for each player",
    "learning_rate": "Optimizers have it, such as keras.optimizers.Adam(2e-4)",
    "loss": (
        "The model defines its losses: take the model that has the losses you "
        "want, such as LSGAN or WGANGP"
    ),
    "metrics": "Scores are callbacks, such as `callbacks.Scores`",
    "auto_scale_loss": "The losses are not scaled",
}


def remedy_for(name):
    """What to do instead of an argument that models do not have, or `None`."""
    # Names of models elsewhere hold those of Keras, such as `loss_fn`.
    inner = [known for known in REMEDIES if known in name]
    return REMEDIES.get(name, REMEDIES[inner[0]] if inner else None)


def check_compile(compile, others):
    """Raises on arguments that `compile` does not have.

    Args:
        compile: The method; its first and last argument collect others.
        others: Dictionary of the arguments that it does not have.
    """
    known = list(inspect.signature(compile).parameters)[1:-1]
    for name, value in others.items():
        hint = did_you_mean(name, known) or f" Use one of {', '.join(known)}."
        remedy = remedy_for(name)
        raise TypeError(
            f"compile of a model with two players has no argument {name!r}."
            f"{f' {remedy}.' if remedy else hint} Received: {name}={value!r}"
        )


def check_execution(run_eagerly, steps_per_execution, jit_compile):
    """Raises unless arguments say how a step is run."""
    check_positive(steps_per_execution=steps_per_execution)
    if run_eagerly not in (True, False):
        raise ValueError(
            "run_eagerly must be True or False. "
            f"Received: run_eagerly={run_eagerly!r}"
        )
    if jit_compile not in (True, False, None, "auto"):
        raise ValueError(
            "jit_compile must be True, False or 'auto'. "
            f"Received: jit_compile={jit_compile!r}"
        )


def check_not_overridden(kind):
    """Raises if a class overrides methods of Keras that no step calls."""
    for name in ("compute_loss", "compute_metrics"):
        if getattr(kind, name) is not getattr(keras.Model, name):
            raise TypeError(
                f"{name} is not called: models define their losses and logs by "
                "hooks of their own, such as d_loss, g_loss and d_logs. "
                f"Received: {kind.__name__}.{name}"
            )


def by_player(positional, d_opt, g_opt):
    """Returns `(d_opt, g_opt)`, given in order or by name."""
    if len(positional) > 2:
        raise TypeError(
            "compile takes two optimizers, d_opt and g_opt; pass other "
            "arguments by name. "
            f"Received: {len(positional)} arguments without a name"
        )
    given = {"d_opt": d_opt, "g_opt": g_opt}
    for name, optimizer in zip(given, positional):
        if given[name] is not None:
            raise TypeError(
                f"{name} must be given once, in order or by name. Received: "
                f"{optimizer!r} and {name}={given[name]!r}"
            )
        given[name] = optimizer
    d_opt, g_opt = given.values()
    if len(positional) == 1 and g_opt is None and d_opt is not None:
        raise TypeError(
            "Each player has an optimizer of its own: write "
            "`compile(d_opt, g_opt)`, or `compile(d_opt=...)` to train the "
            "generator with the optimizer of the paper. "
            f"Received: one optimizer, {d_opt!r}"
        )
    return d_opt, g_opt


def optimizer_of(name, given, default):
    """Returns the optimizer of a player.

    Args:
        name: The argument, such as `"d_opt"`; the optimizer gets this name.
        given: What `compile` was given: a Keras optimizer, its name, its
            configuration, or `None`.
        default: Keras optimizer.
    """
    given, is_own = (default, False) if given is None else (given, True)
    try:
        optimizer = keras.optimizers.get(given)
    except (ValueError, TypeError):
        optimizer = None
    if optimizer is None:
        of_default = "" if is_own else ", as the model's default"
        raise ValueError(
            f"{name} must be a Keras optimizer, such as "
            "keras.optimizers.Adam(2e-4, beta_1=0.5), or the name of one, "
            f"such as 'adam'. Received: {name}={given!r}{of_default}"
        )
    # `LossScaleOptimizer` and `MultiOptimizer` wrap others.
    if hasattr(optimizer, "inner_optimizer") or hasattr(
        optimizer, "optimizers"
    ):
        raise ValueError(
            f"{name} must be one plain optimizer, which neither scales losses "
            "nor joins others. Use, for example, keras.optimizers.Adam(2e-4). "
            f"Received: {name}={given!r}"
        )
    if optimizer.loss_scale_factor is not None:
        raise ValueError(
            f"{name} must have loss_scale_factor=None, since losses are not "
            "scaled; the policy 'mixed_bfloat16' needs no scaling. "
            f"Received: loss_scale_factor={optimizer.loss_scale_factor}"
        )
    # Logs and state trees hold these names. Keras's own are numbered anew in
    # each process, and it has no public way to rename a variable.
    optimizer.name = name
    for variable in optimizer.variables:
        variable._path = f"{name}/{variable.name}"
    return optimizer


def check_is_free(name, optimizer, variables):
    """Raises if an optimizer holds the state of other networks.

    Args:
        name: `"d_opt"` or `"g_opt"`.
        optimizer: Keras optimizer.
        variables: The variables of the player.
    """
    known = {id(v) for v in getattr(optimizer, "_trainable_variables", ())}
    if optimizer.built and not known.issuperset(map(id, variables)):
        raise ValueError(
            f"{name} must be a new optimizer, or the one of these networks: "
            "its state belongs to others. Make one for each model, such as "
            f"keras.optimizers.Adam(2e-4). Received: {name}={optimizer}"
        )


def warn_of_untrained(weights, trained):
    """Warns of trainable weights that neither player trains.

    Args:
        weights: List of all trainable variables of a model.
        trained: List of those of its players.
    """
    known = {id(v) for v in trained}
    if others := [v.path for v in weights if id(v) not in known]:
        warn(
            "Weights are trained if their network is one of d_networks or "
            f"g_networks; {others[0]} is in none of them. Add the network, or "
            f"set `trainable = False`. Received: {len(others)} such weights"
        )


def warn_of_unbuilt(model):
    """Warns of layers whose weights no optimizer knows, since there are none.

    Args:
        model: `TwoPlayers`.
    """
    unbuilt = [layer.name for layer in all_layers(model) if not layer.built]
    if unbuilt:
        warn(
            "Layers must have their weights when the model is compiled, or "
            "they are not trained: begin a network with keras.Input, or call "
            "`build`. "
            f"Received: {unbuilt[0]!r}, which is not built"
        )


def check_not_quantized(networks):
    """Raises on layers whose weights are integers, which no step can train."""
    for network in networks:
        for layer in all_layers(network):
            mode = layer.dtype_policy.quantization_mode
            has_others = getattr(layer, "lora_enabled", False)
            if mode not in (None, "float8") and not has_others:
                raise ValueError(
                    "Layers to be trained must not be quantized, since most "
                    "of their weights are constant then: call `quantize` after "
                    "the training, and keep a file of the model from before. "
                    f"Received: layer {layer.name!r}, quantized to {mode}"
                )


def check_trainable(before, now):
    """Raises if no weight is trainable, or others than at `compile`.

    A compiled step goes on with the weights that it was compiled for, and
    optimizers do not know any others.

    Args:
        before: Pairs of a player and the paths of its trainable weights, when
            the model was compiled.
        now: The same, now.
    """
    for (player, old), (_, new) in zip(before, now, strict=True):
        changed = sorted(set(old) ^ set(new))
        if changed:
            state = "trainable" if changed[0] in new else "frozen"
            raise ValueError(
                "The trainable weights must be those that the model was "
                "compiled for: call `compile` after layers were frozen or made "
                "trainable, between two calls of `fit`. "
                f"Received: {changed[0]} of the {player}, which is "
                f"{state} now"
            )
    frozen = [player for player, new in now if not new]
    if frozen and len(frozen) == len(now):
        remedy = " and ".join(f"`{name}.trainable = True`" for name in frozen)
        raise ValueError(
            "A model must have weights to train: set "
            f"{remedy}, and compile the model. "
            f"Received: a frozen {' and '.join(frozen)}"
        )
    for player in frozen:
        warn(
            f"The {player} has no trainable weights, so only the other "
            f"player learns. Set `{player}.trainable = True` and compile "
            "the model to train both.",
        )
