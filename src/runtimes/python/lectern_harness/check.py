"""What can be known of a script by reading it. Only what surely cannot be served is told: a class may come about in many ways."""

import ast

from .script import Script, ScriptFault, classes, methods, no_class, no_method, no_methods

#: With these a script can make names and methods that nobody finds by reading.
_escapes = {"exec", "eval", "globals", "locals", "vars", "setattr", "__import__", "import_module"}
_escaping_attributes = {"__dict__", "modules", "import_module"}


def fault_of(path, name, component):
    """One line for people, or None."""
    script = Script(path, name, component)
    try:
        trees = [(at, ast.parse(source, at)) for source, at in script.sources() if script.compiled(source, at)]
    except ScriptFault as fault:
        return str(fault)
    nodes = [node for _, tree in trees for node in ast.walk(tree)]
    if any(_hides(node) for node in nodes):
        return None
    bound = [name for node in nodes for name in _bound(node)]
    known = [name for name in classes[component] if name in bound]
    top = [(at, node) for at, tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    if not known:
        return no_class(script.name, component, [node.name for _, node in top])
    kinds = [(at, node) for at, node in top if node.name == known[0]]
    if bound.count(known[0]) != 1 or len(kinds) != 1 or not _is_plain(kinds[0][1]):
        return None
    at, kind = kinds[0]
    has = {name for node in ast.walk(kind) for name in _bound(node)}
    has |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    return _without_method(f"{at} line {kind.lineno}", component, kind.name, has)


def _without_method(where, component, kind, has):
    known = methods[component]
    for name, arguments, needed in known:
        if needed and name not in has:
            return no_method(where, kind, name, arguments)
    return None if any(name in has for name, _, _ in known) else no_methods(where, kind, component)


def _hides(node):
    if isinstance(node, ast.alias):
        return node.name == "*"
    return getattr(node, "id", None) in _escapes or getattr(node, "attr", None) in _escaping_attributes


def _bound(node):
    """Names that a node may give a value to, wherever that is."""
    if isinstance(node, ast.Name):
        return [node.id] if isinstance(node.ctx, ast.Store) else []
    if isinstance(node, ast.alias):
        return [node.asname or node.name.split(".")[0]]
    # Definitions, handlers of exceptions, and patterns.
    return [each for each in (getattr(node, "name", None), getattr(node, "rest", None)) if isinstance(each, str)]


def _is_plain(kind):
    """Has what its own lines say, and no more."""
    bases = all(isinstance(each, ast.Name) and each.id == "object" for each in kind.bases)
    return bases and not kind.keywords and not kind.decorator_list
