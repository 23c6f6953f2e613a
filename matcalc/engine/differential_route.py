"""The differential route: no index anywhere. Differentials forwards, adjoints backwards, gradients read off.

Magnus & Neudecker: of dE = ⟨G, dx⟩ for every dx, G is the gradient. The differential of each equation is brought to a
form that is linear in the differentials of what it reads; in ⟨ȳ, dy⟩ each linear map is then moved over to the other
side, as its adjoint, until those differentials stand alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from matcalc.chain import Chain, why
from matcalc.engine.finishing import bodies_of, finished, names_asked_for, names_on_the_way
from matcalc.engine.matrix_equations import matrix_form
from matcalc.engine.matrix_route import EquationChain, MatrixRoute, NoRoute, RouteGradient, RouteName
from matcalc.engine.node_strategies import sweep_differentials, sweep_terms
from matcalc.engine.order import ADJOINTS, DIFFERENTIALS, FOLD, READ_GRADIENT
from matcalc.engine.paths import Paths
from matcalc.engine.requests import Request
from matcalc.engine.simplification import rewrite, simplify, tidy, without_detours
from matcalc.engine.temporaries import Written
from matcalc.errors import InvariantError
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Add, Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Program
from matcalc.rules.adjoint_table import Adjoint, adjoints_of
from matcalc.rules.registry import Scope
from matcalc.rules.simplify_structure import is_zero

Beside = dict[Symbol, list[tuple[Symbol, Node]]]
"""What stands beside the differential of each variable, with the equation in which it does."""


def differential_route(program: Program, requests: Sequence[Request], facts: Facts = NONE) -> MatrixRoute | NoRoute:
    """The gradient of a scalar output by every requested variable; NoRoute, with the reason, where there is no way.

    program: the equations that were asked about. facts: what is declared of the inputs, used to simplify results.
    Raises InputError where the given gradients do not determine the answer, as the index route does.
    """
    name = RouteName.DIFFERENTIAL
    if not program.output.shape.is_scalar:
        return NoRoute(
            name, why(program.output, " is no scalar: a gradient is read off beside the differential of a scalar")
        )
    supply = IndexSupply.over((), [symbol.name for symbol in program.symbols])
    forms: dict[Symbol, Node] = {}
    for definition in program.definitions:
        if (form := matrix_form(definition, supply)) is None:
            return NoRoute(
                name,
                why(
                    "the equation of ",
                    definition.symbol,
                    " is given entry by entry, and no matrix form has these entries",
                ),
            )
        forms[definition.symbol] = form
    return _Derivation(program, requests, facts, forms, supply).route()


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
        self.varied = _varied(program, self.asked)
        self.moving = _moving(program, self.varied)
        self.scope = Scope(
            supply,
            output=program.output,
            bodies=bodies_of(forms),
            temporaries=self.paths.temporaries,
            moving=self.moving,
        )
        self.differentials: dict[Symbol, EquationChain] = {}
        self.backward: list[EquationChain] = []
        self.gradients: list[RouteGradient] = []
        self.beside: Beside = {}
        self.values: dict[Node, Node] = {}
        unfold = [one for request in requests for one in request.unfold]
        self.unfold_on_the_way = [one for one in unfold if isinstance(one, Cotangent)]
        self.meanings: dict[Node, Node] = {s: form for s, form in forms.items() if s in self.paths.temporaries}
        self.written = Written(self.meanings)

    def route(self) -> MatrixRoute:
        program = self.program
        on_the_way = {program.output, *self.paths.order} & self.moving - set(self.varied)
        for symbol in self.forms:
            if symbol in on_the_way:
                self.differentials[symbol] = EquationChain(symbol, self._differential(symbol))
        if program.output in on_the_way:
            self._move_over(program.output, Differential(program.output))
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
        is_nothing = self.facts == NONE and is_zero(self.values.get(Cotangent(variable), variable))
        if variable in self.differentials and variable is not self.program.output and not is_nothing:
            self._move_over(variable, Inner(Cotangent(variable), Differential(variable)))

    def _move_over(self, symbol: Symbol, start: Node) -> None:
        """⟨ȳ, dy⟩ with every differential alone, and what stands beside each of them."""
        found = self.differentials[symbol].chain.end
        assert isinstance(found, Node)
        if isinstance(self.forms[symbol], ScalarFunction):
            return  # dE = ⟨ā, da⟩ is in this form as it is given
        chain = sweep_differentials(
            Chain((), start, ()), ADJOINTS[:1], replace(self.scope, differentials={symbol: found})
        )
        chain = sweep_terms(chain, ADJOINTS[1:], self.scope)
        self.backward.append(EquationChain(symbol, chain))
        end = chain.end
        for term in end.args if isinstance(end, Add) else (end,):
            match term:
                case Inner(left=left, right=Differential(arg=Symbol() as variable)):
                    self.beside.setdefault(variable, []).append((symbol, left))
                case _:
                    raise InvariantError(
                        f"no rule moves what stands beside a differential in the equation of {symbol.name}"
                    )

    def _add_gradient(self, variable: Symbol) -> None:
        request = self.asked.get(variable)
        scope = replace(
            self.scope,
            beside={variable: tuple(self.beside.get(variable, ()))},
            facts=self.facts if request is not None else NONE,
        )
        unfold = (
            names_asked_for(request, self.forms, self.values)
            if request
            else names_on_the_way(self.unfold_on_the_way, self.values)
        )
        start = Cotangent(variable)
        chain = rewrite(Chain((), start, ()), READ_GRADIENT, scope)
        chain = simplify(chain, scope)
        chain = finished(chain, scope, self.written)
        chain = tidy(finished(chain, scope, Written(unfold)), scope)
        folded = rewrite(chain, FOLD, scope)
        chain = without_detours(chain if folded is chain else tidy(simplify(folded, scope), scope))
        gradient = RouteGradient(variable, chain, request is not None)
        self.gradients.append(gradient)
        self.values[start] = gradient.value
        if variable in self.paths.temporaries:
            self.meanings[start] = gradient.value


def _varied(program: Program, wanted: Collection[Symbol]) -> tuple[Symbol, ...]:
    """The requested inputs, and requested arrays that no requested variable reaches: they move by themselves."""
    varied = [symbol for symbol in program.inputs if symbol in wanted]
    moving = set(varied)
    for definition in program.definitions:
        if moving.intersection(definition.uses):
            moving.add(definition.symbol)
        elif definition.symbol in wanted:
            varied.append(definition.symbol)
            moving.add(definition.symbol)
    return tuple(varied)


def _moving(program: Program, varied: Iterable[Symbol]) -> frozenset[Symbol]:
    """What varies, and what is defined of it."""
    moving = set(varied)
    for definition in program.definitions:
        if moving.intersection(definition.uses):
            moving.add(definition.symbol)
    return frozenset(moving)


def adjoints_used(route: MatrixRoute) -> tuple[Adjoint, ...]:
    """The adjoints by which a route moves linear maps over, in the order in which it first does."""
    rules = dict.fromkeys(step.rule for equation in route.backward for step in equation.chain.steps)
    return tuple(adjoint for rule in rules for adjoint in adjoints_of(rule))
