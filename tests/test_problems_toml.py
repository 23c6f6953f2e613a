"""TOML → Problem: what is read, and one sentence for every way to get it wrong."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcalc.api import derive, show
from matcalc.errors import InputError
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import Cotangent, ScalarFunction
from matcalc.forms.program import IndexDefinition
from matcalc.problems.tables import MOST_TEXT
from matcalc.problems.toml import read_problem

Write = Callable[[str], Path]


def error_of(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_problem(path, "x.toml")
    return str(caught.value)


def test_a_problem_is_read_whole(written: Write, layer: str) -> None:
    problem = read_problem(
        written(
            'about = "One."\nsource = "definition"\nremarks = ["`W` first"]\n'
            + layer.replace('expr = "f(z)"', 'expr = "f(z)"\ntext = "output"')
            + '[words]\nW = "weights"\n[print]\na_next = { symbol = "a_tilde", layer = "k+1", cotangent = "δ" }\n'
        )
    )
    assert (problem.name, problem.title, problem.about, problem.source) == ("x", "Layer", "One.", "definition")
    assert [symbol.name for symbol in problem.program.inputs] == ["W", "a", "b"]
    assert [made.symbol.name for made in problem.program.definitions] == ["z", "a_next", "E"]
    assert problem.program.output.name == "E"
    assert [symbol.name for symbol in problem.program.given] == ["a_next"]
    assert problem.meanings == {"W": "weights", "a_next": "output"}
    style = problem.styles["a_next"]
    assert (style.symbol, style.layer, style.cotangent) == ("a_tilde", "k+1", "δ")
    (asked,) = problem.requests
    assert (asked.request.wrt.name, asked.request.unfold, asked.expect) == ("W", (), "grad_z @ a.T")
    assert problem.remarks == ("`W` first",)


def test_without_upstream_the_last_definition_is_differentiated(written: Write, layer: str) -> None:
    text = layer.replace('[upstream]\nof = "a_next"', '[[define]]\nname = "loss"\nexpr = "sum(a_next**2)"')
    assert read_problem(written(text)).program.output.name == "loss"


def test_several_upstream(written: Write, layer: str) -> None:
    text = layer.replace('of = "a_next"', 'of = ["a_next", "b"]').replace(" + b", "")
    last = read_problem(written(text)).program.definitions[-1].body
    assert isinstance(last, ScalarFunction)
    assert [getattr(arg, "name", None) for arg in last.args] == ["a_next", "b"]


@pytest.mark.parametrize("head", ['name = "z"\n', ""])
def test_an_equation_in_index_form(written: Write, layer: str, head: str) -> None:
    text = layer.replace('name = "z"\nexpr = "W @ a + b"', head + 'expr = "z[i] = sum j: W[i,j] a[j] + b[i]"')
    definition = read_problem(written(text)).program.definitions[0]
    assert definition.symbol.name == "z"
    assert str(definition.symbol.shape) == "m"
    assert isinstance(definition.body, IndexDefinition)


def test_an_equation_in_matrix_form(written: Write, layer: str) -> None:
    text = layer.replace('name = "z"\nexpr = "W @ a + b"', 'expr = "z = W @ a + b"')
    assert read_problem(written(text)).program.definitions[0].symbol.name == "z"


def test_an_axis_is_not_an_equation(written: Write, layer: str) -> None:
    text = layer.replace('"W @ a + b"', '"W @ a + sum(W, axis=1)"')
    assert read_problem(written(text)).program.definitions[0].symbol.name == "z"


def test_unfold_names_definitions_and_gradients(written: Write, layer: str) -> None:
    problem = read_problem(written(layer.replace('wrt = "W"', 'wrt = "W"\nunfold = ["z", "grad_z"]')))
    first, second = problem.requests[0].request.unfold
    assert first is problem.program.definitions[0].symbol
    assert isinstance(second, Cotangent)
    assert second.of is first


QUADRATIC = """
title = "Quadratic form"
assume = ["A symmetric"]

[shapes]
A = "n×n"
x = "n"

[[define]]
name = "q"
expr = "x.T @ A @ x"

[[derive]]
wrt = "x"
"""


def test_facts_hold_in_a_file_and_besides_those_that_are_asked_for(written: Write) -> None:
    path = written(QUADRATIC)
    assert derive(path).result.text == "2 * A @ x"
    assert derive(path, order=2).result.text == "2 * A"
    assert derive(path, assume="A diagonal").problem.choices.facts.properties[read_problem(path).program.inputs[0]] == {
        Property.SYMMETRIC,
        Property.DIAGONAL,
    }


def test_second_derivatives_in_a_file(written: Write) -> None:
    assert derive(written(QUADRATIC + "order = 2\n")).result.text == "2 * A"
    path = written(QUADRATIC + 'hvp = "v"\n')
    assert derive(path).result.text == "2 * A @ v"
    assert derive(path, hvp="w").result.text == "2 * A @ w"
    with pytest.raises(InputError, match="the direction has the shape of A, n×n, and x is declared as n"):
        derive(path, wrt="A", hvp="x")


ASKED = [  # what the file says, what is asked for, what comes out
    ("order = 2", {}, "2 * A"),
    ("order = 2", {"order": 1}, "2 * A @ x"),
    ("order = 2", {"order": 1, "wrt": "x"}, "2 * A @ x"),
    ("order = 2", {"hvp": "w"}, "2 * A @ w"),
    ("order = 2", {"assume": "A diagonal"}, "2 * A"),
    ('hvp = "v"', {"order": 1}, "2 * A @ x"),
    ('hvp = "v"', {"order": 2}, "2 * A"),
    ('hvp = "v"', {"assume": "A diagonal"}, "2 * A @ v"),
    ("order = 1", {"order": 2}, "2 * A"),
    ("order = 1", {}, "2 * A @ x"),
]


@pytest.mark.parametrize(("said", "asked", "result"), ASKED)
def test_a_request_goes_before_what_the_file_asks_for(written: Write, said: str, asked: Any, result: str) -> None:
    assert derive(written(f"{QUADRATIC}{said}\n"), **asked).result.text == result


def both(more: str) -> str:
    return QUADRATIC + 'expect = "2 * A @ x"\n[[derive]]\nwrt = "x"\n' + more


def test_a_file_may_ask_for_the_gradient_and_the_hessian(written: Write) -> None:
    path = written(both('order = 2\nexpect = "2 * A"\n[[derive]]\nwrt = "A"\n'))
    problem = read_problem(path)
    said = [(one.request.wrt.name, one.order, one.expect, one.expect_first) for one in problem.requests]
    assert said == [("x", 2, "2 * A", "2 * A @ x"), ("A", 1, None, None)]
    derivation = derive(path)
    assert {name: result.text for name, result in derivation.results.items()} == {"x": "2 * A", "A": "x @ x.T"}
    assert derivation.gradients["x"].text == "2 * A @ x"
    assert derivation.lambdify()(A=np.eye(2), x=np.array([1.0, 2.0]))["A"].tolist() == [[1, 2], [2, 4]]
    assert derive(path, order=1).problem.requests[0].expect == "2 * A @ x"
    assert "; the Hessian of q at x." in show(path)


SOFTMAX = """
title = "Softmax regression"
assume = ["sum(Y, axis=1) = 1"]

[shapes]
X = "m×n"
W = "n×k"
Y = "m×k"

[[define]]
name = "P"
expr = "softmax(X @ W, axis=1)"

[[define]]
name = "L"
expr = "-sum(Y * log(P))"

[[derive]]
wrt = "W"
"""


def test_names_on_the_way_to_a_second_derivative_are_written_out(written: Write) -> None:
    product = 'hvp = "V"\nunfold = ["grad_P"]\n'
    assert derive(written(SOFTMAX + product)).result.text == "X.T @ (P * (X @ V - sum(X @ V * P, axis=1)))"
    derivation = derive(written(SOFTMAX + '[[derive]]\nwrt = "W"\n' + product))
    assert derivation.result.text == "X.T @ (P * (X @ V - sum(X @ V * P, axis=1)))"
    assert derivation.gradients["W"].text == "X.T @ (P - Y)"
    assert derive(written(SOFTMAX + 'unfold = ["grad_P"]\n'), order=2).result.indices  # four axes


WRONG_SECONDS = [
    ('expect = ""', "[[derive]] 2: the gradient at x is asked for twice"),
    ('order = 2\n[[derive]]\nwrt = "x"\norder = 2', "[[derive]] 3: the second derivative at x is asked for twice"),
    ('hvp = "v"\n[[derive]]\nwrt = "A"\norder = 2', "[[derive]] 3: this asks for the Hessian and [[derive]] 2 for the"),
    (
        'order = 2\nunfold = ["grad_A"]',
        "[[derive]] 2: unfold: 'grad_A' is not a name that can be written out: known: jac_A",
    ),
]


@pytest.mark.parametrize(("said", "sentence"), WRONG_SECONDS)
def test_a_file_that_asks_for_second_derivatives_in_two_ways(written: Write, said: str, sentence: str) -> None:
    assert sentence in error_of(written(both(said)))


def test_a_gradient_beside_its_second_derivative_has_nothing_to_write_out(written: Write) -> None:
    second = '[[derive]]\nwrt = "W"\nhvp = "V"\n'
    said = "[[derive]] 2: unfold: the gradient at W is written out already"
    assert said in error_of(written(SOFTMAX + 'unfold = ["grad_P"]\n' + second))


def test_a_hessian_times_a_vector_is_of_order_2(written: Write) -> None:
    words = "the Hessian times 'v' is a second derivative: leave"
    with pytest.raises(InputError, match=words):
        derive("x.T @ A @ x", wrt="x", shapes="A: n×n", hvp="v", order=1)
    with pytest.raises(InputError, match=rf"\[\[derive\]\] 1: {words}"):
        derive(written(QUADRATIC + 'hvp = "v"\norder = 1\n'))


def test_a_file_and_a_request_may_not_contradict_each_other(written: Write) -> None:
    path = written(QUADRATIC.replace("A symmetric", "sum(x) = 1"))
    assert derive(path, assume="sum(x) = 1").result.text == "(A + A.T) @ x"
    with pytest.raises(InputError, match=r"^sum\(x\) is declared to be 1 and 2: keep one$"):
        derive(path, assume="sum(x) = 2")


def test_a_problem_may_end_in_an_array(written: Write, layer: str) -> None:
    text = layer.replace('[upstream]\nof = "a_next"', "").replace('wrt = "W"', 'wrt = "a"\nunfold = ["jac_z"]')
    problem = read_problem(written(text))
    assert problem.program.output.name == "a_next"
    (unfolded,) = problem.requests[0].request.unfold
    assert isinstance(unfolded, Cotangent)
    assert (unfolded.of.name, str(unfolded.shape)) == ("z", "m×m")
    assert derive(problem).result.text == "diag(f'(z)) @ W"


def test_a_byte_order_mark_is_no_error(written: Write, layer: str) -> None:
    assert read_problem(written("\ufeff" + layer)).title == "Layer"


SENTENCES = [  # what is replaced, by what, what the error must say
    ('title = "Layer"', 'title = "Layer"\ntags = ["layr"]', "x.toml: tags: 'layr' is no tag: did you mean layer?"),
    ('title = "Layer"', 'title = "Layer"\ntags = ["layer", "layer"]', "x.toml: tags: layer is there twice"),
    (
        'title = "Layer"',
        'title = "Layer"\ntags = "layer"',
        "x.toml, line 3: tags is the text 'layer'; it must be a list",
    ),
    ('title = "Layer"', 'title = "Layer"\nuse = 3', "x.toml, line 3: use is the number 3; it must be a text"),
    (
        'title = "Layer"',
        'titel = "Layer"',
        "x.toml: unknown key 'titel' in line 2: did you mean title or state? (known: title, about,",
    ),
    ('title = "Layer"', "", "x.toml: the key 'title' is missing"),
    ('title = "Layer"', 'title = " "', "x.toml: title is empty: give the problem a title"),
    ('title = "Layer"', "title = 3", 'x.toml, line 2: title is the number 3; it must be a text, as in "…"'),
    ('title = "Layer"', "title = 0x" + 5000 * "f", 'x.toml, line 2: title is a number; it must be a text, as in "…"'),
    ('title = "Layer"', "title = true", "x.toml, line 2: title is true, a truth value; it must be a text"),
    ('title = "Layer"', "title = 2026-01-02", "x.toml, line 2: title is the time 2026-01-02; it must be a text"),
    ('title = "Layer"', 'title = "a\\u001b[2J"', "x.toml, line 2: title contains the control character U+001B"),
    (
        'title = "Layer"',
        f'title = "{"x" * (MOST_TEXT + 1)}"',
        "x.toml, line 2: title has 20,001 characters; at most 20,000",
    ),
    (
        'title = "Layer"',
        'title = "L"\nremarks = "one"',
        "x.toml, line 3: remarks is the text 'one'; it must be a list of texts",
    ),
    ('title = "Layer"', 'title = "L"\nremarks = [1]', "x.toml: remarks[0] is the number 1; it must be a text"),
    ('title = "Layer"', 'title = "L"\nprint = 1', "x.toml, line 3: print is the number 1; it must be a table [print]"),
    ('title = "Layer"', 'title = "Layer', "x.toml: this is not valid TOML: Illegal character '\\n' (at line 2, column"),
    ('title = "Layer"', "title = " + 5000 * "[", "x.toml: lists or tables are nested too deeply"),
    ('title = "Layer"', ".".join(40 * "a") + " = 1", "x.toml: line 2 has 39 dots outside quotes; at most 20 are read"),
    ('W = "m×n"', 'W = "m×n"\nz = "m"', "x.toml: [[define]] 1 (z): z is defined twice: it is an input, in [shapes]"),
    ('W = "m×n"', 'W = "m×"', "x.toml: [shapes]: W: a length is missing here"),
    ('W = "m×n"', "W = 3", "x.toml: [shapes], line 5: W is the number 3; it must be a text"),
    ('W = "m×n"', 'W = "m×n"\nsum = "n"', "x.toml: [shapes]: sum is the name of a function; call"),
    ('W = "m×n"', 'W = "m×n"\ndelta = "n"', "x.toml: [shapes]: delta is the Kronecker delta"),
    ('W = "m×n"', f'W = "m×n"\n{41 * "a"} = "n"', "has 41 characters; at most 40 are allowed"),
    ('W = "m×n"', 'W = "m×n"\ntanh = "n"', "x.toml: [shapes]: tanh is the name of a function"),
    ('W = "m×n"', 'W = "m×n"\nsoftmax = "n"', "x.toml: [shapes]: softmax is the name of a function"),
    ('W = "m×n"', 'W = "m×n"\ngrad_a = "n"', "x.toml: [shapes]: names that begin with grad_ stand for gradients"),
    ('W = "m×n"', 'W = "m×n"\n"a b" = "n"', "x.toml: [shapes]: 'a b' is not a name"),
    ('W = "m×n"', 'W = "m×n"\nm = "n"', "x.toml: [shapes]: m is the name of an array and of a dimension"),
    ('name = "z"', 'name = "n"', "x.toml: [[define]] 1 (n): n is the name of a dimension"),
    ('name = "z"', 'name = "tr"', "x.toml: [[define]] 1 (tr): tr is the name of a function"),
    ('name = "z"', "", "x.toml: [[define]] 1: the key 'name' is missing, and `expr` is not an equation"),
    ('name = "z"', 'name = "z"\nlable = "z"', "x.toml: [[define]] 1: unknown key 'lable' in line 11: "),
    ('expr = "f(z)"', "", "x.toml: [[define]] 2: the key 'expr' is missing"),
    (
        'expr = "W @ a + b"',
        'expr = "y = W @ a"',
        "x.toml: [[define]] 1: name is 'z', and expr defines y: make them agree",
    ),
    ('expr = "W @ a + b"', 'expr = "f(a_next)"', "x.toml: [[define]] 1 (z): a_next is used before it is defined"),
    ('expr = "W @ a + b"', 'expr = "z + b"', "x.toml: [[define]] 1 (z): z is defined by itself"),
    ('expr = "W @ a + b"', 'expr = "W @ aa + b"', "x.toml: [[define]] 1 (z): aa is not known; did you mean a?"),
    ('expr = "W @ a + b"', 'expr = "W @ b"', "x.toml: [[define]] 1 (z): W @ b does not fit: W is m×n and b is m"),
    ('expr = "W @ a + b"', 'expr = "W @ a + b)"', "x.toml: [[define]] 1 (z): ) is not expected here"),
    ('expr = "W @ a + b"', "expr = \"__import__('os')\"", "x.toml: [[define]] 1 (z): _ is not expected here"),
    ('expr = "W @ a + b"', 'expr = "grad_b"', "x.toml: [[define]] 1 (z): grad_b is what is derived"),
    (
        'expr = "W @ a + b"',
        'expr = "b(W @ a)"',
        "x.toml: [[define]] 1 (z): b is an array, not a function",
    ),
    ('expr = "W @ a + b"', 'expr = "a_next(W @ a)"', "x.toml: [[define]] 1 (z): a_next is an array here and can not"),
    (
        'expr = "W @ a + b"',
        'expr = "b * sum(ones(W))"',
        "x.toml: [[define]] 1 (z): W is an array here and can not be a dim",
    ),
    ('expr = "W @ a + b"', 'expr = "E(a) * b"', "x.toml: [[define]] 1 (z): the unknown function E(…) can only be"),
    (
        'expr = "f(z)"',
        'expr = "f(z)"\n[[define]]\nname = "z"\nexpr = "b"',
        "x.toml: [[define]] 3 (z): z is defined twice",
    ),
    ('of = "a_next"', 'of = "a_nxt"', "x.toml: [upstream]: of: there is no array called 'a_nxt': did you mean a_next"),
    ('of = "a_next"', 'of = ["a_next", "a_next"]', "x.toml: [upstream]: of: a_next is named twice"),
    ('of = "a_next"', "of = []", "x.toml: [upstream]: of is empty"),
    ('of = "a_next"', "of = 1", "x.toml: [upstream], line 18: of is the number 1"),
    ('of = "a_next"', 'at = "a_next"', "x.toml: [upstream]: unknown key 'at'"),
    ('b = "m"', 'b = "m"\nE = "n"', "x.toml: [upstream]: E is the function of [upstream], and an array has that name"),
    ('wrt = "W"', 'wrt = "V"', "x.toml: [[derive]] 1: there is no variable called 'V': known: W, a, b, z"),
    ('wrt = "W"', 'wrt = "bb"', "x.toml: [[derive]] 1: there is no variable called 'bb': did you mean b?"),
    ('wrt = "W"', 'wrt = "E"', "x.toml: [[derive]] 1: E is what is differentiated"),
    ('wrt = "W"', 'wrt = "a_next"', "x.toml: [[derive]] 1: the gradient at a_next is given"),
    ('wrt = "W"', 'wrt = "W"\n[[derive]]\nwrt = "W"', "x.toml: [[derive]] 2: the gradient at W is asked for twice"),
    (
        'wrt = "W"',
        'wrt = "W"\nunfold = ["y"]',
        "x.toml: [[derive]] 1: unfold: 'y' is not a name that can be written out",
    ),
    ('wrt = "W"', "wrt = 1", "x.toml: [[derive]] 1, line 21: wrt is the number 1"),
    ('wrt = "W"', 'wrt = "W"\nodrer = 2', "x.toml: [[derive]] 1: unknown key 'odrer' in line 22: did you mean order?"),
    (
        'wrt = "W"',
        'wrt = "W"\norder = "2"',
        "[[derive]] 1, line 22: order is the text '2'; it must be a whole number, as in",
    ),
    (
        'wrt = "W"',
        'wrt = "W"\norder = true',
        "[[derive]] 1, line 22: order is true, a truth value; it must be a whole number",
    ),
    ('wrt = "W"', 'wrt = "W"\norder = 3', "x.toml: [[derive]] 1: the order of a derivative is 1 or 2, not 3"),
    ('wrt = "W"', 'wrt = "W"\norder = 2', "[[derive]] 1: a second derivative needs to know the function of a_next"),
    ('wrt = "W"', 'wrt = "W"\nhvp = 1', "x.toml: [[derive]] 1, line 22: hvp is the number 1; it must be a text"),
    (
        'wrt = "W"',
        'wrt = "W"\n[[derive]]\nwrt = "b"\norder = 2',
        "x.toml: [[derive]] 2: a second derivative needs to know the function of a_next",
    ),
    (
        'wrt = "W"',
        'wrt = "W"\n[[derive]]\nwrt = "b"\nhvp = "v"',
        "x.toml: [[derive]] 2: a second derivative needs to know the function of a_next",
    ),
    (
        'title = "Layer"',
        'title = "L"\nassume = "W symmetric"',
        "x.toml, line 3: assume is the text 'W symmetric'; it must be a",
    ),
    ('title = "Layer"', 'title = "L"\nassume = ["W round"]', "x.toml: assume: the fact 'W round' is not known (known"),
    ('title = "Layer"', 'title = "L"\nassume = ["W symmetric"]', "x.toml: assume: W is declared symmetric, and only a"),
    ("[[derive]]", "[derive]", "x.toml, line 20: derive is a table; it must be tables, each under a line [[derive]]"),
    (
        "[[derive]]",
        '[print]\nW = "k"\n[[derive]]',
        "x.toml: [print], line 21: W is the text 'k'; it must be a table such as",
    ),
    ("[[derive]]", '[print]\nV = { layer = "k" }\n[[derive]]', "x.toml: [print]: there is no array called 'V'"),
    (
        "[[derive]]",
        '[print]\nW = { lyer = "k" }\n[[derive]]',
        "x.toml: [print] W: unknown key 'lyer': did you mean layer",
    ),
    (
        "[[derive]]",
        '[print]\nW = { layer = "\\\\x" }\n[[derive]]',
        "can not be printed; it may have at most 12 letters",
    ),
    (
        "[[derive]]",
        '[print]\nW = { symbol = "$W$" }\n[[derive]]',
        "x.toml: [print] W: symbol = '$W$' can not be printed",
    ),
    ("[[derive]]", '[print]\nW = { cotangent = "δ′" }\n[[derive]]', "x.toml: [print] W: cotangent = 'δ′' can not"),
    ("[[derive]]", '[words]\nV = "x"\n[[derive]]', "x.toml: [words]: there is no array called 'V'"),
    (
        'expr = "f(z)"',
        'expr = "f(z)"\ntext = "one"\n[words]\na_next = "two"',
        "x.toml: [words]: a_next has its words twice",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), SENTENCES)
def test_the_sentence(written: Write, layer: str, old: str, new: str, sentence: str) -> None:
    assert layer.count(old) == 1
    said = error_of(written(layer.replace(old, new)))
    assert sentence in said


def test_nothing_is_defined_or_asked_for(written: Write, layer: str) -> None:
    head, _, _ = layer.partition("[[derive]]")
    assert error_of(written("derive = []\n" + head)) == "x.toml: nothing is asked for: add a [[derive]] with a `wrt`"
    shapes = 'title = "L"\ndefine = []\nderive = []\n[shapes]\na = "n"'
    assert "x.toml: there is no equation: add a [[define]]" in error_of(written(shapes))


def test_files_that_can_not_be_read(tmp_path: Path, written: Write, layer: str) -> None:
    assert "x.toml: the file is empty" in error_of(written(" \n"))
    assert "x.toml: this is a folder, not a file" in error_of(tmp_path)
    assert "x.toml: the file is longer than 1,000,000 bytes" in error_of(written(layer + "#" * 1_000_000))
    (tmp_path / "latin.toml").write_bytes(b'\ntitle = "\xe9"')
    assert "x.toml: line 2 is not UTF-8 text (byte 0xe9)" in error_of(tmp_path / "latin.toml")
    assert "there is no such file: did you mean" in error_of(tmp_path / "lattin.toml")
    assert "there is no such file: the folder" in error_of(tmp_path / "none" / "x.toml")
    assert "x.toml: this is not a regular file" in error_of(Path("/dev/null"))
    assert "the file can not be read: embedded null byte" in error_of(Path("a\0b.toml"))


def test_the_path_stands_in_front_where_no_other_name_is_given(written: Write) -> None:
    path = written("x = 1")
    with pytest.raises(InputError) as caught:
        read_problem(path)
    assert str(caught.value).startswith(f"{path}: unknown key 'x'")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.text(max_size=30), data=st.data())
def test_noise_is_an_error_or_a_problem_never_anything_else(
    written: Write, layer: str, noise: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(layer)))
    noise = noise.encode("utf-8", "replace").decode("utf-8")
    with suppress(InputError):
        read_problem(written(layer[:at] + noise + layer[at:]))
