"""The last lines of a gradient: names written out and used, whatever route led to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import replace

from matcalc.chain import Chain
from matcalc.engine.order import FOLD, KNOWN_FUNCTIONS, WRITE_OUT
from matcalc.engine.requests import Request
from matcalc.engine.simplification import rewrite, simplify, tidy, without_detours
from matcalc.engine.temporaries import Written
from matcalc.errors import InputError
from matcalc.forms.facts import Facts
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import Program
from matcalc.rules.fold_scalars import is_worth_a_name, scalars_by_first
from matcalc.rules.fold_solutions import solutions_in
from matcalc.rules.registry import Scope
from matcalc.rules.symmetry import symmetric_names

Shorter = Callable[[Chain, Scope], Chain]
"""A way to simplify the array at the end of a chain."""

LONGEST_WRITTEN = 150
"""The operators and names of a result above which the engine's short names stay: the page introduces them.

What a user asks to have written out is, however long it gets.
"""


def finished(chain: Chain, scope: Scope, names: Written, shorter: Shorter = simplify) -> Chain:
    """Names written out, unless that gets too long to read, known derivatives with them; what changed is simplified.

    shorter: how. The array at the end of `chain` is in its cheapest form already.
    """
    written = rewrite(chain, KNOWN_FUNCTIONS, scope)  # a = tanh(t) is found before t is written out
    if isinstance(written.end, Node) and names.applies(written.end):
        written = rewrite(written, WRITE_OUT, replace(scope, definitions=names.names))
        written = rewrite(written, KNOWN_FUNCTIONS, scope)
    return chain if written.end is chain.end else shorter(written, scope)


def folded(chain: Chain, scope: Scope, shorter: Shorter = simplify) -> Chain:
    """The last lines of a route without indices: names of the page used for products and roots, and tidied."""
    made = rewrite(chain, FOLD, scope)
    return without_detours(tidy(chain if made.end is chain.end else shorter(made, scope), scope))


def names_on_the_way(unfolded: Iterable[Cotangent], values: Mapping[Node, Node]) -> dict[Node, Node]:
    """The derivatives that are written out on the way to what was asked for: those that are to be written out there."""
    return {one: values[one] for one in unfolded if one in values}


def names_asked_for(
    request: Request, matrix_forms: Mapping[Symbol, Node], values: Mapping[Node, Node]
) -> dict[Node, Node]:
    """What a request has written out in its last lines. Raises InputError for what has no meaning there."""
    found: dict[Node, Node] = {}
    for name in request.unfold:
        meaning = matrix_forms.get(name) if isinstance(name, Symbol) else values.get(name)
        if meaning is None:
            raise InputError(
                f"there is nothing to write out for {_name(name)} before the gradient at {request.wrt.name}"
            )
        found[name] = meaning
    return found


def _name(part: Symbol | Cotangent) -> str:
    return part.name if isinstance(part, Symbol) else f"grad_{part.of.name}"


def bodies_of(matrix_forms: Mapping[Symbol, Node]) -> dict[Node, Symbol]:
    """The right sides that have a name, by what they are: the first name where several have it."""
    return {form: symbol for symbol, form in reversed(list(matrix_forms.items())) if form.children}


def knowing(scope: Scope, right_sides: Mapping[Symbol, Node], facts: Facts) -> Scope:
    """The scope with all that rules may know of the user's names. right_sides: what they stand for."""
    symmetric = symmetric_names(right_sides, facts)
    return replace(
        scope,
        scalars=_scalars_of(right_sides, facts),
        right_sides=right_sides,
        symmetric=symmetric,
        by_inverse=solutions_in(right_sides, symmetric, facts),
    )


def _scalars_of(right_sides: Mapping[Symbol, Node], facts: Facts) -> Mapping[Hashable, tuple[tuple[Symbol, Node], ...]]:
    """The user's names of numbers with their right sides as a result shows them, the earlier names in the later."""
    found: list[tuple[Symbol, Node]] = []
    scope = Scope(IndexSupply.over((), ()), facts=facts)
    for symbol, body in right_sides.items():
        if symbol.shape.is_scalar and is_worth_a_name(body):
            made = simplify(Chain((), body, ()), scope).end
            assert isinstance(made, Node)
            found.append((symbol, made))
            scope = replace(scope, scalars=scalars_by_first(found))
    return scope.scalars


def without_names(scope: Scope, written: Collection[Node]) -> Scope:
    """The scope in which the names of numbers and of solutions that are written out are not used again."""
    if not written:
        return scope
    kept = {
        first: left
        for first, found in scope.scalars.items()
        if (left := tuple(one for one in found if one[0] not in written))
    }
    solutions = {
        first: ways
        for first, known in scope.by_inverse.items()
        if (ways := tuple(way for way in known if way.name not in written))
    }
    return replace(scope, scalars=kept, by_inverse=solutions)


def right_sides_of(program: Program) -> dict[Symbol, Node]:
    """What the user's own names stand for, where that is an array."""
    return {
        definition.symbol: definition.body
        for definition in program.definitions
        if isinstance(definition.body, Node) and not (definition.is_temporary or definition.is_solved)
    }
