"""Which operations of a TensorFlow graph may run in either order."""

from tensorflow.python.eager import context


def unordered(function, *inputs):
    """The reads and updates of a variable whose order nothing decides.

    Args:
        function: A `tf.function`, which is called once.

    Returns:
        A list of pairs of names, one of which updates a variable that the other
        reads or updates too; and the number of such pairs in any order.
    """
    context.context().enable_run_metadata()
    function(*inputs)
    metadata = context.context().export_run_metadata()
    context.context().disable_run_metadata()
    # Others are those of single operations, such as the iterator's.
    graph = max(metadata.partition_graphs, key=lambda graph: len(graph.node))
    nodes = {node.name: node for node in graph.node}
    inputs = {
        name: [i.lstrip("^").split(":")[0] for i in node.input]
        for name, node in nodes.items()
    }
    before, branches = {}, {}
    for name in _sorted(inputs):
        before[name], branches[name] = set(), {}
        for source, text in zip(inputs[name], nodes[name].input, strict=True):
            before[name] |= before[source] | {source}
            if nodes[name].op == "Merge":
                continue
            branches[name] |= branches[source]
            if "Switch" in nodes[source].op and not text.startswith("^"):
                output = text.split(":")[1] if ":" in text else "0"
                branches[name][inputs[source][1]] = output

    def variable(name):
        while nodes[name].op in ("Identity", "Switch", "_SwitchN"):
            name = inputs[name][0]
        return name

    users = {}
    for name, node in nodes.items():
        if node.op.endswith("VariableOp"):
            users.setdefault(variable(inputs[name][0]), []).append(name)

    def are_exclusive(a, b):
        both = branches[a].keys() & branches[b].keys()
        return any(branches[a][k] != branches[b][k] for k in both)

    pairs = [
        (a, b)
        for names in users.values()
        for i, a in enumerate(names)
        for b in names[:i]
        if "Assign" in nodes[a].op + nodes[b].op
    ]
    return [
        (a, b)
        for a, b in pairs
        if a not in before[b] and b not in before[a] and not are_exclusive(a, b)
    ], len(pairs)


def _sorted(inputs):
    """The names of nodes, each behind its inputs."""
    done, names = set(), []
    for start in inputs:
        stack = [start]
        while stack:
            name = stack[-1]
            missing = [i for i in inputs[name] if i not in done]
            if missing and name not in done:
                stack += missing
                continue
            stack.pop()
            if name not in done:
                done.add(name)
                names.append(name)
    return names
