"""Arrays that an equation defines: what is derived, that it is checked without the theorem, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from test_documents_targets import SCHEMA, faults

import matcalc
from matcalc.checking.replay import verify
from matcalc.engine import local, residuals, route
from matcalc.errors import InputError, InvariantError, VerificationError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Add, Product, Scale, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_out import input_text
from matcalc.problems.library import load_problem

SOLVE = {"shapes": {"A": "n×n", "b": "n"}, "x": "x", "solves": "b - A @ x"}
LAYER = {"shapes": {"W": "n×n", "U": "n×m", "v": "m"}, "x": "z", "solves": "tanh(W @ z + U @ v) - z"}
UNKNOWN = {**LAYER, "solves": "f(W @ z + U @ v) - z"}
CUBIC = {"shapes": {"A": "n×n", "c": "n"}, "x": "x", "solves": "A @ x + x**3 - c"}
EXPLICIT = {"shapes": {"A": "n×n", "c": "n"}, "x": "x", "solves": "x - A @ c"}


def toml(case, wrt, upstream=True, after="", **keys):
    """A problem with one array that solves an equation, and what comes after it."""
    shapes = "\n".join(f'{name} = "{shape}"' for name, shape in case["shapes"].items())
    given = f'[upstream]\nof = "{case["x"]}"\n' if upstream else ""
    asked = "\n".join(f'[[derive]]\nwrt = "{name}"\n' for name in wrt)
    more = "\n".join(f'{key} = "{value}"' for key, value in keys.items())
    return (
        f'title = "T"\n[shapes]\n{shapes}\n[[define]]\nname = "{case["x"]}"\nsolves = "{case["solves"]}"\n'
        f'shape = "n"\n{more}\n{after}\n{given}{asked}'
    )


@pytest.fixture
def problem(written):
    return lambda *args, **keys: load_problem(written(toml(*args, **keys)))


TEXTS = [
    (SOLVE, {"r": "inv(A).T @ grad_x", "b": "grad_r", "A": "-grad_r @ x.T"}),
    (
        LAYER,
        {
            "r": "inv(eye(n) - diag(1 - z**2) @ W).T @ grad_z",
            "W": "(grad_r * (1 - z**2)) @ z.T",
            "U": "(grad_r * (1 - z**2)) @ v.T",
            "v": "U.T @ (grad_r * (1 - z**2))",
        },
    ),
    (CUBIC, {"r": "-inv(A + 3 * diag(x**2)).T @ grad_x", "A": "grad_r @ x.T", "c": "-grad_r"}),
    (EXPLICIT, {"r": "-grad_x", "A": "-grad_r @ c.T", "c": "-A.T @ grad_r"}),
]


@pytest.mark.parametrize(("case", "expected"), TEXTS)
def test_the_gradients_are_those_of_the_textbooks(problem, case, expected):
    derived = matcalc.derive(problem(case, expected))
    assert {name: str(result) for name, result in derived.results.items()} == expected
    for result in derived.results.values():
        assert result.read(str(result)) is result.value


@pytest.mark.parametrize(("case", "expected"), TEXTS)
def test_every_step_has_objects_of_sympy(problem, case, expected):
    derived = matcalc.derive(problem(case, expected))
    assert all(len(step.to_sympy()) == 2 for step in derived.steps)
    assert all(result.to_sympy() is not None for result in derived.results.values())


def newton(case, x, arrays):
    """The solution near x, by a hand-written Newton method with differences for its slopes."""
    functions = {"tanh": np.tanh, "f": np.sin}

    def residual(at):
        return eval(case["solves"], functions, {**arrays, case["x"]: at})  # a text of this file

    for _ in range(60):
        slope = np.array([(residual(x + step) - residual(x - step)) / 2e-6 for step in 1e-6 * np.eye(len(x))]).T
        x = x - np.linalg.solve(slope, residual(x))
    return x


@pytest.mark.parametrize("case", [SOLVE, LAYER, UNKNOWN, CUBIC])
def test_the_code_agrees_with_solutions_found_anew(problem, case):
    rng = np.random.default_rng(5)
    sizes = {"n": 4, "m": 3}
    arrays = {
        name: 0.4 * rng.standard_normal([sizes[length] for length in shape.split("×")])
        for name, shape in case["shapes"].items()
    }
    if "A" in arrays:
        arrays["A"] += 2 * np.eye(4)
    name, weights = case["x"], rng.standard_normal(4)
    x = newton(case, np.zeros(4), arrays)
    function = matcalc.derive(problem(case, arrays)).lambdify()
    more = {"f": np.sin, "f_1": np.cos} if case is UNKNOWN else {}
    passed = {**arrays, name: x, f"grad_{name}": weights, **more}
    found = function(**{key: value for key, value in passed.items() if key in function.parameters or key in arrays})
    for wrt, value in arrays.items():
        direction = rng.standard_normal(value.shape)
        moved = [newton(case, x, {**arrays, wrt: value + step * direction}) for step in (1e-4, -1e-4)]
        difference = weights @ (moved[0] - moved[1]) / 2e-4
        assert np.isclose((found[wrt] * direction).sum(), difference, rtol=1e-5), wrt


def test_a_linear_equation_is_solved_and_not_inverted(problem):
    derived = matcalc.derive(problem(SOLVE, ["A", "b"]))
    code = derived.code("numpy")
    assert "np.linalg.solve(A.T, grad_x)" in code
    assert "np.linalg.solve(A, b)" in code
    assert "inv(" not in code.split('"""')[-1]
    assert "x is a solution of r = 0." in code


@pytest.mark.parametrize("case", [LAYER, UNKNOWN, CUBIC])
def test_the_solution_of_any_other_equation_is_passed(problem, case):
    function = matcalc.derive(problem(case, ["W"] if "W" in case["shapes"] else ["A"])).lambdify()
    assert case["x"] in function.parameters
    code = matcalc.derive(problem(case, list(case["shapes"]))).code("numpy")
    assert f"{case['x']} is a solution of r = 0, found before and passed." in " ".join(code.split())


LINEAR = [
    ("A @ x - b", "np.linalg.solve(A, b)"),
    ("3 * b - 2 * A @ x", "x = 3 * np.linalg.solve(2 * A, b)"),
    (
        "A @ x + x - b",
        "t1 = A + np.eye(n)\n    x = np.linalg.solve(t1, b)\n    grad_r = -np.linalg.solve(t1.T, grad_x)",
    ),
    (
        "(A + eye(n)) @ x - b",
        "t1 = A + np.eye(n)\n    x = np.linalg.solve(t1, b)\n    grad_r = -np.linalg.solve(t1.T, grad_x)",
    ),
    ("x - A @ b", "grad_r = -grad_x\n    return -np.outer(grad_r, b)"),
]


@pytest.mark.parametrize(("solves", "code"), LINEAR)
def test_linear_equations_in_other_words(problem, solves, code):
    derived = matcalc.derive(problem({**SOLVE, "solves": solves}, ["A"]))
    assert code in derived.lambdify().source


def test_the_jacobian_of_the_solution_itself(problem):
    derived = matcalc.derive(problem(CUBIC, ["c"], upstream=False))
    assert str(derived.result) == "-jac_r"
    assert str(derived.result.expanded()) == "inv(A + 3 * diag(x**2))"


def test_what_comes_after_and_reads_the_same_arrays(problem):
    after = '[[define]]\nname = "L"\nexpr = "sum((x + c)**2) + sum(A)"'
    derived = matcalc.derive(problem(CUBIC, ["c", "A"], upstream=False, after=after))
    assert str(derived.results["c"]) == "2 * (x + c) - grad_r"
    assert "ones(n, n)" in str(derived.results["A"])


def test_two_equations_one_after_the_other(problem):
    after = '[[define]]\nname = "y"\nsolves = "x - A.T @ y"\nshape = "n"\nresidual = "q"'
    after += '\n[[define]]\nname = "L"\nexpr = "sum(y**2)"'
    derived = matcalc.derive(problem(SOLVE, ["b", "A"], upstream=False, after=after))
    assert str(derived.results["b"].expanded()) == "2 * inv(A).T @ inv(A) @ y"
    assert derived.verification.exact_count == derived.verification.count


def test_a_second_derivative(problem):
    after = '[[define]]\nname = "L"\nexpr = "sum(x**2)"'
    derived = matcalc.derive(problem(CUBIC, ["c"], upstream=False, after=after), order=2)
    assert derived.verification.count > 20
    rng = np.random.default_rng(3)
    arrays = {"A": np.eye(3) + 0.3 * rng.standard_normal((3, 3)), "c": rng.standard_normal(3)}
    x = newton(CUBIC, np.zeros(3), arrays)
    hessian = derived.lambdify()(**arrays, x=x)

    def gradient(c):
        at = newton(CUBIC, x, {**arrays, "c": c})
        return np.linalg.solve((arrays["A"] + 3 * np.diag(at**2)).T, 2 * at)

    columns = [(gradient(arrays["c"] + s) - gradient(arrays["c"] - s)) / 2e-4 for s in 1e-4 * np.eye(3)]
    assert np.allclose(hessian, np.array(columns), rtol=1e-5)


LOSS = '[[define]]\nname = "L"\nexpr = "sum((x + c)**2) + sum(A)"'
TESTED = [
    (UNKNOWN, ["W", "v"], {}, {}, ["gradient at W", "gradient at v"]),
    (CUBIC, ["A", "c"], {}, {}, ["gradient at A", "gradient at c"]),
    (CUBIC, ["A", "c"], {"upstream": False, "after": LOSS}, {}, ["gradient at A", "gradient at c"]),
    (CUBIC, ["c"], {"upstream": False}, {}, ["Jacobian at c"]),
    (CUBIC, ["c"], {"upstream": False, "after": LOSS}, {"order": 2}, ["gradient at c", "Hessian at c"]),
]


@pytest.mark.parametrize(("case", "wrt", "keys", "options", "lines"), TESTED)
def test_a_file_finds_the_solution_to_test_its_derivatives(problem, capsys, case, wrt, keys, options, lines):
    code = matcalc.derive(problem(case, wrt, **keys), **options).code("numpy")
    exec(compile(code, "<file>", "exec"), {"__name__": "__main__"})  # text of our own making
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == lines


Y = '[[define]]\nname = "y"\nsolves = "y**3 + y - x"\nshape = "n"\nresidual = "q"'
UNTESTED = [
    (CUBIC, ["x"], {"upstream": False, "after": LOSS}, "x is the solution of an equation, and can not be moved"),
    (CUBIC, ["c"], {"upstream": False, "after": Y}, "x and y are solutions of two equations"),
]


@pytest.mark.parametrize(("case", "wrt", "keys", "why"), UNTESTED)
def test_a_file_without_a_test_says_so_and_fails(problem, case, wrt, keys, why):
    code = matcalc.derive(problem(case, wrt, **keys)).code("numpy")
    with pytest.raises(SystemExit, match=f"not tested by finite differences: {why}"):
        exec(compile(code, "<file>", "exec"), {"__name__": "__main__"})  # text of our own making


# The checker ----------------------------------------------------------------------------------------------------------

RULES = ("put in the Jacobian and its inverse", "differentiate the equation that is solved", "use the given Jacobian")


def negated(rewrite):
    terms = tuple(replace(term, coefficient=-term.coefficient) for term in rewrite.after.terms)
    return replace(rewrite, after=IndexSum(terms))


def turned(rewrite):
    """The inverse that is put in, or the delta that is left, at other places."""
    (term,) = rewrite.after.terms
    first = next(factor for factor in term.factors if isinstance(getattr(factor, "places", None), tuple))
    return replace(rewrite, after=IndexSum((term.with_factor(first, replace(first, places=first.places[::-1])),)))


@pytest.mark.parametrize("case", [SOLVE, LAYER, CUBIC])
@pytest.mark.parametrize(
    ("rule", "wrong"), [*((rule, negated) for rule in RULES[:2]), ("put in the Jacobian and its inverse", turned)]
)
def test_a_wrong_rule_is_caught_and_named(monkeypatch, problem, case, rule, wrong):
    def broken(each):
        def apply(term, scope):
            rewrite = each.apply(term, scope)
            return None if rewrite is None else wrong(rewrite)

        return replace(each, apply=apply) if each.name == rule else each

    asked = problem(case, ["A"] if "A" in case["shapes"] else ["W"])
    assert {step.rule for step in matcalc.derive(asked).steps} >= set(RULES[:2])
    monkeypatch.setattr(local, "LOCAL", tuple(map(broken, local.LOCAL)))
    with pytest.raises(VerificationError, match=f"the step '{rule}' does not hold"):
        matcalc.derive(asked)


def test_a_wrong_jacobian_of_an_unknown_function_is_caught(monkeypatch):
    def broken(each):
        def apply(term, scope):
            rewrite = each.apply(term, scope)
            return None if rewrite is None else negated(rewrite)

        return replace(each, apply=apply) if each.name == RULES[2] else each

    monkeypatch.setattr(local, "LOCAL", tuple(map(broken, local.LOCAL)))
    with pytest.raises(VerificationError, match="the step 'use the given Jacobian' does not hold"):
        matcalc.derive("implicit-function")


def test_an_unknown_function_has_objects_of_sympy_and_code_that_takes_its_jacobians():
    derived = matcalc.derive("implicit-function")
    assert all(len(step.to_sympy()) == 2 for step in derived.steps)
    assert derived.lambdify().parameters[:4] == ("theta", "F_x", "grad_x", "F_theta")


def test_a_wrong_derivative_of_the_residual_is_caught(monkeypatch, problem):
    asked = problem(SOLVE, ["b"])
    right = residuals._residual

    def wrong(*args):
        residual, value = right(*args)
        return residual, Scale(value.coefficient * 2, value.arg)

    monkeypatch.setattr(residuals, "_residual", wrong)
    with pytest.raises(VerificationError, match="J is not what was derived for it"):
        matcalc.derive(asked)


def test_the_whole_theorem_with_another_sign_is_caught(problem):
    """Every step of it may agree with the others: the value of the result is found without it."""
    asked = problem(SOLVE, ["b", "A"])
    made = route.differentiate(asked.program, [one.request for one in asked.requests])
    (*others, last) = made.gradients
    wrong = replace(last, value=Scale(-last.value.coefficient, last.value.arg))
    with pytest.raises(VerificationError, match="the gradient at A does not hold"):
        verify(replace(made, gradients=(*others, wrong)), asked.program, show=input_text)


def test_a_temporary_of_the_equation_may_not_hide_another_equation(problem):
    """What the engine makes of a residual must be the residual that was given."""
    asked = problem(LAYER, ["v"])
    made = route.differentiate(asked.program, [one.request for one in asked.requests])
    definitions = []
    for definition in made.program.definitions:
        if definition.symbol.name == "r":
            definition = replace(definition, body=Add((definition.body, definition.uses[0])))
        definitions.append(definition)
    program = replace(made.program, definitions=tuple(definitions))
    with pytest.raises(VerificationError, match="the equation of r is not the one that was given"):
        verify(replace(made, program=program), asked.program, show=input_text)


def test_an_equation_without_a_solution_is_refused(problem):
    case = {"shapes": {"c": "n"}, "x": "x", "solves": "x**2 + c**2 + 1"}
    with pytest.raises(InputError, match="the equation of x has no finite value"):
        matcalc.derive(problem(case, ["c"]))


def test_an_equation_that_does_not_fix_the_solution_is_refused(problem):
    case = {"shapes": {"a": "n", "b": "n"}, "x": "x", "solves": "a @ (b.T @ x) - a"}
    with pytest.raises(InputError, match="r = 0 does not determine x: the derivative of r by x has no inverse"):
        matcalc.derive(problem(case, ["a"]))


# Documents ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [SOLVE, LAYER, CUBIC])
@pytest.mark.parametrize("layout", ["gradient", "denominator", "numerator", "all"])
def test_the_page_says_what_is_solved_and_how_it_follows(problem, case, layout):
    page = matcalc.derive(problem(case, case["shapes"]), layout=layout).text("full")
    name = case["x"]
    assert f"{name} is a solution of r = 0: where " in page
    assert f"J, the derivative of r by {name}" in page
    assert f"how {name} follows is in its derivative by r" in " ".join(page.split())
    assert "what passes through it is a path of its own" not in " ".join(page.split()) or case is LAYER


def test_names_of_the_section_on_the_jacobian_are_among_the_symbols():
    page = matcalc.derive("deep-equilibrium-layer").text()
    assert "t₂" in page[page.index("the derivative of r by z, derived below") :]
    assert "  t₂       a short name, defined below" in page


@pytest.mark.parametrize("name", ["differential", "jacobian", "all"])
def test_the_other_routes_say_that_they_end_there(problem, name):
    page = matcalc.derive(problem(SOLVE, ["A"]), route=name).text()
    assert "x is the solution of an equation, which this route has no rule for" in " ".join(page.split())


def test_the_json_has_the_derivative_of_the_residual(problem):
    document = json.loads(matcalc.derive(problem(LAYER, ["W"])).to_json())
    assert faults(document, SCHEMA) == []
    (residual,) = document["residuals"]
    assert (residual["unknown"], residual["residual"], residual["jacobian"]) == ("z", "r", "J")
    assert residual["results"][-1]["text"] == "diag(1 - tanh(W @ z + U @ v)**2) @ W - eye(n)"


CONDITIONS = [
    (SOLVE, "", "What follows holds where A has an inverse.", "This holds where A has an inverse."),
    (
        LAYER,
        "",
        "What follows holds where diag(1 − z^∘2) W − I has an inverse.",
        "This holds where diag(1 - z**2) @ W - eye(n) has an inverse.",
    ),
    (
        CUBIC,
        "",
        "What follows holds where A + 3 diag(x^∘2) has an inverse.",
        "This holds where A + 3 * diag(x**2) has an inverse.",
    ),
    (EXPLICIT, "", "I is positive definite, so it has an inverse.", ""),
    (SOLVE, "A spd", "A is declared symmetric positive definite, so it has an inverse.", ""),
    (SOLVE, "A orthogonal", "A is declared orthogonal, so it has an inverse.", ""),
    (
        {**SOLVE, "solves": "b - A @ x - x"},
        "A spd",
        "A and I are positive definite, so their sum is, and has an in",
        "",
    ),
]


@pytest.mark.parametrize(("case", "fact", "said", "in_code"), CONDITIONS)
def test_the_hypothesis_of_the_theorem_is_said(written, case, fact, said, in_code):
    """That the derivative of the residual has an inverse: known, or a condition on all that follows."""
    text = toml(case, ["A"] if "A" in case["shapes"] else ["W"])
    derived = matcalc.derive(load_problem(written((f'assume = ["{fact}"]\n' if fact else "") + text)))
    after_jacobian = derived.text()[derived.text().index("the derivative of r by ") :]
    assert said in " ".join(after_jacobian.split())
    code = " ".join(derived.code("numpy").split())
    assert in_code in code
    assert ("This holds where" in code) == bool(in_code)
    (residual,) = json.loads(derived.to_json())["residuals"]
    assert said in residual["inverse"]


def test_a_matrix_that_no_user_promised_an_inverse_needs_one():
    page = " ".join(matcalc.derive("implicit-function").text().split())
    assert "What follows holds where Fₓ has an inverse." in page


def test_show_says_what_is_solved(problem):
    shown = matcalc.show(problem(SOLVE, ["A"]))
    assert "x is a solution of r = 0: where b and A move, x follows, so that r stays 0." in shown


# Input ----------------------------------------------------------------------------------------------------------------

WRONG = [
    ('shape = "n"', "", "the key 'shape' is missing"),
    ('name = "x"', "", "the key 'name' is missing"),
    ('shape = "n"', 'shape = "n"\nexpr = "A @ b"', "unknown key 'expr'"),
    ('shape = "n"', 'shape = "n×"', "shape: "),
    ('shape = "n"', 'shape = "n×n"', "what is solved for is a vector"),
    ('shape = "n"', 'shape = "m"', "solves: "),
    ('shape = "n"', 'shape = "n"\nresidual = "x"', "residual is 'x', the name of the solution itself"),
    ('shape = "n"', 'shape = "n"\nresidual = "A"', "A is defined twice: it is an input, in [shapes], already"),
    ('shape = "n"', 'shape = "n"\nresidual = "n"', "n is the name of a dimension"),
    ('solves = "b - A @ x"', 'solves = "b - A @ b"', "solves: x does not stand in it, so it is no equation for x"),
    ('solves = "b - A @ x"', 'solves = "A @ x = b"', "solves is the expression that is to be 0, not an equation"),
    ('solves = "b - A @ x"', 'solves = "sum(b) - b.T @ A @ x"', "it is scalar and x is n"),
    ('solves = "b - A @ x"', 'solves = "b - q @ x"', "solves: "),
    ('solves = "b - A @ x"', 'solves = "b - A @ x + r"', "r is defined by itself"),
    ('solves = "b - A @ x"', 'solves = "E(x) * x"', "E(…)"),
    ('solves = "b - A @ x"', 'solves = ""', "there is nothing to read"),
    ('solves = "b - A @ x"', "solves = 3", "solves"),
    ("[upstream]", '[[define]]\nname = "y"\nexpr = "r + x"\n[upstream]', "r belongs to an equation that is solved"),
]


FUNCTION = """title = "T"
[functions]
F = "n"
[shapes]
t = "m"
[[define]]
name = "x"
solves = "F(x, t)"
shape = "n"
[upstream]
of = "x"
[[derive]]
wrt = "t"
"""
WRONG_FUNCTIONS = [
    ('F = "n"', 'F = "n×m"', "F: its value is a vector"),
    ('F = "n"', 'F = ""', "F: its value is a vector"),
    ('F = "n"', 't = "n"', "t is the name of an array or a dimension already"),
    ('F = "n"', 'F = "m"', "solves: it is m and x is n"),
    ("F(x, t)", "F(x, x)", "F is given the same array twice"),
    ("F(x, t)", "F(x + x, t)", "F takes names of vectors and scalars"),
    ("F(x, t)", "F'(x, t)", "F is no elementwise function"),
    ("F(x, t)", "F(t, t)", "the same array twice"),
    ('t = "m"', 't = "m"\nF_x = "n"', "F_x is the Jacobian of F by x and has another meaning already"),
    ("[upstream]", '[[define]]\nname = "y"\nexpr = "F(x)"\n[upstream]', "F is one of [functions], and they stand in"),
    ("[upstream]", '[[define]]\nname = "y"\nexpr = "F_x @ x"\n[upstream]', "leave it out"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG_FUNCTIONS)
def test_what_is_wrong_about_a_function_is_said(written, old, new, message):
    assert old in FUNCTION
    with pytest.raises(InputError) as error:
        load_problem(written(FUNCTION.replace(old, new)))
    assert message in str(error.value)


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_what_is_wrong_is_said(written, old, new, message):
    text = toml(SOLVE, ["A"])
    assert old in text
    with pytest.raises(InputError) as error:
        load_problem(written(text.replace(old, new)))
    assert message in str(error.value)


N = Dimension.named("n")
A, B, X, R, Q = Symbol("A", Shape(N, N)), *(Symbol(name, parse_shape("n")) for name in "bxrq")
BODY = Add((B, Scale(-1, Product((A, X)))))
PROGRAMS = [
    ((Definition(R, BODY, unknown=X),), R, "no equation says that x is a solution"),
    ((Definition(X, Implicit(R)),), X, "r is used before it is defined"),
    (
        (Definition(R, BODY, unknown=X), Definition(X, Implicit(R)), Definition(Q, Add((R, B)))),
        Q,
        "r is a part of the equation of x alone",
    ),
    ((Definition(X, B), Definition(R, BODY, unknown=X)), R, "x is no unknown of r: it is defined before it"),
]


@pytest.mark.parametrize(("definitions", "output", "message"), PROGRAMS)
def test_a_program_is_refused_whose_equations_do_not_close(definitions, output, message):
    with pytest.raises(InvariantError, match=message):
        Program((A, B), definitions, output)


def test_only_a_vector_is_solved_for():
    with pytest.raises(matcalc.errors.ShapeError, match="what is solved for is a vector"):
        Implicit(Symbol("s", SCALAR))
    with pytest.raises(matcalc.errors.ShapeError):
        Implicit(Add((B, B)))
