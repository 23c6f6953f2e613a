"""A name for a part of another equation, z = W x beside h = tanh(W x): it is put in the place of that part.

So a derivative at z is one at what h is made of, in whatever order the document says the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.forms.matrix_form import Add, Nary, Node, Product, Symbol
from matcalc.forms.program import Definition
from matcalc.forms.traversal import symbols_in, walk


def with_named_parts(definitions: Sequence[Definition]) -> list[Definition]:
    """The equations, each name that no equation reads in place of what it stands for in the others, and before them."""
    found = list(definitions)
    read = {symbol for one in definitions for symbol in one.uses}
    for part in definitions:
        if part.symbol not in read and isinstance(part.body, Node) and part.body.children:
            found = _with_named(found, next(one for one in found if one.symbol is part.symbol))
    return found


def _with_named(definitions: Sequence[Definition], part: Definition) -> list[Definition]:
    made = [one if one is part else _naming(one, part) for one in definitions]
    changed = [at for at, (one, new) in enumerate(zip(definitions, made, strict=True)) if new is not one]
    at = definitions.index(part)
    if changed and changed[0] < at:
        made.insert(changed[0], made.pop(at))
    return made


def _naming(definition: Definition, part: Definition) -> Definition:
    body, named = definition.body, part.body
    if not isinstance(body, Node) or not isinstance(named, Node) or body is named:
        return definition
    if not set(symbols_in(named)) <= set(symbols_in(body)):
        return definition
    done: dict[Node, Node] = {named: part.symbol}
    for node in walk(body):
        if node not in done:
            children = tuple(done[child] for child in node.children)
            new = node if children == node.children else node.rebuilt(children)
            done[node] = _with_run(new, named, part.symbol)
    return definition if done[body] is body else replace(definition, body=done[body])


def _with_run(node: Node, named: Node, symbol: Symbol) -> Node:
    """A sum or a product that holds all terms or, side by side, all factors of another one, with its name for them."""
    if type(node) is not type(named) or not isinstance(node, (Add, Product)) or not isinstance(named, Nary):
        return node
    if isinstance(node, Add):
        rest = [term for term in node.args if term not in named.args]
        if len(rest) + len(named.args) != len(node.args):
            return node
        made: Node = Add((symbol, *rest))
    else:
        length = len(named.args)
        starts = (at for at in range(len(node.args) - length + 1) if node.args[at : at + length] == named.args)
        if (at := next(starts, None)) is None:
            return node
        made = Product((*node.args[:at], symbol, *node.args[at + length :]))
    return made if made.shape == node.shape else node
