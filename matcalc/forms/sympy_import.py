"""SymPy objects read: matrix expressions as nodes, Sum and Indexed as index form, equations as definitions.

SymPy is imported when this is called, and no text is ever given to it. SymPy has rewritten what a user typed before we
see it (A.T.T is A, x*x is x**2, terms are sorted), so a derivation begins with SymPy's form of the input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition
from matcalc.forms.shapes import Shape
from matcalc.forms.sympy_arrays import ArrayReader
from matcalc.forms.sympy_names import Names, dimension_names, is_indexed, named, shown, symbol_shape
from matcalc.forms.sympy_sums import SumReader, free_indices_of, named_sums

MOST_LEVELS = 100


@dataclass(frozen=True, slots=True)
class Imported:
    """What a SymPy expression says: its body, the arrays it is given, and the definitions it uses, in order.

    A Sum inside a function or a matrix expression is a definition of its own, called s, s1, …
    """

    body: Node | IndexDefinition
    inputs: tuple[Symbol, ...]
    definitions: tuple[Definition, ...]


def from_sympy(expression: Any, lets: Sequence[Any] = (), wrt: Sequence[Any] = ()) -> Imported:
    """A MatrixExpr or Expr of SymPy, with `lets` such as Eq(z, W*a + b), or Eq(z[i], Sum(…)), before it.

    wrt: symbols of SymPy; those that stand nowhere in it are inputs as well.

    Arrays are MatrixSymbol and IndexedBase, numbers are Symbol; a Symbol that stands in a shape or in the limits of a
    sum is a dimension. Raises InputError that names what can not be read and what to write instead.
    """
    import sympy

    if isinstance(expression, sympy.Eq):
        raise InputError("an equation is a definition: give it in `lets`, and the name it defines as the expression")
    for given in (expression, *lets):
        if not isinstance(given, sympy.Basic) or (given is expression and not _is_array(given)):
            raise InputError(
                f"{shown(given)} is a {type(given).__name__}; a MatrixExpr or Expr of SymPy is read, and Eq in lets"
            )
        _check_depth(given)
    names = Names(dimension_names((expression, *lets, *wrt)))
    names.reserve((expression, *lets, *wrt))
    for equation in lets:
        _define(equation, names)
    body = _body(expression, names, None)
    for variable in wrt:
        name, shape = variable_name(variable), symbol_shape(variable)
        if shape is not None and name not in (*names.symbols, *names.dimensions):
            names.symbol(name, shape)
    return Imported(body, tuple(names.inputs.values()), tuple(names.definitions))


def variable_name(wrt: Any) -> str:
    """The name of what to differentiate by: a name, a Symbol, MatrixSymbol or IndexedBase. Raises InputError."""
    name = wrt if isinstance(wrt, str) else named(wrt)
    if name is None:
        raise InputError(f"{shown(wrt)} can not be differentiated by; give a name, Symbol, MatrixSymbol or IndexedBase")
    return name


def _is_array(expression: Any) -> bool:
    import sympy

    return isinstance(expression, (sympy.Expr, sympy.MatrixExpr)) and not isinstance(expression, sympy.MatrixBase)


def _check_depth(root: Any) -> None:
    stack = [(root, 1)]
    while stack:
        current, depth = stack.pop()
        if depth > MOST_LEVELS:
            raise InputError(
                f"the expression is nested more than {MOST_LEVELS} levels deep; name a part with Eq in lets"
            )
        stack.extend((child, depth + 1) for child in current.args)


def _body(expression: Any, names: Names, left: tuple[Any, ...] | None) -> Node | IndexDefinition:
    """A node, or an index form where sums or entries stand in it. left: the indices of a defined entry, in order."""
    if left is None and not is_indexed(expression):
        return ArrayReader(names, named_sums(names)).read(expression)
    reader = SumReader(names)
    free = free_indices_of(expression)
    if left is not None and set(free) != set(left):
        raise InputError(f"the two sides of the equation for {shown(expression)} have different free indices")
    return reader.definition(expression, free if left is None else left)


def _define(equation: Any, names: Names) -> None:
    import sympy

    if not isinstance(equation, sympy.Eq):
        raise InputError(f"{shown(equation)} is no equation; lets are equations such as Eq(z, W*a + b)")
    left, right = equation.args
    places = tuple(left.indices) if isinstance(left, sympy.Indexed) else None
    target = left.base if places is not None else left
    name = named(target)
    if name is None:
        raise InputError(f"the left side of an equation is a name or z[i], not {shown(left)}")
    if name in names.symbols:
        raise InputError(f"{name} is defined twice, or used before the equation that defines it")
    body = _body(right, names, places)
    shape = body.shape if isinstance(body, Node) else _shape_of(body)
    declared = symbol_shape(target)
    if declared is not None and declared != shape:
        raise InputError(f"{name} is {_described(declared)}, but what it is equal to is {_described(shape)}")
    names.define(name, shape, body)


def _shape_of(body: IndexDefinition) -> Shape:
    return Shape(*(*(index.range for index in body.places), ONE, ONE)[:2])


def _described(shape: Shape) -> str:
    return "a scalar" if shape.is_scalar else f"of shape {shape.rows}×{shape.cols}"
