"""Problems from typed text: shapes, equations, facts, directions, names of outputs."""

from fractions import Fraction

import pytest

from matcalc.errors import InputError
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import ScalarFunction
from matcalc.forms.program import IndexDefinition
from matcalc.notation.text_out import input_text
from matcalc.problems.expression import Typed, problem_of_expression
from matcalc.problems.problem import Problem
from matcalc.problems.program_text import read_program_text
from matcalc.problems.shapes import declared_shapes


def typed(expression: str, wrt: str, shapes: object = None, **more: object) -> Problem:
    return problem_of_expression(Typed(expression, tuple(wrt.split()), declared_shapes(shapes), **more))


SHAPES = [  # as given, as read
    ("X: m×n, w: n, c:", {"X": "m×n", "w": "n", "c": "scalar"}),
    ("X: m,n, w: n", {"X": "m×n", "w": "n"}),
    ("X: mxn; w: n\nc: scalar,", {"X": "m×n", "w": "n", "c": "scalar"}),
    ("  ", {}),
    (None, {}),
    ({"X": ("m", "n"), "w": ("n",), "c": (), "y": "m"}, {"X": "m×n", "w": "n", "c": "scalar", "y": "m"}),
    ({"X": [2, "n+1"], "w": (3,), "r": (1, "n")}, {"X": "2×(n + 1)", "w": "3", "r": "1×n"}),
]


@pytest.mark.parametrize(("given", "read"), SHAPES)
def test_shapes(given: object, read: dict[str, str]) -> None:
    assert {name: str(shape) for name, shape in declared_shapes(given).items()} == read


WRONG_SHAPES = [
    (3, "not an object of type int"),
    ("m×n", "'m×n' has no name; write name: shape"),
    ("X: m×n w: n", "a comma is missing after 'X: m×n'"),
    ("X: m, X: n", "X is declared twice"),
    ("X: m×n×k", "an array has at most two axes"),
    ("X: m×", "a length is missing here"),
    ("X: -1", "- is not expected in a shape"),
    ("n: m, X: n", "n is the name of an array and of a dimension"),
    ("sum: n", "sum is the name of a function"),
    ("grad_x: n", "names that begin with grad_ stand for gradients"),
    ({"X": 3}, 'that of X is a tuple such as ("m", "n")'),
    ({"X": (1.5,)}, "the lengths of X are names or whole numbers, not of type float"),
    ({"X": (True,)}, "not of type bool"),
    ({"X": b"n"}, "not an object of type bytes"),
    ({"X": ("m", "n", "k")}, "X has 3 axes"),
    ({"X": ("m×n",)}, "'m×n' is not one length"),
    ({"X": ("",)}, "'' is not one length"),
    ({3: "n"}, "the names of arrays are texts"),
    ("x: " + "n" * 200_000, "at most 100,000 are read"),
    ({f"x{number}": "n" for number in range(2_000)}, "2,000 shapes are declared"),
]


@pytest.mark.parametrize(("given", "said"), WRONG_SHAPES, ids=[said for _, said in WRONG_SHAPES])
def test_wrong_shapes(given: object, said: str) -> None:
    with pytest.raises(InputError) as caught:
        declared_shapes(given)
    assert said in str(caught.value)


def equations(problem: Problem) -> list[str]:
    return [
        f"{one.symbol.name} = {input_text(one.body.body if isinstance(one.body, IndexDefinition) else one.body)}"
        for one in problem.program.definitions
    ]


def test_an_expression() -> None:
    problem = typed("sum((X @ w - y)**2)", "w", "X: m×n, y: m")
    assert equations(problem) == ["E = sum((X @ w - y)**2)"]
    assert [f"{one.name}: {one.shape}" for one in problem.program.inputs] == ["X: m×n", "y: m", "w: n"]
    assert problem.meanings == {"w": "given; its shape is inferred"}
    assert (problem.name, problem.title) == ("expression", "Derivative of sum((X @ w - y)**2)")
    assert [asked.request.wrt.name for asked in problem.requests] == ["w"]


OUTPUTS = [  # expression, shapes, the name of what is differentiated
    ("sum(x)", "x: n", "E"),
    ("f(x)", "x: n", "y"),
    ("x @ x.T", "x: n", "Y"),
    ("sum(x) + E", "x: n, E:", "L"),
    ("sum(x * y) * ones(u)", "x: n, y: n", "q"),
    ("E(x) ", "x: n, w: n", "E"),
    ("r = x", "x: n", "r"),
    ("sum i: x[i]", "x: n", "E"),
    ("z[i] = x[i] y[i]", "x: n, y: n", "z"),
]


@pytest.mark.parametrize(("expression", "shapes", "name"), OUTPUTS, ids=[one for one, *_ in OUTPUTS])
def test_the_name_of_the_output(expression: str, shapes: str, name: str) -> None:
    problem = typed(expression, "w" if "w:" in shapes else "x", shapes)
    assert problem.program.output.name == name


def test_equations_before_it() -> None:
    problem = typed("sum(a * y)", "W b", "W: m×n, x: n", lets=("z = W @ x + b", "a = f(z)"))
    assert equations(problem) == ["z = W @ x + b", "a = f(z)", "E = sum(a * y)"]
    assert str(problem.program.output.shape) == "scalar"


def test_the_name_of_an_equation_is_what_is_differentiated() -> None:
    problem = typed("z", "x", "W: m×n, x: n", lets=("z = W @ x", "a = f(z)"))
    assert (equations(problem), problem.program.output.name) == (["z = W @ x"], "z")


def test_a_name_of_an_input_is_an_expression() -> None:
    assert equations(typed("x", "x", "x: n")) == ["y = x"]


@pytest.mark.parametrize(
    ("expression", "lets"), [("a1 = f(W @ x)", ()), ("a1", ("a1 = f(W @ x)",)), ("z", ("z = W @ x", "a1 = f(z)"))]
)
def test_upstream(expression: str, lets: tuple[str, ...]) -> None:
    problem = typed(expression, "W", "W: m×n, x: n", lets=lets, upstream=("a1",))
    last = problem.program.definitions[-1]
    assert (last.symbol.name, isinstance(last.body, ScalarFunction)) == ("E", True)
    assert [symbol.name for symbol in problem.program.given] == ["a1"]


def test_facts() -> None:
    shapes = "A: n×n, y: n"
    facts = ("A symmetric", " A is  spd ", "x positive", "sum( y ) = 1/2", "B symmetric positive definite")
    problem = typed("x.T @ (A + B) @ y", "x", shapes, assume=facts)
    found = problem.choices.facts
    named = {symbol.name: {one.value for one in properties} for symbol, properties in found.properties.items()}
    assert named == {"A": {"symmetric", "spd"}, "x": {"positive"}, "B": {"spd"}}
    assert [(symbol.name, total) for symbol, total in found.sums] == [("y", Fraction(1, 2))]
    assert all(symbol in problem.program.inputs for symbol in found.properties)


def test_a_fact_makes_a_matrix_square() -> None:
    problem = typed("Q.T @ D @ Q", "Q", "D: n×n", assume=("Q orthogonal",))
    assert [str(symbol.shape) for symbol in problem.program.inputs] == ["n×n", "n×n"]
    assert list(problem.choices.facts.properties.values()) == [frozenset({Property.ORTHOGONAL})]


@pytest.mark.parametrize(("shapes", "known"), [("x: n", False), ("x: n, v: n", True)])
def test_a_direction(shapes: str, known: bool) -> None:
    problem = typed("sum(exp(x))", "x", shapes, hvp="v")
    choices = problem.choices
    assert choices.direction is not None
    assert (choices.order, choices.direction.name, str(choices.direction.shape)) == (2, "v", "n")
    assert (choices.direction in problem.program.inputs) is known


WRONG = [  # what is typed, what is said
    (Typed("sum(x)", ("x",)), "nothing tells the shape of x"),
    (Typed("sum(x)", (), {"x": "n"}), "no variable is named: name at least one to differentiate by"),
    (Typed("sum(x)", ("y",), {"x": "n"}), "there is no variable called 'y': known: x"),
    (Typed("sum(x)", ("E",), {"x": "n"}), "there is no variable called 'E'"),
    (Typed("s = sum(x)", ("s",), {"x": "n"}), "s is what is differentiated"),
    (Typed("sum(x)", ("x",), {"x": "n"}, ("sum(x)",)), "'sum(x)' has no name: an equation is written name = …"),
    (Typed("sum(z)", ("x",), {"x": "n"}, ("x = 2 * x",)), "nothing tells the shape of z"),
    (Typed("sum(x)", ("x",), {"x": "n"}, ("x = 2 * x",)), "x is defined already; give this definition another name"),
    (Typed("z", ("x",), {"x": "n"}, ("z = h * x", "h = exp(x)")), "h is used before it is defined: move its equation"),
    (Typed("z", ("x",), {"x": "n"}, ("z = z * x",)), "z is defined by itself"),
    (Typed("z", ("x",), {"x": "n", "y": "m"}, ("m = exp(x)", "z = m")), "m is the name of a dimension"),
    (Typed("z", ("x",), {"x": "n"}, ("exp = x", "z = x")), "exp is the name of a function"),
    (Typed("z", ("x",), {"x": "n"}, ("f = x", "z = f(x)")), "f is an array, not a function"),
    (Typed("z", ("x",), {"x": "n"}, ("z = f(x)", "f = x")), "f is an array here and can not be a function too"),
    (Typed("grad_x * x", ("x",), {"x": "n"}), "grad_x is what is derived"),
    (Typed("sum(E(x)*x)", ("x",), {"x": "n"}), "the unknown function E(…) can only be the whole"),
    (Typed("f(x)", ("x",), {"x": "n"}, upstream=("a1",)), "an equation that gives the array a name, such as a1 = f(x)"),
    (Typed("z = f(x)", ("x",), {"x": "n"}, upstream=("a1",)), "upstream: there is no array called 'a1'"),
    (Typed("z = f(x)", ("x",), {"x": "n"}, upstream=("z", "z")), "upstream: z is named twice"),
    (Typed("E = f(x)", ("x",), {"x": "n"}, upstream=("E",)), "E is the unknown function, and an array has that name"),
    (Typed("z = f(x)", ("z",), {"x": "n"}, upstream=("z",)), "the gradient at z is given"),
    (
        Typed("z = f(x)", ("x",), {"x": "n"}, upstream=("x",)),
        "nothing to derive: differentiate by another array: z",
    ),
    (Typed("f(x)", ("x",), {"x": "n"}, order=2), "the Hessian is that of a scalar, and y has the shape n"),
    (Typed("f(x)", ("x",), {"x": "n"}, hvp="v"), "leave --hvp (hvp=) out"),
    (Typed("z = f(x)", ("x",), {"x": "n"}, upstream=("z",), order=2), "needs to know the function of z"),
    (Typed("sum(x)", ("x",), {"x": "n"}, order=3), "the order of a derivative is 1 or 2, not 3"),
    (Typed("sum(x)", ("x",), {"x": "n"}, order=True), "the order of a derivative is 1 or 2, not True"),
    (Typed("sum(x*y)", ("x", "y"), {"x": "n"}, hvp="v"), "a Hessian–vector product is by one variable, and x, y"),
    (Typed("sum(x)", ("x",), {"x": "n"}, hvp="x"), "x is the variable itself"),
    (Typed("sum(x)", ("x",), {"x": "n", "v": "m"}, hvp="v"), "the direction has the shape of x, n, and v is declared"),
    (Typed("sum(x)", ("x",), {"x": "n"}, hvp="n"), "n is the name of a dimension"),
    (Typed("sum(x)", ("x",), {"x": "n"}, hvp="exp"), "the direction: exp is the name of a function"),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("x nice",)), "the fact 'x nice' is not known (known: "),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("x symmetric",)), "only a square matrix can be: it is n"),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("sum(x) = t",)), "of each column (axis=0), is a number"),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("sum(x, axis=1) = 1",)), "sum(x, axis=1) is declared, and x is n:"),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("x positiv",)), 'did you mean "x positive"?'),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("x > 0",)), 'did you mean "x positive"?'),
    (Typed("sum(x)", ("x",), assume=("A, B symmetric",)), 'a fact is about one array: "A symmetric" and "B symmetric"'),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("y positive",)), "a fact is declared of 'y', and there is no such"),
    (Typed("z", ("x",), {"x": "n"}, ("z = f(x)",), assume=("z positive",)), "z is defined by an equation"),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("sum(x) = 1/0",)), "divides by zero"),
    (Typed("sum(x)", ("x",), {"x": "n"}, assume=("sum(x) = 1", "sum(x) = 2")), "is declared to be 1 and 2"),
    (
        Typed("sum(X)", ("X",), {"X": "m×n"}, assume=("sum(X, axis=1) = 1", "sum(X, axis=1) = 2")),
        "sum(X, axis=1) is declared to be 1 and 2: keep one",
    ),
    (Typed("sum(X)", ("X",), {"X": "m×n"}, assume=("sum(X, axis=2) = 1",)), "of each row (axis=1) or of each column"),
    (Typed("sum(x)", ("x",), {"x": "n"}, tuple(f"z{i} = x" for i in range(1_000))), "at most 1,000 lines"),
    (Typed("sum(" + "x" * 41 + ")", ("x",), {"x": "n"}), "nothing tells the shape"),
    (Typed("X @ w", ("w",), {"X": "m×n", "w": "m"}), "did you mean X.T @ w"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_wrong(wrong: Typed, said: str) -> None:
    shapes = declared_shapes(dict(wrong.shapes))
    with pytest.raises(InputError) as caught:
        problem_of_expression(
            Typed(wrong.expression, wrong.wrt, shapes, wrong.lets, wrong.upstream, wrong.order, wrong.assume, wrong.hvp)
        )
    assert said in str(caught.value)


def test_a_program_as_text() -> None:
    text = "shapes: X: m×n, y: m,\n\n# least squares\nr = X @ w - y  # the residual\n  shapes: w: n\nsum(r**2)\n"
    program = read_program_text(text, "x.txt")
    assert (program.shapes, program.lets, program.expression) == ("X: m×n, y: m, w: n", ("r = X @ w - y",), "sum(r**2)")


@pytest.mark.parametrize("text", ["", "\n  # only words\n", "shapes: x: n"])
def test_an_empty_program(text: str) -> None:
    with pytest.raises(InputError, match=r"^x\.txt: there is nothing to differentiate"):
        read_program_text(text, "x.txt")


def test_a_program_that_is_too_long() -> None:
    with pytest.raises(InputError, match="more than 1,000,000 characters"):
        read_program_text("x\n" * 600_000, "x.txt")


DIRECTLY = [  # equations, arrays that E is of, what it is of then
    ("c = f(x)\nh = c * x", "h c", "h c_out"),
    ("c = f(x)\nh = c * x", "c h", "c_out h"),
    ("c = f(x)\nc_out = c * x", "c_out c", "c_out c_out1"),
    ("c = f(x)\nh = c * x", "h x", "h x_out"),
    ("c = f(x)\nh = c * x", "h c x", "h c_out x_out"),
    ("c = f(x)\nu = c * x\nh = x * x", "h c", "h c"),  # E does not see u
]


@pytest.mark.parametrize(("lets", "upstream", "given"), DIRECTLY)
def test_e_reads_a_copy_of_what_reaches_it_through_other_equations_too(lets: str, upstream: str, given: str) -> None:
    *_, last = lets.splitlines()
    typed = Typed(
        last.split(" = ")[0], ("x",), declared_shapes("x: n"), tuple(lets.splitlines()), tuple(upstream.split())
    )
    program = problem_of_expression(typed).program
    assert [symbol.name for symbol in program.given] == given.split()
