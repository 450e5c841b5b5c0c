"""Networks that keep few of their features for gradients.

Chen et al. 2016 (arXiv:1604.06174): a network runs in parts. Only what one part
hands to others is kept, and gradients compute what is inside a part again.
"""

import itertools
import math

import keras

from keras_gans import backend
from keras_gans.training.copying import is_graph
from keras_gans.utils.layers import all_layers

# How many limits of the size of parts are tried.
LIMITS = 32


class Rematerialization:
    """A context in which graphs of layers run in parts.

    Args:
        networks: Keras models. Inner models run in parts, too; a model whose
            class has a `call` of its own, or that has inner models, runs as it
            is.
    """

    def __init__(self, networks):
        self._entered = 0
        models = [m for x in networks for m in (x, *all_layers(x))]
        self._graphs = [
            (model, _InParts(model))
            for model in {id(m): m for m in models if _is_simple(m)}.values()
        ]

    def __enter__(self):
        self._entered += 1
        for network, in_parts in self._graphs:
            # Past Keras, which would track what becomes an attribute.
            vars(network)["call"] = in_parts.instead

    def __exit__(self, *error):
        # TensorFlow enters once for each replica of a strategy, by turns.
        self._entered -= 1
        if self._entered == 0:
            for network, _ in self._graphs:
                del vars(network)["call"]


def _is_simple(layer):
    return (
        isinstance(layer, keras.Model)
        and is_graph(layer)
        and not any(isinstance(x, keras.Model) for x in layer.layers)
    )


class _InParts(keras.Layer):
    """Runs the graph of a network in parts.

    It is a layer without automatic casts, since the parts take the variables as
    they are.
    """

    def __init__(self, network):
        super().__init__(name="in_parts", dtype="float32", autocast=False)
        # A `Sequential` has its graph as an attribute.
        graph = getattr(network, "_functional", network)
        # A function, since Keras would track a model.
        self.graph = lambda: graph
        self.parts = _parts(graph)
        self.built = True

    def instead(self, inputs, training=None, mask=None):
        """Takes the place of the network's `call`."""
        del mask
        return self(inputs, training=training)

    def call(self, inputs, training=None):
        graph = self.graph()
        inputs = zip(graph.inputs, keras.tree.flatten(inputs), strict=True)
        tensors = {
            id(x): keras.ops.convert_to_tensor(value, x.dtype)
            for x, value in inputs
        }
        for part in self.parts:
            outputs = backend.rematerialized(
                lambda *xs, part=part: part.run(xs, training),
                [tensors[id(x)] for x in part.inputs],
                part.variables,
            )
            tensors |= zip(map(id, part.outputs), outputs, strict=True)
        outputs = [tensors[id(x)] for x in graph.outputs]
        return keras.tree.pack_sequence_as(graph._outputs_struct, outputs)


class _Part:
    """Consecutive nodes of a graph.

    Args:
        nodes: List of Keras's nodes, each a call of an operation.
        needed: The ids of the tensors that are needed after them.
    """

    def __init__(self, nodes, needed):
        self.nodes = nodes
        made = {id(x): x for node in nodes for x in node.outputs}
        taken = {id(x): x for node in nodes for x in node.input_tensors}
        self.inputs = [x for i, x in taken.items() if i not in made]
        self.outputs = [x for i, x in made.items() if i in needed]
        variables = [
            v for x in nodes for v in getattr(x.operation, "variables", ())
        ]
        self.variables = list({id(v): v for v in variables}.values())

    def run(self, inputs, training):
        """Returns the outputs, a list."""
        tensors = dict(zip(map(id, self.inputs), inputs, strict=True))
        for node in self.nodes:
            args, kwargs = node.arguments.fill_in(tensors)
            if isinstance(node.operation, keras.Layer):
                kwargs["training"] = training
            outputs = keras.tree.flatten(node.operation(*args, **kwargs))
            tensors |= zip(map(id, node.outputs), outputs, strict=True)
        return [tensors[id(x)] for x in self.outputs]


def _parts(graph):
    """Returns the parts of a graph of layers."""
    # Keras has no public name for the order in which it calls layers.
    nodes = [
        node
        for depth in sorted(graph._nodes_by_depth, reverse=True)
        for node in graph._nodes_by_depth[depth]
        if not node.is_input
    ]
    last = {
        id(x): i for i, node in enumerate(nodes) for x in node.input_tensors
    }
    last |= {id(x): len(nodes) for x in graph.outputs}
    made = [sum(map(_size, node.outputs)) for node in nodes]
    # What is made before each node, and needed by it or later.
    kept, alive = [], []
    for i, node in enumerate(nodes):
        alive = [x for x in alive if last[id(x)] >= i]
        kept.append(sum(map(_size, alive)))
        alive += [x for x in node.outputs if id(x) in last]
    starts = _starts(made, kept)
    return [
        _Part(nodes[a:b], {i for i, end in last.items() if end >= b})
        for a, b in itertools.pairwise([*starts, len(nodes)])
    ]


def _size(x):
    return math.prod(n or 1 for n in x.shape[1:])


def _starts(made, kept):
    """Returns where parts start, so that they need the least memory.

    That is what is kept between parts, and what the largest makes.

    Args:
        made: List of how much each node makes.
        kept: List of how much must be kept for a part that starts there.
    """
    before = [0, *itertools.accumulate(made)]

    def plan(limit):
        # For the first nodes: what their parts keep, and where these start.
        best = [(0, [])]
        for end in range(1, len(before)):
            starts = [
                i
                for i in range(end)
                if i == end - 1 or before[end] - before[i] <= limit
            ]
            best.append(
                min((best[i][0] + kept[i], [*best[i][1], i]) for i in starts)
            )
        memory, starts = best[-1]
        pairs = itertools.pairwise([*starts, len(made)])
        return memory + max(before[b] - before[a] for a, b in pairs), starts

    limits = [before[-1] * k / LIMITS for k in range(1, LIMITS + 1)]
    return min(map(plan, limits))[1]
