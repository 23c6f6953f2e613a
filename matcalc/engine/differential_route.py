"""The differential route: no index anywhere. Differentials forwards, adjoints backwards, gradients read off.

Magnus & Neudecker: of dE = ⟨G, dx⟩ for every dx, G is the gradient. The differential of each equation is brought to a
form that is linear in the differentials of what it reads; in ⟨ȳ, dy⟩ each linear map is then moved over to the other
side, as its adjoint, until those differentials stand alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from matcalc.chain import Chain, why
from matcalc.engine.differential_ends import Columns, Ends, InnerProducts
from matcalc.engine.differential_order import DIFFERENTIALS, READ_GRADIENT
from matcalc.engine.finishing import (
    LONGEST_WRITTEN,
    bodies_of,
    finished,
    folded,
    knowing,
    names_asked_for,
    names_on_the_way,
    right_sides_of,
    without_names,
)
from matcalc.engine.matrix_equations import matrix_forms
from matcalc.engine.matrix_route import (
    EquationChain,
    MatrixRoute,
    NoRoute,
    RouteGradient,
    RouteName,
    solution_on_the_way,
)
from matcalc.engine.node_strategies import sweep_differentials, sweep_terms
from matcalc.engine.paths import Paths
from matcalc.engine.requests import Request
from matcalc.engine.simplification import rewrite, simplify
from matcalc.engine.temporaries import Written
from matcalc.errors import InvariantError
from matcalc.forms.centred import centred_arrays
from matcalc.forms.differentials import Differential, Jacobian
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Add, Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import derivative_shape
from matcalc.forms.traversal import walk
from matcalc.rules.adjoint_table import Adjoint, adjoint_of_rule
from matcalc.rules.fold_arrays import folds_of
from matcalc.rules.propose_stretched import stretched_in
from matcalc.rules.registry import Scope
from matcalc.rules.simplify_structure import is_zero

Beside = dict[Symbol, list[tuple[Symbol, Node]]]
"""What stands beside the differential of each variable, with the equation in which it does."""


def differential_route(program: Program, requests: Sequence[Request], facts: Facts = NONE) -> MatrixRoute | NoRoute:
    """The derivative of the output by every requested variable; NoRoute, with the reason, where there is no way.

    Of a scalar output the gradients; of any other the Jacobians of the stacked arrays.

    program: the equations that were asked about. facts: what is declared of the inputs, used to simplify results.
    Raises InputError where the given gradients do not determine the answer, as the index route does.
    """
    supply = IndexSupply.over((), [symbol.name for symbol in program.symbols])
    forms = matrix_forms(program, supply)
    derivation = _Derivation(program, requests, facts, forms, supply)
    if (solution := solution_on_the_way(program, derivation.on_the_way)) is not None:
        return NoRoute(RouteName.DIFFERENTIAL, solution)
    for definition in program.definitions:
        if definition.symbol in derivation.on_the_way and definition.symbol not in forms:
            return NoRoute(RouteName.DIFFERENTIAL, why("the equation of ", definition.symbol, _NO_MATRIX_FORM))
    return derivation.route()


_NO_MATRIX_FORM = " is given entry by entry, and no matrix form has these entries"


class _Derivation:
    """One route on its way: what has been derived of it so far."""

    def __init__(
        self,
        program: Program,
        requests: Sequence[Request],
        facts: Facts,
        forms: Mapping[Symbol, Node],
        supply: IndexSupply,
    ) -> None:
        self.program = program
        self.facts = facts
        self.forms = forms
        self.asked = {request.wrt: request for request in requests}
        self.paths = Paths(program, tuple(self.asked))
        self.varied, self.moving = _moved(program, self.asked)
        self.on_the_way = {program.output, *self.paths.order} & self.moving - set(self.varied)
        self.scope = Scope(
            supply,
            output=program.output,
            bodies=bodies_of(forms),
            centred=centred_arrays(forms),
            stretched=stretched_in(forms.values()),
            folds=folds_of(bodies_of(forms), self.paths.temporaries, program.output),
            temporaries=self.paths.temporaries,
            moving=self.moving,
        )
        self.knowing = knowing(self.scope, right_sides_of(program), facts)
        self.ends: Ends = InnerProducts(program.output) if program.output.shape.is_scalar else Columns(program.output)
        self.differentials: dict[Symbol, EquationChain] = {}
        self.backward: list[EquationChain] = []
        self.gradients: list[RouteGradient] = []
        self.beside: Beside = {}
        self.values: dict[Node, Node] = {}
        unfold = [one for request in requests for one in request.unfold]
        self.unfold_on_the_way = [one for one in unfold if isinstance(one, Cotangent)]
        ours = self.paths.temporaries - {program.output}  # which every name of a Jacobian has in it
        self.meanings: dict[Node, Node] = {symbol: form for symbol, form in forms.items() if symbol in ours}
        self.written = Written(self.meanings, LONGEST_WRITTEN)

    def route(self) -> MatrixRoute:
        program = self.program
        for symbol in self.forms:
            if symbol in self.on_the_way:
                self.differentials[symbol] = EquationChain(symbol, self._differential(symbol))
        if program.output in self.on_the_way:
            self._move_over(program.output)
        for variable in self.paths.order:
            if variable in program.given:
                self._through(variable)
                continue
            self._add_gradient(variable)
            self._through(variable)
        return MatrixRoute(
            RouteName.DIFFERENTIAL,
            program,
            self.varied,
            tuple(self.differentials.values()),
            tuple(self.backward),
            tuple(self.gradients),
        )

    def _differential(self, symbol: Symbol) -> Chain:
        """dy = … in terms of the differentials of what the equation of y reads."""
        scope = replace(self.scope, definitions={symbol: self.forms[symbol]})
        return sweep_differentials(Chain((), Differential(symbol), ()), DIFFERENTIALS, scope)

    def _through(self, variable: Symbol) -> None:
        """From a variable whose gradient is known on to what its equation reads; what is 0 carries nothing on."""
        is_nothing = self.facts == NONE and is_zero(self.values.get(self.ends.name(variable), variable))
        if variable in self.differentials and variable is not self.program.output and not is_nothing:
            self._move_over(variable)

    def _move_over(self, symbol: Symbol) -> None:
        """What comes through an equation with every differential alone, and what stands beside each of them."""
        found = self.differentials[symbol].chain.end
        assert isinstance(found, Node)
        if isinstance(self.forms[symbol], ScalarFunction):
            return  # dE = ⟨ā, da⟩ is in this form as it is given
        first, *others = self.ends.rules
        start = Chain((), self.ends.start(symbol), ())
        chain = sweep_differentials(start, (first,), replace(self.scope, differentials={symbol: found}))
        chain = sweep_terms(chain, others, self.scope)
        self.backward.append(EquationChain(symbol, chain))
        end = chain.end
        for term in end.args if isinstance(end, Add) else (end,):
            assert isinstance(term, Node)
            if (alone := self.ends.alone(term)) is None:
                raise InvariantError(
                    f"no rule moves what stands beside a differential in the equation of {symbol.name}"
                )
            variable, beside = alone
            self.beside.setdefault(variable, []).append((symbol, beside))

    def _add_gradient(self, variable: Symbol) -> None:
        request = self.asked.get(variable)
        scope = replace(
            self.knowing,
            beside={variable: tuple(self.beside.get(variable, ()))},
            facts=self.facts if request is not None else NONE,
        )
        unfold = (
            names_asked_for(request, self.forms, self.values)
            if request
            else names_on_the_way(self.unfold_on_the_way, self.values)
        )
        scope = without_names(scope, unfold)
        unfold = {self._named_here(name): meaning for name, meaning in unfold.items()}
        start = self.ends.name(variable)
        chain = rewrite(Chain((), start, ()), READ_GRADIENT, scope)
        chain = finished(simplify(chain, scope), scope, self.written)
        for names in _apart(unfold):
            chain = _unfolded(chain, names, scope)
        chain = folded(chain, scope)
        gradient = RouteGradient(variable, chain, request is not None)
        self.gradients.append(gradient)
        self.values[start] = gradient.value
        if derivative_shape(self.program.output.shape, variable.shape) is not None:
            self.values[Cotangent(variable, self.program.output.shape)] = gradient.value
        if variable in self.paths.temporaries:
            self.meanings[start] = gradient.value

    def _named_here(self, name: Node) -> Node:
        """A derivative by the name that it has in this route; any other name is its own."""
        return self.ends.name(name.of) if isinstance(name, Cotangent) else name


def _apart(names: Mapping[Node, Node]) -> tuple[dict[Node, Node], dict[Node, Node]]:
    """What is written out, derivatives first: arrays may stand in the names of the derivatives that are left."""
    arrays: dict[Node, Node] = {name: meaning for name, meaning in names.items() if isinstance(name, Symbol)}
    return {name: meaning for name, meaning in names.items() if name not in arrays}, arrays


def _unfolded(chain: Chain, names: Mapping[Node, Node], scope: Scope) -> Chain:
    """The chain with names written out, but for those by which a Jacobian is called that stays."""
    assert isinstance(chain.end, Node)
    kept = {part.by for part in walk(chain.end) if isinstance(part, Jacobian) and part not in names}
    return finished(chain, scope, Written({name: meaning for name, meaning in names.items() if name not in kept}))


def _moved(program: Program, wanted: Collection[Symbol]) -> tuple[tuple[Symbol, ...], frozenset[Symbol]]:
    """What varies by itself, and everything that moves: what varies and what is defined of it.

    The requested inputs vary, and the requested arrays that no requested variable reaches.
    """
    varied = [symbol for symbol in program.inputs if symbol in wanted]
    moving = set(varied)
    for definition in program.definitions:
        if moving.intersection(definition.uses):
            moving.add(definition.symbol)
        elif definition.symbol in wanted:
            varied.append(definition.symbol)
            moving.add(definition.symbol)
    return tuple(varied), frozenset(moving)


def adjoints_used(route: MatrixRoute) -> tuple[Adjoint, ...]:
    """The adjoints by which a route moves linear maps over, in the order in which it first does."""
    rules = dict.fromkeys(step.rule for equation in route.backward for step in equation.chain.steps)
    return tuple(found for rule in rules if (found := adjoint_of_rule(rule)) is not None)
