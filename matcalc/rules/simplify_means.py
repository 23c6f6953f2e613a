"""Simplification of means and of sums along an axis."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, EntrySum, Hadamard, Node, Product
from matcalc.forms.reductions import Mean
from matcalc.rules.assemble import hadamard, is_ones_column, is_ones_row, product, total
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="take numbers out of a mean",
    stage=Stage.SIMPLIFY,
    statement="mean(x + c) = mean(x) + c; so mean(x − mean(x)) = 0",
    source="definition of the mean",
    examples=(
        ("mean(x + s)", "mean(x) + s"),
        ("mean(A - mean(A))", "mean(A) - mean(A)"),
        ("mean(x)", None),
        ("mean(x + z)", None),
        ("mean(s + s)", None),
    ),
    on=(Mean,),
)
def take_numbers_out_of_mean(root: Node, scope: Scope) -> Rewrite | None:
    """One term fewer under the mean."""
    if not isinstance(root, Mean) or root.axis is not None or not isinstance(root.arg, Add):
        return None
    numbers = [term for term in root.arg.args if term.shape.is_scalar]
    arrays = [term for term in root.arg.args if not term.shape.is_scalar]
    if not numbers or not arrays or total(arrays).shape != root.arg.shape:
        return None
    after = total([Mean(total(arrays), None), *numbers])
    return Rewrite(after, why("what is added to every entry is added to their mean"))


@node_rule(
    name="take a row or a column out of a sum",
    stage=Stage.SIMPLIFY,
    statement="the sums of the columns of r ⊙ A are r ⊙ those of A, for a row r; (v ⊙ A) 1 = v ⊙ (A 1) for a column v; "
    "means likewise",
    source="distributivity",
    examples=(
        ("sum(x.T * A, axis=0)", "x.T * sum(A, axis=0)"),
        ("mean(A / x, axis=1)", "1 / x * mean(A, axis=1)"),
        ("(x * A) @ ones(4)", "x * (A @ ones(4))"),
        ("(x * A * B) @ ones(4)", "x * ((A * B) @ ones(4))"),
        ("ones(3).T @ (A * y.T)", "y.T * (ones(3).T @ A)"),
        ("sum(x * A, axis=0)", None),
        ("sum(A * B, axis=0)", None),
        ("(x * A) @ y", None),
        ("sum(x * A)", None),
    ),
    on=(Mean, EntrySum, Product),
)
def take_line_out_of_sum(root: Node, scope: Scope) -> Rewrite | None:
    """What is summed has a factor fewer."""
    match root:
        case (
            Mean(arg=Hadamard() as inside, axis=0 | 1 as axis) | EntrySum(arg=Hadamard() as inside, axis=0 | 1 as axis)
        ):
            pass
        case Product(args=(Hadamard() as inside, ones)) if is_ones_column(ones):
            axis = 1
        case Product(args=(ones, Hadamard() as inside)) if is_ones_row(ones):
            axis = 0
        case _:
            return None
    lines = [arg for arg in inside.args if (arg.shape.is_row if axis == 0 else arg.shape.is_vector)]
    arrays = [arg for arg in inside.args if arg not in lines]
    if not lines or not arrays or (rest := hadamard(arrays)).shape != inside.shape:
        return None
    if isinstance(root, Product):
        summed: Node = product([rest if arg is inside else arg for arg in root.args])
    else:
        summed = root.rebuilt((rest,))
    what = "each row has one factor" if axis == 1 else "each column has one factor"
    return Rewrite(hadamard([*lines, summed]), why(what, ", the same in every term of its sum"))
