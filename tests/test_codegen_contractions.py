"""Code for sums of products: products of matrices are written as such, and blocks on diagonals of zeros."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from index_forms_by_loops import SIZES, SYMBOLS, A, C, F, N, X, a, b, drawn, i, j, k, loops, passed, q, r

from matcalc.codegen import BACKENDS, Form, compiled, source_of
from matcalc.forms.dimensions import ONE
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term
from matcalc.forms.indices import Index, fixed
from matcalc.forms.program import Program

jax.config.update("jax_enable_x64", True)

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

FORMS = BLOCKS | {name: (expression, free) for name, (expression, free, _) in CONTRACTIONS.items()}


@pytest.mark.parametrize("name", FORMS)
def test_entries_are_those_of_loops(name: str) -> None:
    arrays = drawn(SYMBOLS)
    found = compiled(Program(SYMBOLS, (), a), Form(*FORMS[name]))(**passed(arrays))
    wanted = loops(*FORMS[name], arrays, SIZES)
    assert np.shape(found) == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)


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
