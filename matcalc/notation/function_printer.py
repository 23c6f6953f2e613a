"""How functions of matrix form are printed, whatever the target: norms, reductions, determinants, f(x)."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction

from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    HStack,
    Node,
    Power,
    ScalarFunction,
    Trace,
    VStack,
)
from matcalc.forms.matrix_functions import Determinant, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.vector_functions import VectorFunction
from matcalc.forms.vectorized import Unvec, Vec
from matcalc.notation.leaf_printer import LeafPrinter
from matcalc.notation.levels import Level, Printed

ABS = Function("abs")

CALLS: dict[type[Node], str] = {
    Trace: "tr",
    Determinant: "det",
    Diag: "diag",
    DiagOf: "diag_of",
    Vec: "vec",
    Softmax: "softmax",
    LogSumExp: "logsumexp",
    Mean: "mean",
    Variance: "var",
}
"""Functions that are printed by a name of their own."""


class FunctionPrinter(LeafPrinter):
    """Prints functions.

    Sums of entries are products with the ones vector, a sum of squares is a squared norm, that of the absolute entries
    of a vector its 1-norm, that of A ⊙ B is ⟨A, B⟩. softmax_rows, and mean_rows and so on, take each row by itself,
    and _cols each column; without either it is all entries together.
    """

    @abstractmethod
    def printed(self, node: Node) -> Printed:
        """A node, and how tightly its text holds together."""

    def operand(self, node: Node, least: Level) -> str:
        """A node where its text must hold together as tightly as `least`."""
        text, level = self.printed(node)
        return text if level >= least else self.brackets(text)

    def applied(self, function: Function, argument: str, *, is_scalar: bool) -> str:
        """A function of something printed."""
        if function == ABS and is_scalar:
            return self.absolute(argument)
        return self.function(function) + self.brackets(argument)

    def normed(self, node: Node, exponent: Fraction) -> Printed | None:
        """A norm to a power; None where the node is no norm."""
        match node:
            case Norm(arg=arg):
                low = "F" if arg.shape.is_matrix else ""
            case EntrySum(arg=Apply(function=function, arg=arg), axis=None) if (
                function == ABS and len(arg.shape.axes) == 1
            ):
                low = "1"
            case _:
                return None
        level = Level.SCRIPTED if exponent != 1 else Level.SUBSCRIPTED if low else Level.ATOM
        return self.norm(self.printed(arg)[0], low, exponent), level

    def called(self, node: Node) -> Printed:
        """A function of its arguments."""
        args = [self.printed(child)[0] for child in node.children]
        match node:
            case Apply():
                return self.applied(node.function, args[0], is_scalar=node.shape.is_scalar), Level.ATOM
            case ScalarFunction():
                return self.function(Function("E")) + self.brackets(self.marks.comma.join(args)), Level.ATOM
            case VectorFunction():
                return self.function(Function(node.name)) + self.brackets(self.marks.comma.join(args)), Level.ATOM
            case LogDeterminant():
                return self.function(Function("log")) + self.absolute(self.call("det", args[0])), Level.SCRIPTED
            case HStack() | VStack():
                parts = [self.printed(arg) for arg in node.args]
                return self.blocks(parts, beside=isinstance(node, HStack)), Level.ATOM
            case Unvec():
                sizes = f"{self.dimension(node.rows)},{self.dimension(node.cols)}"
                inverse = self.raised(self.operator("vec"), Fraction(-1))
                return self.subscripted(inverse, sizes) + self.brackets(args[0]), Level.ATOM
            case Softmax() | LogSumExp() | Mean() | Variance():
                name = self.operator(CALLS[type(node)])
                return self._along(name, node) + self.brackets(args[0]), Level.ATOM
        return self.call(CALLS[type(node)], args[0]), Level.ATOM

    def entry_sum(self, node: EntrySum) -> Printed:
        """A sum of entries, of columns or of rows."""
        arg, shape = node.arg, node.arg.shape
        if node.axis is None and isinstance(arg, Power) and arg.exponent == 2 and not shape.is_scalar:
            low = "F" if shape.is_matrix else ""
            return self.norm(self.printed(arg.arg)[0], low, arg.exponent), Level.SCRIPTED
        if node.axis is None and isinstance(arg, Hadamard) and shape.is_matrix:
            left, *others = arg.args
            if len(others) == 1 and left.shape == others[0].shape:
                return self.inner(self.printed(left)[0], self.printed(others[0])[0]), Level.ATOM
        over_rows = node.axis != 1 and not shape.rows.is_one
        over_cols = node.axis != 0 and not shape.cols.is_one
        if not (over_rows or over_cols):
            return self.printed(arg)
        left_ones = [self.marks.ones + self.marks.transpose] if over_rows else []
        right_ones = [self.marks.ones] if over_cols else []
        return self.marks.space.join([*left_ones, self.operand(arg, Level.SCRIPTED), *right_ones]), Level.PRODUCT

    def _along(self, name: str, node: Softmax | LogSumExp | Mean | Variance) -> str:
        """The name of a function with its axis, where that is not all there is."""
        shape = node.arg.shape
        takes_all = node.axis is None or (shape.cols if node.axis == 0 else shape.rows).is_one
        return name if takes_all else self.subscripted(name, self.word("cols" if node.axis == 0 else "rows"))
