"""Generated code for index forms, entry by entry against loops over the indices."""

from __future__ import annotations

import numpy as np
import pytest
import strategies
from hypothesis import HealthCheck, assume, given, reject, settings
from index_forms_by_loops import SIZES, SYMBOLS, A, F, M, N, X, a, b, drawn, i, j, k, loops, passed, q, v
from values_by_pairs_of_axes import UNKNOWN

from matcalc.codegen import Form, compiled
from matcalc.errors import InputError, InvariantError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term, free_indices, of_factor
from matcalc.forms.indices import Index, Paired, fixed, shifted
from matcalc.forms.matrix_form import Apply, ScalarFunction, Symbol
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron, Vec

FORMS: dict[str, tuple[IndexSum, tuple[Index, ...]]] = {
    "an entry": (of_factor(Entry(X, (i, j))), (i, j)),
    "its transpose": (of_factor(Entry(X, (i, j))), (j, i)),
    "a power": (of_factor(Entry(X, (i, j), F(2))), (i, j)),
    "outer with deltas": (IndexSum((Term(F(2), (Delta(i, k), Entry(a, (j,)))),)), (i, k, j)),
    "four free": (IndexSum((Term(F(-1, 3), (Delta(i, k), Entry(A, (j, q)))),)), (i, j, k, q)),
    "a diagonal": (of_factor(Entry(A, (j, j))), (j,)),
    "a trace": (IndexSum((Term(F(1), (Entry(A, (j, j)),), (j,)),)), ()),
    "a sum of three factors": (
        IndexSum((Term(F(1), (Entry(X, (i, j)), Entry(X, (k, j)), Entry(a, (j,))), (j,)),)),
        (k, i),
    ),
    "two terms": (
        IndexSum((Term(F(-1), (Entry(b, (i,)), Entry(a, (j,)))), Term(F(-2), (Entry(X, (i, j)),)))),
        (j, i),
    ),
    "nothing depends on i": (of_factor(Entry(a, (j,))), (i, j)),
    "a number": (IndexSum((Term(F(5, 2), ()),)), (i,)),
    "nothing depends on a dummy": (IndexSum((Term(F(1), (Entry(a, (j,)),), (i,)),)), (j,)),
    "zero": (IndexSum(()), (i, j)),
    "zero, a scalar": (IndexSum(()), ()),
    "vec": (of_factor(Entry(v, (Paired(i, j),))), (i, j)),
    "vec of a matrix": (of_factor(Entry(Vec(X), (Paired(i, j),))), (j, i)),
    "kron": (of_factor(Entry(Kron((X, A)), (Paired(j, i), Paired(q, j)))), (i, j, q)),
    "a long delta": (of_factor(Delta(Paired(i, j), Paired(k, q))), (i, j, k, q)),
    "a fixed place": (of_factor(Entry(X, (fixed(Dimension.number(2), M), j))), (j,)),
    "a fixed entry": (of_factor(Entry(X, (fixed(ONE, M), fixed(N, N)))), (i,)),
    "a block of a delta": (
        of_factor(Delta(shifted(i, N, M + N), shifted(k, N, M + N))),
        (i, k),
    ),
    "a delta between blocks": (of_factor(Delta(shifted(j, M, M + N), shifted(i, ONE - ONE, M + N))), (i, j)),
    "a pair with a fixed place": (of_factor(Entry(v, (Paired(fixed(ONE, M), j),))), (j,)),
    "a delta to a fixed place": (of_factor(Delta(i, fixed(Dimension.number(2), M))), (i,)),
}


@pytest.mark.parametrize("name", FORMS)
def test_entries_are_those_of_loops(name: str) -> None:
    form = Form(*FORMS[name])
    arrays = drawn(SYMBOLS)
    found = compiled(Program(SYMBOLS, (), a), form)(**passed(arrays))
    wanted = loops(*FORMS[name], arrays, SIZES)
    assert np.shape(found) == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.index_sums(max_depth=0))
def test_entries_of_any_index_form(expression: IndexSum) -> None:
    nodes = [
        part
        for term in expression.terms
        for each in term.factors
        if isinstance(each, Entry)
        for part in walk(each.array)
    ]
    assume(not any(isinstance(part, ScalarFunction | Inverse) for part in nodes))
    assume(all(part.function.order == 0 for part in nodes if isinstance(part, Apply) and part.function.is_known))
    inputs = tuple(strategies.SYMBOLS.values())
    cotangents = tuple(
        part for part in nodes if not isinstance(part, Symbol) and not part.children and hasattr(part, "of")
    )
    arrays = drawn((*inputs, *cotangents))
    free = free_indices(expression)
    with np.errstate(all="ignore"):
        try:
            wanted = loops(expression, free, arrays, SIZES)
        except (IndexError, ZeroDivisionError):
            assume(condition=False)
        assume(np.isfinite(wanted).all())
        output = Symbol("out", Shape(ONE, ONE))
        run = compiled(Program((*inputs, output), (), output), Form(expression, free))
        given_arrays = passed(arrays)
        for each in cotangents:
            given_arrays[f"grad_{each.of.name}"] = arrays[each].reshape(
                [length.evaluate(SIZES) for length in each.shape.axes]
            )
        known = UNKNOWN | SIZES
        given_arrays |= {name: known[name] for name in run.parameters if name in known}
        try:
            found = run(**given_arrays)
        except InputError:
            reject()  # 1 / 0 times 0
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


def test_definition_in_index_form() -> None:
    z = Symbol("z", vector(M))
    body = IndexSum((Term(F(1), (Entry(X, (i, j)), Entry(a, (j,))), (j,)), Term(F(1), (Entry(b, (i,)),))))
    program = Program((X, a, b), (Definition(z, IndexDefinition((i,), body)),), z)
    arrays = passed(drawn((X, a, b)))
    np.testing.assert_allclose(compiled(program, Form(z))(**arrays), arrays["X"] @ arrays["a"] + arrays["b"])


def test_a_derivative_without_a_name_is_refused() -> None:
    form = Form(of_factor(Partial(of_factor(Entry(a, (j,))), Entry(X, (i, q)))), (j, i, q))
    with pytest.raises(InvariantError, match="no code for a derivative that has no name"):
        compiled(Program(SYMBOLS, (), a), form)


def test_an_index_that_nothing_binds_is_refused() -> None:
    with pytest.raises(InvariantError, match="the index j is neither summed nor free"):
        compiled(Program(SYMBOLS, (), a), Form(of_factor(Entry(X, (i, j))), (i,)))


def test_more_indices_than_letters_are_refused() -> None:
    many = tuple(Index(f"i{number}", N) for number in range(53))
    term = Term(F(1), tuple(Entry(a, (index,)) for index in many), many)
    with pytest.raises(InputError, match="a term with 53 indices has no einsum: NumPy has 52 letters"):
        compiled(Program(SYMBOLS, (), a), Form(IndexSum((term,))))
