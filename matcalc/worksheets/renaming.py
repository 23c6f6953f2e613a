"""A problem with other names: arrays, dimensions and elementwise functions, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from matcalc.engine.requests import Request
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.facts import Facts
from matcalc.forms.families import member
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Term
from matcalc.forms.labels import Family, split_name
from matcalc.forms.matrix_form import Apply, Cotangent, LabelSum, Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.relabelling import Relabelling
from matcalc.forms.vector_functions import VectorFunction
from matcalc.problems.problem import Problem, ProblemRequest

Images = Mapping[str, str]
"""What names become; one that is not there stays."""

NO_CHANGE: Images = MappingProxyType({})


class Renaming(Relabelling):
    """Puts other names in expressions of either form. names: of arrays, of a family without its label."""

    def __init__(self, names: Images = NO_CHANGE, lengths: Images = NO_CHANGE, functions: Images = NO_CHANGE) -> None:
        super().__init__()
        self._names = names
        self._lengths = lengths
        self._functions = functions

    def name(self, name: str) -> str:
        """What the name of an array becomes, with its label."""
        base, label = split_name(name)
        return f"{self._names.get(base, base)}[{label}]" if label else self._names.get(base, base)

    def symbol(self, symbol: Symbol) -> Symbol:
        if symbol.member is None:
            return Symbol(self.name(symbol.name), self.shape(symbol.shape))
        family = symbol.member.family
        return member(Family(self.name(family.name), family.label, self.shape(family.shape)), symbol.member.at)

    def length(self, length: Dimension) -> Dimension:
        total = ZERO
        for names, count in length.terms:
            product = Dimension.number(count)
            for name in names:
                product *= Dimension.named(self._length_name(name))
            total += product
        return total

    def label_sum(self, part: LabelSum) -> Node:
        return LabelSum(part.label, self.node(part.arg))

    def terms(self, term: Term) -> tuple[Term, ...]:
        return (self.bare(term),)

    def definition(self, definition: Definition) -> Definition:
        """What an equation becomes."""
        body = definition.body
        return Definition(
            self.symbol(definition.symbol),
            self.node(body)
            if isinstance(body, Node)
            else IndexDefinition(tuple(map(self.index, body.places)), self.index_sum(body.body)),
            definition.is_temporary,
            None if definition.unknown is None else self.symbol(definition.unknown),
        )

    def program(self, program: Program) -> Program:
        """What a program becomes."""
        definitions = tuple(map(self.definition, program.definitions))
        return Program(tuple(map(self.symbol, program.inputs)), definitions, self.symbol(program.output))

    def _length_name(self, name: str) -> str:
        base, label = split_name(name)
        return f"{self._lengths.get(base, base)}[{label}]" if label else self._lengths.get(base, base)

    def _moved(self, part: Node) -> Node:
        match part:
            case Apply(function=function, arg=arg):
                return Apply(Function(self._functions.get(function.name, function.name), function.order), arg)
            case VectorFunction(name=name, args=args, length=length):
                return VectorFunction(name, args, self.length(length))
            case _:
                return super()._moved(part)


def renamed(problem: Problem, renaming: Renaming) -> Problem:
    """The same problem in other names; what its words and print styles say of names is left to the caller.

    What it expects is left out, and what is stated a second time: they are texts in the names of the original.
    """
    return carried(problem, renaming.program(problem.program), renaming.symbol, renaming.node)


def changed_over(problem: Problem, program: Program) -> Problem:
    """The same problem, without conditions to solve, of a program in which some arrays are changed over."""
    symbols = {symbol.name: symbol for symbol in program.symbols}
    return carried(problem, program, lambda symbol: symbols.get(symbol.name, symbol), lambda root: root)


def carried(
    problem: Problem, program: Program, symbol: Callable[[Symbol], Symbol], node: Callable[[Node], Node]
) -> Problem:
    """What is asked of a problem, asked of a program that is equal in kind.

    symbol, node: what a symbol and an expression of the problem become. Facts, directions, and conditions to solve go
    along; what is expected and what is stated a second time does not.
    """

    def unfolded(one: Symbol | Cotangent) -> Symbol | Cotangent:
        if isinstance(one, Symbol):
            return symbol(one)
        output = program.output.shape
        return Cotangent(symbol(one.of), output)

    requests = tuple(
        ProblemRequest(
            Request(symbol(asked.request.wrt), tuple(map(unfolded, asked.request.unfold))),
            order=asked.order,
            with_first=asked.with_first,
        )
        for asked in problem.requests
    )
    choices = problem.choices
    return replace(
        problem,
        program=program,
        requests=requests,
        stated=None,
        choices=replace(
            choices,
            direction=None if choices.direction is None else symbol(choices.direction),
            facts=_facts(choices.facts, symbol),
            twice=tuple(map(symbol, choices.twice)),
        ),
        solves=tuple(
            replace(
                solve,
                unknown=symbol(solve.unknown),
                wanted=symbol(solve.wanted) if isinstance(solve.wanted, Symbol) else node(solve.wanted),
                using=tuple(map(symbol, solve.using)),
                expect=None,
            )
            for solve in problem.solves
        ),
    )


def _facts(facts: Facts, symbol: Callable[[Symbol], Symbol]) -> Facts:
    properties = {symbol(one): found for one, found in facts.properties.items()}
    sums = tuple((symbol(one), total) for one, total in facts.sums)
    return Facts(
        MappingProxyType(properties), sums, tuple((symbol(one), axis, total) for one, axis, total in facts.line_sums)
    )
