"""Matrix form in the input language: what is written here is read back as the same node, with few brackets."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from fractions import Fraction

from matcalc.errors import InvariantError
from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    LabelSum,
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Size,
    Slice,
    Span,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.shapes import Shape
from matcalc.forms.vector_functions import VectorFunction
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.notation.names import GRADIENT_PREFIX, JACOBIAN_PREFIX


class Level(IntEnum):
    """How tightly the text of a node holds together."""

    SUM = 0
    RUN = 1
    POWER = 2
    POSTFIX = 3


def joined(terms: list[tuple[bool, str]]) -> str:
    """Terms without their signs, put together with them."""
    text = "".join(f" {'-' if negative else '+'} {body}" for negative, body in terms)
    if not text:
        return "0"
    return text[3:] if text.startswith(" + ") else "-" + text[3:]


def written(node: Node) -> tuple[str, Level]:
    """The text of a node, and how tightly it holds together."""
    match node:
        case Add():
            return _sum_text(node), Level.SUM
        case Scale() | Hadamard() | Product():
            negative, text = _run_text(node)
            return ("-" if negative else "") + text, Level.RUN
        case Number():
            whole = node.value.denominator == 1 and node.value >= 0
            return str(node.value), Level.POSTFIX if whole else Level.RUN
        case Power():
            if _is_reciprocal(node):
                return f"1 / {operand_text(node.arg, Level.POWER)}", Level.RUN
            return _power_text(node), Level.POWER
        case Transpose():
            base = operand_text(node.arg, Level.POSTFIX)
            return (f"({base}).T" if isinstance(node.arg, Number) and base.isdigit() else f"{base}.T"), Level.POSTFIX
        case LabelSum():
            inner = f"({written(node.arg)[0]})" if isinstance(node.arg, LabelSum) else operand_text(node.arg, Level.RUN)
            return f"sum {node.label.name}: {inner}", Level.RUN
        case Slice():
            return operand_text(node.arg, Level.POSTFIX) + _slice_text(node), Level.POSTFIX
    if (atom := ATOMS.get(type(node))) is None:
        raise InvariantError(f"{type(node).__name__} has no form in the input language")
    return atom(node), Level.POSTFIX


def operand_text(node: Node, least: Level) -> str:
    """The text of a node where it must hold together as tightly as `least`: in brackets if it does not."""
    text, level = written(node)
    return text if level >= least else f"({text})"


def _is_reciprocal(node: Node) -> bool:
    """Whether the node can be written as a division; a division by a number is a factor, not a power."""
    return isinstance(node, Power) and node.exponent == -1 and not isinstance(node.arg, Number)


def _power_text(node: Power) -> str:
    return f"{operand_text(node.arg, Level.POSTFIX)}**{exponent_text(node.exponent)}"


def exponent_text(value: Fraction) -> str:
    """What stands after **."""
    return str(value) if value.denominator == 1 else f"({value})"


def _sum_text(node: Add) -> str:
    terms = []
    for arg in node.args:
        if isinstance(arg, (Scale, Number)):
            terms.append(_run_text(arg))
        else:
            terms.append((False, operand_text(arg, Level.RUN)))
    return joined(terms)


def _run_text(node: Node) -> tuple[bool, str]:
    """A term of a sum: whether it is negative, and its text without the sign."""
    if isinstance(node, Number):
        return node.value < 0, str(abs(node.value))
    if not isinstance(node, Scale):
        return False, written(node)[0] if isinstance(node, LabelSum) else _factors_text(node)
    size = abs(node.coefficient)
    negative = node.coefficient < 0
    over = f" / {size.denominator}" if size.denominator != 1 else ""
    if _is_reciprocal(node.arg) and not over:
        assert isinstance(node.arg, Power)
        return negative, f"{size.numerator} / {operand_text(node.arg.arg, Level.POWER)}"
    one = size.numerator == 1 and (over or negative)
    times = "" if one else f"{size.numerator} * "
    return negative, times + _factors_text(node.arg) + over


def _factors_text(node: Node) -> str:
    match node:
        case Product():
            return " @ ".join(operand_text(arg, Level.POWER) for arg in node.args)
        case Hadamard():
            first = node.args[0]
            pieces = [_factors_text(first) if isinstance(first, Product) else _factor_text(first)]
            for arg in node.args[1:]:
                if _is_reciprocal(arg):
                    assert isinstance(arg, Power)
                    pieces.append(f" / {operand_text(arg.arg, Level.POWER)}")
                else:
                    pieces.append(f" * {_factor_text(arg)}")
            return "".join(pieces)
    return _factor_text(node)


def _factor_text(node: Node) -> str:
    return _power_text(node) if isinstance(node, Power) else operand_text(node, Level.POWER)


def _slice_text(node: Slice) -> str:
    rows = _span(node.rows, node.arg.shape.rows)
    if node.arg.shape.is_vector:
        return f"[{rows}]"
    return f"[{rows}, {_span(node.cols, node.arg.shape.cols)}]"


def _span(span: Span, length: Dimension) -> str:
    return ":" if span == Span(ZERO, length) else f"{span.start}:{span.stop}"


def _sizes(shape: Shape) -> str:
    return str(shape.rows) if shape.is_vector else f"{shape.rows}, {shape.cols}"


def _called(name: str, node: Node) -> str:
    arguments = []
    for child in node.children:
        arguments.append(written(child)[0])  # noqa: PERF401  # a comprehension is one more frame a level
    return f"{name}({', '.join(arguments)})"


def _along(name: str) -> Callable[..., str]:
    """How a function with an axis is written."""

    def text(node: EntrySum | Mean | Variance | Softmax | LogSumExp) -> str:
        axis = "" if node.axis is None else f", axis={node.axis}"
        return f"{name}({written(node.arg)[0]}{axis})"

    return text


def _size_text(node: Size) -> str:
    """A length; one that is a product or a sum stands in brackets, which make one number of it again."""
    text = str(node.length)
    is_simple = text.isdigit() or text in node.length.names
    return text if is_simple else f"({text.replace('*', ' * ')})"


def _cotangent_text(node: Cotangent) -> str:
    return (GRADIENT_PREFIX if node.output.is_scalar else JACOBIAN_PREFIX) + node.of.name


ATOMS: dict[type[Node], Callable[..., str]] = {
    Symbol: lambda node: node.name,
    Constant: lambda node: node.name,
    Size: _size_text,
    Cotangent: _cotangent_text,
    Ones: lambda node: f"ones({_sizes(node.shape)})",
    Zeros: lambda node: f"zeros({_sizes(node.shape)})",
    Eye: lambda node: f"eye({node.size})",
    Differential: lambda node: _called("differential", node),
    Inner: lambda node: _called("inner", node),
    Jacobian: lambda node: _called("jacobian", node),
    Apply: lambda node: _called(node.function.name + "'" * node.function.order, node),
    ScalarFunction: lambda node: _called("E", node),
    VectorFunction: lambda node: _called(node.name, node),
    EntrySum: _along("sum"),
    Mean: _along("mean"),
    Variance: _along("var"),
    Softmax: _along("softmax"),
    LogSumExp: _along("logsumexp"),
    Norm: lambda node: _called("norm", node),
    Trace: lambda node: _called("tr", node),
    Diag: lambda node: _called("diag", node),
    Determinant: lambda node: _called("det", node),
    LogDeterminant: lambda node: _called("logdet", node),
    Inverse: lambda node: _called("inv", node),
    Kron: lambda node: _called("kron", node),
    Vec: lambda node: _called("vec", node),
    Unvec: lambda node: f"unvec({written(node.arg)[0]}, {node.rows}, {node.cols})",
    Commutation: lambda node: f"commutation({node.rows}, {node.cols})",
    DiagOf: lambda node: _called("diag_of", node),
    HStack: lambda node: _called("hstack", node),
    VStack: lambda node: _called("vstack", node),
}
"""How nodes that need no brackets are written."""
