"""Families of arrays: h[t] for every t. Their members, and the labels that expressions move with."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term
from matcalc.forms.labels import At, Family, Label, Member, labels_of_length, shape_moved
from matcalc.forms.matrix_form import Cotangent, LabelSum, Node, Size, Symbol
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


def moves_with(root: Node, label: Label) -> bool:
    """Whether an expression is another one for every value of a label: by its members, or as 1 of length n[k] is."""
    if label in labels_in(root):
        return True
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, LabelSum) and part.label is label:
            continue
        sides = (*part.shape.axes, *((part.length,) if isinstance(part, Size) else ()))
        if any(label.name in labels_of_length(side) for side in sides):
            return True
        waiting.extend(part.children)
    return False


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
