"""What the rules about sums over labels make of terms and arrays, in a world with one family over t."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import member
from matcalc.forms.index_form import Entry, IndexSum, Partial, Term
from matcalc.forms.indices import Index
from matcalc.forms.labels import At, Family, Label
from matcalc.forms.matrix_form import Add, LabelSum, Node, Ones, Product, Scale, Symbol
from matcalc.forms.shapes import Shape, vector

M, N = Dimension.named("m"), Dimension.named("n")
T = Label("t", "T")
X = Family("x", T, vector(N))
Y = Family("y", T, vector(N))
J = Index("j", N)
A = Symbol("A", Shape(M, N))
HERE, LAST = At(T), At("T")
ONE = Fraction(1)
N_T = Dimension.named("n[t]")
Z = member(Family("z", T, vector(N_T)), HERE)
ROW_OF_ONES = Ones(Shape(Dimension.number(1), N_T))
x, y, x_last = member(X, HERE), member(Y, HERE), member(X, LAST)
x_s = member(X, At(Label("s", "T")))


def one(*factors: Entry | Partial, dummies: tuple[Index, ...] = (), labels: tuple[Label, ...] = ()) -> IndexSum:
    return IndexSum((Term(ONE, factors, dummies, labels),))


def total(array: Node) -> LabelSum:
    return LabelSum(T, array)


@dataclass(frozen=True)
class Case:
    """A rule, what it is given at the free indices `free`, and what it makes of it; None where it must not fire."""

    rule: str
    given: IndexSum | Node
    made: IndexSum | Node | None
    free: tuple[Index, ...] = ()


CASES = [
    Case("expand a sum over a label", one(Entry(total(x), (J,))), one(Entry(x, (J,)), labels=(T,)), (J,)),
    Case("expand a sum over a label", one(Entry(x, (J,))), None, (J,)),
    Case(
        "expand a sum over a label",  # a sum beside a member that moves with the same label gets another one
        one(Entry(total(x), (J,)), Entry(y, (J,))),
        one(Entry(x_s, (J,)), Entry(y, (J,)), labels=(Label("s", "T"),)),
        (J,),
    ),
    Case(
        "keep the summand that reads the variable",
        one(Partial(one(Entry(x_s, (J,)), dummies=(J,), labels=(Label("s", "T"),)), Entry(x, (J,)))),
        one(Partial(one(Entry(x, (J,)), dummies=(J,)), Entry(x, (J,)))),
        (J,),
    ),
    Case(
        "keep the summand that reads the variable",
        one(Partial(one(Entry(x_s, (J,)), labels=(Label("s", "T"),)), Entry(x_last, (J,)))),
        one(Partial(one(Entry(x_last, (J,))), Entry(x_last, (J,)))),
        (J,),
    ),
    Case(
        "keep the summand that reads the variable",
        one(Partial(one(Entry(x_s, (J,)), labels=(Label("s", "T"),)), Entry(y, (J,)))),
        None,
        (J,),
    ),
    Case("collapse to a sum over a label", one(Entry(x, (J,)), labels=(T,)), one(Entry(total(x), (J,))), (J,)),
    Case("collapse to a sum over a label", one(Entry(x, (J,)), Entry(y, (J,)), labels=(T,)), None, (J,)),
    Case("collapse to a sum over a label", one(Entry(x, (J,)), dummies=(J,), labels=(T,)), None),
    Case("collapse to a sum over a label", one(Entry(x, (J,))), None, (J,)),
    Case("take out of a sum over a label", total(Product((A, x))), Product((A, total(x)))),
    Case("take out of a sum over a label", total(Scale(Fraction(2), x)), Scale(Fraction(2), total(x))),
    Case("take out of a sum over a label", total(x), None),
    Case("take out of a sum over a label", total(Product((ROW_OF_ONES, Z))), None),  # 1ᵀ has another length for each t
    Case("add under one sum", Add((total(x), total(y))), total(Add((x, y)))),
    Case("add under one sum", Add((total(x), y)), None),
]

FIRING = {case.rule for case in CASES if case.made is not None}
"""The rules that fire in one of the cases."""
