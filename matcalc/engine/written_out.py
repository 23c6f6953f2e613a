"""Gradients written in the names of the input: no name of ours, no gradient that was derived on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from matcalc.chain import Chain
from matcalc.engine.collapse import written_plainly
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.finishing import knowing, right_sides_of
from matcalc.engine.order import KNOWN_FUNCTIONS, WRITE_OUT
from matcalc.engine.simplification import rewrite, simplify, tidy, without_detours
from matcalc.engine.structured import by_distinct_entries
from matcalc.engine.temporaries import Written
from matcalc.engine.vectorize import vectorized
from matcalc.errors import InputError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import arrays_in
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.forms.traversal import replaced, symbols_in
from matcalc.rules.registry import Scope

LONGEST_GRADIENT = 2_000
"""The operators and names of a gradient above which it is not written out."""


def with_gradient_written_out(differentiation: Differentiation, name: str, facts: Facts = NONE) -> Differentiation:
    """The same differentiation, the gradient at `name` in the program's own names and given cotangents alone.

    It is not laid out anew. Raises InputError where that is too long, and where it is a recursion.
    """
    if differentiation.program.labels:
        raise InputError(
            f"the gradient at {name} is worked out step by step, with names for what a step hands to the next: it can "
            "not be written out in one expression; in Python, .definitions lists what its names stand for"
        )
    made = tuple(_written(differentiation, g, facts) if g.of.name == name else g for g in differentiation.gradients)
    return replace(differentiation, gradients=made)


def _written(differentiation: Differentiation, gradient: VariableGradient, facts: Facts) -> VariableGradient:
    if gradient.chain is None:
        return gradient
    names = _meanings(differentiation)
    value = gradient.value
    arrays = [value] if isinstance(value, Node) else arrays_in(value)
    lengths = Written(names)
    size = sum(lengths.size(array) for array in arrays)
    if size > LONGEST_GRADIENT:
        raise InputError(
            f"written out, the gradient at {gradient.of.name} has {_many(size)} operators and names, more than "
            f"{LONGEST_GRADIENT:,}: too long to be read or differentiated again; in Python, .definitions lists what "
            "its names stand for"
        )
    output = differentiation.program.output
    right_sides = {
        symbol: _in_names_of_user(body, names) for symbol, body in right_sides_of(differentiation.program).items()
    }
    scope = Scope(
        IndexSupply.over((), ()),
        gradient.free,
        output=output,
        definitions=names,
        facts=facts,
    )
    scope = knowing(scope, right_sides, facts)
    if not isinstance(value, Node):
        chain = written_plainly(gradient.chain, scope, names)
        stacked = vectorized(Chain(chain.free, chain.end, ()), scope) if gradient.stacked is not None else None
        return replace(gradient, chain=chain, value=chain.end, stacked=stacked)
    chain = rewrite(rewrite(gradient.chain, WRITE_OUT, scope), KNOWN_FUNCTIONS, scope)
    chain = without_detours(tidy(simplify(chain, scope), scope))
    written = replace(gradient, chain=chain, value=chain.end, turned=None)
    return replace(written, distinct=by_distinct_entries(written, output.shape, facts))


def _meanings(differentiation: Differentiation) -> dict[Node, Node]:
    """What each name that the engine introduced stands for, in the program's own names and given cotangents alone.

    Names without a matrix form are left out.
    """
    images: dict[Node, Node] = {}
    for forward in differentiation.forward:
        if forward.definition.is_temporary and forward.matrix_form is not None:
            images[forward.definition.symbol] = replaced(forward.matrix_form, images)
    output = differentiation.program.output.shape
    for gradient in differentiation.gradients:
        if isinstance(gradient.value, Node) and gradient.chain is not None:
            images[Cotangent(gradient.of, output)] = replaced(gradient.value, images)
    return images


def _in_names_of_user(body: Node, names: Mapping[Node, Node]) -> Node:
    return replaced(body, {symbol: names[symbol] for symbol in symbols_in(body) if symbol in names})


def _many(size: int) -> str:
    return f"{size:,}" if size < 10**9 else "over 1,000,000,000"
