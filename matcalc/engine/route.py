"""The index route over a program: backwards, one equation at a time, one short-named cotangent a variable."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from matcalc.chain import Chain, Expression
from matcalc.engine.collapse import collapse, reduced
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.engine.finishing import bodies_of, finished, folded, knowing, right_sides_of, without_names
from matcalc.engine.forward import forward
from matcalc.engine.found import Found, given
from matcalc.engine.local import insert_local_derivatives
from matcalc.engine.order import CHAIN, CONTRACT
from matcalc.engine.paths import Paths
from matcalc.engine.readers import at_end
from matcalc.engine.requests import Request
from matcalc.engine.residuals import fixed_points, names_of_bodies, with_jacobians
from matcalc.engine.simplification import without_detours
from matcalc.engine.strategies import sweep
from matcalc.engine.structured import by_distinct_entries
from matcalc.engine.temporaries import Written, with_temporaries
from matcalc.engine.vectorize import vectorized
from matcalc.errors import InvariantError
from matcalc.forms.centred import centred_arrays
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, IndexSum, Partial, of_factor
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import derivative_shape
from matcalc.rules.fold import products_of
from matcalc.rules.fold_arrays import folds_of
from matcalc.rules.propose_stretched import stretched_in
from matcalc.rules.registry import Scope

FACTORS_CARRIED = 8
"""A derivative on the way with more factors gets a short name: a chain of functions would grow with every link."""


def differentiate(
    program: Program,
    requests: Sequence[Request],
    reserved: Iterable[str] = (),
    facts: Facts = NONE,
    introduced: Collection[Definition] = (),
) -> Differentiation:
    """Derive the derivative of the output by every requested variable: of a scalar its gradient, else its Jacobian.

    reserved: what neither an index nor a short name may be called besides the program's own names, such as the letters
    of layers. facts: what is declared of the inputs, used to simplify what is derived. introduced: short names that
    stand in the same document.
    Raises InputError where the given gradients do not determine the answer.
    """
    wanted = [request.wrt for request in requests]
    reserved = frozenset(reserved)
    right_sides = right_sides_of(program)
    own, fixed = names_of_bodies(program), fixed_points(program)
    program = with_temporaries(program, wanted, reserved, introduced)
    program, solved = with_jacobians(
        program, wanted, reserved, introduced, differentiate, Scope(IndexSupply.over((), ()), bodies=fixed, facts=facts)
    )
    paths = Paths(program, wanted)
    supply = index_supply(program, reserved)
    equations = tuple(forward(definition, supply) for definition in program.definitions)
    index_forms = _index_forms(equations)
    matrix_forms = {f.definition.symbol: f.matrix_form for f in equations if f.matrix_form is not None}
    found = Found(program, paths, matrix_forms, facts)
    unknowns = {d.symbol: d.unknown for d in program.definitions if d.unknown is not None}
    bodies = bodies_of({s: form for s, form in matrix_forms.items() if s not in unknowns})
    bodies |= fixed | fixed_points(program) | bodies_of(found.forms_at_end)
    asked = {request.wrt: request for request in requests}
    unfolded = [one for request in requests for one in request.unfold if isinstance(one, Cotangent)]
    gradients: list[VariableGradient] = []
    scope = Scope(
        supply,
        equations=index_forms,
        output=program.output,
        consumers=paths.consumers,
        positions={f.definition.symbol: number for number, f in enumerate(equations)},
        reads={f.definition.symbol: f.definition.uses for f in equations},
        named=found.named.keys(),  # these two grow as the derivation goes on; a copy a variable would be quadratic
        later=paths.later.intersection(paths.order),
        derived=found.derived,
        bodies=bodies,
        folds=folds_of(own | bodies, paths.temporaries, program.output),
        products=products_of(
            {s: entry for s, entry in index_forms.items() if s not in unknowns}, paths.temporaries, program.output
        ),
        solutions={each.unknown: (each.symbol, each.jacobian) for each in solved},
        unknowns=unknowns,
        centred=centred_arrays(matrix_forms),
        stretched=stretched_in(matrix_forms.values()),
        temporaries=found.temporaries,
        facts=facts,
    )
    scope = knowing(scope, right_sides, facts)
    for variable in paths.order:
        request = asked.get(variable)
        if variable in found.named:
            gradients.append(given(variable, requested=request is not None))
            continue
        unfold = found.to_write_out(request, unfolded)
        gradient, entry = _gradient(variable, request, scope, found, unfold)
        if found.is_before_last(gradient, unfold):
            gradient = replace(gradient, before_last=True)
            last = at_end(variable)
            if last in found.named:
                gradients.append(given(last, requested=False))
            else:
                at_last, entry_at_last = _gradient(last, request, scope, found, found.at_end(unfold))
                gradients.append(at_last)
                found.take(at_last, entry_at_last, stays=False)
        gradients.append(gradient)
        found.take(gradient, entry, stays=variable in paths.temporaries or not _is_named(variable, scope))
    if missing := [variable.name for variable in asked if variable not in (*found.named, *found.derived)]:
        raise InvariantError(f"no gradient was derived for {', '.join(missing)}")
    return Differentiation(program, equations, tuple(gradients), solved)


def _gradient(
    variable: Symbol, request: Request | None, scope: Scope, found: Found, unfold: Mapping[Node, Node]
) -> tuple[VariableGradient, IndexSum]:
    """The derivative by one variable, and its entry as it was before anything was collapsed."""
    output = scope.output
    assert output is not None
    meanings = found.meanings_for(variable)
    rows = scope.supply.fresh_for(output.shape.axes, ())
    columns = scope.supply.fresh_for(variable.shape.axes, rows)
    free = (*rows, *columns)
    inserted = found.inserted(unfold)
    scope = replace(
        scope,
        free=free,
        facts=scope.facts if request is not None else NONE,
        derived=ChainMap(inserted, found.derived) if inserted else scope.derived,
    )
    start = of_factor(Partial(of_factor(Entry(output, rows)), Entry(variable, columns)))
    chain = sweep(Chain(free, start, ()), CHAIN, scope)
    chain = insert_local_derivatives(chain, scope)
    chain = sweep(chain, CONTRACT, scope)
    entry = chain.end
    assert isinstance(entry, IndexSum)
    consumers = tuple(c for c in scope.consumers.get(variable, ()))
    shape = derivative_shape(output.shape, variable.shape)
    if request is None and found.may_be_carried(variable) and _stays_in_index_form(variable, chain.end, scope):
        return VariableGradient(variable, free, consumers, chain.end, chain, requested=False), entry
    chain = reduced(chain, scope, meanings.names) if shape is None else collapse(chain, shape, scope)
    if isinstance(chain.end, Node):
        chain = finished(chain, scope, meanings)
        left = without_names(scope, unfold)
        chain = folded(finished(chain, left, Written(unfold)), left)
    elif shape is not None:
        chain = reduced(chain, scope, meanings.names)
    chain = without_detours(chain)
    stacked = None
    if shape is None and request is not None:
        stacked = vectorized(Chain(free, chain.end, ()), scope)
    made = VariableGradient(variable, free, consumers, chain.end, chain, request is not None, stacked)
    return replace(made, distinct=by_distinct_entries(made, output.shape, scope.facts)), entry


def _is_named(variable: Symbol, scope: Scope) -> bool:
    """Whether the derivative by a variable can have a short name: whether it is a matrix."""
    assert scope.output is not None
    return derivative_shape(scope.output.shape, variable.shape) is not None


def _stays_in_index_form(variable: Symbol, value: Expression, scope: Scope) -> bool:
    """Whether a derivative on the way is put into the next one as it is: one term of a name of ours, or no matrix."""
    assert isinstance(value, IndexSum)
    if not _is_named(variable, scope):
        return True
    short = len(value.terms) < 2 and all(len(term.factors) <= FACTORS_CARRIED for term in value.terms)
    return short and variable in scope.temporaries


def _index_forms(equations: tuple[Forward, ...]) -> dict[Symbol, IndexDefinition]:
    return {f.definition.symbol: IndexDefinition(f.free, f.index_form) for f in equations if f.index_form is not None}


def index_supply(program: Program, reserved: Iterable[str]) -> IndexSupply:
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
