"""Help for a blank: the rule, the indices and the shapes, from the derivation itself; never what belongs into it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from matcalc.chain import Gradient
from matcalc.documents.lists import listed
from matcalc.documents.page import Line, Mathematics, Part, Sentence
from matcalc.forms.index_form import IndexSum, Term, free_indices
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Cotangent, EntrySum, Hadamard, Leaf, Node, Product, Scale, Symbol, Transpose

MOST_RULES = 4
"""The rules that a hint names, one after another."""


def of_shape(named: Mathematics) -> Sentence:
    """Where the shape of a derivative, or of a symbol, comes from."""
    match named:
        case Gradient(of=of) | Cotangent(of=of):
            return ("A gradient has the shape of its variable, here of ", of, ".")
        case Symbol():
            return ("Both sides of the equation of ", named, " have the same shape.")
    return ("First the axes of what is differentiated, then those of the variable.",)


def of_right_side(lines: Sequence[Line], right: Mathematics) -> Sentence:
    """The rules that lead to a line, through others that are left out, what stays free in it, or its shape."""
    rules = [rule for rule, _ in groupby(line.rule for line in lines) if rule]
    if len(rules) > MOST_RULES:
        rules = [*rules[: MOST_RULES - 1], "and so on"]
    said = ", then ".join(rules).replace(", then and", ", and")
    return (*((f"{said[:1].upper()}{said[1:]}. ",) if said else ()), *_about(right))


def of_reason(line: Line) -> Sentence:
    """What the line has become."""
    return ("Compare this line with the one before. ", *_about(line.right))


def of_operators(node: Node) -> Sentence:
    """The shapes that have to meet."""
    names = dict.fromkeys(one for one in _factors(node) if not one.shape.is_scalar)
    parts: list[Part] = []
    for one in names:
        parts += ["; " if parts else "", one, " is ", one.shape]
    return (*parts, "; the result is ", node.shape, ".")


def _about(right: Mathematics) -> Sentence:
    if isinstance(right, IndexSum):
        free = dict.fromkeys(index for index in free_indices(right))
        summed = dict.fromkeys(index for term in right.terms for index in term.dummies)
        words: list[Part] = [*_named("Free here: ", list(free)), *_named("Summed over: ", list(summed))]
        return (*words, *_count(right.terms))
    if isinstance(right, Node):
        return ("Its shape is ", right.shape, ".") if not right.shape.is_scalar else ("It is a number.",)
    return ()


def _named(words: str, indices: list[Index]) -> tuple[Part, ...]:
    return (words, *listed(indices), ". ") if indices else ()


def _count(terms: tuple[Term, ...]) -> Sentence:
    return (f"It has {len(terms)} terms.",) if len(terms) > 1 else ()


def _factors(node: Node) -> tuple[Node, ...]:
    """The arrays between which operators stand, without their transposes."""
    match node:
        case Add(args=args) | Product(args=args) | Hadamard(args=args):
            return tuple(one for arg in args for one in _factors(arg))
        case Scale(arg=arg) | Transpose(arg=arg):
            return _factors(arg)
        case EntrySum() | Leaf():
            return (node,)
    return (node,)
