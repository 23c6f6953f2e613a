"""Code in einsum: the same values, the letters of the page, and no more operations than opt_einsum needs."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import opt_einsum
import pytest
import strategies
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_codegen_values import BY_HAND, SIZES, arrays_by_name, called, drawn, key, program, squeezed
from values_by_pairs_of_axes import UNKNOWN

import matcalc
from matcalc.codegen import BACKENDS, Form, compiled, forward_value
from matcalc.codegen.backends import EINSUM
from matcalc.codegen.chains import ASSUMED, associated, length
from matcalc.codegen.computed import Computed
from matcalc.codegen.contraction_order import MOST_TRIED, cheapest_order
from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import (
    Apply,
    Cotangent,
    Diag,
    EntrySum,
    Hadamard,
    Node,
    Product,
    ScalarFunction,
    Scale,
    Symbol,
    Trace,
    Transpose,
)
from matcalc.forms.program import Program
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.forms.traversal import walk

Array = np.ndarray

M, N, P = (Dimension.named(name) for name in "mnp")
A, B, X = Symbol("A", Shape(N, N)), Symbol("B", Shape(N, N)), Symbol("X", Shape(M, N))
a, c = Symbol("a", vector(N)), Symbol("c", vector(M))


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize(("name", "root", "expected"), BY_HAND, ids=[name for name, _, _ in BY_HAND])
def test_value_is_that_computed_by_hand(name: str, root: Node, expected: Any, sizes: dict[str, int]) -> None:
    arrays = arrays_by_name(sizes)
    run = forward_value(program(root), EINSUM)
    found = run(**arrays, **called(run.parameters))
    wanted = expected(arrays)
    assert np.shape(found) == np.shape(wanted)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.nodes(4))
def test_value_of_any_expression_is_that_of_the_code_in_operators(root: Node) -> None:
    assume(not any(isinstance(part, ScalarFunction) for part in walk(root)))
    assume(all(part.function.order == 0 for part in walk(root) if isinstance(part, Apply) and part.function.is_known))
    sizes = {"m": 3, "n": 1, "p": 2, "q": 4}
    leaves = tuple(part for part in walk(root) if isinstance(part, Symbol | Cotangent))
    inputs = tuple(strategies.SYMBOLS.values())
    output = Symbol("out", SCALAR)
    passed = {each.name: squeezed(array, each.shape, sizes) for each, array in drawn(inputs, sizes).items()}
    passed |= {key(leaf): squeezed(array, leaf.shape, sizes) for leaf, array in drawn(leaves, sizes, seed=1).items()}
    values = []
    for backend in (BACKENDS["numpy"], EINSUM):
        run = compiled(Program((*inputs, output), (), output), Form(root), backend=backend)
        more = {name: UNKNOWN[name] for name in run.parameters if name in UNKNOWN}
        more |= {name: sizes[name] for name in run.parameters if name in sizes}
        with np.errstate(all="ignore"):
            try:
                values.append(run(**(passed | more)))
            except InputError:
                values.append(np.nan)  # a singular matrix, or 1 / 0
    wanted, found = values
    assume(np.isfinite(wanted).all() and np.abs(wanted).max(initial=0.0) < 1e6)
    np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-7)


# what it looks like

DENSE_LAYER = """
    z = np.einsum("ij,j->i", W, a) + b
    grad_z = grad_a_next * f_1(z)
    grad_a = np.einsum("ij,i->j", W, grad_z)
    grad_W = np.einsum("i,j->ij", grad_z, a)
    return {"z": grad_z, "a": grad_a, "W": grad_W, "b": grad_z}
"""

ATTENTION = """
    d = Q.shape[1]
    S = np.einsum("ik,jk->ij", Q, K, optimize=True) / math.sqrt(d)
    A = softmax(S, axis=1)
    grad_V = np.einsum("ij,il->jl", A, grad_Y, optimize=True)
    grad_A = np.einsum("il,jl->ij", grad_Y, V, optimize=True)
    grad_S = A * (grad_A - np.einsum("ij,ij->i", grad_A, A)[:, None])
    grad_Q = np.einsum("ij,jk->ik", grad_S, K, optimize=True) / math.sqrt(d)
    grad_K = np.einsum("ij,ik->jk", grad_S, Q, optimize=True) / math.sqrt(d)
    return {"V": grad_V, "A": grad_A, "S": grad_S, "Q": grad_Q, "K": grad_K}
"""


@pytest.mark.parametrize(("name", "lines"), [("dense-layer", DENSE_LAYER), ("attention", ATTENTION)])
def test_code_reads_as_the_page_in_index_form(name: str, lines: str) -> None:
    assert matcalc.derive(name).code("einsum").partition("\n\n\ndef forward")[0].endswith(f'"""{lines.rstrip()}')


LINES: list[tuple[str, Node, str]] = [
    ("a diagonal on each side", Product((Diag(c), X, Diag(a))), 'np.einsum("i,ij,j->ij", c, X, a)'),
    ("the trace of a product", Trace(Product((Transpose(X), X))), 'np.einsum("ij,ij->", X, X)'),
    ("the trace of a matrix", Trace(A), 'np.einsum("ii->", A)'),
    ("a sum of columns", EntrySum(X, 0), 'np.einsum("ji->i", X)'),
    ("a diagonal matrix", Diag(a), 'np.einsum("i,ik->ik", a, np.eye(n))'),
    ("a transpose of a product", Transpose(Product((A, B))), 'np.einsum("kp,pi->ik", A, B, optimize=True)'),
    ("a transpose alone", Transpose(A), "A.T"),
    ("entry by entry", Hadamard((A, B)), "A * B"),
    ("a number in it", Product((A, Scale(Fraction(-2), a))), '-2 * np.einsum("ik,k->i", A, a)'),
    ("three at a time", Product((A, B, a)), 'np.einsum("ik,k->i", A, np.einsum("kp,p->k", B, a))'),
]


@pytest.mark.parametrize(("name", "root", "line"), LINES, ids=[name for name, _, _ in LINES])
def test_transposes_traces_sums_and_diagonals_are_part_of_the_subscripts(name: str, root: Node, line: str) -> None:
    assert f"return {line}\n" in forward_value(program(root, (X, A, B, a, c)), EINSUM).source


def test_what_is_used_twice_through_a_transpose_is_computed_once() -> None:
    product = Product((A, B))
    both = Hadamard((Transpose(product), Apply(Function("tanh"), Transpose(product))))
    text = forward_value(program(both, (A, B)), EINSUM).source
    assert text.count(", A, B,") == 1


# how much it computes


def operations_of(text: str, sizes: dict[str, int]) -> int:
    """Of the calls of einsum in a line, as opt_einsum counts: products, and additions where something is summed."""
    count = 0
    for call in ast.walk(ast.parse(text)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "einsum":
            inputs, _, output = ast.literal_eval(call.args[0]).partition("->")
            letters = {letter for letter in inputs if letter != ","}
            terms = inputs.count(",") + (letters > set(output))
            count += terms * prod(sizes[letter] for letter in letters)
    return count


DIMENSIONS = (ONE, Dimension.named("n"), *(Dimension.number(number) for number in (2, 5, 20, 300)))


@st.composite
def chains(draw: st.DrawFn) -> list[Node]:
    """Factors of a product: matrices, of which some stand transposed, and diagonal ones."""
    lengths = draw(st.lists(st.sampled_from(DIMENSIONS), min_size=3, max_size=8))
    lengths = [side for at, side in enumerate(lengths) if at in (0, len(lengths) - 1) or not side.is_one]
    made: list[Node] = []
    for at, (rows, cols) in enumerate(pairwise(lengths)):
        if draw(st.booleans()):
            made.append(Symbol(f"A_{at}", Shape(rows, cols)))
        else:
            made.append(Transpose(Symbol(f"A_{at}", Shape(cols, rows))))
        if not cols.is_one and draw(st.integers(0, 3)) == 0:
            made.append(Diag(Symbol(f"d_{at}", vector(cols))))
    return made


def network_of(chain: list[Node]) -> tuple[list[tuple[Index, ...]], tuple[Index, ...]]:
    """The indices of the factors, and those that are not summed."""
    indices = [Index("i0", chain[0].shape.rows)]
    labels = []
    for number, factor in enumerate(chain):
        if isinstance(factor, Diag):
            labels.append((indices[-1],))
            continue
        indices.append(Index(f"i{number + 1}", factor.shape.cols))
        labels.append(tuple(index for index in indices[-2:] if not index.range.is_one))
    return labels, tuple(index for index in (indices[0], indices[-1]) if not index.range.is_one)


def fewest_operations(chain: list[Node]) -> int:
    """What the best order takes, found by trying them all."""
    labels, free = network_of(chain)
    letters: dict[Index, str] = {}
    for index in (index for each in labels for index in each):
        letters.setdefault(index, opt_einsum.get_symbol(len(letters)))
    subscripts = ",".join("".join(letters[index] for index in each) for each in labels)
    shapes = [tuple(int(length(index.range)) for index in each) for each in labels]
    output = "".join(letters[index] for index in free)
    _, found = opt_einsum.contract_path(f"{subscripts}->{output}", *shapes, shapes=True, optimize="optimal")
    return int(found.opt_cost)


def operations_in(root: Node) -> float:
    """Of a product in binary form, counted the same way."""
    count = 0.0
    for part in walk(root):
        rows, cols = length(part.shape.rows), length(part.shape.cols)
        if isinstance(part, Product):
            count += 2 * rows * length(part.args[0].shape.cols) * cols
        elif isinstance(part, Hadamard):
            count += (len(part.args) - 1) * rows * cols
    return count


@settings(max_examples=200, deadline=None)
@given(chains())
def test_a_product_takes_no_more_operations_than_in_the_order_of_opt_einsum(chain: list[Node]) -> None:
    assume(2 <= len(chain) <= 8)
    assert operations_in(associated(chain, Computed())) <= fewest_operations(chain)


@settings(max_examples=100, deadline=None)
@given(chains())
def test_einsums_take_no_more_operations_than_in_the_best_order(chain: list[Node]) -> None:
    assume(2 <= len(chain) <= MOST_TRIED)
    labels, free = network_of(chain)
    left = [set(each) for each in labels]
    count = 0
    for meeting in cheapest_order(labels, free):
        met = set().union(*(left[at] for at in meeting))
        left = [each for at, each in enumerate(left) if at not in meeting]
        kept = met & {*free, *(index for each in left for index in each)}
        count += (len(meeting) - 1 + (kept < met)) * prod(int(length(index.range)) for index in met)
        left.append(kept)
    assert count <= fewest_operations(chain)


def test_of_orders_with_as_many_operations_the_one_with_the_smallest_arrays_between() -> None:
    short, long = Dimension.number(3), Dimension.number(500)
    i, j, k, p = Index("i", long), Index("j", long), Index("k", short), Index("p", short)
    assert cheapest_order([(i, j), (j, k), (j, p)], (i, k, p)) == [(1, 2), (0, 1)]


def test_of_lengths_that_are_not_known_those_that_come_twice_are_taken_for_short() -> None:
    i, j, k, p = Index("i", M), Index("j", N), Index("k", P), Index("p", P)
    assert cheapest_order([(i, j), (j, k), (j, p)], (i, k, p)) == [(1, 2), (0, 1)]
    assert cheapest_order([(j, p), (i, j), (j, k)], (i, k, p)) == [(0, 2), (0, 1)]


def test_code_of_a_hessian_product_multiplies_matrices_by_vectors_only() -> None:
    code = matcalc.derive("logistic-regression").code("einsum")
    lines = re.findall(r"^    .*einsum.*$", code.split("def hessian")[0], flags=re.M)
    for line in lines:
        text = line.strip().removeprefix("return ")
        assert operations_of(text, dict.fromkeys("ijkl", ASSUMED)) <= 2 * ASSUMED**2
    assert lines
