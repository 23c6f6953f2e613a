"""The index route over a program: backwards, one equation at a time, one short-named cotangent a variable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matcalc.chain import Chain, Expression
from matcalc.engine.collapse import collapse
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.engine.forward import forward
from matcalc.engine.local import insert_local_derivatives
from matcalc.engine.order import CHAIN, CONTRACT, KNOWN_FUNCTIONS, SIMPLIFY, WRITE_OUT
from matcalc.engine.paths import Paths
from matcalc.engine.requests import Request
from matcalc.engine.strategies import simplify, sweep
from matcalc.engine.temporaries import with_temporaries, written_size
from matcalc.errors import InputError, InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.rules.registry import Scope

LONGEST_WRITTEN = 150
"""The operators and names of a result above which the engine's short names stay: the page introduces them."""


def differentiate(program: Program, requests: Sequence[Request], reserved: Iterable[str] = ()) -> Differentiation:
    """Derive the gradient of the output at every requested variable.

    reserved: letters that indices must not take besides the program's own names, such as those of layers.
    Raises InputError where the given gradients do not determine the answer.
    """
    program = with_temporaries(program)
    paths = Paths(program, [request.wrt for request in requests])
    supply = _supply(program, reserved)
    equations = tuple(forward(definition, supply) for definition in program.definitions)
    scope = Scope(
        supply,
        equations=_index_forms(equations),
        output=program.output,
        consumers=paths.consumers,
        positions={f.definition.symbol: number for number, f in enumerate(equations)},
        reads={f.definition.symbol: f.definition.uses for f in equations},
        bodies=_bodies(equations),
    )
    meanings: dict[Node, Node] = {
        f.definition.symbol: f.matrix_form for f in equations if f.definition.is_temporary and f.matrix_form is not None
    }
    asked = {request.wrt: request for request in requests}
    gradients: list[VariableGradient] = []
    named: dict[Symbol, None] = dict.fromkeys(program.given)
    values: dict[Node, Node] = {}
    for variable in paths.order:
        request = asked.get(variable)
        if variable in named:
            gradients.append(VariableGradient(variable, (), (), Cotangent(variable), None, request is not None))
            continue
        unfold = _unfolded(request, equations, values)
        gradient = _gradient(variable, request, replace(scope, named=named.keys()), meanings, unfold)
        gradients.append(gradient)
        named[variable] = None
        if isinstance(gradient.value, Node):
            values[Cotangent(variable)] = gradient.value
            if variable in paths.temporaries:
                meanings[Cotangent(variable)] = gradient.value
    if missing := [variable.name for variable in asked if variable not in named]:
        raise InvariantError(f"no gradient was derived for {', '.join(missing)}")
    return Differentiation(program, equations, tuple(gradients))


def _gradient(
    variable: Symbol,
    request: Request | None,
    scope: Scope,
    meanings: dict[Node, Node],
    unfold: dict[Node, Node],
) -> VariableGradient:
    assert scope.output is not None
    free = scope.supply.fresh_for(variable.shape.axes, ())
    output = of_factor(Entry(scope.output, ()))
    scope = replace(scope, free=free)
    chain = Chain(free, of_factor(Partial(output, Entry(variable, free))), ())
    chain = sweep(chain, CHAIN, scope)
    chain = insert_local_derivatives(chain, scope)
    chain = sweep(chain, CONTRACT, scope)
    chain = collapse(chain, variable.shape, scope)
    if isinstance(chain.end, Node):
        chain = _finished(chain, scope, meanings)
        chain = _finished(chain, scope, unfold)
    consumers = tuple(c for c in scope.consumers.get(variable, ()))
    value: Expression = chain.end
    return VariableGradient(variable, free, consumers, value, chain, request is not None)


def _finished(chain: Chain, scope: Scope, names: dict[Node, Node]) -> Chain:
    """Names written out, unless that gets too long to read, known derivatives with them, and simplified once more."""
    if isinstance(chain.end, Node) and written_size(chain.end, names) <= LONGEST_WRITTEN:
        chain = simplify(chain, WRITE_OUT, replace(scope, definitions=names))
    chain = simplify(chain, KNOWN_FUNCTIONS, scope)
    return simplify(chain, SIMPLIFY, scope)


def _unfolded(request: Request | None, equations: tuple[Forward, ...], values: dict[Node, Node]) -> dict[Node, Node]:
    if request is None or not request.unfold:
        return {}
    known: dict[Node, Node] = dict(values)
    known.update((f.definition.symbol, f.matrix_form) for f in equations if f.matrix_form is not None)
    if unknown := [name for name in request.unfold if name not in known]:
        raise InputError(
            f"there is nothing to write out for {_name(unknown[0])} before the gradient at {request.wrt.name}"
        )
    return {name: known[name] for name in request.unfold}


def _name(part: Symbol | Cotangent) -> str:
    return part.name if isinstance(part, Symbol) else f"grad_{part.of.name}"


def _index_forms(equations: tuple[Forward, ...]) -> dict[Symbol, IndexDefinition]:
    return {f.definition.symbol: IndexDefinition(f.free, f.index_form) for f in equations if f.index_form is not None}


def _bodies(equations: tuple[Forward, ...]) -> dict[Node, Symbol]:
    return {
        f.matrix_form: f.definition.symbol
        for f in reversed(equations)
        if f.matrix_form is not None and not f.definition.is_temporary
    }


def _supply(program: Program, reserved: Iterable[str]) -> IndexSupply:
    """Letters for dimensions in the order in which the equations show them: outputs first, then what they read."""
    own: list[tuple[Dimension, str]] = []
    lengths: list[Dimension] = []
    names = {symbol.name for symbol in program.symbols} | set(reserved)
    for definition in program.definitions:
        if isinstance(definition.body, IndexDefinition):
            own += [(place.range, place.name) for place in definition.body.places]
            own += [(dummy.range, dummy.name) for term in definition.body.body.terms for dummy in term.dummies]
        for symbol in (definition.symbol, *definition.uses):
            lengths += symbol.shape.axes
    for symbol in program.inputs:
        lengths += symbol.shape.axes
    names |= {name for length in lengths for name in length.names}
    return IndexSupply.over(lengths, names, dict(reversed(own)))
