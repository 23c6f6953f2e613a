"""Shapes that do not fit: what was found, and what was likely meant, found by trying."""

from __future__ import annotations

from matcalc.errors import ShapeError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.matrix_form import Hadamard, Node, Product, Slice, Span, Transpose
from matcalc.forms.shapes import broadcast
from matcalc.notation.matrix_out import Level, operand_text

MOST_ADVICE = 3
LONGEST_PIECE = 60


def misfit(operator: str, left: Node, right: Node, text: str, column: int) -> ShapeError:
    """The error for `left operator right`: both sides, their shapes, and forms that would fit."""
    forms = product_forms(left, right) if operator == "@" else _entrywise_forms(operator, left, right)
    proposals = list(dict.fromkeys(forms))[:MOST_ADVICE]
    found = (
        f"{written(operator, left, right)} does not fit: {piece(left)} is {left.shape} and {piece(right)} is "
        f"{right.shape}{_needed(operator, left, right)}"
    )
    if proposals:
        advice = f"did you mean {' or '.join(proposals)}?"
    elif turned(left) is right:
        advice = "an array and its transpose fit only where it is square"
    else:
        advice = "no transpose of either makes it fit"
    error = ShapeError.located(f"{found}; {advice}", text, column)
    error.beside_scalar = operator == "@" and (left.shape.is_scalar or right.shape.is_scalar)
    return error


def sliced(arg: Node, rows: Span, cols: Span) -> Node:
    """The block of `arg`. Raises ShapeError where it need not exist, and says for which lengths it does not."""
    try:
        return Slice(arg, rows, cols)
    except ShapeError as error:
        doubt = _doubt(rows, arg.shape.rows) or _doubt(cols, arg.shape.cols)
        raise ShapeError(f"{error}{doubt}") from None


def _doubt(span: Span, length: Dimension) -> str:
    """What may be smaller than it has to be for `span` to lie within an axis; empty where it surely is or is not."""
    for least, most in ((ZERO, span.start), (span.start, span.stop), (span.stop, length)):
        if not (most - least).is_surely_natural:
            if (least - most - ONE).is_surely_natural:
                return ""
            advice = f": in its shape, write a length that is not, such as {length + least}" if most == length else ""
            return f"; {most} may be smaller than {least}{advice}"
    return ""


def _needed(operator: str, left: Node, right: Node) -> str:
    if operator == "@":
        return (
            f", but @ needs as many columns on the left ({left.shape.cols}) as rows on the right ({right.shape.rows})"
        )
    return f", but {operator} needs equal shapes"


def product_forms(left: Node, right: Node) -> list[str]:
    """One side transposed, or the sides exchanged; where neither fits, both of that; else both sides transposed."""
    if left.shape.is_scalar or right.shape.is_scalar:
        return [written("*", left, right)]
    turned_left, turned_right = turned(left), turned(right)
    attempts = (
        ((turned_left, right), (left, turned_right), (right, left)),
        ((right, turned_left), (turned_right, left)),
        ((turned_left, turned_right),),
    )
    entrywise = [written("*", left, right)] if left.shape == right.shape else []
    for pairs in attempts:
        if fitting := [written("@", *pair) for pair in pairs if pair[0].shape.cols == pair[1].shape.rows]:
            return fitting + entrywise
    return entrywise


def _entrywise_forms(operator: str, left: Node, right: Node) -> list[str]:
    forms = []
    if operator == "*" and left.shape.cols == right.shape.rows:
        forms.append(written("@", left, right))
    for first, second in ((turned(left), right), (left, turned(right))):
        if first is second:
            continue  # W + W.T: nobody meant W + W
        # a column beside a row always stretches to a matrix, which is never what a misfit meant
        if broadcast(first.shape, second.shape) in (first.shape, second.shape):
            forms.append(written(operator, first, second))
    if operator == "*" and turned(left).shape.cols == right.shape.rows:
        forms.append(written("@", turned(left), right))
    return forms


def turned(node: Node) -> Node:
    """The transpose; of a transpose, what is transposed."""
    return node.arg if isinstance(node, Transpose) else Transpose(node)


def written(operator: str, left: Node, right: Node) -> str:
    """The text of `left operator right`, cut to a readable length."""
    sides = {"@": (Product, Level.POWER), "*": (Hadamard, Level.POWER), "/": (Hadamard, Level.POWER)}
    same, least = sides.get(operator, (None, Level.RUN))
    first = operand_text(left, Level.RUN if same is not None and isinstance(left, same) else least)
    return f"{shortened(first)} {operator} {shortened(operand_text(right, least))}"


def piece(node: Node) -> str:
    """The text of an expression, cut to a readable length."""
    return shortened(operand_text(node, Level.SUM))


def shortened(text: str) -> str:
    """A piece of the input for an error message, cut to a readable length."""
    return text if len(text) <= LONGEST_PIECE else f"{text[: LONGEST_PIECE - 1]}…"
