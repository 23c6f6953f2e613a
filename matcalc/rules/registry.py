"""What a rule is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from matcalc.chain import Expression, Prose, Stage, Step
from matcalc.errors import InvariantError
from matcalc.forms.centred import Centred
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import Facts
from matcalc.forms.families import generic
from matcalc.forms.index_form import IndexSum, Term, all_indices
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Node, Product, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.relabelling import AtPlace

Example = tuple[str, "str | None"]
"""What the rule is given and what it must make of it, in the input language; None where it must not fire."""

Subject = TypeVar("Subject", Term, Node)


@dataclass(frozen=True, slots=True)
class Solution:
    """A name whose right side is a product with an inverse, and how the rule finds it: `made` stands for `factors`.

    made: the name or its transpose. symmetric: the arrays whose symmetry the factors of the transpose make use of.
    """

    name: Symbol
    body: Product
    made: Node
    factors: tuple[Node, ...]
    symmetric: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule may know besides the part it is given.

    free: the free indices of the whole expression, row index first, which a fresh index must not take.
    equations: the defined arrays with the index form of their entry at some indices.
    output: the array to differentiate. consumers: the defined arrays through which the output sees a variable.
    positions: where a defined array stands among the equations. reads: what its equation reads.
    named: the variables whose cotangent has its short name already. later: the families whose cotangents a step
    later have one, because the recursion has been there before. derived: those whose derivative stays in index
    form, at the indices of the output, which are free, and at the places of the variable.
    solutions: the arrays that solve an equation, each with its residual and the derivative of that by the array.
    unknowns: the defined arrays that an equation is written with, with the array that solves it. equation: the array
    whose equation is differentiated.
    temporaries: the names that are ours and no user's. facts: what the user has declared of arrays.
    definitions: names and cotangents to write out, with what they stand for. bodies: right sides that have a name.
    products: the names that are defined as one product of entries, by the array of the first of them.
    scalars: the user's names of numbers with their right sides, simplified, by what the first factor is like.
    right_sides: what the user's names of arrays stand for. symmetric: those of them that are their own transpose, with
    the arrays whose declared symmetry makes them so. by_inverse: those that are a product with an inverse,
    by the first factor that is looked for.
    folds: the right sides that are elementwise products or roots, by the base of their first factor.
    centred: the defined arrays that add up to 0 along an axis by the equations. stretched: the columns that stand in
    every column of a matrix in one of the equations.
    moving: the arrays whose differential is not 0; None where that is all of them. differentials: what was found for
    the differentials of defined arrays. beside: what stands beside the differential of a variable, by the equation in
    which it does.
    """

    supply: IndexSupply
    free: tuple[Index, ...] = ()
    equations: Mapping[Symbol, IndexDefinition] = field(default_factory=dict)
    output: Symbol | None = None
    consumers: Mapping[Symbol, tuple[Symbol, ...]] = field(default_factory=dict)
    positions: Mapping[Symbol, int] = field(default_factory=dict)
    reads: Mapping[Symbol, tuple[Symbol, ...]] = field(default_factory=dict)
    named: Collection[Symbol] = ()
    later: Collection[Symbol] = ()
    derived: Mapping[Symbol, IndexDefinition] = field(default_factory=dict)
    solutions: Mapping[Symbol, tuple[Symbol, Node]] = field(default_factory=dict)
    unknowns: Mapping[Symbol, Symbol] = field(default_factory=dict)
    equation: Symbol | None = None
    temporaries: Collection[Symbol] = ()
    definitions: Mapping[Node, Node] = field(default_factory=dict)
    bodies: Mapping[Node, Symbol] = field(default_factory=dict)
    products: Mapping[Node, tuple[tuple[Symbol, IndexDefinition], ...]] = field(default_factory=dict)
    scalars: Mapping[Hashable, tuple[tuple[Symbol, Node], ...]] = field(default_factory=dict)
    right_sides: Mapping[Symbol, Node] = field(default_factory=dict)
    symmetric: Mapping[Symbol, tuple[Symbol, ...]] = field(default_factory=dict)
    by_inverse: Mapping[Node, tuple[Solution, ...]] = field(default_factory=dict)
    folds: Mapping[Node, tuple[tuple[Node, Symbol], ...]] = field(default_factory=dict)
    centred: Mapping[Node, Centred] = field(default_factory=dict)
    stretched: Collection[Node] = ()
    facts: Facts = field(default_factory=Facts)
    moving: Collection[Symbol] | None = None
    differentials: Mapping[Symbol, Node] = field(default_factory=dict)
    beside: Mapping[Symbol, tuple[tuple[Symbol, Node], ...]] = field(default_factory=dict)

    def at(self, free: tuple[Index, ...]) -> Scope:
        """The same with other free indices."""
        return self if free == self.free else replace(self, free=free)

    def has_name(self, variable: Symbol | None) -> bool:
        """Whether the cotangent of a variable has its short name already."""
        if variable is None or variable in self.named:
            return variable is not None
        if variable.member is None or (whole := generic(variable)) is variable:
            return False
        at = variable.member.at
        is_ahead = at.offset > 0 and (at.label is not None or not at.origin)
        return whole in self.named or (is_ahead and whole in self.later)

    def derivative_of(self, variable: Symbol | None) -> IndexDefinition | None:
        """What was derived for a variable and stays in index form."""
        return None if variable is None else _of_member(self.derived, variable)

    def equation_of(self, symbol: Symbol) -> IndexDefinition | None:
        """The equation of a defined array; that of a member is its family's, at its place."""
        return _of_member(self.equations, symbol)

    def fresh(self, lengths: tuple[Dimension, ...], term: Term) -> tuple[Index, ...]:
        """Fresh indices over dimensions of the given lengths, clear of the term and of the free indices."""
        return self.supply.fresh_for(lengths, (*self.free, *all_indices(term)))


def _of_member(known: Mapping[Symbol, IndexDefinition], symbol: Symbol) -> IndexDefinition | None:
    if (own := known.get(symbol)) is not None or symbol.member is None:
        return own
    if (whole := known.get(generic(symbol))) is None:
        return None
    there = AtPlace(symbol.member.family.label, symbol.member.at)
    return IndexDefinition(tuple(map(there.index, whole.places)), there.index_sum(whole.body))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a rule makes of the part it was given, and why that is the same. `at`: the factor or child that changed."""

    after: Expression
    reason: Prose
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Generic[Subject]):
    """A rule of the calculus: pure, not recursive; it answers None where it does not apply. Only itself equals it.

    kinds: the classes of nodes that it can fire on, or of what has to stand in a term for it to fire, as kinds_in of
    index_form finds them; it is not asked about others.
    """

    name: str
    stage: Stage
    statement: str
    source: str
    examples: tuple[Example, ...]
    apply: Callable[[Subject, Scope], Rewrite | None]
    kinds: tuple[type[object], ...]

    def step(self, before: Expression, after: Expression, reason: Prose, at: tuple[int, ...] = ()) -> Step:
        """The record of one application, as a step between whole expressions."""
        return Step(self.name, self.stage, before, after, reason, self.source, at)


TERM_RULES: dict[str, Rule[Term]] = {}
NODE_RULES: dict[str, Rule[Node]] = {}


def term_rule(
    *,
    name: str,
    stage: Stage,
    statement: str,
    source: str,
    examples: tuple[Example, ...],
    on: tuple[type[object], ...] = (Term,),
) -> Callable[[Callable[[Term, Scope], Rewrite | None]], Rule[Term]]:
    """Declare a rule on one term of an index form. It makes a sum of the same value, with the same free indices.

    on: kinds of factors, of arrays or of places, one of which stands in every term that it fires on.
    """

    def declare(function: Callable[[Term, Scope], Rewrite | None]) -> Rule[Term]:
        made = Rule(name, stage, statement, source, examples, function, on)
        _enter(TERM_RULES, made.name, made)
        return made

    return declare


def node_rule(
    *,
    name: str,
    stage: Stage,
    statement: str,
    source: str,
    examples: tuple[Example, ...],
    on: tuple[type[Node], ...] = (Node,),
) -> Callable[[Callable[[Node, Scope], Rewrite | None]], Rule[Node]]:
    """Declare a rule on one node of a matrix form, of a kind in `on`. It makes a node of the same value and shape."""

    def declare(function: Callable[[Node, Scope], Rewrite | None]) -> Rule[Node]:
        made = Rule(name, stage, statement, source, examples, function, on)
        _enter(NODE_RULES, made.name, made)
        return made

    return declare


def _enter(table: dict[str, Rule[Subject]], name: str, made: Rule[Subject]) -> None:
    if name in TERM_RULES or name in NODE_RULES:
        raise InvariantError(f"two rules are called {name!r}")
    table[name] = made


def as_sum(after: Expression) -> IndexSum:
    """The result of a term rule, which is a sum."""
    if not isinstance(after, IndexSum):
        raise InvariantError("a rule on terms made a matrix form")
    return after
