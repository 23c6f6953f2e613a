"""What there is to say about a Jacobian route besides its steps."""

from __future__ import annotations

from matcalc.chain import Expression, Prose, why
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.forms.differentials import Jacobian
from matcalc.forms.matrix_form import Node, Symbol, Transpose
from matcalc.forms.shapes import Axes


def remark_on_vec(route: MatrixRoute) -> tuple[Prose, ...]:
    """Why vec was needed: of the first local derivative with three or four indices, and that others have as many.

    Empty where all of them are matrices.
    """
    found: list[tuple[Symbol, Jacobian, Axes, Expression]] = []
    for each in route.forward:
        whole = each.chain.start.arg if isinstance(each.chain.start, Transpose) else each.chain.start
        if isinstance(whole, Jacobian) and (axes := _axes(each.of, whole.by)) is not None:
            found.append((each.of, whole, axes, each.chain.end))
    if not found:
        return ()
    first, *rest = found
    others: Prose = ()
    for number, (of, whole, _, _) in enumerate(rest):
        link = "" if not number else " and that of " if number == len(rest) - 1 else ", that of "
        others = (*others, link or "It is so with that of ", of, " by ", whole.by)
    return (_remark(*first), *([why(*others, ".")] if rest else []))


def _axes(of: Symbol, by: Symbol) -> Axes | None:
    lengths = (*of.shape.axes, *by.shape.axes)
    return Axes(lengths) if len(lengths) > 2 else None


def _remark(of: Symbol, whole: Jacobian, axes: Axes, end: Expression) -> Prose:
    assert isinstance(end, Node)
    indices = {3: "three", 4: "four"}[len(axes.lengths)]
    stacked = [array for array in (of, whole.by) if len(array.shape.axes) > 1]
    return why(
        "The derivative of ",
        of,
        " by ",
        whole.by,
        f" has {indices} indices, ",
        axes,
        ": no matrix holds it, so no chain rule of matrices passes through it. With ",
        *[part for array in stacked for part in (" and ", array)][1:],
        " stacked in one column" + (" each" if len(stacked) > 1 else "") + " it is ",
        end,
        ", ",
        end.shape,
        ", and the chain rule is a product of matrices again.",
    )
