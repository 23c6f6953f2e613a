"""Conditions solved: what comes out, what is said of it, and that the checker objects to what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from test_documents_targets import SCHEMA, faults

import matcalc
from matcalc.chain import Chain, Stage, Step
from matcalc.checking.solving import Solved, verify_solution
from matcalc.cli import main
from matcalc.errors import InputError, InvariantError, MatcalcError, VerificationError
from matcalc.forms.matrix_form import Node, Ones, Product, Scale, Symbol, Transpose
from matcalc.notation.text_in import parse_matrix
from matcalc.notation.text_out import input_text
from matcalc.problems.toml import read_problem
from matcalc.solution import Condition, LeftTimes, Solution, SolvingStep

Write = Callable[[str], Path]

LEAST_SQUARES: dict[str, Any] = {"wrt": "w", "shapes": "X: m×n, y: m", "solve": "w"}
ERROR = "sum((X @ w - y)**2)"

SOLVED = [  # expression, arguments, the solutions in the input language
    (ERROR, LEAST_SQUARES, "inv(X.T @ X) @ X.T @ y"),
    (ERROR, {**LEAST_SQUARES, "assume": "X orthogonal", "shapes": "X: n×n, y: n"}, "X.T @ y"),
    ("sum((x - c)**2)", {"wrt": "c", "shapes": "x: n, c:", "solve": "c"}, "mean(x)"),
    ("-logdet(P) + tr(P @ S)", {"wrt": "P", "shapes": "P: n×n, S: n×n", "solve": "P"}, "inv(S)"),
    ("sum(d * (w - y)**2)", {"wrt": "w", "shapes": "d: n, w: n, y: n", "solve": "w"}, "y"),
    ("sum((A @ X @ B - C)**2)", {"wrt": "X", "shapes": "A: m×p, X: p×q, B: q×n, C: m×n", "solve": "X"}, None),
    (
        "n * log(s) + sum(x**2) / s",
        {"wrt": "s", "shapes": "x: n, s:", "solve": "s", "assume": "s positive"},
        "mean(x**2)",
    ),
]


@pytest.mark.parametrize(("expression", "arguments", "solution"), SOLVED)
def test_what_is_solved(expression: str, arguments: dict[str, Any], solution: str | None) -> None:
    (found,) = matcalc.derive(expression, **arguments).solutions.values()
    if solution is not None:
        assert found.text == solution
    assert found.value is not None


def test_two_factors_around_the_unknown_are_taken_away() -> None:
    shapes = "A: m×p, X: p×q, B: q×n, C: m×n"
    found = matcalc.derive("sum((A @ X @ B - C)**2)", wrt="X", shapes=shapes, solve="X").solutions["X"]
    assert found.text == "inv(A.T @ A) @ A.T @ C @ B.T @ inv(B @ B.T)"
    assert len(found.steps[-1].needs) + len(found.steps[-2].needs) > 0


NOT_ISOLATED = [
    ("sum(exp(X @ w)) + sum(w**2)", {"wrt": "w", "shapes": "X: m×n, w: n", "solve": "w"}),
    ("sum((A @ X - X @ B - C)**2)", {"wrt": "X", "shapes": "A: m×m, X: m×n, B: n×n, C: m×n", "solve": "X"}),
    ("sum(w**4) + sum(w)", {"wrt": "w", "shapes": "w: n", "solve": "w"}),
]


@pytest.mark.parametrize(("expression", "arguments"), NOT_ISOLATED)
def test_what_can_not_be_isolated_is_said(expression: str, arguments: dict[str, Any]) -> None:
    derivation = matcalc.derive(expression, **arguments)
    (found,) = derivation.solutions.values()
    assert found.value is None
    with pytest.raises(InputError, match=r"could not be isolated: what is left is .* = "):
        _ = found.text
    assert "w is not isolated. The last line is what is left." in " ".join(derivation.text().split()).replace("X", "w")
    assert json.loads(derivation.to_json())["solutions"][0]["solution"] is None


NO_SOLUTION = [  # what stands alone in the end is none
    ("norm(x - a)", {"wrt": "x", "shapes": "x: n, a: n"}, "there ‖x − a‖ is 0, by which a line was multiplied"),
    ("norm(s)", {"wrt": "s", "shapes": "s:"}, "there ‖s‖ is 0, by which a line was multiplied"),
    ("a.T @ x", {"wrt": "x", "shapes": "x: n, a: n"}, "x does not stand in the last line"),
    (
        "logdet(S) + (x - u).T @ inv(S) @ (x - u)",
        {"wrt": "S", "shapes": "S: n×n, x: n, u: n"},
        "there Sᵀ is (x − u) (xᵀ − uᵀ), which has no inverse where n is above 1, and the first line has no value",
    ),
    (
        "logdet(S) + tr(inv(S) @ A @ A.T)",
        {"wrt": "S", "shapes": "S: n×n, A: n×3"},
        "there Sᵀ is A Aᵀ, which has no inverse where n is above 3, and the first line has no value",
    ),
    (
        "logdet(S) + tr(inv(S) @ A @ A.T)",
        {"wrt": "S", "shapes": "S: 4×4, A: 4×3"},
        "there Sᵀ is A Aᵀ, which has no inverse, and the first line has no value",
    ),
    (
        "sum((S - B)**2)",
        {"wrt": "S", "shapes": "S: n×n, B: n×n", "assume": "S symmetric"},
        "S is declared symmetric, and B is not",
    ),
]


@pytest.mark.parametrize(("expression", "arguments", "sentence"), NO_SOLUTION)
def test_what_is_no_solution_is_said(expression: str, arguments: dict[str, Any], sentence: str) -> None:
    derivation = matcalc.derive(expression, **arguments, solve=arguments["wrt"])
    (found,) = derivation.solutions.values()
    assert found.value is None
    with pytest.raises(InputError):
        _ = found.text
    assert sentence in " ".join(derivation.text().split())
    assert faults(json.loads(derivation.to_json()), SCHEMA) == []


@pytest.mark.parametrize(
    ("expression", "arguments", "left"),
    [
        ("sum((X @ b - a)**2)", {"wrt": "X", "shapes": "X: m×n, b: n, a: m"}, "X @ b @ b.T = a @ b.T"),
        ("(c - x.T @ b)**2", {"wrt": "x", "shapes": "c:, x: n, b: n"}, "x.T @ b * b = c * b"),
        ("logdet(S) - a.T @ S @ a", {"wrt": "S", "shapes": "S: n×n, a: n"}, "a @ a.T @ S = eye(n)"),
    ],
)
def test_no_inverse_of_what_never_has_one(expression: str, arguments: dict[str, Any], left: str) -> None:
    """A product of vectors has the rank 1."""
    (found,) = matcalc.derive(expression, **arguments, solve=arguments["wrt"]).solutions.values()
    assert found.value is None
    assert found.equation == left


TIED = [
    ("sum(p) = 1", "n"),
    ("p orthogonal", "n×n"),
    ("p diagonal", "n×n"),
    ("sum(p, axis=0) = 1", "m×n"),
    ("sum(p, axis=1) = 1", "m×n"),
]


@pytest.mark.parametrize(("fact", "shape"), TIED)
def test_entries_that_are_tied_to_each_other_need_a_multiplier(fact: str, shape: str) -> None:
    with pytest.raises(InputError, match=r"p is declared .*, and a gradient takes all its entries as independent"):
        matcalc.derive("sum((p - q)**2)", wrt="p", shapes=f"p: {shape}, q: {shape}", assume=fact, solve="p")


@pytest.mark.parametrize("of", ["p - q", "grad_q"])
@pytest.mark.parametrize(("fact", "shape"), TIED)
def test_tied_entries_are_not_solved_for_in_any_other_condition(written: Write, fact: str, shape: str, of: str) -> None:
    with pytest.raises(InputError, match=r"p is declared .*, and an equation is solved for all its entries"):
        matcalc.derive(written(conditioned("p", of, f"p: {shape}, q: {shape}", [fact], wrt="q")))


def conditioned(unknown: str, of: str, shapes: str, facts: Sequence[str] = (), *, wrt: str = "") -> str:
    """A file in which an expression is to be 0."""
    pairs = [pair.split(": ") for pair in shapes.split(", ")]
    lines = [f"assume = {json.dumps(list(facts))}", "[shapes]", *(f'{name} = "{shape}"' for name, shape in pairs)]
    total = " + ".join(f"sum({name}**2)" for name, _ in pairs)
    lines += ["[[define]]", 'name = "E"', f'expr = "{total}"', "[[derive]]", f'wrt = "{wrt or unknown}"']
    return "\n".join(['title = "Conditioned"', *lines, "[[solve]]", f'for = "{unknown}"', f'of = "{of}"', ""])


CONDITIONS = [  # what is 0, the shapes, the solution, where it holds
    ("inv(B + C) @ (B - A)", "B: n×n, A: n×n, C: n×n", "A", "A + C has an inverse"),
    ("inv(A + B.T) @ (B - 2 * A)", "B: n×n, A: n×n", "2 * A", "A + 2 Aᵀ has an inverse"),
    ("(x - y) / (x + z)", "x: n, y: n, z: n", "y", "y + z has no entry 0"),
    ("(x - y) / (x.T @ z)", "x: n, y: n, z: n", "y", "yᵀ z is not 0"),
    ("(x - y) / exp(x)", "x: n, y: n", "y", ""),
]


@pytest.mark.parametrize(("of", "shapes", "solution", "where"), CONDITIONS)
def test_the_first_line_has_a_value_at_the_solution(
    written: Write, of: str, shapes: str, solution: str, where: str
) -> None:
    derivation = matcalc.derive(written(conditioned(shapes[0], of, shapes)))
    assert derivation.solutions[shapes[0]].text == solution
    assert said_where(derivation) == where


WHERE = [  # an expression with a gradient that is 0, the unknown and the shapes, facts, where the solution holds
    ("sum(z * log(x)) - s * sum(x)", "x: n, z: n, s:", [], "s is not 0; and where z has no entry 0"),
    (
        "sum(z * log(x)) - s * sum(x)",
        "x: n, z: n, s:",
        ["x positive", "s positive"],
        "z / s is positive in every entry",
    ),
    ("sum(z * log(x)) - s * sum(x)", "x: n, z: n, s:", ["x positive", "s positive", "z positive"], ""),
    ("sum((W - Y)**2)", "W: n×n, Y: n×n", ["W spd", "Y symmetric"], "Y is positive definite"),
    ("sum((W - Y)**2)", "W: n×n, Y: n×n", ["W spd", "Y spd"], ""),
    (
        "sum((W - A.T @ A)**2)",
        "W: n×n, A: m×n",
        ["W spd"],
        "Aᵀ A has an inverse, that is, where the columns of A are linearly independent",
    ),
    (
        "tr(P @ S) - logdet(P)",
        "P: n×n, S: n×n",
        ["P spd", "S symmetric"],
        "S has an inverse; and where S is positive definite",
    ),
    ("(n - 1) * sum((x - y)**2)", "x: n, y: n", [], "n − 1 is not 0"),
    ("(n + 1) * sum((x - y)**2)", "x: n, y: n", [], ""),
]


@pytest.mark.parametrize(("expression", "shapes", "facts", "where"), WHERE)
def test_where_a_solution_holds(expression: str, shapes: str, facts: list[str], where: str) -> None:
    derivation = matcalc.derive(expression, wrt=shapes[0], solve=shapes[0], shapes=shapes, assume=facts)
    assert derivation.solutions[shapes[0]].value is not None
    assert said_where(derivation) == where


def said_where(derivation: matcalc.Derivation) -> str:
    """What the page says after `This holds where`."""
    _, found, rest = " ".join(derivation.text().split()).partition("This holds where ")
    return rest.partition(". ")[0] if found else ""


def test_the_page() -> None:
    text = " ".join(matcalc.derive(ERROR, **LEAST_SQUARES).text().split())
    for part in (
        "Xᵀ X w = Xᵀ y bring over: the terms without w go to the right",
        "w = (Xᵀ X)⁻¹ Xᵀ y (n)",
        "This holds where Xᵀ X has an inverse, that is, where the columns of X are linearly independent.",
        "w, solved (Xᵀ X)⁻¹ Xᵀ y n",
        "Put into the gradient, found by differentiating the forward equations numerically, the solution makes it "
        "exactly 0.",
    ):
        assert part in text


@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_json_is_as_its_schema_says(detail: str) -> None:
    made = json.loads(matcalc.derive(ERROR, **LEAST_SQUARES).to_json(detail))
    assert faults(made, SCHEMA) == []
    (solution,) = made["solutions"]
    assert solution["solution"]["text"] == "inv(X.T @ X) @ X.T @ y"
    assert [line["rule"] for line in solution["lines"]][-1] == "multiply by an inverse"


def test_code_of_a_solution() -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(7, 3)), random.normal(size=7)
    found = matcalc.derive(ERROR, **LEAST_SQUARES).solutions["w"]
    np.testing.assert_allclose(found.lambdify()(X=x, y=y), np.linalg.lstsq(x, y, rcond=None)[0])
    assert repr(found) == "<Solution for w: w = inv(X.T @ X) @ X.T @ y>"
    assert found.latex.count("^{-1}") == 1


def test_the_command_line() -> None:
    words = ["derive", ERROR, "--wrt", "w", "--solve", "w", "--shape", "X: m×n, y: m"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert "w = (Xᵀ X)⁻¹ Xᵀ y" in result.output
    result = CliRunner().invoke(main, [*words, "--result"])
    assert (result.exit_code, result.output) == (0, "inv(X.T @ X) @ X.T @ y\n")
    both = ["derive", "sum((x - a)**2 + (y - b)**2)", "--wrt", "x", "--wrt", "y", "--shape", "x: n, y: n, a: n, b: n"]
    result = CliRunner().invoke(main, [*both, "--solve", "x", "--solve", "y", "--result"])
    assert result.output == "x: a\ny: b\n"
    result = CliRunner().invoke(main, [*words[:5], "y", *words[6:]])
    assert result.exit_code == 1
    assert "the gradient at y is not derived, only that at w" in result.output


def test_solutions_by_another_name() -> None:
    with pytest.raises(InputError, match="there is no solution for 'v': there is one for each of w"):
        matcalc.derive(ERROR, **LEAST_SQUARES).solutions["v"]
    with pytest.raises(InputError, match="nothing was asked to be solved for"):
        matcalc.derive("x.T @ x", wrt="x", shapes="x: n").solutions["x"]


# the checker


@pytest.fixture(scope="module")
def known() -> tuple[matcalc.Problem, Solution, Symbol, Callable[[str], Node]]:
    derived = matcalc.derive(ERROR, **LEAST_SQUARES).derived
    program = derived.problem.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    return derived.problem, derived.solutions[0].solution, symbols["w"], lambda text: parse_matrix(text, symbols)


def check(problem: matcalc.Problem, solution: Solution) -> None:
    verify_solution(Solved(solution, solution.unknown), [], problem.program, show=input_text)


def wrong(step: SolvingStep, made: Node) -> SolvingStep:
    """The step with another left side, to which a step of its own leads."""
    last = Step("wrong", Stage.SOLVE, step.left.end, made, ("because",), "nowhere")
    return replace(step, left=step.left.then(last), after=Condition(made, step.after.right))


def test_a_right_solution_passes(known: Any) -> None:
    problem, solution, _, _ = known
    check(problem, solution)


def test_a_wrong_side_is_refused(known: Any) -> None:
    problem, solution, _, read = known
    first, *_ = solution.steps
    for made in ("X.T @ (X @ w + y)", "2 * X.T @ (X @ w - y)", "X.T @ X @ w"):
        with pytest.raises(VerificationError, match="does not hold"):
            check(problem, Solution(solution.unknown, solution.start, (wrong(first, read(made)),)))


def test_an_operation_that_can_not_be_undone_is_refused(known: Any) -> None:
    problem, solution, w, _ = known
    ones = Ones(w.shape)
    operation = LeftTimes(Product((ones, Transpose(ones))))  # of rank 1
    start = solution.start
    sides = [operation.on(side) for side in (start.left, start.right)]
    chains = [Chain((), side, ()) for side in sides]
    step = SolvingStep("wrong", operation, start, Condition(*sides), *chains, ("because",), "nowhere")
    with pytest.raises(MatcalcError):
        check(problem, Solution(w, start, (step,)))


def test_another_condition_than_the_gradient_is_refused(known: Any) -> None:
    problem, solution, w, read = known
    left = read("X.T @ (X @ w - 2 * y)")
    with pytest.raises(VerificationError, match="the gradient at w, from which its condition begins, does not hold"):
        check(problem, Solution(w, Condition(left, solution.start.right), ()))
    with pytest.raises(VerificationError, match="not a condition that ends in 0"):
        check(problem, Solution(w, Condition(solution.start.left, read("X.T @ y")), ()))


@pytest.mark.parametrize("value", ["inv(X.T @ X) @ X.T @ y * 2", "X.T @ y", "zeros(n)"])
def test_a_wrong_solution_is_refused_by_substitution(known: Any, value: str) -> None:
    problem, _, w, read = known
    with pytest.raises(VerificationError, match="the solution for w, put into the gradient at w, does not hold"):
        check(problem, Solution(w, Condition(w, read(value)), ()))


def test_a_wrong_solution_of_logarithms_is_refused() -> None:
    derived = matcalc.derive("sum(N * log(p)) - sum(p)", wrt="p", shapes="N: k, p: k", solve="p").derived
    solution = derived.solutions[0].solution
    assert input_text(solution.end.right) == "N"
    false = Solution(solution.unknown, Condition(solution.unknown, Scale(Fraction(3), solution.end.right)), ())
    with pytest.raises(VerificationError, match="put into the gradient at p, does not hold"):
        check(derived.problem, false)


def test_a_record_has_no_gaps(known: Any) -> None:
    _, solution, w, _ = known
    first, second, *_ = solution.steps
    with pytest.raises(InvariantError, match="does not begin with the line above it"):
        Solution(w, solution.start, (second,))
    with pytest.raises(InvariantError, match="do not lead from one line to the next"):
        replace(first, after=second.after)


# files

QUADRATIC = """
title = "Quadratic"
assume = ["Q spd"]

[shapes]
Q = "n×n"
x = "n"
c = "n"
A = "m×n"
b = "m"
lam = "m"

[[define]]
name = "r"
expr = "A @ x - b"

[[define]]
name = "L"
expr = "x.T @ Q @ x / 2 + c.T @ x + lam.T @ r"

[[derive]]
wrt = "x"

[[solve]]
for = "x"
"""

SYSTEM = [  # what follows, and the solutions
    ('[[solve]]\nfor = "lam"\nof = "A @ x - b"\nusing = ["x"]', "-inv(A @ inv(Q) @ A.T) @ (A @ inv(Q) @ c + b)"),
    ('[[solve]]\nfor = "lam"\nof = "r"\nusing = ["x"]', None),
    ('[[derive]]\nwrt = "lam"\n[[solve]]\nfor = "lam"\nusing = ["x"]', "-inv(A @ inv(Q) @ A.T) @ (A @ inv(Q) @ c + b)"),
    ('[[derive]]\nwrt = "lam"\n[[solve]]\nfor = "lam"\nof = "grad_lam"\nusing = ["x"]', "-inv(A @ inv(Q) @ A.T) @"),
]


@pytest.mark.parametrize(("more", "solution"), SYSTEM)
def test_a_system_in_a_file(written: Write, more: str, solution: str | None) -> None:
    path = written(QUADRATIC + more)
    if solution is None:
        with pytest.raises(InputError, match=r"\[\[solve\]\] 2: of: r is a name; write the expression"):
            matcalc.derive(path)
        return
    found = matcalc.derive(path).solutions
    assert found["x"].text == "-inv(Q) @ (A.T @ lam + c)"
    assert found["lam"].text.startswith(solution)


def test_a_second_solution_for_the_same(written: Write) -> None:
    more = '[[solve]]\nfor = "lam"\nof = "A @ x - b"\nusing = ["x"]\n[[solve]]\nfor = "x"\nusing = ["lam"]'
    derivation = matcalc.derive(written(QUADRATIC + more))
    assert "lam" not in derivation.solutions["x"].text
    assert "the condition of what was put in before holds there too" in " ".join(derivation.text().split())


def test_what_is_solved_goes_with_the_variables(written: Write) -> None:
    path = written(QUADRATIC)
    assert [one.unknown.name for one in read_problem(path).asking_for(["x"]).solves] == ["x"]
    assert read_problem(path).asking_for(["c"]).solves == ()


FAULTS = [
    ('[[solve]]\nfor = "z"', "[[solve]] 2: for: there is no input called 'z'"),
    ('[[solve]]\nfor = "r"', "[[solve]] 2: r is given by an equation: solve for an input, one of Q, x, c, A, b, lam"),
    ('[[solve]]\nfor = "lam"', "[[solve]] 2: the gradient at lam is not derived, only that at x: ask for it too"),
    ('[[solve]]\nof = "x"', "[[solve]] 2: the key 'for' is missing"),
    ('[[solve]]\nfor = "x"\nfrom = "c"', "[[solve]] 2: unknown key 'from'"),
    ('[[solve]]\nfor = "x"', "[[solve]] 2: x is solved for above already: say with `using`"),
    ('[[solve]]\nfor = "lam"\nof = "A @ x -"', "[[solve]] 2: of = 'A @ x -': "),
    ('[[solve]]\nfor = "lam"\nof = "A @ x - b"', "[[solve]] 2: of: lam does not stand in 'A @ x - b'"),
    ('[[solve]]\nfor = "lam"\nof = "grad_x + c"', "[[solve]] 2: of: a gradient is to be 0 by itself"),
    ('[[solve]]\nfor = "lam"\nusing = ["b"]', "[[solve]] 2: using: no [[solve]] above is for 'b'"),
    ('[[solve]]\nfor = "x"\nusing = ["x"]\nexpect = "A"', "[[solve]] 2: expect is m×n, and x is n"),
    ('[[solve]]\nfor = "x"\nusing = ["x"]\nexpect = "w"', "[[solve]] 2: expect = 'w': "),
]


@pytest.mark.parametrize(("more", "sentence"), FAULTS)
def test_the_sentence(written: Write, more: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_problem(written(QUADRATIC + more), "x.toml")
    assert str(caught.value).startswith(f"x.toml: {sentence}")


def test_an_unknown_function_has_no_gradient_that_is_known() -> None:
    with pytest.raises(InputError, match="E is any function here, so nothing says where its gradient is 0"):
        matcalc.derive("a", wrt="x", lets="a = tanh(x)", shapes="x: n", upstream="a", solve="x")
    with pytest.raises(InputError, match="a gradient that is to be 0 is that of a scalar, and y has the shape m"):
        matcalc.derive("A @ x", wrt="x", shapes="A: m×n", solve="x")


LINTED = [
    ("-inv(Q) @ (c + A.T @ lam)", "derived is `-inv(Q) @ (A.T @ lam + c)`. Both have the same values, in two forms."),
    ("inv(Q) @ (c + A.T @ lam)", "At random points they have not the same values."),
    ("-inv(Q) @ (A.T @ lam + c)", "the result is as expected"),
]


@pytest.mark.parametrize(("expect", "said"), LINTED)
def test_lint_says_what_comes_out_instead(written: Write, expect: str, said: str) -> None:
    path = written(QUADRATIC.replace('for = "x"', f'for = "x"\nexpect = "{expect}"'))
    output = CliRunner().invoke(main, ["lint", str(path)]).output
    assert said in " ".join(output.replace("│", " ").split())


def test_lint_says_what_could_not_be_isolated(written: Write) -> None:
    text = QUADRATIC.replace("x.T @ Q @ x / 2", "sum(exp(x))").replace('for = "x"', 'for = "x"\nexpect = "c"')
    output = CliRunner().invoke(main, ["lint", str(written(text))]).output
    assert "The file expects `c`, and x could not be isolated." in " ".join(output.replace("│", " ").split())


FAMILY = """
title = "A mean that is shared"

[over]
k = "K"

[shapes]
"x[k]" = "d"
mu = "d"

[[define]]
expr = "E = sum k: (x[k] - mu).T @ (x[k] - mu)"

[[derive]]
wrt = "mu"

[[solve]]
for = "mu"
"""

IMPLICIT = """
title = "Through a solution"

[shapes]
A = "n×n"
b = "n"
y = "n"

[[define]]
name = "x"
solves = "b - A @ x"
shape = "n"

[[define]]
name = "E"
expr = "sum((x - y)**2)"

[[derive]]
wrt = "y"

[[derive]]
wrt = "b"

[[solve]]
for = "y"
expect = "x"
"""


def test_beside_an_implicit_equation_and_not_through_it(written: Write) -> None:
    assert matcalc.derive(written(IMPLICIT)).solutions["y"].text == "x"
    with pytest.raises(InputError, match="b stands in the equation that gives x: nothing is solved for"):
        matcalc.derive(written(IMPLICIT + '[[solve]]\nfor = "b"\n'))


def test_families_are_refused_in_a_sentence(written: Write) -> None:
    with pytest.raises(
        InputError, match=r"\[\[solve\]\] 1: nothing is solved for in a problem with families of arrays"
    ):
        matcalc.derive(written(FAMILY))


def test_nothing_expected_reaches_the_engine(written: Write) -> None:
    path = written(QUADRATIC.replace('for = "x"', 'for = "x"\nexpect = "c"'))
    assert matcalc.derive(path).solutions["x"].text == "-inv(Q) @ (A.T @ lam + c)"
