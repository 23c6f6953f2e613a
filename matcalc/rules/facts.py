"""Rules that use what the user has declared of an array; each says which declaration it uses."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.dimensions import ONE
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import (
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Symbol,
    Transpose,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import Mean
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import filled, hadamard, is_ones_column, is_ones_row, product, scaled, size
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.symmetry import is_symmetric_where


def _has(array: Node, scope: Scope, wanted: Property) -> bool:
    return isinstance(array, Symbol) and wanted in scope.facts.of(array)


@node_rule(
    name="use a declared symmetry",
    stage=Stage.SIMPLIFY,
    statement="Aᵀ = A for a symmetric A; so (A⁻¹)ᵀ = A⁻¹, (Bᵀ A B)ᵀ = Bᵀ A B, and Kᵀ = K where K = A + I",
    source="declared",
    examples=(("A.T", None),),
    on=(Transpose,),
)
def use_symmetry(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose fewer."""
    if not isinstance(root, Transpose):
        return None
    symmetric = [symbol for symbol in symbols_in(root) if _has(symbol, scope, Property.SYMMETRIC)]
    by_equation = [symbol for symbol in symbols_in(root) if symbol not in symmetric and _owes(symbol, scope)]
    if not (symmetric or by_equation) or not is_symmetric_where(root.arg, (*symmetric, *by_equation)):
        return None
    declared = dict.fromkeys((*symmetric, *(one for name in by_equation for one in scope.symmetric[name])))
    words = f" {'are' if len(declared) > 1 else 'is'} declared {_words(tuple(declared), scope)}"
    if not by_equation:
        return Rewrite(root.arg, why(*listed(tuple(declared)), words, ": ", root.arg, " is its own transpose"))
    so = (f", and so {'are' if len(by_equation) > 1 else 'is'} ", *listed(by_equation), " by the equations: ")
    return Rewrite(root.arg, why(*listed(tuple(declared)), words, *so, root.arg, " is its own transpose"))


def _owes(name: Symbol, scope: Scope) -> bool:
    """Whether a name is symmetric by its equation and by what is declared here."""
    owed = scope.symmetric.get(name, ())
    return bool(owed) and all(_has(one, scope, Property.SYMMETRIC) for one in owed)


@node_rule(
    name="use a declared orthogonality",
    stage=Stage.SIMPLIFY,
    statement="Qᵀ Q = Q Qᵀ = I and Q⁻¹ = Qᵀ for an orthogonal Q",
    source="declared",
    examples=(("A.T @ A", None),),
    on=(Product, Inverse),
)
def use_orthogonality(root: Node, scope: Scope) -> Rewrite | None:
    """One inverse, or two factors, fewer."""
    match root:
        case Inverse(arg=Symbol() as base) if _has(base, scope, Property.ORTHOGONAL):
            return Rewrite(Transpose(base), why(base, " is declared orthogonal: its inverse is its transpose"))
        case Product(args=args):
            for at in range(len(args) - 1):
                match args[at], args[at + 1]:
                    case (Transpose(arg=one), other) | (one, Transpose(arg=other)) if one is other:
                        if not _has(one, scope, Property.ORTHOGONAL):
                            continue
                        rest = [*args[:at], *args[at + 2 :]]
                        after = product(rest) if rest else Eye(one.shape.rows)
                        return Rewrite(after, why(one, " is declared orthogonal: its transpose is its inverse"))
    return None


@node_rule(
    name="use a declared sum",
    stage=Stage.SIMPLIFY,
    statement="the entries of y sum to c: sum(y) = c, and the mean of y is c / n; a number is its own sum",
    source="declared",
    examples=(("sum(y)", None), ("mean(y)", None), ("s", None)),
    on=(EntrySum, Mean, Symbol),
)
def use_sum(root: Node, scope: Scope) -> Rewrite | None:
    """One array fewer."""
    match root:
        case EntrySum(arg=Symbol() as array) | Mean(arg=Symbol() as array) if root.shape.is_scalar:
            pass
        case Symbol() as array if array.shape.is_scalar:
            pass
        case _:
            return None
    if (value := scope.facts.sum_of(array)) is None:
        return None
    total: Node = Number(value)
    if isinstance(root, Mean) and value:
        count = size(array.shape.rows * array.shape.cols)
        total = scaled(value, Power(count, Fraction(-1)))
    return Rewrite(total, why("the entries of ", array, " are declared to sum to ", Number(value)))


@node_rule(
    name="use a declared sum of rows or columns",
    stage=Stage.SIMPLIFY,
    statement="each row of Y sums to c: sum(Y, axis=1) = Y 1 = c 1, and sum(Y) is c for each row; columns likewise",
    source="declared",
    examples=(("sum(A, axis=1)", None), ("A @ ones(4)", None), ("mean(A, axis=0)", None)),
    on=(EntrySum, Mean, Product),
)
def use_line_sum(root: Node, scope: Scope) -> Rewrite | None:
    """One array fewer."""
    match root:
        case EntrySum(arg=Symbol() as array, axis=axis) | Mean(arg=Symbol() as array, axis=axis):
            return _lines_summed(root, array, (0, 1) if axis is None else (axis,), scope)
        case Product(args=args):
            for at in range(len(args) - 1):
                left, right = args[at], args[at + 1]
                match left, right:
                    case Symbol() as array, ones if is_ones_column(ones):
                        axis, shape = 1, vector(array.shape.rows)
                    case Transpose(arg=Symbol() as array), ones if is_ones_column(ones):
                        axis, shape = 0, vector(array.shape.cols)
                    case ones, Symbol() as array if is_ones_row(ones):
                        axis, shape = 0, Shape(ONE, array.shape.cols)
                    case ones, Transpose(arg=Symbol() as array) if is_ones_row(ones):
                        axis, shape = 1, Shape(ONE, array.shape.rows)
                    case _:
                        continue
                if (each := scope.facts.sum_along(array, axis)) is not None:
                    after = product([*args[:at], filled(each, shape), *args[at + 2 :]])
                    return Rewrite(after, _declared_lines(array, axis, each))
    return None


def _lines_summed(root: EntrySum | Mean, array: Symbol, axes: tuple[int, ...], scope: Scope) -> Rewrite | None:
    for axis in axes:
        if (each := scope.facts.sum_along(array, axis)) is None:
            continue
        reason = _declared_lines(array, axis, each)
        lines = array.shape.rows if axis == 1 else array.shape.cols
        if isinstance(root, EntrySum):
            return Rewrite(filled(each, root.shape) if root.axis is not None else scaled(each, size(lines)), reason)
        if each:
            length = Power(size(array.shape.cols if axis == 1 else array.shape.rows), Fraction(-1))
            after = scaled(each, length if root.axis is None else hadamard([Ones(root.shape), length]))
            return Rewrite(after, reason)
        return Rewrite(filled(each, root.shape), reason)
    return None


def _declared_lines(array: Symbol, axis: int, each: Fraction) -> Prose:
    return why(
        "the entries of each ",
        "row" if axis == 1 else "column",
        " of ",
        array,
        " are declared to sum to ",
        Number(each),
    )


@node_rule(
    name="use a declared diagonal",
    stage=Stage.SIMPLIFY,
    statement="D = diag(diag_of(D)) for a diagonal D: D v = diag_of(D) ⊙ v",
    source="declared",
    examples=(("A @ x", None), ("diag(diag_of(A))", None)),
    on=(Diag,),
)
def use_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal fewer."""
    match root:
        case Diag(arg=DiagOf(arg=arg)) if _has(arg, scope, Property.DIAGONAL):
            return Rewrite(arg, why(arg, " is declared diagonal"))
        case _:
            return None


def _words(symbols: Sequence[Symbol], scope: Scope) -> str:
    """The word that was declared, where it is the same for all."""
    ways = (Property.SPD, "symmetric positive definite"), (Property.DIAGONAL, "diagonal")
    for way, words in ways:
        if all(way in scope.facts.of(symbol) for symbol in symbols):
            return words
    return Property.SYMMETRIC.value
