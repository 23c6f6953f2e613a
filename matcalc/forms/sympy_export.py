"""Matrix forms as SymPy objects, for people who go on in SymPy. SymPy is imported when this is called.

A vector is a column, a scalar is a Symbol; places count from 0, as SymPy's do. The cotangent of z is called grad_z. A
number that is a product of arrays, xᵀ A x, is the Trace of that product, which keeps it in matrix form.
"""

from __future__ import annotations

from typing import Any

from matcalc.errors import InvariantError
from matcalc.forms.functions import Function
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
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
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance, count_along
from matcalc.forms.shapes import Shape
from matcalc.forms.sympy_atoms import dimension, elementwise, elementwise_lambda, name_of, no_label_sum, rational
from matcalc.forms.sympy_vectorized import commutation_matrix, unvec_matrix, vec_matrix
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

EXP = Function("exp")


def to_sympy(expression: IndexSum | Node) -> Any:
    """The SymPy object of the same value: a MatrixExpr (or scalar Expr) for a Node, a sum of Sum/Indexed otherwise.

    SymPy has no softmax, norm, mean, vec: they are written with what it has. See to_sympy_indexed for the entries of
    a Node as Sum/Indexed.
    """
    from matcalc.forms.sympy_indexed import index_sum

    return index_sum(expression) if isinstance(expression, IndexSum) else array(expression)


def array(root: Node) -> Any:
    """A node: scalars become Expr, everything else MatrixExpr of its shape."""
    import sympy
    from sympy.matrices.expressions import DiagMatrix, DiagonalOf, HadamardPower

    rows, cols = dimension(root.shape.rows), dimension(root.shape.cols)
    if (name := name_of(root)) is not None:
        return sympy.Symbol(name) if root.shape.is_scalar else sympy.MatrixSymbol(name, rows, cols)
    match root:
        case Number(value=value):
            return rational(value)
        case Constant():
            return sympy.pi
        case Size(length=length):
            return dimension(length)
        case Ones():
            return sympy.Integer(1) if root.shape.is_scalar else sympy.OneMatrix(rows, cols)
        case Zeros():
            return sympy.Integer(0) if root.shape.is_scalar else sympy.ZeroMatrix(rows, cols)
        case Eye():
            return sympy.Integer(1) if root.shape.is_scalar else sympy.Identity(rows)
        case Scale(coefficient=coefficient, arg=arg):
            return rational(coefficient) * array(arg)
        case Add(args=args):
            parts = [_stretched(arg, root.shape) for arg in args]
            return sympy.Add(*parts) if root.shape.is_scalar else sympy.MatAdd(*parts)
        case Hadamard(args=args):
            return _hadamard(args, root.shape)
        case Product(args=args):
            return _number(sympy.MatMul(*[_matrix(arg) for arg in args]), root.shape)
        case Transpose(arg=arg):
            return array(arg) if root.shape.is_scalar else sympy.Transpose(array(arg))
        case Power(arg=arg, exponent=exponent):
            inner = array(arg)
            power = rational(exponent)
            return inner**power if root.shape.is_scalar else HadamardPower(inner, power)
        case Apply(function=function, arg=arg):
            return _applied(function, arg)
        case ScalarFunction(args=args):
            return sympy.Function("E")(*[array(arg) for arg in args])
        case EntrySum(arg=arg, axis=axis):
            return _entry_sum(_matrix(arg), arg.shape, axis)
        case Diag(arg=arg):
            return DiagMatrix(array(arg))
        case HStack(args=args):
            return sympy.BlockMatrix([[_matrix(arg) for arg in args]])
        case VStack(args=args):
            return sympy.BlockMatrix([[_matrix(arg)] for arg in args])
        case Slice(arg=arg, rows=down, cols=across):
            block = _matrix(arg)[
                dimension(down.start) : dimension(down.stop), dimension(across.start) : dimension(across.stop)
            ]
            return _number(block, root.shape)
        case Trace(arg=arg) | Determinant(arg=arg) | DiagOf(arg=arg) if arg.shape.is_scalar:
            return array(arg)
        case Trace(arg=arg):
            return sympy.Trace(array(arg))
        case DiagOf(arg=arg):
            return DiagonalOf(array(arg))
        case Determinant(arg=arg):
            return sympy.Determinant(array(arg))
        case LogDeterminant(arg=arg):
            return sympy.log(sympy.Abs(array(Determinant(arg))))
        case Inverse(arg=arg):
            return 1 / array(arg) if arg.shape.is_scalar else sympy.Inverse(array(arg))
        case Softmax(arg=arg, axis=axis):
            return _softmax(arg, axis)
        case LogSumExp(arg=arg, axis=axis):
            total = _entry_sum(_matrix(Apply(EXP, arg)), arg.shape, axis)
            return sympy.log(total) if root.shape.is_scalar else total.applyfunc(elementwise_lambda(Function("log")))
        case Norm(arg=arg):
            return _norm(arg)
        case Mean(arg=arg, axis=axis):
            return _entry_sum(_matrix(arg), arg.shape, axis) / dimension(count_along(arg.shape, axis))
        case Variance(arg=arg, axis=axis):
            return _variance(arg, axis)
        case Kron(args=args):
            return _number(sympy.KroneckerProduct(*[_matrix(arg) for arg in args]), root.shape)
        case Vec(arg=arg):
            return vec_matrix(array(arg)) if arg.shape.is_matrix else array(arg) if arg.shape.is_vector else _row(arg)
        case Unvec(arg=arg):
            return array(arg) if arg.shape == root.shape else unvec_matrix(_matrix(arg), rows, cols)
        case Commutation(rows=down, cols=across):
            return commutation_matrix(dimension(down), dimension(across))
        case LabelSum(label=label):
            raise no_label_sum(label)
        case _:
            raise InvariantError(f"no SymPy form for {type(root).__name__}")


def _row(arg: Node) -> Any:
    """vec of a row, which is its transpose, and of a number, which is itself."""
    return array(Transpose(arg))


def _number(matrix: Any, shape: Shape) -> Any:
    """A MatrixExpr, or the number that a 1×1 one holds: its trace, or its entry where doit() leaves a trace alone."""
    import sympy
    from sympy.matrices.expressions import DiagMatrix, DiagonalOf, MatrixSlice

    if not shape.is_scalar:
        return matrix
    unevaluated = (
        *(sympy.OneMatrix, sympy.Identity, sympy.FunctionMatrix, sympy.BlockMatrix),
        *(DiagMatrix, DiagonalOf, MatrixSlice),
    )
    return matrix[0, 0] if matrix.has(*unevaluated) else sympy.Trace(matrix)


def _applied(function: Function, arg: Node) -> Any:
    if arg.shape.is_scalar:
        return elementwise(function, array(arg))
    return array(arg).applyfunc(elementwise_lambda(function))


def _matrix(arg: Node) -> Any:
    """A node as a MatrixExpr also where it is a scalar."""
    import sympy

    value = array(arg)
    return value * sympy.OneMatrix(1, 1) if arg.shape.is_scalar else value


def _stretched(arg: Node, shape: Shape) -> Any:
    """An operand stretched to the shape of the result, as elementwise operations do it."""
    import sympy

    value = array(arg)
    if arg.shape == shape:
        return value
    rows, cols = dimension(shape.rows), dimension(shape.cols)
    if arg.shape.is_scalar:
        return value * sympy.OneMatrix(rows, cols)
    ones = sympy.OneMatrix(1, cols) if arg.shape.is_vector else sympy.OneMatrix(rows, 1)
    return value * ones if arg.shape.is_vector else ones * value


def _hadamard(args: tuple[Node, ...], shape: Shape) -> Any:
    import sympy

    scalars = [array(arg) for arg in args if arg.shape.is_scalar]
    arrays = [_stretched(arg, shape) for arg in args if not arg.shape.is_scalar]
    if not arrays:
        return sympy.Mul(*scalars)
    product = arrays[0] if len(arrays) == 1 else sympy.HadamardProduct(*arrays)
    return sympy.Mul(*scalars) * product


def _entry_sum(total: Any, shape: Shape, axis: int | None) -> Any:
    """The sum of a MatrixExpr of that shape along the axis; a number where nothing is left."""
    import sympy

    if axis in (None, 0) and not shape.rows.is_one:
        total = sympy.OneMatrix(1, dimension(shape.rows)) * total
    if axis in (None, 1) and not shape.cols.is_one:
        total = total * sympy.OneMatrix(dimension(shape.cols), 1)
    return total[0, 0] if total.shape == (1, 1) else total


def _softmax(arg: Node, axis: int | None) -> Any:
    """exp(x), and beside each entry the sum it is divided by: 1 1ᵀ exp(x), or exp(x) 1 1ᵀ along the rows."""
    import sympy
    from sympy.matrices.expressions import HadamardPower

    if arg.shape.is_scalar:
        return sympy.Integer(1)
    powers = array(Apply(EXP, arg))
    rows, cols = dimension(arg.shape.rows), dimension(arg.shape.cols)
    along_rows = axis == 1 or (axis is None and arg.shape.is_row)
    totals = powers * sympy.OneMatrix(cols, cols) if along_rows else sympy.OneMatrix(rows, rows) * powers
    return sympy.HadamardProduct(powers, HadamardPower(totals, sympy.Integer(-1)))


def _norm(arg: Node) -> Any:
    import sympy

    if arg.shape.is_scalar:
        return sympy.Abs(array(arg))
    value = array(arg)
    return sympy.sqrt(sympy.Trace(value * value.T if arg.shape.is_row else value.T * value))


def _variance(arg: Node, axis: int | None) -> Any:
    """The mean of the squares less the square of the mean."""
    import sympy
    from sympy.matrices.expressions import HadamardPower

    count = dimension(count_along(arg.shape, axis))
    two = sympy.Integer(2)
    value = _matrix(arg)
    mean = _entry_sum(value, arg.shape, axis) / count
    square = mean**two if not hasattr(mean, "shape") else HadamardPower(mean, two)
    return _entry_sum(HadamardPower(value, two), arg.shape, axis) / count - square
