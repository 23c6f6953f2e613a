"""Families of arrays: h[t] for every t. Their members, and the labels that expressions move with."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term
from matcalc.forms.labels import At, Family, Label, Member, shape_moved
from matcalc.forms.matrix_form import Cotangent, LabelSum, Node, Symbol
from matcalc.forms.traversal import walk


def member(family: Family, at: At) -> Symbol:
    """The array of a family that stands at a place."""
    return Symbol(f"{family.name}[{at}]", shape_moved(family.shape, family.label, at), Member(family, at))


def generic(symbol: Symbol) -> Symbol:
    """The member at the label itself, of any member that an equation of the family defines; else the symbol.

    h[0] is no such member: labels run from 1, and it is an input of its own.
    """
    if symbol.member is None or (symbol.member.at.origin == "" and symbol.member.at.offset < 1):
        return symbol
    return member(symbol.member.family, At(symbol.member.family.label))


def label_of(symbol: Symbol) -> Label | None:
    """The label that a symbol moves with; None where it is one fixed array."""
    return symbol.member.at.label if symbol.member is not None else None


_labels: WeakKeyDictionary[Node, frozenset[Label]] = WeakKeyDictionary()


def labels_in(root: Node) -> frozenset[Label]:
    """The labels that an expression moves with: those of its members that no sum in it binds."""
    if (known := _labels.get(root)) is None:
        for part in walk(root, _labels):
            below = frozenset().union(*(_labels[child] for child in part.children))
            match part:
                case Symbol():
                    below = frozenset(filter(None, (label_of(part),)))
                case Cotangent():
                    below = frozenset(filter(None, (label_of(part.of),)))
                case LabelSum():
                    below -= {part.label}
            _labels[part] = below
        known = _labels[root]
    return known


def free_labels(expression: IndexSum | Term | Node) -> frozenset[Label]:
    """The labels that an expression moves with, in either form."""
    if isinstance(expression, Node):
        return labels_in(expression)
    found: set[Label] = set()
    for term in expression.terms if isinstance(expression, IndexSum) else (expression,):
        inside: set[Label] = set()
        for factor in term.factors:
            match factor:
                case Entry(array=array):
                    inside |= labels_in(array)
                case Partial(of=of, by=by):
                    inside |= free_labels(of) | labels_in(by.array)
                case Delta():
                    pass
        found |= inside - set(term.labels)
    return frozenset(found)
