"""SymPy objects read: what they are read as, that values agree, and what is said about what can not be read."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import sympy
from sympy import MatrixSymbol, Rational, Symbol
from sympy.matrices.expressions import DiagMatrix, HadamardPower, HadamardProduct
from sympy_numbers import SIZES, numbers, value
from test_sympy_export import CASES

from matcalc.errors import InputError
from matcalc.forms.matrix_form import Node
from matcalc.forms.sympy_export import to_sympy
from matcalc.forms.sympy_import import from_sympy, variable_name
from matcalc.notation.text_out import input_text

m, n, p = sympy.symbols("m n p", integer=True, positive=True)
A, B, C = MatrixSymbol("A", m, n), MatrixSymbol("B", n, m), MatrixSymbol("C", m, p)
S, T = MatrixSymbol("S", n, n), MatrixSymbol("T", n, n)
x, y, b = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1), MatrixSymbol("b", m, 1)
c, d, u = sympy.symbols("c d u")
i, j, k, l = sympy.symbols("i j k l", integer=True)  # noqa: E741 - the letters of index notation
xi, yi, bi = (sympy.IndexedBase(name, shape=(length,)) for name, length in (("x", n), ("y", n), ("b", m)))
Ai, Si = sympy.IndexedBase("A", shape=(m, n)), sympy.IndexedBase("S", shape=(n, n))
f = sympy.Function("f")


def worth(imported):
    """The value of what was read, definition after definition."""
    table = {}
    for definition in imported.definitions:
        table[definition.symbol.name] = _entries(definition.body, table)
    return _entries(imported.body, table)


def _entries(body, table):
    if isinstance(body, Node):
        return value(to_sympy(body), table=table)
    made, ranges = to_sympy(body.body), [place.range.evaluate(SIZES) for place in body.places]
    names = [place.name for place in body.places]
    found = [
        value(made, dict(zip(names, at, strict=True)), table)[0, 0] for at in product(*(range(size) for size in ranges))
    ]
    return np.array(found).reshape((*ranges, 1, 1)[:2])


@pytest.mark.parametrize("name", [name for name in CASES if name != "size"])  # alone, no array tells m for a length
def test_a_node_goes_to_sympy_and_back_with_its_value(name):
    node, expected = CASES[name]
    found = worth(from_sympy(to_sympy(node)))
    np.testing.assert_allclose(found, np.broadcast_to(expected, found.shape), rtol=1e-12)


MATRICES = [
    (A * x + b, "A @ x + b"),
    (2 * A.T * A * x, "2 * A.T @ A @ x"),
    ((A * x - b).T * (A * x - b), "(-b.T + x.T @ A.T) @ (-b + A @ x)"),
    (c * A * x / n, None),
    (HadamardProduct(A, B.T, C * C.T * A), "A * B.T * (C @ C.T @ A)"),
    (HadamardPower(A, Rational(1, 2)), "A**(1/2)"),
    (HadamardPower(A, -1), "1 / A"),
    ((A * x).applyfunc(sympy.tanh), "tanh(A @ x)"),
    (x.applyfunc(f), "f(x)"),
    (x.applyfunc(lambda t: t**2 + c * t + 1), None),
    (x.applyfunc(lambda t: 1 / (1 + sympy.exp(-t))), "sigmoid(x)"),
    (x.applyfunc(lambda t: sympy.log(1 + sympy.exp(t))), "softplus(x)"),
    (x.applyfunc(lambda t: sympy.Max(0, t)), "relu(x)"),
    (x.applyfunc(lambda t: sympy.Piecewise((t, t > 0), (t / 100, True))), "leaky_relu(x)"),
    (x.applyfunc(lambda t: sympy.Heaviside(t, 0)), "step(x)"),
    (x.applyfunc(lambda _: sympy.Integer(3)), None),
    (x.applyfunc(sympy.Lambda(u, f(u).diff(u))), "f'(x)"),
    (sympy.Trace(A * B), "tr(A @ B)"),
    (sympy.Trace(x.T * S * x), "x.T @ S @ x"),
    (x.T * S * x, "x.T @ S @ x"),
    (DiagMatrix(x) * S, "diag(x) @ S"),
    (S**3, "S @ S @ S"),
    (sympy.Identity(n) + S, "eye(n) + S"),
    (sympy.OneMatrix(m, 1) * x.T + sympy.ZeroMatrix(m, n), None),
    (sympy.BlockMatrix([[A, b], [x.T, sympy.Identity(1)]]), "vstack(hstack(A, b), hstack(x.T, eye(1)))"),
    (A[0:1, 0:n], "A[0:1, :]"),
    (c**2 * sympy.sin(d) + Rational(1, 3), "1/3 + c**2 * sin(d)"),
    (c**d, "exp(d * log(c))"),
    (sympy.Float("0.1") * c, "(1/10) * c"),
    (sympy.exp(1) * c, None),
    (1 / (1 + sympy.exp(-sympy.Trace(S))), "sigmoid(tr(S))"),
]


@pytest.mark.parametrize(("expression", "text"), MATRICES, ids=lambda case: str(case)[:40])
def test_matrix_expressions_are_read(expression, text):
    imported = from_sympy(expression)
    assert imported.definitions == ()
    assert text is None or input_text(imported.body) == text
    chosen = {"f": lambda argument: argument**3 + argument}
    plain = expression.replace(f, chosen["f"]) if text != "f'(x)" else None
    if plain is not None:
        found = value(to_sympy(imported.body).replace(f, chosen["f"]))
        np.testing.assert_allclose(found, value(plain), rtol=1e-12)


def test_values_that_are_compared_differ_where_the_expression_does():
    assert not np.allclose(value(A * x + b), value(A * x + 2 * b))


def test_new_functions_of_matrices():
    names = {
        S.inv(): "Inverse",
        S**-2: "Product",
        sympy.Determinant(S): "Determinant",
        sympy.log(sympy.Abs(sympy.Determinant(S))): "LogDeterminant",
        sympy.KroneckerProduct(A, S): "Kron",
    }
    for expression, name in names.items():
        body = from_sympy(expression).body
        assert type(body).__name__ == name
        np.testing.assert_allclose(value(to_sympy(body)), value(expression), rtol=1e-12)


def test_inputs_have_the_shapes_they_were_made_with():
    imported = from_sympy(c * sympy.Trace(A * B) / n + sympy.Trace(sympy.KroneckerProduct(S, T)))
    assert {symbol.name: str(symbol.shape) for symbol in imported.inputs} == {
        "A": "m×n",
        "B": "n×m",
        "S": "n×n",
        "T": "n×n",
        "c": "scalar",
    }


SUMS = [
    sympy.Sum(Ai[i, j] * xi[j], (j, 0, n - 1)),
    sympy.Sum(Ai[i, j] * xi[j], (j, 0, n - 1)) + bi[i],
    sympy.Sum(xi[i] * Si[i, j] * xi[j], (i, 0, n - 1), (j, 0, n - 1)),
    sympy.Sum((xi[i] - yi[i]) ** 2, (i, 0, n - 1)) / n,
    sympy.Sum(xi[i] ** 2 * yi[i] ** Rational(-1, 2), (i, 0, n - 1)),
    sympy.Sum(xi[i], (i, 0, n - 1)) * sympy.Sum(yi[i], (i, 0, n - 1)),
    sympy.Sum(xi[i], (i, 0, n - 1)) ** 2,
    sympy.Sum(xi[i] * sympy.Sum(yi[i] * Si[i, j], (i, 0, n - 1)), (i, 0, n - 1)) * 2,
    sympy.Sum(sympy.exp(xi[i]), (i, 0, n - 1)),
    sympy.log(sympy.Sum(sympy.exp(xi[i]), (i, 0, n - 1))),
    sympy.tanh(sympy.Sum(Ai[i, j] * xi[j], (j, 0, n - 1)) + bi[i]) * bi[i],
    sympy.exp(Ai[i, j]) / sympy.Sum(sympy.exp(Ai[i, k]), (k, 0, n - 1)),
    sympy.exp(xi[i]) * sympy.KroneckerDelta(i, j) + Si[j, i],
    sympy.Sum(xi[j] * (Ai[i, j] + bi[i] * xi[j]), (i, 0, m - 1), (j, 0, n - 1)),
    sympy.Sum(sympy.sin(Si[i, i] * xi[i]), (i, 0, n - 1)),
    sympy.Sum(A[i, j] * x[j, 0], (j, 0, n - 1)),
    (x.T * S * x)[0, 0],
    (A * S * x)[i, 0],
    S.inv()[i, j] * xi[j],
    sympy.Sum(Ai[0, j], (j, 0, n - 1)),
    c * sympy.Trace(S) + sympy.exp(sympy.Sum(xi[i], (i, 0, n - 1))),
    sympy.Sum(x[i, 0], (i, 0, n - 1)) * A,
]


@pytest.mark.parametrize("expression", SUMS, ids=lambda case: str(case)[:50])
def test_sums_over_entries_have_the_same_entries_read(expression):
    imported = from_sympy(expression)
    found = worth(imported)
    if isinstance(imported.body, Node):
        np.testing.assert_allclose(found, value(expression), rtol=1e-12)
        return
    names = [place.name for place in imported.body.places]
    for at in np.ndindex(*(place.range.evaluate(SIZES) for place in imported.body.places)):
        expected = value(expression, dict(zip(names, at, strict=True)))[0, 0]
        np.testing.assert_allclose(found[(*at, 0, 0)[:2]], expected, rtol=1e-12)


def test_sums_may_count_from_1_and_bases_may_lack_a_shape():
    w, z = sympy.IndexedBase("w"), sympy.IndexedBase("z")
    imported = from_sympy(sympy.Sum(w[i, j] * z[j], (i, 1, m), (j, 1, n)))
    assert {symbol.name: str(symbol.shape) for symbol in imported.inputs} == {"w": "m×n", "z": "n"}
    assert input_text(imported.body.body) == "sum i j: z[j] w[i,j]"


def test_equations_are_definitions():
    z, h = MatrixSymbol("z", m, 1), sympy.IndexedBase("h", shape=(m,))
    lets = [sympy.Eq(z, A * x + b), sympy.Eq(h[i], sympy.tanh(z[i, 0]))]
    imported = from_sympy(sympy.Sum(h[i] ** 2, (i, 0, m - 1)), lets)
    assert [definition.symbol.name for definition in imported.definitions] == ["z", "h"]
    assert [symbol.name for symbol in imported.inputs] == ["A", "x", "b"]
    expected = (np.tanh(numbers("A", (2, 3)) @ numbers("x", (3, 1)) + numbers("b", (2, 1))) ** 2).sum()
    np.testing.assert_allclose(worth(imported), expected)


def test_a_sum_inside_a_function_is_a_definition():
    imported = from_sympy(sympy.log(sympy.Sum(sympy.exp(xi[i]), (i, 0, n - 1))))
    (definition,) = imported.definitions
    assert (definition.symbol.name, str(definition.symbol.shape)) == ("s", "scalar")
    assert [symbol.name for symbol in imported.inputs] == ["x"]
    taken = from_sympy(Symbol("s") * sympy.log(sympy.Sum(xi[i], (i, 0, n - 1))))
    assert taken.definitions[0].symbol.name == "s1"


def test_vec_is_read_back_as_vec():
    for name in ("vec", "unvec", "commutation", "vec of unvec"):
        node, _ = CASES[name]
        assert from_sympy(to_sympy(node)).body is node


def test_names_of_variables():
    assert [variable_name(wrt) for wrt in ("x", x, c, xi)] == ["x", "x", "c", "x"]
    with pytest.raises(InputError, match="can not be differentiated by"):
        variable_name(A * x)


REFUSED = [
    (S ** Rational(1, 2), r"power 1/2 of the matrix S is not read.*HadamardPower"),
    (S**100, r"whole powers up to 20"),
    (sympy.Adjoint(A), r"Adjoint is not read.*write the transpose, A\.T"),
    (sympy.I * c, r"ImaginaryUnit is not read \(I\): numbers are real"),
    (sympy.oo * c, r"Infinity is not read"),
    (sympy.Heaviside(c), r"Heaviside\(x, 0\)"),
    (sympy.exp(S), r"exp\(S\): exp of a matrix .* no operation here; S\.applyfunc\(exp\) is exp of each entry"),
    (2 * sympy.sin(A * x), r"\(A\*x\)\.applyfunc\(sin\)"),
    (sympy.gamma(c), r"gamma is not read \(gamma\(c\)\)"),
    (f(c, d), r"takes 1 argument; f has 2"),
    (sympy.Function("E")(A * x), "E takes names of arrays"),
    (sympy.Sum(xi[i], (i, 1, n - 2)) * 1, r"i runs over n - 2, the axis in x\[i\] over n"),
    (sympy.Sum(xi[i], (i, 2, n)), r"i runs from 2 to n; a sum runs over a whole axis"),
    (sympy.Sum(xi[i] * xi[j], (j, 0, i), (i, 0, n - 1)), "j runs as far as i"),
    (sympy.Sum(xi[i + 1], (i, 0, n - 1)), r"the place i \+ 1 in x\[i \+ 1\] is not read"),
    (sympy.Sum(A[i, 0], (i, 1, m)), "an index that counts from 0"),
    (sympy.Sum(i * xi[i], (i, 0, n - 1)), "the index i stands as a number"),
    (sympy.IndexedBase("q")[i], r"nothing tells how far i runs.*shape="),
    (sympy.IndexedBase("q", shape=(n, n, n))[i, j, k], "3 free indices"),
    (Ai[i, j] * Si[k, l], "4 free indices"),
    (sympy.Sum(sympy.exp(Ai[i, j] * Si[j, k]), (i, 0, m - 1), (j, 0, n - 1), (k, 0, n - 1)), "depends on 3 indices"),
    (xi[i] * A, "free index i inside a matrix expression"),
    (sympy.FunctionMatrix(n, n, sympy.Lambda((i, j), i + j)), "is read only where it is a vec"),
    (sympy.Matrix([[1, 2]]), "is read"),
    (sympy.Eq(c, d), "give it in `lets`"),
    ("A*x", r"A\*x is a str"),
    (
        HadamardProduct(A, A[0:m, 0:n]) * MatrixSymbol("x", n, n) + A[0:m, 0:n] * S * HadamardPower(x * x.T, 1),
        "two shapes",
    ),
    (A[0:m:2, 0:n], "every 2th entry"),
    (x[0, 0] + MatrixSymbol("q", n**9, 1)[0, 0], "is no length"),
]


@pytest.mark.parametrize(("expression", "message"), REFUSED, ids=lambda case: str(case)[:40])
def test_what_can_not_be_read_is_named(expression, message):
    with pytest.raises(InputError, match=message):
        from_sympy(expression)


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        (A, "is no equation"),
        (sympy.Eq(A * x, b), r"the left side of an equation is a name"),
        (
            sympy.Eq(MatrixSymbol("z", n, 1), A * x, evaluate=False),
            r"z is of shape n×1, but what it is equal to is of shape m×1",
        ),
        (sympy.Eq(sympy.IndexedBase("z")[i], Ai[i, j]), "different free indices"),
    ],
)
def test_equations_that_do_not_fit(equation, message):
    with pytest.raises(InputError, match=message):
        from_sympy(c, [equation])


def test_a_name_is_defined_once_and_before_it_is_used():
    z = MatrixSymbol("z", m, 1)
    with pytest.raises(InputError, match="z is defined twice"):
        from_sympy(c, [sympy.Eq(z, b), sympy.Eq(z, 2 * b)])


def test_deep_expressions_are_refused_not_crashed_on():
    deep = c
    for _ in range(200):
        deep = sympy.sin(deep)
    with pytest.raises(InputError, match="more than 100 levels deep; name a part"):
        from_sympy(deep)
