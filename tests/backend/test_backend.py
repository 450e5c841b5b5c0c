"""The gradient primitives, against derivatives worked out by hand."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend


def run(step, variables):
    """Runs `step()` as a training step runs, on any backend."""
    if keras.backend.backend() == "torch":
        import torch

        with torch.no_grad():
            return step()
    if keras.backend.backend() == "jax":
        mapping = [(v, v.value) for v in variables]
        with keras.StatelessScope(state_mapping=mapping) as scope:
            result = step()
        for v in variables:
            v.assign(scope.get_current_value(v))
        return result
    return step()


def variable(values, **kwargs):
    return keras.Variable(np.asarray(values, "float32"), **kwargs)


def test_pullback_of_a_scalar_is_its_gradient():
    w = variable([1.0, 2.0, 3.0])

    def step():
        fn = lambda: (ops.sum(w * w * w), {"twice": 2 * w[0]})  # noqa: E731
        (output, aux), pull = backend.pullback(fn, [w], [w])
        return output, aux["twice"], pull()[0]

    output, twice, gradient = run(step, [w])
    assert float(output) == 36.0
    assert float(twice) == 2.0
    np.testing.assert_allclose(
        ops.convert_to_numpy(gradient), [3.0, 12.0, 27.0]
    )


def test_pullback_pulls_a_cotangent_through_the_jacobian():
    w = variable([[1.0, 2.0], [3.0, 4.0]])
    x = np.array([1.0, -1.0], "float32")
    cotangent = np.array([10.0, 100.0], "float32")

    def step():
        (_, _), pull = backend.pullback(
            lambda: (ops.matmul(w, x), ()), [w], [w]
        )
        return pull(ops.convert_to_tensor(cotangent))[0]

    gradient = ops.convert_to_numpy(run(step, [w]))
    np.testing.assert_allclose(gradient, np.outer(cotangent, x))


def test_pullback_gives_zeros_for_a_variable_that_does_not_matter():
    w, unused = variable([1.0]), variable([5.0, 6.0])

    def step():
        (_, _), pull = backend.pullback(
            lambda: (ops.sum(w), ()), [w, unused], [w, unused]
        )
        return pull()[1]

    np.testing.assert_array_equal(
        ops.convert_to_numpy(run(step, [w, unused])), [0.0, 0.0]
    )


def test_pullback_keeps_updates_of_other_variables():
    w, count = variable([2.0]), variable(0.0, trainable=False)

    def fn():
        count.assign(count + 1)
        return ops.sum(w), ()

    run(lambda: backend.pullback(fn, [w], [w, count])[0][0], [w, count])
    assert float(count.value) == 1.0


def test_what_a_pullback_returns_is_a_constant_to_the_next():
    w = variable([3.0])

    def step():
        (first, _), _ = backend.pullback(lambda: (w * w, ()), [w], [w])
        (_, _), pull = backend.pullback(
            lambda: (ops.sum(first * w), ()), [w], [w]
        )
        return pull()[0]

    np.testing.assert_allclose(ops.convert_to_numpy(run(step, [w])), [9.0])


def test_input_gradient():
    w = variable([1.0, 2.0])
    x = np.array([3.0, 4.0], "float32")

    def step():
        return backend.input_gradient(
            lambda x: (ops.sum(w * x * x), {"sum": ops.sum(x)}),
            ops.convert_to_tensor(x),
            [w],
        )

    (value, aux), gradient = run(step, [w])
    assert float(value) == 41.0
    assert float(aux["sum"]) == 7.0
    np.testing.assert_allclose(ops.convert_to_numpy(gradient), [6.0, 16.0])


def test_input_gradient_can_be_differentiated_inside_a_pullback():
    # f(x) = sum w x^3; penalty |df/dx|^2 = 9 sum w^2 x^4; d/dw = 18 w x^4
    w = variable([1.0, 2.0])
    x = np.array([2.0, 1.0], "float32")

    def penalty():
        _, gradient = backend.input_gradient(
            lambda x: (ops.sum(w * x * x * x), ()),
            ops.convert_to_tensor(x),
            [w],
        )
        return ops.sum(gradient * gradient), ()

    def step():
        (value, _), pull = backend.pullback(penalty, [w], [w])
        return value, pull()[0]

    value, gradient = run(step, [w])
    assert float(value) == 9 * (16 + 4)
    np.testing.assert_allclose(
        ops.convert_to_numpy(gradient), [18 * 16.0, 36.0]
    )


def test_apply_is_one_update_of_the_optimizer():
    w = variable([1.0, 2.0])
    optimizer = keras.optimizers.SGD(0.5)
    optimizer.build([w])
    gradient = ops.convert_to_tensor(np.array([2.0, -4.0], "float32"))

    run(
        lambda: backend.apply(optimizer, [gradient], [w]),
        [w, *optimizer.variables],
    )
    np.testing.assert_allclose(ops.convert_to_numpy(w.value), [0.0, 4.0])


def test_structures_are_pulled_back_and_differentiated():
    w = variable([2.0, 3.0])

    def objective(x):
        return ops.sum(x["a"] * x["a"]) + 5.0 * x["b"][0], ()

    def step():
        (outputs, _), pull = backend.pullback(
            lambda: ({"a": w * w, "b": (ops.sum(w), 1.0 * w)}, ()), [w], [w]
        )
        (total, _), gradient = backend.input_gradient(objective, outputs, [w])
        return total, gradient, pull(gradient)[0]

    total, gradient, pulled = run(step, [w])
    assert float(total) == 4.0**2 + 9.0**2 + 5.0 * 5.0
    np.testing.assert_allclose(ops.convert_to_numpy(gradient["a"]), [8, 18])
    assert float(gradient["b"][0]) == 5.0
    # What the objective does not read has no gradient.
    np.testing.assert_array_equal(ops.convert_to_numpy(gradient["b"][1]), 0)
    np.testing.assert_allclose(
        ops.convert_to_numpy(pulled), [8 * 4 + 5, 18 * 6 + 5]
    )


def test_a_switch_runs_one_branch_with_its_updates():
    w, count = variable([2.0]), variable(0.0, trainable=False)
    seeds = keras.random.SeedGenerator(0)
    state = [w, count, seeds.state]

    def gradient_step():
        # A branch may draw, differentiate and assign.
        noise = keras.random.uniform((), seed=seeds)
        _, pull = backend.pullback(
            lambda: (ops.sum(w * w) + 0.0 * noise, ()), [w], state
        )
        w.assign(w - 0.25 * pull()[0])
        return ops.sum(w)

    def counting():
        count.assign(count + 1)
        return ops.sum(w)

    def step(index):
        index = ops.convert_to_tensor(index, "int32")
        return backend.switch(index, [gradient_step, counting], state)

    before = ops.convert_to_numpy(seeds.state)
    assert float(run(lambda: step(1), state)) == 2.0
    assert float(count.value) == 1.0
    np.testing.assert_array_equal(ops.convert_to_numpy(seeds.state), before)
    # w - 0.25 * 2 w
    assert float(run(lambda: step(0), state)) == 1.0
    assert float(count.value) == 1.0
    assert not np.array_equal(ops.convert_to_numpy(seeds.state), before)


def test_rematerialized_functions_have_gradients_of_two_orders():
    w, count = variable([2.0, 3.0]), variable(0.0, trainable=False)
    runs = []

    def fn(x, factor):
        runs.append(x)
        count.assign(count.value + 1)
        return [w * x**3, ops.cast(factor, "float32") * ops.sum(x)]

    def step():
        x = ops.convert_to_tensor(np.array([1.0, -1.0], "float32"))
        factor = ops.convert_to_tensor(5)

        def scalar(x):
            cubes, total = backend.rematerialized(fn, [x, factor], [w, count])
            return ops.sum(cubes) + total, cubes

        def norm():
            (_, cubes), gradient = backend.input_gradient(scalar, x, [w, count])
            return ops.sum(gradient**2), (gradient, cubes)

        (_, aux), pull = backend.pullback(norm, [w], [w, count])
        return aux, pull()[0]

    (gradient, cubes), pulled = keras.tree.map_structure(
        ops.convert_to_numpy, run(step, [w, count])
    )
    np.testing.assert_allclose(cubes, [2.0, -3.0])
    # g = 3 w x^2 + 5, and the derivative of g^2 by w is 2 g 3 x^2.
    np.testing.assert_allclose(gradient, [11.0, 14.0])
    np.testing.assert_allclose(pulled, [66.0, 84.0])
    # It ran again, but updated its variable once. JAX traces it once.
    assert len(runs) > 1 or keras.backend.backend() == "jax"
    assert float(count.value) == 1
