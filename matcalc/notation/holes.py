"""Matrix form without its operators: a hole wherever one could stand, so that the holes tell nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.forms.matrix_form import Add, Hadamard, Node, Power, Product, Scale, Transpose
from matcalc.notation.levels import Level

if TYPE_CHECKING:
    from matcalc.notation.printer import Printer


def with_holes(node: Node, printer: Printer) -> str:
    """Terms stay apart; between two factors is a hole, and a raised one behind each factor that is an array."""
    if isinstance(node, Add):
        return printer.signed_sum([_signed(arg, printer) for arg in node.args])
    negative, text = _signed(node, printer)
    return printer.marks.minus + text if negative else text


def has_operators(node: Node) -> bool:
    """Whether there is anything to ask for: two arrays in one term, or a transpose."""
    match node:
        case Add(args=args):
            return any(map(has_operators, args))
        case Scale(arg=arg):
            return has_operators(arg)
        case Product(args=args) | Hadamard(args=args):
            return sum(not arg.shape.is_scalar for arg in args) > 1 or any(map(has_operators, args))
        case Power(arg=arg, exponent=exponent) if exponent == -1:
            return has_operators(arg)
    return isinstance(node, Transpose)


def _signed(node: Node, printer: Printer) -> tuple[bool, str]:
    if isinstance(node, Scale):
        text = _factors(node.arg, printer)
        size = abs(node.coefficient)
        return node.coefficient < 0, text if size == 1 else printer.beside(printer.coefficient(size), text)
    return False, _factors(node, printer)


def _factors(node: Node, printer: Printer) -> str:
    if isinstance(node, (Product, Hadamard)):
        return printer.hole(raised=False).join(_factor(arg, printer) for arg in node.args)
    return _factor(node, printer)


def _factor(node: Node, printer: Printer) -> str:
    """One factor: a sum or a product in brackets, a quotient like a product, a scalar without a hole."""
    if isinstance(node, Transpose) or (isinstance(node, Power) and node.exponent == -1):
        node = node.arg
    if isinstance(node, (Add, Scale, Product, Hadamard)) and has_operators(node):
        text = printer.brackets(with_holes(node, printer))
    else:
        text = printer.operand(node, Level.SCRIPTED)
    return text if node.shape.is_scalar else text + printer.hole(raised=True)
