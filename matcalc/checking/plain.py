"""Expressions in plain words for error messages: every node by its class, nothing typeset."""

from __future__ import annotations

from matcalc.chain import Expression
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Place, Shifted
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Number, Power, Scale, Symbol, walk

LIMIT = 400
"""Characters of one expression; the rest is cut."""


def plain(expression: Expression) -> str:
    """A compact, unambiguous text such as Add(Product(W, a), b), cut to LIMIT characters."""
    return _cut(_index_sum(expression) if isinstance(expression, IndexSum) else _node(expression))


def _node(root: Node) -> str:
    texts: dict[Node, str] = {}
    for part in walk(root):
        inside = ", ".join(texts[child] for child in part.children)
        texts[part] = _cut(f"{_head(part)}({inside})" if part.children else _head(part))
    return texts[root]


def _head(part: Node) -> str:
    match part:
        case Symbol(name=name):
            return name
        case Cotangent(of=of):
            return f"grad_{of.name}"
        case Number(value=value):
            return str(value)
        case Apply(function=function):
            return function.name + "'" * function.order
        case Power(exponent=exponent):
            return f"Power[{exponent}]"
        case Scale(coefficient=coefficient):
            return f"Scale[{coefficient}]"
        case _:
            return type(part).__name__ if part.children else f"{type(part).__name__}[{part.shape}]"


def _index_sum(expression: IndexSum) -> str:
    return " + ".join(_term(term) for term in expression.terms) or "0"


def _term(term: Term) -> str:
    sums = f"sum {' '.join(dummy.name for dummy in term.dummies)}: " if term.dummies else ""
    factors = [str(term.coefficient)] if term.coefficient != 1 or not term.factors else []
    return sums + " ".join([*factors, *(_factor(factor) for factor in term.factors)])


def _factor(factor: Factor) -> str:
    match factor:
        case Entry(array, places, exponent):
            power = f"**{exponent}" if exponent != 1 else ""
            return f"{_node(array)}[{', '.join(map(_place, places))}]{power}"
        case Delta(left, right):
            return f"delta[{_place(left)}, {_place(right)}]"
        case Partial(of, by):
            return f"d({_index_sum(of)})/d({_factor(by)})"


def _place(place: Place) -> str:
    if not isinstance(place, Shifted):
        return place.name
    return str(place.offset) if place.index is None else f"{place.index.name} + {place.offset}"


def _cut(text: str) -> str:
    return text if len(text) <= LIMIT else text[:LIMIT] + "…"
