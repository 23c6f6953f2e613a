"""The search: what it records, what it leaves alone, how its work grows; and the cost that it goes by."""

from __future__ import annotations

import pytest
from identities.operators import operators

from matcalc import derive
from matcalc.chain import Chain
from matcalc.engine import limits, simplification
from matcalc.engine.cost import cost
from matcalc.engine.limits import Limits, limited
from matcalc.engine.simplification import STOP, rewrite, simplify, stopped
from matcalc.errors import InvariantError, LimitError
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Add, Node, Product, Symbol, Transpose
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_matrix
from matcalc.notation.text_out import input_text
from matcalc.rules import propose_factors, simplify_transposes
from matcalc.rules.likeness import is_symmetric, likeness
from matcalc.rules.registry import Rewrite, Rule, Scope

SHAPES = {"A": "n×n", "B": "n×n", "X": "m×n", "x": "n", "v": "n", "y": "m", "s": ""}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in SHAPES.items()}
SCOPE = Scope(IndexSupply(frozenset()))


def node(text: str) -> Node:
    return parse_matrix(text, SYMBOLS)


def simplified(root: Node) -> Chain:
    return simplify(Chain((), root, ()), SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "-x",
        "2 * x - v / 3",
        "-x - 2 * v + 1",
        "x / s",
        "2 / s",
        "3 * x / s",
        "x * v**2 / s**3",
        "s**-2 + s**(1/2)",
        "(A + A.T) @ x",
        "2 * X.T @ (X @ x - y)",
        "-inv(A).T @ x @ v.T @ inv(A).T",
        "eye(n) / s - ones(n, n) / (m * n)",
        "tr(A) * softmax(A, axis=1)",
        "sum(X, axis=0) @ f'(x)",
        "kron(A, eye(m))[0:1, :]",
    ],
)
def test_the_cost_counts_the_operators_of_the_text(text: str) -> None:
    assert input_text(node(text)) == text
    assert cost(node(text)).operators == operators(text)


def test_a_power_costs_more_than_a_product_of_as_many_operators() -> None:
    assert cost(node("s * (1 - s)")) < cost(node("s - s**2"))


def test_a_matrix_vector_product_costs_less_than_a_matrix_product() -> None:
    assert cost(node("A @ B @ x")) < cost(node("A @ B @ A"))
    assert cost(node("A @ B @ x")).operators == cost(node("A @ B @ A")).operators


def test_a_rejected_proposal_leaves_no_trace() -> None:
    # x ⊙ (1 + v) is proposed: it costs as much
    root = node("x + x * v")
    assert propose_factors.take_out_entrywise.apply(root, SCOPE) is not None
    assert simplified(root).steps == ()


def test_a_tie_keeps_the_earlier_form() -> None:
    for text in ("x + x * v", "1 - sigmoid(x)", "det(inv(A))"):
        assert simplified(node(text)).end is node(text)


def test_every_step_is_a_whole_expression_with_its_rule() -> None:
    chain = simplified(node("s * (x.T @ (A @ (2 * v)) + v.T @ A.T @ x)"))
    assert [step.rule for step in chain.steps] == [
        "move numbers to the front",
        "move numbers to the front",
        "drop inner parentheses",
        "collect like terms",
        "move numbers to the front",
    ]
    assert chain.end is node("3 * s * (x.T @ A @ v)")


def test_a_part_that_occurs_often_is_rewritten_once() -> None:
    part = node("(A @ B).T")
    chain = rewrite(Chain((), Add((Product((part, part)), part)), ()), [simplify_transposes.transpose_product], SCOPE)
    assert len(chain.steps) == 1
    assert not any(isinstance(arg, Transpose) and arg.arg is node("A @ B") for arg in chain.end.children)


def test_a_rule_is_asked_about_each_part_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Node] = []

    def watched(root: Node, scope: Scope) -> Rewrite | None:
        asked.append(root)
        return None

    rule = simplify_transposes.transpose_product
    watching = Rule("watch", rule.stage, "", "", (), watched, (Node,))
    monkeypatch.setattr(simplification, "SIMPLIFY", (watching,))
    monkeypatch.setattr(simplification, "PROPOSE", ())
    monkeypatch.setattr(simplification, "OPEN", ())
    simplified(node("(A + A.T) @ (A + A.T) @ x + (A + A.T) @ x"))
    assert len(asked) == len(set(asked)) == 7


def test_a_rule_that_does_not_end_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def turned_twice(root: Node, scope: Scope) -> Rewrite | None:
        return Rewrite(Transpose(Transpose(root)), ("turned twice",))

    rule = Rule("turn twice", simplify_transposes.transpose_product.stage, "", "", (), turned_twice, (Symbol,))
    monkeypatch.setattr(simplification, "MOVES_AT_MOST", 50)
    with pytest.raises(InvariantError, match="the rule 'turn twice' does not end"):
        rewrite(Chain((), node("A @ x"), ()), [rule], SCOPE)


def test_a_rule_that_changes_a_shape_is_named() -> None:
    def turned(root: Node, scope: Scope) -> Rewrite | None:
        return Rewrite(Transpose(root), ("turned",)) if root is SYMBOLS["x"] else None

    rule = Rule("turn", simplify_transposes.transpose_product.stage, "", "", (), turned, (Symbol,))
    with pytest.raises(InvariantError, match="the rule 'turn' changed a shape"):
        rewrite(Chain((), node("A @ x"), ()), [rule], SCOPE)


def test_steps_count_against_the_budget() -> None:
    with limited(Limits(steps=3)), pytest.raises(LimitError, match="3 steps, in the stage simplify"):
        simplified(node("s * (x.T @ (A @ (2 * v)) + v.T @ A.T @ x)"))


def test_where_not_everything_was_tried_the_chain_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    root = node("A @ x + A.T @ x")
    assert stopped(simplified(root)) == ()
    monkeypatch.setattr(limits, "MOST_PROPOSALS", 0)
    chain = simplified(root)
    assert [(step.rule, step.before, step.after) for step in chain.steps] == [(STOP, root, root)]
    assert stopped(chain) == (
        "0 other forms were tried, as many as the limit allows: a shorter one may be left; --max-steps (limits= in "
        "Python) raises the limit",
    )


def test_more_is_tried_where_more_steps_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PROPOSALS", 1)
    root = node("A @ x + A.T @ x + s * (B @ v + B.T @ v)")
    assert stopped(simplified(root))
    with limited(Limits(steps=20 * limits.MOST_STEPS)):
        assert stopped(simplified(root)) == ()
    with limited(Limits(steps=100)):
        assert simplified(root).end is simplified(root).end


def test_a_result_that_may_not_be_the_shortest_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PROPOSALS", 0)
    for expression, shapes in (("x.T @ A @ x", "A: n×n, x: n"), ("tanh(x * sum(x**2)) @ v.T", "x: n, v: n")):
        derivation = derive(expression, wrt="x", shapes=shapes)
        assert any("a shorter one may be left" in str(step.reason) for step in derivation.result.steps)
        assert "a shorter one may" in " ".join(derivation.text("brief").split())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x.T @ A @ v", "v.T @ A.T @ x"),
        ("tr(A @ B @ A.T)", "tr(B @ A.T @ A)"),
        ("tr(A @ B)", "tr(A.T @ B.T)"),
        ("x * v * s", "s * v * x"),
        ("A + B", "B + A"),
        ("x @ v.T @ x", "(x.T @ v) * x"),
        ("det(A)", "det(A.T)"),
        ("f(A).T", "f(A.T)"),
        ("sum(X)", "sum(X.T)"),
    ],
)
def test_likeness(left: str, right: str) -> None:
    assert likeness(node(left)) == likeness(node(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x.T @ A @ v", "x.T @ A.T @ v"),
        ("tr(A @ B @ A.T @ B)", "tr(A @ A.T @ B @ B)"),
        ("A @ B", "B @ A"),
        ("A", "A.T"),
        ("x @ v.T", "v @ x.T"),
        ("softmax(A, axis=0)", "softmax(A, axis=1)"),
        ("sum(A, axis=0)", "sum(A.T, axis=0)"),
        ("vstack(x, y)[0:n]", "vstack(x, y)[m:m + n]"),
        ("eye(m)", "eye(n)"),
        ("f(x)", "f'(x)"),
        ("x**2", "x**3"),
    ],
)
def test_what_is_not_alike(left: str, right: str) -> None:
    assert likeness(node(left)) != likeness(node(right))


def test_symmetric_by_structure() -> None:
    for text in ("A + A.T", "X.T @ X", "X @ A @ X.T + X @ A.T @ X.T", "inv(X.T @ diag(y) @ X)", "(A * A.T)**2"):
        assert is_symmetric(node(text)), text
    for text in ("A", "A - A.T", "A @ A", "X @ A @ X.T", "A @ A.T @ B"):
        assert not is_symmetric(node(text)), text


def test_the_work_grows_with_the_length_of_a_sum() -> None:
    tried = []
    for length in (20, 40):
        terms = [Symbol(f"v{number}", SYMBOLS["x"].shape) for number in range(length)]
        asked: list[Node] = []

        def watched(root: Node, scope: Scope, asked: list[Node] = asked) -> Rewrite | None:
            asked.append(root)
            return None

        rule = Rule("watch", simplify_transposes.transpose_product.stage, "", "", (), watched, (Node,))
        root = Add(tuple(Transpose(Transpose(term)) for term in terms))
        rewrite(Chain((), root, ()), [simplify_transposes.transpose_parts, rule], SCOPE)
        tried.append(len(asked))
    assert tried[1] <= 2 * tried[0] + 2
