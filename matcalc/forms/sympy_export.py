"""Matrix and index forms as SymPy objects, for people who go on in SymPy. SymPy is imported when this is called.

Indices count from 0, as SymPy's do. Named arrays are MatrixSymbol in a matrix form (a vector is a column) and Indexed
in an index form, a scalar is a Symbol. The cotangent of z is called grad_z, a derivative ∂z/∂W is an IndexedBase of
that name and not a SymPy Derivative, whose doit() would take z for independent of W and answer 0.
"""

from __future__ import annotations

from typing import Any

from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, free_indices
from matcalc.forms.indices import Index, Paired, Place
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Slice,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.shapes import Shape
from matcalc.forms.sympy_door import scalar_expression


def to_sympy(expression: IndexSum | Node) -> Any:
    """The SymPy object of the same value: a MatrixExpr (or scalar Expr) for a Node, a sum of Sum/Indexed otherwise."""
    return _index_sum(expression) if isinstance(expression, IndexSum) else _array(expression)


def _rational(value: Any) -> Any:
    import sympy

    return sympy.Rational(value.numerator, value.denominator)


def _dimension(length: Dimension) -> Any:
    import sympy

    terms = []
    for names, count in length.terms:
        factors = [sympy.Symbol(name, integer=True, positive=True) for name in names]
        terms.append(sympy.Mul(sympy.Integer(count), *factors))
    return sympy.Add(*terms)


def _name(array: Node) -> str | None:
    match array:
        case Symbol(name=name):
            return name
        case Cotangent(of=of):
            return f"grad_{of.name}"
        case _:
            return None


def _elementwise(function: Function, argument: Any) -> Any:
    import sympy

    if function.is_known:
        return scalar_expression(function, argument)
    x = sympy.Symbol("x")
    value = sympy.Function(function.name)(x)
    return sympy.diff(value, x, function.order).subs(x, argument) if function.order else value.subs(x, argument)


def _array(root: Node) -> Any:
    """A node: scalars become Expr, everything else MatrixExpr of its shape."""
    import sympy
    from sympy.matrices.expressions import DiagMatrix, DiagonalOf, HadamardPower

    rows, cols = _dimension(root.shape.rows), _dimension(root.shape.cols)
    if (name := _name(root)) is not None:
        return sympy.Symbol(name) if root.shape.is_scalar else sympy.MatrixSymbol(name, rows, cols)
    match root:
        case Number(value=value):
            return _rational(value)
        case Ones():
            return sympy.Integer(1) if root.shape.is_scalar else sympy.OneMatrix(rows, cols)
        case Zeros():
            return sympy.Integer(0) if root.shape.is_scalar else sympy.ZeroMatrix(rows, cols)
        case Eye():
            return sympy.Identity(rows)
        case Scale(coefficient=coefficient, arg=arg):
            return _rational(coefficient) * _array(arg)
        case Add(args=args):
            parts = [_stretched(arg, root.shape) for arg in args]
            return sympy.Add(*parts) if root.shape.is_scalar else sympy.MatAdd(*parts)
        case Hadamard(args=args):
            return _hadamard(args, root.shape)
        case Product(args=args):
            product = sympy.MatMul(*[_matrix(arg) for arg in args])
            return product[0, 0] if root.shape.is_scalar else product
        case Transpose(arg=arg):
            return _array(arg) if root.shape.is_scalar else sympy.Transpose(_array(arg))
        case Power(arg=arg, exponent=exponent):
            inner = _array(arg)
            power = _rational(exponent)
            return inner**power if root.shape.is_scalar else HadamardPower(inner, power)
        case Apply(function=function, arg=arg):
            return _applied(function, arg)
        case ScalarFunction(args=args):
            return sympy.Function("E")(*[_array(arg) for arg in args])
        case EntrySum(arg=arg, axis=axis):
            return _entry_sum(arg, axis, root.shape)
        case Trace(arg=arg):
            return sympy.Trace(_array(arg))
        case Diag(arg=arg):
            return DiagMatrix(_array(arg))
        case DiagOf(arg=arg):
            return DiagonalOf(_array(arg))
        case HStack(args=args):
            return sympy.BlockMatrix([[_matrix(arg) for arg in args]])
        case VStack(args=args):
            return sympy.BlockMatrix([[_matrix(arg)] for arg in args])
        case Slice(arg=arg, rows=down, cols=across):
            return _matrix(arg)[
                _dimension(down.start) : _dimension(down.stop), _dimension(across.start) : _dimension(across.stop)
            ]
        case _:
            raise InvariantError(f"no SymPy form for {type(root).__name__}")


def _applied(function: Function, arg: Node) -> Any:
    import sympy

    if arg.shape.is_scalar:
        return _elementwise(function, _array(arg))
    x = sympy.Symbol("x")
    return _array(arg).applyfunc(sympy.Lambda(x, _elementwise(function, x)))


def _matrix(arg: Node) -> Any:
    """A node as a MatrixExpr also where it is a scalar."""
    import sympy

    value = _array(arg)
    return value * sympy.OneMatrix(1, 1) if arg.shape.is_scalar else value


def _stretched(arg: Node, shape: Shape) -> Any:
    """An operand stretched to the shape of the result, as elementwise operations do it."""
    import sympy

    value = _array(arg)
    if arg.shape == shape:
        return value
    rows, cols = _dimension(shape.rows), _dimension(shape.cols)
    if arg.shape.is_scalar:
        return value * sympy.OneMatrix(rows, cols)
    ones = sympy.OneMatrix(1, cols) if arg.shape.is_vector else sympy.OneMatrix(rows, 1)
    return value * ones if arg.shape.is_vector else ones * value


def _hadamard(args: tuple[Node, ...], shape: Shape) -> Any:
    import sympy

    scalars = [_array(arg) for arg in args if arg.shape.is_scalar]
    arrays = [_stretched(arg, shape) for arg in args if not arg.shape.is_scalar]
    if not arrays:
        return sympy.Mul(*scalars)
    product = arrays[0] if len(arrays) == 1 else sympy.HadamardProduct(*arrays)
    return sympy.Mul(*scalars) * product


def _entry_sum(arg: Node, axis: int | None, shape: Shape) -> Any:
    import sympy

    down = sympy.OneMatrix(1, _dimension(arg.shape.rows))
    across = sympy.OneMatrix(_dimension(arg.shape.cols), 1)
    total = _matrix(arg)
    if axis in (None, 0):
        total = down * total
    if axis in (None, 1):
        total = total * across
    return total[0, 0] if shape.is_scalar else total


def _index_sum(expression: IndexSum) -> Any:
    import sympy

    return sympy.Add(*[_term(term) for term in expression.terms])


def _term(term: Term) -> Any:
    import sympy

    product = sympy.Mul(_rational(term.coefficient), *[_factor(factor) for factor in term.factors])
    limits = [(_index(dummy), 0, _dimension(dummy.range) - 1) for dummy in term.dummies]
    return sympy.Sum(product, *limits) if limits else product


def _index(index: Index) -> Any:
    import sympy

    return sympy.Symbol(index.name, integer=True)


def _place(place: Place) -> Any:
    """A place counted from 0."""
    import sympy

    match place:
        case Index():
            return _index(place)
        case Paired(first=first, second=second):
            return sympy.Add(_place(first), _dimension(first.range) * _place(second))
    offset = _dimension(place.offset)
    return offset - 1 if place.index is None else sympy.Add(_index(place.index), offset)


def _factor(factor: Factor) -> Any:
    import sympy

    match factor:
        case Delta(left=left, right=right):
            return sympy.KroneckerDelta(_place(left), _place(right))
        case Entry(exponent=exponent):
            return _entry(factor) ** _rational(exponent)
        case Partial(of=of, by=by):
            places = [*(_index(index) for index in free_indices(of)), *(_place(place) for place in by.places)]
            label = f"∂({to_sympy(of)})/∂{_name(by.array)}" if of.single is None else f"∂{_head(of)}/∂{_name(by.array)}"
            return sympy.IndexedBase(label)[tuple(places)] if places else sympy.Symbol(label)


def _head(of: IndexSum) -> str:
    inner = of.single
    assert isinstance(inner, Entry)
    return _name(inner.array) or str(_array(inner.array))


def _entry(entry: Entry) -> Any:
    import sympy

    array = entry.array
    if (name := _name(array)) is not None:
        if not entry.places:
            return sympy.Symbol(name)
        return sympy.IndexedBase(name)[tuple(_place(place) for place in entry.places)]
    if isinstance(array, Apply):
        return _elementwise(array.function, _entry(Entry(array.arg, entry.places)))
    if not entry.places:
        return _array(array)
    left = [_place(place) for place in entry.places]
    row = 0 if array.shape.rows.is_one else left.pop(0)
    column = 0 if array.shape.cols.is_one else left.pop(0)
    return _matrix(array)[row, column]
