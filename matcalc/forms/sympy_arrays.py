"""The reader of SymPy's matrix expressions and scalars."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Diag,
    DiagOf,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Slice,
    Span,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.shapes import SCALAR
from matcalc.forms.sympy_functions import applied
from matcalc.forms.sympy_names import Names, length_of, named, shape_of, shown
from matcalc.forms.sympy_vectorized import commutation_matrix, unvec_matrix, vec_matrix
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

MOST_FACTORS = 20

Leaf = Callable[[Any], Node | None]


class ArrayReader:
    """Makes nodes of MatrixExpr and Expr. `leaf` may give the node of what is otherwise not read, or read otherwise."""

    def __init__(self, names: Names, leaf: Leaf | None = None) -> None:
        self.names = names
        self.leaf = leaf

    def read(self, expression: Any) -> Node:
        """The node of the same value. Raises InputError for what can not be read, ShapeError for shapes."""
        import sympy

        if self.leaf is not None and (node := self.leaf(expression)) is not None:
            return node
        if isinstance(expression, sympy.MatrixExpr):
            return self._matrix(expression)
        return self._scalar(expression)

    def _matrix(self, expression: Any) -> Node:
        import sympy
        from sympy.matrices import expressions as of_sympy
        from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

        match expression:
            case sympy.MatrixSymbol():
                return self.names.symbol(expression.name, shape_of(expression))
            case sympy.Identity():
                return Eye(shape_of(expression).rows)
            case sympy.ZeroMatrix():
                return Zeros(shape_of(expression))
            case sympy.OneMatrix():
                return Ones(shape_of(expression))
            case sympy.MatAdd():
                return Add(tuple(map(self.read, expression.args)))
            case sympy.MatMul():
                return self._product(expression)
            case sympy.HadamardProduct():
                return Hadamard(tuple(map(self.read, expression.args)))
            case of_sympy.HadamardPower(args=(base, exponent)):
                return self._power(base, exponent)
            case ElementwiseApplyFunction():
                return self._applied(expression)
            case sympy.Transpose(arg=arg):
                return Transpose(self.read(arg))
            case sympy.MatPow(args=(base, exponent)):
                return self._matrix_power(base, exponent)
            case sympy.KroneckerProduct(args=args):
                return Kron(tuple(map(self.read, args)))
            case of_sympy.DiagMatrix(args=(arg,)):
                return Diag(self.read(arg))
            case of_sympy.DiagonalOf(args=(arg,)):
                return DiagOf(self.read(arg))
            case sympy.BlockMatrix(blocks=blocks):
                return self._blocks(blocks)
            case of_sympy.MatrixSlice(parent=parent, rowslice=down, colslice=across):
                return Slice(self.read(parent), _span(down, expression), _span(across, expression))
            case sympy.FunctionMatrix():
                return self._function_matrix(expression)
        raise InputError(_unreadable(expression))

    def _product(self, expression: Any) -> Node:
        coefficient, matrices = expression.as_coeff_matrices()
        arrays = tuple(map(self.read, matrices))
        node = arrays[0] if len(arrays) == 1 else Product(arrays)
        number, rest = coefficient.as_coeff_Mul(rational=True)
        if rest != 1:
            node = Hadamard((self.read(rest), node))
        return node if number == 1 else Scale(_fraction(number), node)

    def _matrix_power(self, base: Any, exponent: Any) -> Node:
        if not exponent.is_Integer or abs(exponent) > MOST_FACTORS or exponent == 0:
            raise InputError(
                f"the power {shown(exponent)} of the matrix {shown(base)} is not read: a matrix has whole powers up to "
                f"{MOST_FACTORS}; HadamardPower(A, p) is the power of each entry"
            )
        factor = self.read(base)
        if exponent < 0:
            factor = Inverse(factor)
        return factor if abs(exponent) == 1 else Product((factor,) * abs(int(exponent)))

    def _applied(self, expression: Any) -> Node:
        """The body of the Lambda with the array in the place of its variable."""
        (variable,) = expression.function.variables
        array = self.read(expression.expr)

        def leaf(part: Any) -> Node | None:
            if part == variable:
                return array
            return self.leaf(part) if self.leaf is not None else None

        node = ArrayReader(self.names, leaf).read(expression.function.expr)
        return node if node.shape == array.shape else Hadamard((node, Ones(array.shape)))

    def _blocks(self, blocks: Any) -> Node:
        height, width = blocks.shape
        rows = []
        for row in range(height):
            parts = tuple(self.read(blocks[row, column]) for column in range(width))
            rows.append(parts[0] if width == 1 else HStack(parts))
        return rows[0] if height == 1 else VStack(tuple(rows))

    def _function_matrix(self, expression: Any) -> Node:
        """vec, its inverse and the commutation matrix, as to_sympy writes them."""
        import sympy
        from sympy.matrices.expressions.matexpr import MatrixElement

        body, shape = expression.lamda.expr, expression.shape
        if isinstance(body, MatrixElement):
            if expression == vec_matrix(body.parent):
                return Vec(self.read(body.parent))
            if expression == unvec_matrix(body.parent, *shape):
                return Unvec(self.read(body.parent), length_of(shape[0]), length_of(shape[1]))
        for moved in body.atoms(sympy.floor) if isinstance(body, sympy.KroneckerDelta) else ():
            cols = sympy.denom(moved.args[0])
            if expression == commutation_matrix(shape[0] / cols, cols):
                return Commutation(length_of(shape[0] / cols), length_of(cols))
        raise InputError(
            f"{shown(expression)} is read only where it is a vec, its inverse or a commutation matrix as to_sympy "
            "writes them; write the entries in a definition, Eq(z[i], …)"
        )

    def _scalar(self, expression: Any) -> Node:
        import sympy
        from sympy.matrices.expressions.matexpr import MatrixElement

        match expression:
            case sympy.Rational():
                return Number(_fraction(expression))
            case sympy.Float():
                return Number(Fraction(str(expression)))
            case _ if expression == sympy.pi:
                return Constant("pi")
            case _ if expression == sympy.E:
                return Apply(Function("exp"), Number(Fraction(1)))
            case sympy.Symbol():
                return self._named(expression)
            case sympy.Add(args=args):
                return Add(tuple(map(self.read, args)))
            case sympy.Mul():
                return self._times(expression)
            case sympy.Pow(args=(base, exponent)):
                return self._power(base, exponent)
            case sympy.Trace(arg=arg):
                inner = self.read(arg)
                return inner if inner.shape.is_scalar else Trace(inner)
            case sympy.Determinant(arg=arg):
                return Determinant(self.read(arg))
            case sympy.log(args=(sympy.Abs(args=(sympy.Determinant(arg=arg),)),)):
                return LogDeterminant(self.read(arg))
            case MatrixElement(parent=parent):
                return self._element(parent, expression)
        node = applied(expression, self.read)
        if node is None:
            raise InputError(_unreadable(expression))
        return node

    def _named(self, expression: Any) -> Node:
        name = str(named(expression))
        if name in self.names.dimensions and name not in self.names.symbols:
            return Size(Dimension.named(name))
        return self.names.symbol(name, SCALAR)

    def _times(self, expression: Any) -> Node:
        number, rest = expression.as_coeff_Mul(rational=True)
        factors = rest.args if rest.is_Mul else (rest,)
        arrays = tuple(map(self.read, factors))
        node = arrays[0] if len(arrays) == 1 else Hadamard(arrays)
        return node if number == 1 else Scale(_fraction(number), node)

    def _power(self, base: Any, exponent: Any) -> Node:
        """A power of each entry; the logistic function where it is written out; any other exponent by exp and log."""
        import sympy

        if exponent == -1 and base.is_Add and len(base.args) == 2 and base.args[0] == 1:
            other = base.args[1]
            if isinstance(other, sympy.exp):
                return Apply(Function("sigmoid"), self.read(-other.args[0]))
        if exponent.is_Rational:
            return Power(self.read(base), _fraction(exponent))
        logarithm = Apply(Function("log"), self.read(base))
        return Apply(Function("exp"), Hadamard((self.read(exponent), logarithm)))

    def _element(self, parent: Any, expression: Any) -> Node:
        row, column = (Dimension.number(int(place)) for place in expression.indices)
        array = self.read(parent)
        return array if array.shape.is_scalar else Slice(array, Span(row, row + ONE), Span(column, column + ONE))


def _fraction(number: Any) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def _span(bounds: Any, expression: Any) -> Span:
    start, stop, step = bounds
    if step != 1:
        raise InputError(f"{shown(expression)} takes every {step}th entry; only a block without gaps is read")
    return Span(length_of(start), length_of(stop))


INSTEAD = {
    "Adjoint": "arrays are real; write the transpose, A.T",
    "ConjugateTranspose": "arrays are real; write the transpose, A.T",
    "ImmutableDenseMatrix": "give the matrix a name with MatrixSymbol",
    "ImmutableSparseMatrix": "give the matrix a name with MatrixSymbol",
    "MatrixDerivative": "give the function, and derive its derivative",
    "Derivative": "give the function, and derive its derivative",
    "Integral": "give it a name with Symbol",
    "Product": "a product over an index is exp(Sum(log(…))) where the factors are positive",
    "Heaviside": "step(0) is 0 here; write Heaviside(x, 0)",
    "ArrayTensorProduct": "arrays have at most two axes; write the entries in a definition, Eq(z[i, j], …)",
    "ImaginaryUnit": "numbers are real",
    "NaN": "a value must be a real number",
    "Infinity": "a value must be a real number",
    "NegativeInfinity": "a value must be a real number",
    "ComplexInfinity": "a value must be a real number",
    "Inverse": "an inverse needs a square matrix",
    "IndexedBase": "an array in a matrix expression is a MatrixSymbol; an IndexedBase has entries, x[i]",
}


def _unreadable(expression: Any) -> str:
    kind = type(expression).__name__
    instead = INSTEAD.get(kind, "write it with sums, products and known functions, or give it a name as a symbol")
    return f"{kind} is not read ({shown(expression)}): {instead}"
