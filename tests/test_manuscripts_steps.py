"""The rows that lead to a derivative: what stands on which side, what is said, and that each is an equality."""

import re
from functools import cache

import pytest
from manuscript_of_a_layer import LAYER, vocabulary

from matcalc import derive
from matcalc.chain import Gradient
from matcalc.documents.chains import Detail
from matcalc.documents.page import Equation
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Entry, IndexSum, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Cotangent, Node, Symbol
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.habits import GradientHabit, Habits
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.printing import letters_for, printer_for
from matcalc.manuscripts.put_in import left_open
from matcalc.manuscripts.reasons import clauses, in_short, without_lengths
from matcalc.manuscripts.steps import Row, distinct, indices_of, steps_for

HABITS = Habits("^{T}", gradient=GradientHabit.NABLA)


@cache
def layer():
    return derive("dense-layer")


def printer(wrt):
    symbols = {symbol.name: symbol for symbol in layer().problem.program.symbols}
    typed = {symbols["a"]: ("i",), symbols["z"]: ("j",)}
    return printer_for(layer(), LAYER, HABITS, letters_for(indices_of(layer(), wrt), typed, LAYER))


def lines(wrt, detail):
    """The rows as (left, right), printed."""
    own = printer(wrt)
    rows = distinct(steps_for(layer(), wrt, detail), own)
    return [("" if row.left is None else own.part(row.left), own.part(row.right)) for row in rows]


def said(wrt, detail, **options):
    own = printer(wrt)

    def part_of(part):
        if isinstance(part, str):
            return part
        return f"{own.part(part.left)} = {own.part(part.right)}" if isinstance(part, Equation) else own.part(part)

    return ["".join(map(part_of, row.reason)) for row in steps_for(layer(), wrt, detail, **options)]


def test_the_rows_of_the_inputs():
    by_a, by_z = r"\frac{\partial E}{\partial a_{i}^{(k)}}", r"\frac{\partial E}{\partial z_{j}^{(k+1)}}"
    local = r"\frac{\partial z_{j}^{(k+1)}}{\partial a_{i}^{(k)}}"
    assert lines("a", Detail.NORMAL) == [
        (by_a, rf"\sum_{{j}} {by_z} {local}"),
        ("", r"\sum_{j} \nabla z_{j}^{(k+1)} W_{ji}^{(k)}"),
        (r"\nabla \mathbf{a}^{(k)}", r"{\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}"),
    ]


def test_the_rows_of_the_pre_activation():
    assert [right for _, right in lines("z", Detail.NORMAL)][1:] == [
        r"\sum_{l} \nabla a_{l}^{(k+1)} f'(z_{l}^{(k+1)}) \delta_{lj}",
        r"\nabla a_{j}^{(k+1)} f'(z_{j}^{(k+1)})",
        r"\nabla \mathbf{a}^{(k+1)} \odot f'(\mathbf{z}^{(k+1)})",
    ]


def test_the_rows_of_the_weights():
    assert lines("W", Detail.BRIEF)[1:] == [
        ("", r"\nabla z_{j}^{(k+1)} a_{i}^{(k)}"),
        (r"\nabla \mathbf{W}^{(k)}", r"\nabla \mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^{T}"),
    ]


@pytest.mark.parametrize("wrt", ["z", "a", "W", "b"])
@pytest.mark.parametrize("detail", Detail)
def test_an_array_is_never_set_equal_to_an_entry(wrt, detail):
    left = None
    for row in steps_for(layer(), wrt, detail):
        left = row.left or left
        if isinstance(left, Gradient):
            assert isinstance(row.right, Node)
        else:
            assert isinstance(left, IndexSum)
            assert not isinstance(row.right, Node)


@pytest.mark.parametrize("wrt", ["z", "a", "W", "b"])
def test_more_detail_has_more_rows(wrt):
    numbers = [len(steps_for(layer(), wrt, detail)) for detail in Detail]
    assert numbers == sorted(numbers)
    assert numbers[0] < numbers[-1]


def test_each_row_but_that_of_a_name_has_a_reason():
    for wrt in ("z", "a", "W", "b"):
        assert all(said(wrt, Detail.NORMAL))


def test_a_local_derivative_is_said_with_its_equation():
    assert said("a", Detail.NORMAL)[1] == (
        r"z_{j}^{(k+1)} = \sum_{l} W_{jl}^{(k)} a_{l}^{(k)} + b_{j}^{(k)}, so "
        r"\frac{\partial z_{j}^{(k+1)}}{\partial a_{i}^{(k)}} = W_{ji}^{(k)}"
    )
    assert said("a", Detail.NORMAL)[0].startswith("chain rule: E sees ")


def test_lengths_are_said_where_the_document_names_them():
    def holds_length(reason):
        return any(isinstance(part, Dimension | Shape) for part in reason)

    without = [row.reason for row in steps_for(layer(), "a")]
    with_lengths = [row.reason for row in steps_for(layer(), "a", says_lengths=True)]
    assert not any(map(holds_length, without))
    assert any(map(holds_length, with_lengths))


def test_an_entry_ends_in_index_form():
    rows = steps_for(layer(), "a", as_entry=True)
    assert all(isinstance(row.right, IndexSum) for row in rows)
    assert printer("a").part(rows[-1].right) == r"\sum_{j} \nabla z_{j}^{(k+1)} W_{ji}^{(k)}"


def test_what_is_given_has_no_steps():
    assert steps_for(layer(), "a_next") == ()
    with pytest.raises(KeyError):
        steps_for(layer(), "nothing")


def test_clauses_and_what_is_left_of_them():
    n, i = Dimension.named("n"), Index("i", Dimension.named("n"))
    reason = ("a matrix product sums over the second index; here the sum runs over ", i, "; of length ", n)
    assert clauses(reason) == (
        ("a matrix product sums over the second index",),
        ("here the sum runs over ", i),
        ("of length ", n),
    )
    assert without_lengths(reason) == (*reason[:1][0].split("; ")[:1], "; ", "here the sum runs over ", i)
    assert in_short(reason) == ("the sum runs over ", i, "; ", "of length ", n)
    assert in_short(reason, 5) == ("the sum runs over ", i)
    assert without_lengths((i, " stands first: a column of length ", n)) == (i, " stands first")
    assert in_short(("a matrix product sums over its inside",)) == ("a matrix product sums over its inside",)


@pytest.mark.parametrize("problem", ["rnn-step", "implicit-function", "deep-equilibrium-layer"])
@pytest.mark.parametrize("detail", Detail)
def test_rows_of_other_problems_print_without_names_of_a_document(problem, detail):
    derivation, nothing = derive(problem), vocabulary()
    for gradient in derivation.differentiation.gradients:
        wrt = gradient.of.name
        own = printer_for(derivation, nothing, HABITS, letters_for(indices_of(derivation, wrt), {}, nothing))
        rows = distinct(steps_for(derivation, wrt, detail), own)
        assert all(own.part(row.right) for row in rows)
        assert all(row.reason for row in rows) or detail is Detail.BRIEF


GAUSSIAN = r"""Let $x,\mu\in\mathbb{R}^n$, and let $\Sigma\in\mathbb{R}^{n\times n}$ be symmetric and invertible.
$$\ell = -\frac12 (x-\mu)^T\Sigma^{-1}(x-\mu)$$
$$\nabla_\mu \ell = ???$$
"""


def test_numbers_are_folded_before_they_are_written():
    text = fill_manuscript(manuscript_of(GAUSSIAN.encode(), "notes.md")).text
    rights = [row.split("&&")[0] for row in text.split("&= ")[1:]]
    assert rights[-1].startswith(r"\Sigma^{-1} (x - \mu)")
    assert not [right for right in rights if re.search(r"(?<![\d^{-])[12] ?\\Sigma", right)]


def test_a_step_of_brackets_alone_is_no_row():
    a, b = (Symbol(name, Shape(Dimension.named("n"), Dimension.number(1))) for name in "az")
    nested, flat = Add((Add((a, b)), a)), Add((a, b, a))
    own = printer("z")
    assert own.part(nested) != own.part(flat)
    rows = distinct((Row(a, nested, ("first",)), Row(None, flat, ("second",))), own)
    assert [(row.right, row.reason) for row in rows] == [(flat, ("first",))]


def test_a_derivative_that_could_be_put_in_is_seen_in_what_steps_end_with():
    symbols = {symbol.name: symbol for symbol in layer().problem.program.symbols}
    z, given = symbols["z"], layer().problem.program.given[0]
    row = Index("j", z.shape.rows)
    assert left_open(of_factor(Entry(Cotangent(z), (row,))), layer(), ()) is z
    assert left_open(of_factor(Entry(Cotangent(z), (row,))), layer(), {"z"}) is None
    assert left_open(of_factor(Entry(Cotangent(given), (Index("j", given.shape.rows),))), layer(), ()) is None
    assert left_open(of_factor(Entry(z, (row,))), layer(), ()) is None
