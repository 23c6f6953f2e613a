"""Reading the examples of the rules: shapes are found by trying until both sides of an example are well formed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

from matcalc.chain import Expression
from matcalc.errors import MatcalcError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import IndexSum, Term, all_indices, free_indices, number, renamed
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Add, Node, Ones, Symbol
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.derived_in import parse_derived
from matcalc.notation.text_in import parse_index

THREE, FOUR, FIVE = (Dimension.number(size) for size in (3, 4, 5))

SHAPES = {  # tried in this order, so that matrices are not square unless an example needs it
    "A": [Shape(THREE, FOUR), Shape(FOUR, THREE), Shape(THREE, THREE)],
    "B": [
        Shape(FOUR, FIVE),
        Shape(FIVE, FOUR),
        Shape(THREE, FOUR),
        Shape(THREE, FIVE),
        Shape(FOUR, THREE),
        Shape(THREE, THREE),
    ],
    "x": [vector(THREE), vector(FOUR)],
    "y": [vector(FOUR), vector(THREE)],
    "v": [vector(FIVE), vector(FOUR), vector(THREE)],
    "z": [vector(THREE)],
    "x_n": [vector(Dimension.named("n"))],
    "s": [SCALAR],
}

SUPPLY = IndexSupply(frozenset(SHAPES))


def worlds(*texts: str | None) -> Iterator[dict[str, Symbol]]:
    """Every choice of shapes for the symbols of some texts."""
    names = [name for name in SHAPES if any(name in (text or "") for text in texts)]
    for shapes in product(*(SHAPES[name] for name in names)):
        yield {name: Symbol(name, shape) for name, shape in zip(names, shapes, strict=True)}


def read_term_example(given: str, made: str | None) -> tuple[IndexSum, IndexSum | None, tuple[Index, ...]]:
    """Both sides of an example of a rule on terms, and the free indices in alphabetical order."""
    failures = []
    for symbols in worlds(given, made):
        try:
            before = parse_index(given, symbols)
            free = tuple(sorted(free_indices(before), key=lambda index: index.name))
            after = None if made is None else parse_index(made, symbols, free)
        except MatcalcError as error:
            failures.append(str(error))
            continue
        return before, after, free
    raise AssertionError(f"no shapes make sense of {given!r} → {made!r}: {failures[-1]}")


def read_node_example(given: str, made: str | None) -> tuple[Node, Node | None]:
    """Both sides of an example of a rule on arrays."""
    failures = []
    for symbols in worlds(given, made):
        try:
            before = parse_derived(given, symbols)
            after = None if made is None else parse_derived(made, symbols)
        except MatcalcError as error:
            failures.append(str(error))
            continue
        if after is None or after.shape == before.shape:
            return before, after
    raise AssertionError(f"no shapes make sense of {given!r} → {made!r}: {failures[-1:]}")


def canonical(expression: IndexSum) -> IndexSum:
    """The same expression with its dummies named in the order in which they are summed."""
    terms = []
    for term in expression.terms:
        for position, dummy in enumerate(term.dummies):
            term = renamed(term, dummy, Index(f"_{position}", dummy.range))
        terms.append(Term(term.coefficient, term.factors, term.dummies))
    assert not any(index.name.startswith("__") for term in terms for index in all_indices(term))
    return IndexSum(tuple(terms))


def spoiled(right: Expression) -> Expression:
    """A wrong result: the first coefficient is larger by 1; 1 where there is none, or in every entry of an array."""
    if isinstance(right, Node):
        return Add((right, Ones(right.shape)))
    if not right.terms:
        return number(Fraction(1))
    first, *rest = right.terms
    return IndexSum((replace(first, coefficient=first.coefficient + 1), *rest))
