"""What there is to say about a Jacobian route besides its steps."""

from __future__ import annotations

from matcalc.chain import Prose, why
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.forms.differentials import Jacobian
from matcalc.forms.matrix_form import Node, Symbol, Transpose
from matcalc.forms.shapes import Axes


def remark_on_vec(route: MatrixRoute) -> tuple[Prose, ...]:
    """Why vec was needed: each local derivative with three or four indices, with its axes and the matrix it became.

    Empty where all of them are matrices.
    """
    remarks: list[Prose] = []
    for each in route.forward:
        whole = each.chain.start.arg if isinstance(each.chain.start, Transpose) else each.chain.start
        if isinstance(whole, Jacobian) and (axes := _axes(each.of, whole.by)) is not None:
            remarks.append(_remark(each.of, whole, axes, each.chain.end))
    return tuple(remarks)


def _axes(of: Symbol, by: Symbol) -> Axes | None:
    lengths = (*of.shape.axes, *by.shape.axes)
    return Axes(lengths) if len(lengths) > 2 else None


def _remark(of: Symbol, whole: Jacobian, axes: Axes, end: object) -> Prose:
    assert isinstance(end, Node)
    indices = {3: "three", 4: "four"}[len(axes.lengths)]
    return why(
        "The derivative of ",
        of,
        " by ",
        whole.by,
        f" has {indices} indices, ",
        axes,
        ": no matrix holds it, so no chain rule of matrices passes through it. With ",
        whole.by,
        " stacked in one column it is ",
        end,
        ", ",
        end.shape,
        ", and the chain rule is a product of matrices again.",
    )
