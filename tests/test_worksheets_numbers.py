"""Numbers for derivations: whole, small, as declared, and what they give agrees with the generated code."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from documents_derived import derived
from processes import printed_under_every_seed

from matcalc.api import derive
from matcalc.api.derivation import Derivation
from matcalc.errors import InputError
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Symbol
from matcalc.worksheets.numbers import LARGEST, Numbers, Rows, numbers_for

WHOLE = (
    *("dense-layer", "two-layer-network", "least-squares", "bilinear-form", "trace-of-four-factors"),
    *("matrix-inverse", "relu", "vec-kronecker", "convolution-1d", "weighted-least-squares"),
)


def array_of(rows: Rows, symbol: Symbol) -> np.ndarray:
    """The rows as code takes them: a vector has one axis, a scalar none."""
    found = np.array([[float(entry) for entry in row] for row in rows])
    return found.reshape([length for length in found.shape if length > 1] if symbol.shape.axes else ())


def passed_to(numbers: Numbers, names: tuple[str, ...]) -> dict[str, object]:
    """What the generated code is given."""
    found: dict[str, object] = {symbol.name: array_of(rows, symbol) for symbol, rows in numbers.inputs.items()}
    found |= {f"grad_{of.name}": array_of(rows, of) for of, rows in numbers.cotangents.items()}
    for function, table in numbers.tables.items():
        name = f"{function.name}_{function.order}" if function.order else function.name
        found[name] = np.vectorize(lambda each, table=table: float(table[Fraction(each)]), otypes=[float])
    return {name: value for name, value in found.items() if name in names} | {
        name: size for name, size in numbers.sizes.items() if name in names
    }


@pytest.mark.parametrize("name", WHOLE)
def test_results_are_those_of_the_generated_code(name: str) -> None:
    derivation = derived(name)
    numbers = numbers_for(derivation, 3)
    function = derivation.lambdify()
    names = getattr(function, "parameters", None)
    if names is None:
        names = tuple({name for part in function.parts.values() for name in part.parameters})  # type: ignore[union-attr]
    found = function(**passed_to(numbers, tuple(names)))
    results = found if isinstance(found, dict) else {derivation.wrt[0]: found}
    assert set(numbers.results) == set(derivation.wrt)
    for wrt, value in numbers.results.items():
        np.testing.assert_allclose(np.asarray(value, dtype=float).squeeze(), np.squeeze(results[wrt]), rtol=1e-12)


@pytest.mark.parametrize("name", WHOLE)
def test_numbers_are_small_and_whole(name: str) -> None:
    numbers = numbers_for(derived(name), 3)
    assert numbers.are_whole
    for rows in numbers.inputs.values():
        assert any(any(row) for row in rows)
    for value in numbers.results.values():
        assert value.any()
        assert all(entry.denominator == 1 and abs(entry) <= LARGEST for entry in value.flat)
    assert set(numbers.sizes.values()) <= {2, 3}
    assert numbers.are_different is (len(set(numbers.sizes.values())) == len(numbers.sizes))


def typed(expression: str, wrt: str, shapes: str, **further: object) -> Derivation:
    return derive(expression, wrt=wrt, shapes=shapes, **further)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_difference_quotients_of_a_polynomial_are_the_gradient(seed: int) -> None:
    """In fractions, by the value of the expression alone: a central difference is exact for a quadratic."""
    derivation = typed("sum((X @ w - y)**2)", "w", "X: m×n, y: m")
    numbers = numbers_for(derivation, seed)
    given = {symbol.name: rows for symbol, rows in numbers.inputs.items()}

    def total(w: list[Fraction]) -> Fraction:
        rows = zip(given["X"], given["y"], strict=True)
        return sum((sum(x * each for x, each in zip(row, w, strict=True)) - y) ** 2 for row, (y,) in rows)  # type: ignore[return-value]

    w = [entry for (entry,) in given["w"]]
    for at in range(len(w)):
        ends = [total([each + sign * (place == at) for place, each in enumerate(w)]) for sign in (1, -1)]
        assert numbers.results["w"][at] == (ends[0] - ends[1]) / 2


def test_declared_facts_hold() -> None:
    symmetric = numbers_for(typed("x.T @ A @ x", "x", "A: n×n, x: n", assume="A symmetric"), 1)
    (matrix,) = [np.array(rows) for symbol, rows in symmetric.inputs.items() if symbol.name == "A"]
    assert (matrix == matrix.T).all()
    definite = numbers_for(typed("x.T @ inv(A) @ x", "x", "A: n×n, x: n", assume="A spd"), 1)
    (matrix,) = [np.array(rows, dtype=float) for symbol, rows in definite.inputs.items() if symbol.name == "A"]
    assert (matrix == matrix.T).all()
    assert (np.linalg.eigvalsh(matrix) > 0).all()
    orthogonal = numbers_for(typed("tr(Q @ X)", "X", "Q: n×n, X: n×n", assume="Q orthogonal"), 1)
    (matrix,) = [np.array(rows, dtype=float) for symbol, rows in orthogonal.inputs.items() if symbol.name == "Q"]
    assert (matrix @ matrix.T == np.eye(len(matrix))).all()
    summed = numbers_for(typed("sum(y * x**2)", "x", "x: n, y: n", assume="sum(y) = 1"), 1)
    (rows,) = [rows for symbol, rows in summed.inputs.items() if symbol.name == "y"]
    assert sum(entry for (entry,) in rows) == 1
    diagonal = numbers_for(typed("x.T @ D @ x", "x", "D: n×n, x: n", assume=["D diagonal", "D spd"]), 1)
    (matrix,) = [np.array(rows, dtype=float) for symbol, rows in diagonal.inputs.items() if symbol.name == "D"]
    assert (np.diag(matrix) > 0).all()
    assert (matrix == np.diag(np.diag(matrix))).all()


def test_a_free_square_matrix_is_not_symmetric() -> None:
    for seed in range(10):
        numbers = numbers_for(typed("x.T @ A @ x", "x", "A: n×n, x: n"), seed)
        (matrix,) = [np.array(rows) for symbol, rows in numbers.inputs.items() if symbol.name == "A"]
        assert (matrix != matrix.T).any()


def test_an_unknown_function_has_a_table() -> None:
    numbers = numbers_for(derive("dense-layer"), 1)
    (z,) = [rows for node, rows in numbers.named.items() if isinstance(node, Symbol) and node.name == "z"]
    assert {entry for (entry,) in z} <= set(numbers.tables[Function("f", 1)])


def test_roots_come_out() -> None:
    numbers = numbers_for(typed("norm(x)", "x", "x: n"), 1)
    (rows,) = numbers.inputs.values()
    square = sum(entry**2 for (entry,) in rows)
    assert square == int(square**0.5 + 0.5) ** 2


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sigmoid", "no numeric form: sigmoid has no whole values"),
        ("softmax-cross-entropy", "no numeric form: softmax has no whole values"),
        ("log-determinant", "no numeric form: logdet has no whole values"),
        ("deep-equilibrium-layer", "one of its equations has to be solved"),
        ("deep-network", "families of arrays"),
    ],
)
def test_what_has_no_numeric_form_is_said(name: str, message: str) -> None:
    if name == "log-determinant":
        assert numbers_for(typed("det(X)", "X", "X: n×n"), 1).are_whole
        derivation = typed("logdet(X) * sum(X)", "X", "X: n×n")
    else:
        derivation = derived(name)
    with pytest.raises(InputError, match=message):
        numbers_for(derivation, 1)


def test_the_same_seed_gives_the_same_numbers_in_every_process() -> None:
    code = (
        "from matcalc.api import derive\n"
        "from matcalc.worksheets.numbers import numbers_for\n"
        "numbers = numbers_for(derive('dense-layer'), 7)\n"
        "print(numbers.sizes, [(s.name, r) for s, r in numbers.inputs.items()], numbers.tables, numbers.results)\n"
    )
    derivation = derive("dense-layer")
    assert printed_under_every_seed(code).startswith(str(numbers_for(derivation, 7).sizes))
    assert numbers_for(derivation, 7).inputs != numbers_for(derivation, 8).inputs
