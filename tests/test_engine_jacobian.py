"""The Jacobian route: every step and result checked, the order of each layout, and the results of the index route."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from programs import program
from random_programs import Asked, programs
from shipped import VARIED

from matcalc.chain import Chain, Expression
from matcalc.checking.routes import meetings, verify_route
from matcalc.engine import jacobian_results
from matcalc.engine import jacobian_route as engine
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.jacobian_remarks import remark_on_vec
from matcalc.engine.jacobian_route import jacobian_route
from matcalc.engine.matrix_route import MatrixRoute, NoRoute, RouteName
from matcalc.engine.paths import Paths
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.errors import InputError, VerificationError
from matcalc.forms.differentials import Differential, Jacobian
from matcalc.forms.facts import NONE, Facts, Property
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Add, Cotangent, Node, Power, Product, Scale, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.forms.vectorized import Commutation, Kron
from matcalc.notation.text_out import input_text
from matcalc.problems.library import load_problem
from matcalc.rules.registry import Rewrite, Rule, Scope

LAYER = {"W": "m×n", "a": "n", "b": "m"}
BATCH = {"X": "k×n", "W": "n×m", "b": "m", "c": ""}
SQUARE = {"A": "n×n", "B": "n×n", "X": "n×n", "x": "n", "y": "n", "s": ""}
LAYERS = ("z = W @ a + b", "h = f(z)")


def route_of(made: Program, wanted: list[Symbol], layout: Layout = Layout.GRADIENT, facts: Facts = NONE) -> MatrixRoute:
    """Derived and checked."""
    route = jacobian_route(made, [Request(symbol) for symbol in wanted], facts, layout)
    assert isinstance(route, MatrixRoute)
    assert verify_route(route, wanted, show=input_text, facts=facts).results
    return route


def derived(
    lines: tuple[str, ...],
    shapes: dict[str, str],
    wrt: str,
    upstream: tuple[str, ...] = (),
    layout: Layout = Layout.GRADIENT,
) -> MatrixRoute:
    made = program(lines, {name: shape for name, shape in shapes.items() if name in " ".join(lines)}, upstream)
    symbols = {symbol.name: symbol for symbol in made.symbols}
    return route_of(made, [symbols[name] for name in wrt.split()], layout)


def result(route: MatrixRoute, name: str) -> str:
    return next(input_text(gradient.value) for gradient in route.gradients if gradient.of.name == name)


def shown(route: MatrixRoute, name: str) -> list[str]:
    """What stands in each line of the derivation by a variable."""
    chain = next(gradient.chain for gradient in route.gradients if gradient.of.name == name)
    return [input_text(side) for side in (chain.start, *(step.after for step in chain.steps))]


def local(route: MatrixRoute, start: str) -> list[str]:
    """What stands in each line of a local Jacobian."""
    chain = next(each.chain for each in route.forward if input_text(each.chain.start) == start)
    return [input_text(step.after) for step in chain.steps]


def test_a_dense_layer_equation_by_equation():
    route = derived(LAYERS, LAYER, "a W b", ("h",))
    assert local(route, "jacobian(z, a)") == [
        "jacobian(W @ a + b, a)",
        "jacobian(W @ a, a)",
        "W @ jacobian(a, a)",
        "W",
    ]
    assert local(route, "jacobian(z, W)")[-2:] == ["kron(a.T, eye(m)) @ jacobian(W, W)", "kron(a.T, eye(m))"]
    assert local(route, "jacobian(h, z)")[-1] == "diag(f'(z))"
    assert shown(route, "a") == ["grad_a", "jacobian(z, a).T @ grad_z", "W.T @ grad_z"]
    assert shown(route, "W") == [
        "grad_W",
        "unvec(jacobian(z, W).T @ grad_z, m, n)",
        "unvec(kron(a.T, eye(m)).T @ grad_z, m, n)",
        "unvec(kron(a, eye(m)) @ grad_z, m, n)",
        "unvec(vec(grad_z @ a.T), m, n)",
        "grad_z @ a.T",
    ]
    assert result(route, "z") == "grad_h * f'(z)"
    assert result(route, "b") == "grad_z"


def test_the_numerator_layout_goes_from_left_to_right():
    route = derived(LAYERS, LAYER, "a W", ("h",), Layout.NUMERATOR)
    assert shown(route, "a") == [
        "grad_a",
        "jacobian(E, a).T",
        "(jacobian(E, z) @ jacobian(z, a)).T",
        "(grad_z.T @ jacobian(z, a)).T",
        "(grad_z.T @ W).T",
        "W.T @ grad_z",
    ]
    assert result(route, "W") == "grad_z @ a.T"


def test_the_denominator_layout_has_transposed_jacobians_from_right_to_left():
    route = derived(LAYERS, LAYER, "a W", ("h",), Layout.DENOMINATOR)
    assert local(route, "jacobian(z, a).T")[-1] == "W.T"
    assert local(route, "jacobian(z, W).T")[-1] == "kron(a, eye(m))"
    assert shown(route, "a") == ["grad_a", "jacobian(z, a).T @ grad_z", "W.T @ grad_z"]


@pytest.mark.parametrize(
    ("layout", "lines"),
    [
        (Layout.GRADIENT, ["jacobian(h, a)", "jac_z @ jacobian(z, a)", "jac_z @ W"]),
        (Layout.NUMERATOR, ["jacobian(h, a)", "jac_z @ jacobian(z, a)", "jac_z @ W"]),
        (Layout.DENOMINATOR, ["jacobian(h, a).T", "jacobian(z, a).T @ jac_z.T", "W.T @ jac_z.T"]),
    ],
)
def test_the_derivative_of_an_array_is_multiplied_in_the_order_of_the_layout(layout, lines):
    assert shown(derived(LAYERS, LAYER, "a z", layout=layout), "a") == lines


def test_a_derivative_with_more_than_two_indices_is_a_product_through_vec():
    route = derived(("Z = X @ W", "H = tanh(Z)"), BATCH, "X W")
    assert result(route, "W") == "diag(vec(1 - H**2)) @ kron(eye(m), X)"
    assert result(route, "X") == "diag(vec(1 - H**2)) @ kron(W.T, eye(k))"


HARD = {  # name: lines, shapes, what the output is a function of, results
    "batch layer": (
        ("Z = X @ W + ones(k) @ b.T",),
        BATCH,
        ("Z",),
        {"W": "X.T @ grad_Z", "X": "grad_Z @ W.T", "b": "grad_Z.T @ ones(k)"},
    ),
    "batch norm": (
        ("Z = (X - mean(X, axis=0)) / sqrt(var(X, axis=0) + c)",),
        BATCH,
        ("Z",),
        {
            "X": "(grad_Z - mean(grad_Z, axis=0)) / sqrt(var(X, axis=0) + c) + diag_of(grad_Z.T @ (X - mean(X, axis=0)"
            ")).T * (mean(X, axis=0) - X) / (var(X, axis=0) + c)**(3/2) / k",
            "c": "-tr(grad_Z.T @ (X - mean(X, axis=0)) / (var(X, axis=0) + c)**(3/2)) / 2",
        },
    ),
    "trace and determinant": (
        ("E = tr(X @ A @ X) * det(X)",),
        SQUARE,
        (),
        {"X": "det(X) * (A @ X + X @ A + tr(X @ A @ X) * inv(X)).T", "A": "det(X) * (X @ X).T"},
    ),
    "three readers": (
        ("u = X @ x", "p = x * u", "E = x.T @ p + sum(u) * s"),
        SQUARE,
        (),
        {"x": "X.T @ grad_u + grad_p * u + p", "X": "grad_u @ x.T", "s": "sum(u)"},
    ),
    "softmax of rows": (
        ("P = softmax(X, axis=1)",),
        SQUARE,
        ("P",),
        {"X": "P * (grad_P - sum(grad_P * P, axis=1))"},
    ),
    "softmax of columns": (
        ("P = softmax(X, axis=0)",),
        SQUARE,
        ("P",),
        {"X": "P * (grad_P - sum(grad_P * P, axis=0))"},
    ),
    "inverse": (("Z = inv(X)",), SQUARE, ("Z",), {"X": "-Z.T @ grad_Z @ Z.T"}),
    "diagonals": (("E = x.T @ diag(diag_of(X)) @ x",), SQUARE, (), {"X": "diag(x**2)"}),
    "blocks": (
        ("z = hstack(X, x) @ vstack(y, s)",),
        SQUARE,
        ("z",),
        {"X": "grad_z @ y.T", "x": "s * grad_z", "y": "X.T @ grad_z", "s": "grad_z.T @ x"},
    ),
    "a block": (("E = sum(x[1:n]**2)",), SQUARE, (), {"x": "2 * vstack(0, x[1:n])"}),
    "Kronecker product": (("z = kron(x, y)",), SQUARE, ("z",), {"x": "unvec(grad_z, n, n).T @ y"}),
    "weighted Kronecker product": (
        ("E = sum(kron(A, B) * C)",),
        {"A": "m×n", "B": "p×q", "C": "m*p×n*q"},
        (),
        {
            "A": "unvec(unvec(vec(kron(commutation(m, q), eye(p)) @ unvec(vec(C), m*p*q, n)), p*q, m*n).T @ vec(B)"
            ", m, n)"
        },
    ),
    "vec": (("z = vec(A @ X)",), SQUARE, ("z",), {"A": "unvec(grad_z, n, n) @ X.T"}),
}


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("layout", Layout)
def test_results_are_those_of_a_textbook_in_every_layout(name, layout):
    lines, shapes, upstream, expected = HARD[name]
    route = derived(lines, shapes, " ".join(expected), upstream, layout)
    assert {of: result(route, of) for of in expected} == expected


ROWS = {  # lines about r, a row: what its gradient is
    ("E = sum(r * r)",): "2 * r",
    ("E = r @ w",): "w.T",
    ("E = sum(tanh(r @ W))",): "(1 - tanh(r @ W)**2) @ W.T",
    ("E = norm2sq(r @ W)",): "2 * r @ W @ W.T",
    ("z = r @ W", "E = sum(z * z) + sum(r)"): "grad_z @ W.T + 1",
}


@pytest.mark.parametrize("lines", ROWS, ids=" ".join)
@pytest.mark.parametrize("layout", Layout)
def test_the_gradient_by_a_row_is_derived_in_every_layout(layout, lines):
    assert result(derived(lines, {"r": "1×n", "w": "n", "W": "n×k"}, "r", (), layout), "r") == ROWS[lines]


EXCEPTIONS = {  # problem, variable: the index route's text, this route's
    ("lemma-softmax", "x"): ("diag(p) - p @ p.T", "(diag(u) - p @ u.T) / s"),
}


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("name", VARIED)
def test_the_shipped_problems_have_the_results_of_the_index_route(name, layout):
    problem = load_problem(name)
    requests = [asked.request for asked in problem.requests]
    wanted = [request.wrt for request in requests]
    facts = problem.choices.facts
    index = differentiate(problem.program, requests, (), facts)
    route = jacobian_route(problem.program, requests, facts, layout)
    assert isinstance(route, MatrixRoute)
    verify_route(route, wanted, show=input_text, facts=facts)
    assert len(meetings(index, problem.program, [route], wanted, show=input_text, facts=facts)) == len(wanted)
    if layout is Layout.DENOMINATOR and not problem.program.output.shape.is_scalar:
        return  # transposed: met by value above
    for symbol in wanted:
        texts = input_text(index.gradient(symbol.name).value), input_text(route.gradient(symbol).value)
        expected = EXCEPTIONS.get((name, symbol.name))
        assert texts == expected if expected else texts[0] == texts[1]


def met(asked: Asked, layout: Layout) -> None:
    requests = [Request(symbol) for symbol in asked.wanted]
    route = jacobian_route(asked.program, requests, NONE, layout)
    assert isinstance(route, MatrixRoute), "there is no expression without its matrix"
    try:
        index: Differentiation = differentiate(asked.program, requests)
        verify_route(route, asked.wanted, show=input_text)
        found = meetings(index, asked.program, [route], asked.wanted, show=input_text)
    except InputError:
        assume(False)  # no point at which everything has a value
        return
    assert len(found) == len(asked.wanted)


@pytest.mark.parametrize("layout", Layout)
@settings(max_examples=25, deadline=None)
@given(programs())
def test_random_programs_meet_the_index_route(layout: Layout, asked: Asked) -> None:
    met(asked, layout)


@settings(max_examples=25, deadline=None)
@given(programs(depth=1))
def test_no_operation_is_without_its_matrix(asked: Asked) -> None:
    route = jacobian_route(asked.program, [Request(symbol) for symbol in asked.wanted])
    assert isinstance(route, MatrixRoute)
    assert [each for each in route.forward if not isinstance(each.chain.end, Node)] == []


@pytest.mark.parametrize("layout", Layout)
def test_an_output_changes_with_itself_and_not_with_what_it_does_not_read(layout):
    route = derived(("z = W @ a", "E = sum(z**2) + 0 * s"), {**LAYER, "s": ""}, "E z", (), layout)
    assert {name: result(route, name) for name in "Ez"} == {"E": "1", "z": "2 * z"}
    made = program(["z = W @ a"], LAYER)
    symbols = {symbol.name: symbol for symbol in made.symbols}
    route = route_of(made, [symbols["z"], symbols["b"]], layout)
    assert {name: result(route, name) for name in "zb"} == {"z": "eye(m)", "b": "zeros(m, m)"}


def test_a_long_chain_has_a_name_at_every_equation_and_grows_with_its_length():
    def steps(depth: int) -> int:
        lines = [f"h{number} = tanh(W @ h{number - 1})" for number in range(1, depth + 1)]
        route = derived(tuple(lines), {"W": "n×n", "h0": "n"}, "h0", (f"h{depth}",))
        assert result(route, "h0") == "W.T @ (grad_h1 * (1 - h1**2))"
        return sum(len(chain.steps) for chain in route.chains)

    counts = [steps(depth) for depth in (4, 8, 12)]
    assert counts[2] - counts[1] == counts[1] - counts[0]


def test_names_are_written_out_where_that_is_asked_for():
    made = program(LAYERS, LAYER, ["h"])
    symbols = {symbol.name: symbol for symbol in made.symbols}
    request = Request(symbols["a"], (Cotangent(symbols["z"]),))
    route = jacobian_route(made, [request])
    assert isinstance(route, MatrixRoute)
    verify_route(route, [symbols["a"]], show=input_text)
    assert result(route, "a") == "W.T @ (grad_h * f'(z))"
    with pytest.raises(InputError, match="there is nothing to write out for grad_b before the gradient at a"):
        jacobian_route(made, [Request(symbols["a"], (Cotangent(symbols["b"]),))])


def test_what_is_declared_simplifies_the_results_that_were_asked_for():
    made = program(["E = x.T @ A @ x"], {"A": "n×n", "x": "n"})
    array, column = made.inputs
    facts = Facts({array: frozenset({Property.SYMMETRIC})})
    assert result(route_of(made, [column], facts=facts), "x") == "2 * A @ x"
    assert result(route_of(made, [column]), "x") == "(A + A.T) @ x"


def test_an_equation_in_index_form_is_read_as_a_matrix_form():
    route = derived(("z[i] = sum j: W[i,j] a[j] + b[i]",), LAYER, "a W", ("z",))
    assert local(route, "jacobian(z, a)")[0] == "jacobian(W @ a + b, a)"
    assert result(route, "W") == "grad_z @ a.T"


def test_an_equation_without_a_matrix_form_has_no_route_and_is_named():
    made = program(["z[i] = sum j k l: A[i,j] B[i,k] X[i,l] A[j,k] B[k,l] X[j,l]"], SQUARE, ["z"])
    column = next(symbol for symbol in made.inputs if symbol.name == "X")
    route = jacobian_route(made, [Request(column)])
    assert isinstance(route, NoRoute)
    assert route.name is RouteName.JACOBIAN
    assert [part.name if isinstance(part, Symbol) else part for part in route.reason] == [
        "the equation of ",
        "z",
        " has no matrix form, so it has no Jacobian without indices",
    ]


def test_a_derivative_with_three_indices_is_remarked_on():
    (remark,) = remark_on_vec(derived(LAYERS, LAYER, "a W b", ("h",)))
    text = "".join(
        part if isinstance(part, str) else input_text(part) if isinstance(part, Node) else str(part) for part in remark
    )
    assert text == (
        "The derivative of z by W has three indices, m×m×n: no matrix holds it, so no chain rule of matrices passes "
        "through it. With W stacked in one column it is kron(a.T, eye(m)), m×m*n, and the chain rule is a product of "
        "matrices again."
    )
    assert remark_on_vec(derived(LAYERS, LAYER, "a b", ("h",))) == ()


def doubled(right: Node) -> Node:
    return Scale(Fraction(2), right)


def first_summand(right: Node) -> Node:
    assert isinstance(right, Add)
    return right.args[0]


def factors_swapped(right: Node) -> Node:
    """aᵀ ⊗ I made I ⊗ aᵀ."""
    assert isinstance(right, Product)
    first, *rest = right.args
    assert isinstance(first, Kron)
    return Product((Kron(first.args[::-1]), *rest))


def not_transposed(right: Node) -> Node:
    assert isinstance(right, Product)
    first, *rest = right.args
    return Product((first.arg if isinstance(first, Transpose) else Transpose(first), *rest))


def commuted_back(right: Node) -> Node:
    assert isinstance(right, Product)
    first, *rest = right.args
    assert isinstance(first, Commutation)
    return Product((Commutation(first.cols, first.rows), *rest))


BROKEN = {  # what is wrong: where the order stands, its name, the rule, what it makes, lines, shapes
    "the wrong order of ⊗": (
        engine, "JACOBIAN", "differentiate a matrix product", factors_swapped, ("z = W @ a",), LAYER, "W"
    ),
    "a lost summand": (
        engine, "JACOBIAN", "differentiate an elementwise product", first_summand, ("z = x * exp(x)",), SQUARE, "x"
    ),
    "a wrong slope": (
        engine,
        "JACOBIAN",
        "differentiate an elementwise function by its slopes",
        doubled,
        ("z = f(x)",),
        SQUARE,
        "x",
    ),
    "the commutation of the transpose": (
        engine, "JACOBIAN", "differentiate a transpose", commuted_back, ("Z = W.T",), LAYER, "W"
    ),
    "a Jacobian that is not transposed": (
        engine, "JACOBIAN_CHAIN", "chain rule from right to left", not_transposed, ("z = A @ x",), SQUARE, "x"
    ),
    "a product with a column": (
        jacobian_results, "STACKED", "multiply a Kronecker product by a column", doubled, ("z = W @ a",), LAYER, "W"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_rule_is_caught_and_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    module, order, wrong_rule, wrong, lines, shapes, wrt = BROKEN[name]
    upstream = (lines[0].split(" ")[0],)
    assert derived(lines, shapes, wrt, upstream).gradients
    fired: list[Expression] = []

    def broken(rule: Rule[Any]) -> Rule[Any]:
        def apply(subject: Any, scope: Scope) -> Rewrite | None:
            rewrite = rule.apply(subject, scope)
            if rewrite is None:
                return None
            fired.append(rewrite.after)
            assert isinstance(rewrite.after, Node)
            return replace(rewrite, after=wrong(rewrite.after))

        return replace(rule, apply=apply) if rule.name == wrong_rule else rule

    rules = getattr(module, order)
    if isinstance(rules, dict):
        monkeypatch.setattr(module, order, {key: tuple(map(broken, each)) for key, each in rules.items()})
    else:
        monkeypatch.setattr(module, order, tuple(map(broken, rules)))
    with pytest.raises(VerificationError, match=f"the step '{wrong_rule}' does not hold"):
        derived(lines, shapes, wrt, upstream)
    assert fired


def test_a_lost_consumer_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(Paths):
        def __init__(self, made: Program, wanted: list[Symbol]) -> None:
            super().__init__(made, wanted)
            self.consumers = {symbol: found[:1] for symbol, found in self.consumers.items()}

    lines = ("u = f(x)", "z = A @ u + x")
    assert derived(lines, SQUARE, "x", ("z",)).gradients
    monkeypatch.setattr(engine, "Paths", Forgetful)
    with pytest.raises(VerificationError, match="the step 'chain rule from right to left' does not hold"):
        derived(lines, SQUARE, "x", ("z",))


def ends_at(route: MatrixRoute, name: str, end: Node) -> MatrixRoute:
    """The route with a derivative that is said to be the node that is its start, or another: a chain without steps."""
    gradients = tuple(
        replace(each, chain=Chain((), end, ())) if each.of.name == name else each for each in route.gradients
    )
    return replace(route, gradients=gradients)


@pytest.mark.parametrize("layout", Layout)
def test_a_derivative_that_is_left_underived_is_rejected(layout: Layout) -> None:
    route = derived(LAYERS, LAYER, "a", ("h",), layout)
    (column,) = (each.of for each in route.gradients if each.of.name == "a")
    with pytest.raises(VerificationError, match=r"the jacobian route ends in grad_a at a, which is not derived"):
        verify_route(ends_at(route, "a", Cotangent(column)), [column], show=input_text)
    with pytest.raises(VerificationError, match=r"the jacobian route ends in jacobian\(E, a\) at a, which is not"):
        verify_route(ends_at(route, "a", Transpose(Jacobian(route.program.output, column))), [column], show=input_text)


def test_a_local_jacobian_or_a_differential_in_a_result_is_rejected() -> None:
    route = derived(("E = sum(x**2)",), SQUARE, "x")
    (gradient,) = route.gradients
    column = gradient.of
    local = Jacobian(Power(column, Fraction(2)), column)
    for part, said in (
        (Product((Transpose(local), column)), r"jacobian\(x\*\*2, x\)"),
        (Differential(column), r"differential\(x\)"),
    ):
        step = replace(gradient.chain.steps[-1], before=gradient.chain.start, after=part)
        unfinished = replace(gradient, chain=Chain((), gradient.chain.start, (step,)))
        with pytest.raises(VerificationError, match=f"the jacobian route ends in {said} at x, which is not derived"):
            verify_route(replace(route, gradients=(unfinished,)), [column], show=input_text)


def test_a_derivative_that_comes_later_in_the_route_is_not_known_yet() -> None:
    route = derived(LAYERS, LAYER, "a z", ("h",))
    with pytest.raises(VerificationError, match="ends in grad_z at a, which is not derived"):
        verify_route(replace(route, gradients=route.gradients[::-1]), [], show=input_text)


def test_two_runs_give_the_same_derivation():
    first, second = (derived(LAYERS, LAYER, "a W b", ("h",)) for _ in range(2))
    assert first == second
