"""Steps that only lead back to where they began are left out; composite steps show what they are made of."""

from itertools import pairwise

import pytest

from matcalc.api import derive
from matcalc.chain import Chain, Stage, Step
from matcalc.engine.simplification import without_detours
from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import vector
from matcalc.notation.text_in import parse_matrix

X = Symbol("x", vector(Dimension.named("n")))


def node(text: str) -> Node:
    return parse_matrix(text, {"x": X})


def chain(*texts: str) -> Chain:
    nodes = [node(text) for text in texts]
    pairs = pairwise(nodes)
    steps = tuple(Step(f"{number}", Stage.SIMPLIFY, *pair, (), "") for number, pair in enumerate(pairs))
    return Chain((), nodes[0], steps)


DETOURS = [
    (("x", "2*x", "3*x"), ["0", "1"]),
    (("x", "2*x", "x"), []),
    (("x", "2*x", "3*x", "2*x", "4*x"), ["0", "3"]),
    (("x", "2*x", "3*x", "2*x", "3*x", "5*x"), ["0", "3", "4"]),
    (("x", "2*x", "x", "2*x"), ["2"]),
    (("x", "x", "2*x"), ["0", "1"]),  # a step that changes nothing says something else
]


@pytest.mark.parametrize(("places", "kept"), DETOURS)
def test_what_leads_back_is_left_out(places: tuple[str, ...], kept: list[str]) -> None:
    whole = chain(*places)
    short = without_detours(whole)
    assert [step.rule for step in short.steps] == kept
    assert (short.start, short.end) == (whole.start, whole.end)


@pytest.mark.parametrize(
    ("expression", "wrt", "shapes"),
    [("tr(inv(X) @ A)", "X", "X: n×n"), ("inv(X)", "X", "X: n×n"), ("norm(A @ x - b)", "x", "A: m×n, x: n, b: m")],
)
def test_no_derivation_returns_to_an_expression(expression: str, wrt: str, shapes: str) -> None:
    found = derive(expression, wrt=wrt, shapes=shapes).result.chain
    assert found is not None
    after = [step.after for step in found.steps if step.after != step.before]
    assert len(after) == len(set(after))


def test_arrays_written_plainly_show_how() -> None:
    found = derive("tanh(A @ X)", wrt="X", shapes="A: p×m, X: m×n").result.chain
    assert found is not None
    (written,) = [step for step in found.steps if step.rule == "write the arrays plainly"]
    assert [step.rule for inner in written.substeps for step in inner.steps] == [
        "write out a name",
        "write out a known derivative",
    ]
    text = derive("tanh(A @ X)", wrt="X", shapes="A: p×m, X: m×n").text()
    assert "tanh′(t₁) = tanh′(A X)" in text
    assert "write the arrays plainly: what tanh′(t₁)" in text


def test_a_matrix_that_is_simplified_shows_how_and_cites_what_it_uses() -> None:
    found = derive("x @ x.T @ A @ X", wrt="X", shapes="A: n×n, x: n, X: n×m", assume=["A symmetric"]).result
    assert found.stacked is not None
    chain = found._gradient.stacked
    assert chain is not None
    last = chain.steps[-1]
    assert last.rule == "write as one matrix"
    inner = [step for part in last.substeps for step in part.steps]
    assert "use a declared symmetry" in [step.rule for step in inner]


def test_facts_hold_in_the_last_touches() -> None:
    result = derive("tr(A @ X @ B @ X)", wrt="X", shapes="X: n×n", assume=["X symmetric"]).result
    assert result.text == "(B @ X @ A + A @ X @ B).T"


def test_by_the_diagonal_entries_of_a_diagonal_variable() -> None:
    result = derive("a.T @ D @ b", wrt="D", shapes="D: n×n", assume=["D diagonal"]).result
    assert (result.text, result.distinct) == ("a @ b.T", "a @ b.T * eye(n)")
