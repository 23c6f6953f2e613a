"""The differential route: every step holds, every result is the index route's, and no index stands anywhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from identities.random_text import random_row
from matrix_routes import met, texts
from programs import program
from shipped import VARIED
from whole_language import expressions

from matcalc.checking.routes import verify_route
from matcalc.engine import differential_route as engine
from matcalc.engine.differential_ends import InnerProducts
from matcalc.engine.differential_order import ADJOINTS
from matcalc.engine.differential_route import adjoints_used, differential_route
from matcalc.engine.matrix_route import MatrixRoute, NoRoute
from matcalc.engine.requests import Request
from matcalc.errors import InputError, VerificationError
from matcalc.forms.matrix_form import Add, Cotangent, EntrySum, Hadamard, Node, ScalarFunction, Scale, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR
from matcalc.forms.traversal import symbols_in, walk
from matcalc.notation.text_out import input_text
from matcalc.problems.assumptions import facts_of, read_assumptions
from matcalc.problems.expression import Typed, problem_of_expression
from matcalc.problems.library import load_problem
from matcalc.problems.problem import Problem
from matcalc.problems.shapes import declared_shapes
from matcalc.rules.registry import Rewrite, Rule, Scope


def problem(expression: str, wrt: str, shapes: str = "", lets: tuple[str, ...] = ()) -> Problem:
    return problem_of_expression(Typed(expression, tuple(wrt.split()), declared_shapes(shapes), lets=lets))


def requests_of(asked: Problem) -> list[Request]:
    return [request.request for request in asked.requests]


def route_of(asked: Problem) -> MatrixRoute:
    route = differential_route(asked.program, requests_of(asked), asked.choices.facts)
    assert isinstance(route, MatrixRoute), route
    return route


SCALAR_PROBLEMS = [name for name in VARIED if load_problem(name).program.output.shape.is_scalar]


@pytest.mark.parametrize("name", SCALAR_PROBLEMS)
def test_every_problem_ends_in_the_form_of_the_index_route(name):
    asked = load_problem(name)
    _, found = met(differential_route, asked.program, requests_of(asked), asked.choices.facts)
    assert [meeting.of.name for meeting in found] == [request.wrt.name for request in requests_of(asked)]
    assert all(meeting.is_one_form for meeting in found), [texts(meeting) for meeting in found]


def test_the_softmax_lemma_meets_the_index_route_as_jacobians():
    asked = load_problem("lemma-softmax")
    route, found = met(differential_route, asked.program, requests_of(asked))
    assert {meeting.of.name: (input_text(meeting.index.value), texts(meeting)[1]) for meeting in found} == {
        "s": ("-p / s", "-p / s"),
        "u": ("(eye(n) - p @ ones(n).T) / s", "(eye(n) - p @ ones(n).T) / s"),
        "x": ("diag(p) - p @ p.T", "(diag(u) - p @ u.T) / s"),
    }
    assert [lines(each.chain)[0] for each in route.backward] == [
        "differential(p)",
        "jacobian(p, s) @ differential(s)",
        "jacobian(p, u) @ differential(u)",
    ]


ARRAYS = {
    "a dense layer": ("W @ a + b", "W a b", "W: m×n, a: n, b: m", (), ["kron(a.T, eye(m))", "W", "eye(m)"]),
    "both sides": ("A @ X @ B", "X", "A: p×m, X: m×n, B: n×q", (), ["kron(B.T, A)"]),
    "a transpose": ("X.T", "X", "X: m×n", (), ["commutation(m, n)"]),
    "a function of each entry": ("f(A @ x)", "x", "A: m×n, x: n", (), ["diag(f'(A @ x)) @ A"]),
    "a row": ("x.T @ A", "x A", "A: n×m, x: n", (), ["A.T", "kron(eye(m), x.T)"]),
    "a variable that is a number": ("s * A", "s", "A: m×n, s:", (), ["vec(A)"]),
    "through several equations": (
        "g(h)",
        "x",
        "x: n, A: m×n",
        ("z = A @ x", "h = f(z)"),
        ["jacobian(output, z) @ A"],
    ),
    "an inverse": ("inv(X)", "X", "X: n×n", (), ["-kron(inv(X).T, inv(X))"]),
    "what the output does not see": ("x * y", "A", "x: n, y: n, A: m×n", ("B = A @ x",), ["zeros(n, m*n)"]),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_the_jacobian_of_an_array(name):
    *asked, expected = ARRAYS[name]
    made = problem(*asked)
    route, _ = met(differential_route, made.program, requests_of(made))
    output = made.program.output.name
    found = [input_text(route.gradient(request.wrt).value) for request in requests_of(made)]
    assert found == [text.replace("output", output) for text in expected]


ONE_FORM = {
    "a variable twice, and a product of scalars": ("tr(X @ A @ X) * det(X)", "X A", "X: n×n, A: n×n", ()),
    "a log-determinant of a product": ("logdet(X.T @ X)", "X", "X: m×n", ()),
    "a quotient of forms": ("x.T @ A @ x / (x.T @ x)", "x A", "x: n, A: n×n", ()),
    "a scalar between matrices": (
        "sum((B / s)**2) + s * tr(B.T @ B) + 1 / s",
        "x B",
        "x: n, B: n×n",
        ("s = norm(x)**3",),
    ),
    "a stretched bias": ("sum((W @ X + b)**2)", "W b X", "X: n×s, W: m×n, b: m", ()),
    "a stretched row": ("sum((X @ W + b)**2)", "W b X", "X: s×n, W: n×m, b: 1×m", ()),
    "an inverse": ("tr(inv(A + s * eye(n)) @ B)", "A B", "A: n×n, B: n×n, s:", ()),
    "cross-entropy": ("-y.T @ log_softmax(W @ x)", "W x", "W: m×n, x: n, y: m", ()),
    "logistic regression": (
        "-(y.T @ log(p) + (1 - y).T @ log(1 - p))",
        "w X",
        "w: n, X: m×n, y: m",
        ("p = sigmoid(X @ w)",),
    ),
    "diagonals": ("x.T @ diag(x) @ A @ diag(x) @ x", "x A", "x: n, A: n×n", ()),
    "a norm of a residual": ("norm(A @ X @ B - C)**2", "X A B C", "A: p×m, X: m×n, B: n×q, C: p×q", ()),
    "a Kronecker product with a vector": ("sum(f(kron(x, A)))", "A", "x: p, A: m×n", ()),
    "means and variances": ("var(A @ x) + mean(A)", "x", "x: n, A: m×n", ()),
    "rows of a softmax": ("sum(Y * softmax(X, axis=1))", "Y", "X: m×n, Y: m×n", ()),
    "no path": ("sum(x)", "A", "x: n, A: m×n", ("B = A @ A.T",)),
}


@pytest.mark.parametrize("name", ONE_FORM)
def test_an_expression_ends_in_the_form_of_the_index_route(name):
    asked = problem(*ONE_FORM[name])
    _, found = met(differential_route, asked.program, requests_of(asked))
    assert all(meeting.is_one_form for meeting in found), [texts(meeting) for meeting in found]


OTHER_FORM = {
    "normalised columns": (
        ("sum(G * ((X - mean(X, axis=0)) / sqrt(var(X, axis=0) + c)))", "c", "X: m×n, G: m×n, c:", ()),
        "-sum((G * (X - mean(X, axis=0))) @ ((var(X, axis=0) + c)**(-3/2)).T) / 2",
        "-sum(sum(G * (X - mean(X, axis=0)), axis=0) / (var(X, axis=0) + c)**(3/2)) / 2",
    ),
    "three equations that read x": (
        (
            "y1.T @ y2 + norm(x)**3 + y3",
            "x",
            "x: n, A: n×n",
            ("y1 = A @ x", "y2 = f(x)", "y3 = x.T @ x"),
        ),
        "A.T @ grad_y1 + grad_y2 * f'(x) + (2 * grad_y3 + 3 * norm(x)) * x",
        "(3 * norm(x) + 2 * grad_y3) * x + A.T @ grad_y1 + grad_y2 * f'(x)",
    ),
    "a trace that may be turned": (
        ("tr(inv(A + s * eye(n)) @ B)", "s", "A: n×n, B: n×n, s:", ()),
        "-tr(inv(A + s * eye(n)) @ inv(A + s * eye(n)) @ B)",
        "-tr(inv(A + s * eye(n)) @ B @ inv(A + s * eye(n)))",
    ),
}
"""Where the two routes end in different forms of one value: what is asked, the index route's and this one's."""


@pytest.mark.parametrize("name", OTHER_FORM)
def test_an_expression_ends_in_another_form_of_the_same_value(name):
    asked, index, differential = OTHER_FORM[name]
    made = problem(*asked)
    _, (meeting,) = met(differential_route, made.program, requests_of(made))
    assert texts(meeting) == (index, differential)


def lines(chain):
    return [input_text(chain.start), *(input_text(step.after) for step in chain.steps)]


def test_a_dense_layer_reads_like_a_textbook():
    route = route_of(load_problem("dense-layer"))
    forward = {each.of.name: lines(each.chain) for each in route.forward}
    backward = {each.of.name: lines(each.chain) for each in route.backward}
    assert forward["z"] == [
        "differential(z)",
        "differential(W @ a + b)",
        "differential(W @ a) + differential(b)",
        "differential(W) @ a + W @ differential(a) + differential(b)",
    ]
    assert forward["E"][-1] == "inner(grad_a_next, differential(a_next))"
    assert backward["z"][-1] == (
        "inner(grad_z @ a.T, differential(W)) + inner(W.T @ grad_z, differential(a)) + inner(grad_z, differential(b))"
    )
    assert list(backward) == ["a_next", "z"], "the given gradient needs no equation"
    assert [symbol.name for symbol in route.varied] == ["W", "a", "b"]


def test_the_output_starts_at_its_own_differential():
    route = route_of(load_problem("two-layer-network"))
    assert lines(route.backward[0].chain)[0] == "differential(E)"
    assert lines(route.backward[0].chain)[-1] == "inner(a2 - y, differential(a2))"


def test_what_is_not_asked_about_is_held():
    route = route_of(problem("sum(f(z))", "b", "W: m×n, x: n, b: m", ("z = W @ x + b",)))
    chain = next(each.chain for each in route.forward if each.of.name == "z")
    assert lines(chain)[-1] == "differential(b)"
    assert "is held" in "".join(part for part in chain.steps[-1].reason if isinstance(part, str))


def test_an_array_that_nothing_asked_for_reaches_moves_by_itself():
    asked = load_problem("dense-layer").asking_for(["z"])
    route = route_of(asked)
    assert [each.name for each in route.varied] == ["z"]
    assert [each.of.name for each in route.forward] == ["a_next", "E"]


def test_no_step_has_an_index():
    for name in SCALAR_PROBLEMS:
        for chain in route_of(load_problem(name)).chains:
            assert chain.free == ()
            assert all(isinstance(side, Node) for step in chain.steps for side in (step.before, step.after))


def test_the_adjoints_of_a_dense_layer_are_listed_once_each():
    used = adjoints_used(route_of(load_problem("dense-layer")))
    assert [adjoint.image for adjoint in used] == ["V * X", "A @ X", "X @ B"]


def test_an_equation_without_a_matrix_form_has_no_route():
    made = program(["E = sum i j k l: A[i,j] A[i,k] A[i,l] A[j,k] A[j,l] A[k,l]"], {"A": "n×n"})
    found = differential_route(made, [Request(made.inputs[0])])
    assert isinstance(found, NoRoute)
    assert [made.output, " is given entry by entry, and no matrix form has these entries"] == list(found.reason[1:])


def test_an_equation_without_a_matrix_form_is_no_matter_off_the_way():
    entries = "s = sum i j k l: A[i,j] A[i,k] A[i,l] A[j,k] A[j,l] A[k,l]"
    made = program([entries, "E = s * sum(f(x))"], {"A": "n×n", "x": "m"})
    route, _ = met(differential_route, made, [Request(made.inputs[1])])
    assert [each.of.name for each in route.forward] == ["E"]


def test_what_is_declared_is_used():
    asked = problem("x.T @ A @ x", "x", "x: n, A: n×n")
    facts = facts_of(read_assumptions(["A symmetric"]), asked.program)
    _, (meeting,) = met(differential_route, asked.program, requests_of(asked), facts)
    assert texts(meeting) == ("2 * A @ x", "2 * A @ x")


def test_two_runs_give_the_same_derivation():
    asked = load_problem("two-layer-network")
    assert route_of(asked).gradients == route_of(asked).gradients


def test_a_request_has_names_written_out():
    made = problem("sum(f(z))", "x", "A: m×n, x: n", ("z = A @ x",))
    z = next(symbol for symbol in made.program.symbols if symbol.name == "z")
    x = next(symbol for symbol in made.program.symbols if symbol.name == "x")
    route = differential_route(made.program, [Request(x, (Cotangent(z), z))])
    assert isinstance(route, MatrixRoute)
    assert input_text(route.gradient(x).value) == "A.T @ f'(A @ x)"


def negated(rewrite: Rewrite) -> Node:
    assert isinstance(rewrite.after, Node)
    return Scale(Fraction(-1), rewrite.after)


def first_term(rewrite: Rewrite) -> Node:
    return rewrite.after.args[0] if isinstance(rewrite.after, Add) else rewrite.after


BROKEN = {
    "a lost term of the product rule": ("DIFFERENTIALS", "apply the product rule", first_term, "x.T @ A @ x"),
    "a sign of an inverse": ("DIFFERENTIALS", "take the differential of an inverse", negated, "tr(inv(A))"),
    "a lost term of a sum": ("ADJOINTS", "split an inner product", first_term, "sum(f(A @ x) + x)"),
    "a sign of an adjoint": ("ADJOINTS", "move a left factor over", negated, "sum(f(A @ x))"),
    "a gradient with a sign": ("READ_GRADIENT", "read off the gradient", negated, "sum(f(x))"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_rule_is_caught_and_named(monkeypatch, name):
    order, rule, wrong, expression = BROKEN[name]

    def broken(one: Rule[Node]) -> Rule[Node]:
        def apply(subject: Node, scope: Scope) -> Rewrite | None:
            rewrite = one.apply(subject, scope)
            return None if rewrite is None else replace(rewrite, after=wrong(rewrite))

        return replace(one, apply=apply) if one.name == rule else one

    asked = problem(expression, "A" if name == "a sign of an inverse" else "x", "A: n×n, x: n")
    assert rule in {step.rule for chain in route_of(asked).chains for step in chain.steps}
    if order == "ADJOINTS":
        with_a_wrong_one = partial(InnerProducts, rules=tuple(map(broken, ADJOINTS)))
        monkeypatch.setattr(engine, "InnerProducts", with_a_wrong_one)
    else:
        monkeypatch.setattr(engine, order, tuple(map(broken, getattr(engine, order))))
    with pytest.raises(VerificationError, match=f"the step '{rule}' does not hold"):
        verify_route(route_of(asked), [request.wrt for request in requests_of(asked)], show=input_text)


@st.composite
def random_problems(draw: st.DrawFn) -> Problem:
    row = random_row(lambda options: draw(st.sampled_from(options)), "random", draw(st.integers(1, 4)))
    assume(row is not None)
    try:
        made = problem_of_expression(Typed(row.expression, (row.wrt,), declared_shapes(dict(row.axes))))
    except InputError:
        assume(False)
        raise
    return made


@settings(max_examples=60, deadline=None)
@given(random_problems())
def test_random_expressions_meet_the_index_route(asked):
    try:
        met(differential_route, asked.program, requests_of(asked))
    except InputError:
        assume(False)  # no point at which it has a value


@settings(max_examples=40, deadline=None)
@given(expressions(2))
def test_random_arrays_weighed_and_added_up_meet_the_index_route(array):
    assume(not any(isinstance(part, ScalarFunction | Cotangent) for part in walk(array)))
    inputs = symbols_in(array)
    weights, output = Symbol("weights", array.shape), Symbol("E", SCALAR)
    body = EntrySum(Hadamard((array, weights)), None)
    made = Program((*inputs, weights), (Definition(output, body),), output)
    try:
        met(differential_route, made, [Request(symbol) for symbol in (*inputs, weights)])
    except InputError:
        assume(False)
