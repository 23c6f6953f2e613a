"""Steps as SymPy objects: both sides have the same value when SymPy evaluates them, and they are of SymPy's kinds."""

from __future__ import annotations

from random import Random

import pytest
import sympy
from programs import derived
from sympy.matrices.expressions import MatrixExpr

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.sympy_export import to_sympy
from matcalc.notation.text_in import parse_matrix

SIZES = {"m": 2, "n": 3, "p": 4}


def value(expression, random_values):
    """A SymPy object with every name replaced by whole numbers, f by x³ + 2x, as a Matrix or a number."""
    expression = expression.replace(sympy.Function("f"), lambda argument: argument**3 + 2 * argument)
    expression = expression.replace(sympy.Lambda, lambda names, body: sympy.Lambda(names, body.doit())).doit()
    sizes = {sympy.Symbol(name, integer=True, positive=True): size for name, size in SIZES.items()}
    for array in sorted(expression.atoms(sympy.MatrixSymbol), key=str):
        sized = sympy.MatrixSymbol(array.name, *[side.subs(sizes) for side in array.shape])
        expression = expression.subs(array, sized.as_explicit().applyfunc(random_values))
    expression = expression.subs(sizes).doit()
    if isinstance(expression, MatrixExpr):
        expression = expression.as_explicit()
    expression = expression.subs({name: random_values(name) for name in expression.atoms(sympy.Indexed)}).doit()
    return expression.subs({symbol: random_values(symbol) for symbol in expression.free_symbols})


def whole_numbers(seed):
    """The same whole number for an entry however SymPy names it: z[i] and z[i, 0] are one."""
    random, known = Random(seed), {}

    def number(name):
        if isinstance(name, sympy.Indexed):
            key = (str(name.base), *map(int, name.indices))
        elif isinstance(name, sympy.Symbol):
            key = (name.name,)
        else:
            places = [int(place) for place in name.indices]
            key = (str(name.parent), *(places[:-1] if name.parent.shape[1] == 1 else places))
        return known.setdefault(key, random.randint(1, 9))

    return number


CASES = [
    (["z = W @ a + b", "h = f(z)"], {"W": "m×n", "a": "n", "b": "m"}, ["z", "a", "W", "b"], ["h"]),
    (["z = W.T @ a * b", "h = 2 * z - b"], {"W": "n×m", "a": "n", "b": "m"}, ["z", "a", "W", "b"], ["h"]),
    (["E = tr(A @ B) + sum(A)"], {"A": "m×n", "B": "n×m"}, ["A", "B"], []),
    (["E = norm2sq(W @ a - b)"], {"W": "m×n", "a": "n", "b": "m"}, ["a", "W"], []),
    (["V = hstack(W, b)", "c = vstack(a, 1)", "z = V @ c"], {"W": "m×n", "a": "n", "b": "m"}, ["a", "W", "b"], ["z"]),
]


@pytest.mark.parametrize(("lines", "shapes", "wrt", "upstream"), CASES, ids=lambda case: str(case)[:40])
def test_both_sides_of_a_step_have_the_same_value_in_sympy(lines, shapes, wrt, upstream):
    result = derived(lines, shapes, wrt, upstream)
    compared = 0
    everything = [*result.forward, *result.gradients]
    for chain, step in (pair for part in everything if part.chain is not None for pair in part.chain.walk()):
        before, after = step.to_sympy()
        if step.rule == "write out a name":  # true by the equations of the page, not for any numbers
            continue
        if any("∂" in str(side) for side in (before, after)):
            assert not isinstance(before, MatrixExpr)
            continue
        for places in ({index.name: 0 for index in chain.free}, {index.name: 1 for index in chain.free}):
            at = {sympy.Symbol(name, integer=True): place for name, place in places.items()}
            number = whole_numbers(seed=compared)
            left, right = (entry(side, places, at, number) for side in (before, after))
            assert left == right, step
            compared += 1
    assert compared > 0


def entry(side, places, at, number):
    """The number at the given places of the free indices, whether the side is an array or an index form."""
    if isinstance(side, MatrixExpr):
        whole = value(side, number)
        rows, cols = whole.shape
        values = iter(places.values())
        return whole[next(values) if rows > 1 else 0, next(values) if cols > 1 else 0]
    return value(side.subs(at), number)


def test_the_kinds_are_sympys():
    result = derived(["z = W @ a"], {"W": "m×n", "a": "n"}, ["W"], ["z"])
    steps = [step for _, step in result.gradient("W").chain.walk()]
    _, after = steps[-1].to_sympy()
    assert isinstance(after, sympy.MatMul)
    assert [str(side) for side in after.shape] == ["m", "n"]
    kinds = {
        type(part)
        for step in steps
        for side in step.to_sympy()
        if not isinstance(side, MatrixExpr)
        for part in sympy.preorder_traversal(side)
    }
    assert {sympy.Sum, sympy.Indexed, sympy.KroneckerDelta} <= kinds


@pytest.mark.parametrize(
    "text",
    [
        "tanh(x)",
        "softplus'(x)",
        "diag(x) @ A",
        "diag_of(A)",
        "tr(A)",
        "sum(A, axis=1)",
        "sum(A, axis=0)",
        "A + x",
        "2 * x.T @ A[:, 0:n]",
        "eye(n) - A * A",
        "ones(n) @ x.T",
        "zeros(n)",
        "x / 3",
        "A**2",
    ],
)
def test_every_node_has_a_sympy_form_of_its_shape(text):
    n = Dimension.named("n")
    symbols = {"x": Symbol("x", vector(n)), "A": Symbol("A", Shape(n, n))}
    array = parse_matrix(text, symbols)
    made = to_sympy(array)
    if array.shape.is_scalar:
        assert isinstance(made, sympy.Expr)
    else:
        assert [str(side) for side in made.shape] == [str(array.shape.rows), str(array.shape.cols)]
