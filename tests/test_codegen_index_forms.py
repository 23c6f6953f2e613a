"""Generated code for index forms, entry by entry against loops over the indices."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import jax
import numpy as np
import pytest
import strategies
from hypothesis import HealthCheck, assume, given, reject, settings
from values_by_pairs_of_axes import UNKNOWN, value

from matcalc.codegen import BACKENDS, Form, compiled, source_of
from matcalc.errors import InputError, InvariantError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term, free_indices, of_factor
from matcalc.forms.indices import Index, Paired, Place, Shifted, fixed, shifted
from matcalc.forms.matrix_form import Apply, Node, ScalarFunction, Symbol
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron, Vec

jax.config.update("jax_enable_x64", True)

Array = np.ndarray

M, N, P = (Dimension.named(name) for name in "mnp")
SIZES = {"m": 3, "n": 2, "p": 4, "q": 5}
X, A, C, a, b, v = (
    Symbol("X", Shape(M, N)),
    Symbol("A", Shape(N, N)),
    Symbol("C", Shape(P, M)),
    Symbol("a", vector(N)),
    Symbol("b", vector(M)),
    Symbol("v", vector(M * N)),
)
SYMBOLS = (X, A, C, a, b, v)
i, k = Index("i", M), Index("k", M)
j, q = Index("j", N), Index("q", N)
r = Index("r", P)
F = Fraction


def loops(
    expression: IndexSum, free: tuple[Index, ...], given: Mapping[Node, Array], sizes: Mapping[str, int]
) -> Array:
    """One entry at a time."""

    def place(at: Place, point: Mapping[Index, int]) -> int:
        """Counted from 0."""
        match at:
            case Index():
                return point[at]
            case Shifted(counted=counted):
                moved = sum(count.evaluate(sizes) * (point[index] + 1) for index, count in counted)
                return moved + at.offset.evaluate(sizes) - 1
            case Paired(first=first, second=second):
                return place(first, point) + place(second, point) * first.range.evaluate(sizes)

    def factor(of: Entry | Delta, point: Mapping[Index, int]) -> float:
        if isinstance(of, Delta):
            return float(place(of.left, point) == place(of.right, point))
        array, at = arrays[of.array], tuple(place(each, point) for each in of.places)
        if any(not 0 <= each < length for each, length in zip(at, array.shape, strict=True)):
            return 0.0
        return array[at] ** float(of.exponent)

    arrays = {
        each.array: value(each.array, given, sizes).reshape([n.evaluate(sizes) for n in each.array.shape.axes])
        for term in expression.terms
        for each in term.factors
        if isinstance(each, Entry)
    }
    made = np.zeros([index.range.evaluate(sizes) for index in free])
    for at in np.ndindex(made.shape):
        point = dict(zip(free, at, strict=True))
        for term in expression.terms:
            for inner in product(*(range(dummy.range.evaluate(sizes)) for dummy in term.dummies)):
                here = point | dict(zip(term.dummies, inner, strict=True))
                made[at] += float(term.coefficient) * prod(factor(each, here) for each in term.factors)
    return made


A_jq, b_i, DELTA = Entry(A, (j, q)), Entry(b, (i,)), Delta(i, k)

BLOCKS: dict[str, tuple[IndexSum, tuple[Index, ...]]] = {
    "blocks apart": (IndexSum((Term(F(-1, 3), (DELTA, A_jq, b_i)),)), (i, j, k, q)),
    "blocks apart, the other way round": (IndexSum((Term(F(1), (DELTA, A_jq, b_i)),)), (q, k, j, i)),
    "blocks side by side, first": (IndexSum((Term(F(1), (DELTA, A_jq, b_i)),)), (i, k, j, q)),
    "blocks side by side, in the middle": (IndexSum((Term(F(1), (DELTA, A_jq, b_i)),)), (q, k, i, j)),
    "blocks of two terms": (
        IndexSum((Term(F(-1), (DELTA, A_jq, b_i)), Term(F(2), (Entry(A, (q, j)), Delta(k, i), b_i)))),
        (i, j, k, q),
    ),
    "blocks of two terms that have the other index": (
        IndexSum((Term(F(-1), (DELTA, A_jq, b_i)), Term(F(2), (Delta(k, i), A_jq, Entry(b, (k,)))))),
        (i, j, k, q),
    ),
    "blocks and what is everywhere": (
        IndexSum((Term(F(1), (b_i, Entry(b, (k,)), A_jq)), Term(F(-2), (DELTA, b_i, A_jq)), Term(F(5), ()))),
        (i, j, k, q),
    ),
    "two diagonals": (
        IndexSum((Term(F(1), (DELTA, b_i, A_jq)), Term(F(1), (Delta(j, q), Entry(X, (i, j)), Entry(X, (k, j)))))),
        (i, j, k, q),
    ),
    "the same block again and again": (IndexSum((Term(F(-2), (DELTA, A_jq)),)), (i, j, k, q)),
    "the same block, side by side": (IndexSum((Term(F(1), (DELTA, A_jq)),)), (q, k, i, j)),
    "the same block and others": (
        IndexSum((Term(F(-2), (DELTA, A_jq)), Term(F(1), (DELTA, A_jq, b_i)), Term(F(-1), (DELTA, Entry(A, (q, j)))))),
        (i, j, k, q),
    ),
    "the same block and others, side by side": (
        IndexSum((Term(F(1), (DELTA, A_jq, b_i)), Term(F(-1), (DELTA, Entry(A, (q, j)))))),
        (j, i, k, q),
    ),
    "an identity again and again": (IndexSum((Term(F(3), (DELTA, Delta(j, q))),)), (i, j, k, q)),
    "a diagonal of diagonals": (IndexSum((Term(F(1), (DELTA, Delta(j, q), Entry(X, (i, j)))),)), (i, j, k, q)),
}

CONTRACTIONS: dict[str, tuple[IndexSum, tuple[Index, ...], str]] = {
    "a matrix and a vector": (
        IndexSum((Term(F(1), (Entry(X, (i, j)), b_i), (i,)),)),
        (j,),
        "return X.T @ b",
    ),
    "two vectors": (IndexSum((Term(F(2), (b_i, Entry(X, (i, fixed(ONE, N)))), (i,)),)), (), "return 2 * (b @ X[:, 0])"),
    "a transpose on the right": (
        IndexSum((Term(F(1), (Entry(X, (i, j)), Entry(X, (k, j))), (j,)),)),
        (k, i),
        "return X @ X.T",
    ),
    "flattened on the right": (
        IndexSum((Term(F(1), (Entry(C, (r, i)), Entry(X, (i, j)), Entry(X, (i, q))), (i,)),)),
        (r, j, q),
        """t1 = np.einsum("ij,iq->ijq", X, X)
    return (C @ t1.reshape(m, n * n)).reshape(p, n, n)""",
    ),
    "flattened on the left": (
        IndexSum((Term(F(1), (Entry(C, (r, i)), Entry(X, (i, j)), Entry(X, (i, q))), (i,)),)),
        (j, q, r),
        """t1 = np.einsum("ij,iq->ijq", X, X)
    return (t1.reshape(m, n * n).T @ C.T).reshape(n, n, p)""",
    ),
    "axes that would have to change places": (
        IndexSum((Term(F(1), (Entry(C, (r, i)), Entry(X, (i, j)), Entry(X, (i, q))), (i,)),)),
        (j, r, q),
        'return np.einsum("ri,ijq->jrq", C, np.einsum("ij,iq->ijq", X, X), optimize=True)',
    ),
    "an index in both that stays": (
        IndexSum((Term(F(1), (Entry(X, (i, j)), Entry(X, (i, j))), (j,)),)),
        (i,),
        'return np.einsum("ij,ij->i", X, X)',
    ),
    "two diagonals of a matrix": (
        IndexSum((Term(F(1), (Entry(A, (j, j)), Entry(A, (j, j))), (j,)),)),
        (),
        'return np.einsum("jj,jj->", A, A)',
    ),
    "two matrices entry by entry": (
        IndexSum((Term(F(1), (Entry(X, (i, j)), Entry(X, (i, j))), (i, j)),)),
        (),
        'return np.einsum("ij,ij->", X, X)',
    ),
}

FORMS: dict[str, tuple[IndexSum, tuple[Index, ...]]] = {
    **BLOCKS,
    **{name: (expression, free) for name, (expression, free, _) in CONTRACTIONS.items()},
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


def drawn(symbols: tuple[Node, ...]) -> dict[Node, Array]:
    rng = np.random.default_rng(3)
    return {
        each: rng.normal(size=(each.shape.rows.evaluate(SIZES), each.shape.cols.evaluate(SIZES))) for each in symbols
    }


def passed(arrays: Mapping[Node, Array]) -> dict[str, Array]:
    return {
        each.name: array.reshape([length.evaluate(SIZES) for length in each.shape.axes])
        for each, array in arrays.items()
        if isinstance(each, Symbol)
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


@pytest.mark.parametrize("name", CONTRACTIONS)
def test_a_product_of_matrices_is_written_as_one(name: str) -> None:
    expression, free, lines = CONTRACTIONS[name]
    assert f"    {lines}\n" in source_of(Program(SYMBOLS, (), a), Form(expression, free)).text


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("backend", ["jax", "torch", "einsum"])
def test_blocks_in_every_backend(name: str, backend: str) -> None:
    arrays = drawn(SYMBOLS)
    made = {"jax": jax.numpy.asarray, "torch": pytest.importorskip("torch").as_tensor, "einsum": np.asarray}[backend]
    passing = {key: made(array) for key, array in passed(arrays).items()}
    found = compiled(Program(SYMBOLS, (), a), Form(*BLOCKS[name]), backend=BACKENDS[backend])(**passing)
    np.testing.assert_allclose(np.asarray(found), loops(*BLOCKS[name], arrays, SIZES), rtol=1e-12, atol=1e-14)


def test_blocks_that_are_the_same_are_computed_once() -> None:
    text = source_of(Program(SYMBOLS, (), a), Form(*BLOCKS["the same block and others"])).text
    lines = """
    t1 = np.einsum("jq,i->ijq", A, b) + (-2 * A - A.T)
    t2 = np.zeros((m, n, m, n), t1.dtype)
    i = np.arange(m)
    t2[i, :, i, :] = t1
    return t2
"""
    assert text.endswith(lines)


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch", "einsum"])
def test_no_identity_is_multiplied_by_blocks(backend: str) -> None:
    """Beside the blocks are zeros, also where 0 times an entry would be none."""
    made = {"jax": jax.numpy.asarray, "torch": pytest.importorskip("torch").as_tensor}.get(backend, np.asarray)
    form = Form(*BLOCKS["blocks apart, the other way round"])
    assert " * np.eye" not in source_of(Program(SYMBOLS, (), a), form, backend=BACKENDS[backend]).text
    run = compiled(Program(SYMBOLS, (), a), form, backend=BACKENDS[backend])
    found = np.asarray(run(A=made(np.full((2, 2), np.inf)), b=made(np.ones(3))))
    apart = ~np.eye(3, dtype=bool)
    assert (found.transpose(1, 3, 0, 2)[apart] == 0).all()
    assert np.isinf(found.transpose(1, 3, 0, 2)[~apart]).all()


@pytest.mark.parametrize("kind", [np.float32, np.complex128])
def test_blocks_have_the_type_of_what_is_passed(kind: type) -> None:
    text = source_of(Program(SYMBOLS, (), a), Form(*BLOCKS["blocks of two terms"])).text
    names: dict[str, Any] = {}
    exec(text, names)
    entry = kind(1j if kind is np.complex128 else 2)
    found = names["derivative"](A=np.full((2, 2), entry), b=np.ones(3, kind))
    assert found.dtype == kind
    assert found[1, 0, 1, 0] == entry


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
