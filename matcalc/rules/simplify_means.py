"""Simplification of means."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Node
from matcalc.forms.reductions import Mean
from matcalc.rules.assemble import total
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
