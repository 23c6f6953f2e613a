"""What lint finds besides clashes: results that are not as expected, names without words, keys that are unknown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcalc.api import Limits, derive, load_problem
from matcalc.api.expected import unmet
from matcalc.api.lint import lint as clashes_of
from matcalc.checking.seeds import USUAL_SEED
from matcalc.checking.sizes import choose_sizes
from matcalc.cli.commands import main
from matcalc.errors import InputError, LimitError
from matcalc.problems.library import list_problems
from matcalc.problems.lines import TOP, line_of

Write = Callable[[str], Path]

SQUARES = """
title = "Squares"

[shapes]
X = "m×n"
w = "n"
y = "m"

[[define]]
name = "E"
expr = "sum((X @ w - y)**2)"
"""


def asking(*derives: str) -> str:
    return SQUARES + "".join(f"\n[[derive]]\n{text}\n" for text in derives)


def lint(path: Path | str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["lint", str(path)])
    assert done.stderr == ""
    return done.exit_code, done.stdout


CASES = [  # what is asked, then for each that is not met: order, what is derived, whether the values are the same
    (['wrt = "w"\nexpect = "2 * X.T @ (X @ w - y)"'], []),
    (['wrt = "w"'], []),
    (['wrt = "w"\nexpect = "2 * (X.T @ X @ w - X.T @ y)"'], [(1, "2 * X.T @ (X @ w - y)", True)]),
    (['wrt = "w"\nexpect = "X.T @ (X @ w - y)"'], [(1, "2 * X.T @ (X @ w - y)", False)]),
    (['wrt = "w"\nexpect = "2 * X @ X.T @ y"'], [(1, "2 * X.T @ (X @ w - y)", False)]),  # of another shape, too
    (['wrt = "w"\norder = 2\nexpect = "2 * X.T @ X"'], []),
    (['wrt = "w"\norder = 2\nexpect = "(2 * X).T @ X"'], [(2, "2 * X.T @ X", True)]),
    (
        ['wrt = "w"\norder = 2\nexpect = "X.T @ X"', 'wrt = "w"\nexpect = "w"'],
        [(1, "2 * X.T @ (X @ w - y)", False), (2, "2 * X.T @ X", False)],
    ),
    (['wrt = "w"\nexpect = "w"', 'wrt = "y"\nexpect = "2 * (y - X @ w)"'], [(1, "2 * X.T @ (X @ w - y)", False)]),
]


def test_a_number_is_no_length_where_that_is_drawn_as_the_number(written: Write) -> None:
    text = asking('wrt = "w"\nexpect = "SIZE * X.T @ (X @ w - y) * 2"').replace("sum(", "m * sum(")
    program = load_problem(written(text.replace("SIZE", "m"))).program
    size = dict(choose_sizes(program, USUAL_SEED).chosen)["m"]
    for length, has_its_values in (("m", True), (str(size), False)):
        (one,) = unmet(load_problem(written(text.replace("SIZE", length))), Limits())
        assert one.has_its_values is has_its_values


@pytest.mark.parametrize(("derives", "wrong"), CASES)
def test_what_is_expected_is_derived(written: Write, derives: list[str], wrong: list[tuple[int, str, bool]]) -> None:
    path = written(asking(*derives))
    found = unmet(load_problem(path), Limits())
    assert [(one.order, one.derived, one.has_its_values) for one in found] == wrong
    assert lint(path)[0] == (1 if wrong else 0)


def test_an_index_form_that_is_not_as_expected(written: Write) -> None:
    text = asking('wrt = "X"\nexpect = "{}"').replace('"sum((X @ w - y)**2)"', '"X @ w"').replace('"E"', '"z"')
    whole = derive("X @ w", wrt="X", shapes="X: m×n, w: n").result.text
    right = whole.partition(" = ")[2]
    assert "delta" in right
    for expect, wrong in ((right, []), (whole, []), (f"2 {right}", [False])):
        found = unmet(load_problem(written(text.format(expect))), Limits())
        assert [one.has_its_values for one in found] == wrong


def test_an_index_form_at_other_indices(written: Write) -> None:
    text = asking('wrt = "X"\nexpect = "J[a:m,b,c] = delta[a,b] w[c]"').replace('"sum((X @ w - y)**2)"', '"X @ w"')
    with pytest.raises(InputError, match=r"expect: the derivative is written at the indices i, .*, in this order$"):
        unmet(load_problem(written(text.replace('"E"', '"z"'))), Limits())


def test_the_report(written: Write) -> None:
    path = written(asking('wrt = "w"\nexpect = "X.T @ (2 * (X @ w - y))"', 'wrt = "y"\nexpect = "w"'))
    code, out = lint(path)
    assert code == 1
    assert out.startswith("Squares: no clash found in 0 statements; 2 of 2 results are not as expected\n═")
    joined = " ".join(out.replace("│", " ").split())
    assert (
        "Not as expected: ∇_w E The file expects `X.T @ (2 * (X @ w - y))`; derived is `2 * X.T @ (X @ w - y)`. "
        'Both have the same values, in two forms. • Write `expect = "2 * X.T @ (X @ w - y)"`, or equations that end in '
        "the form that is expected."
    ) in joined
    assert (
        "Not as expected: ∇_y E The file expects `w`; derived is `2 * (y - X @ w)`. At random points they have not the "
        'same values. • Where the equations are as they should be, write `expect = "2 * (y - X @ w)"`.'
    ) in joined


def test_nothing_is_proposed_that_could_not_be_read(written: Write) -> None:
    text = asking('wrt = "w"\norder = 2\nexpect = "X.T @ X"').replace(
        'name = "E"\nexpr = "sum((X @ w - y)**2)"', 'expr = "r = X @ w - y"\n[[define]]\nexpr = "E = sum(r**2)"'
    )
    path = written(text)
    (found,) = unmet(load_problem(path), Limits())
    _, out = lint(path)
    assert found.can_be_expected == ("Where the equations" in out)
    if "jac_r" in found.derived:
        assert not found.can_be_expected


@pytest.mark.parametrize("expect", ["2 * X.T @", "q", "X.T @ X @ X"])
def test_what_can_not_be_read_is_2(written: Write, expect: str) -> None:
    path = written(asking(f'wrt = "w"\nexpect = "{expect}"'))
    done = CliRunner().invoke(main, ["lint", str(path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: [[derive]] by w: expect: ")
    assert "Traceback" not in done.stderr


def test_the_limits_hold(written: Write) -> None:
    problem = load_problem(written(asking('wrt = "w"\nexpect = "w"')))
    with pytest.raises(LimitError):
        unmet(problem, Limits(steps=2))


def test_names_without_words_are_told_where_others_have_some(written: Write) -> None:
    assert "Nothing says" not in lint(written(asking('wrt = "w"')))[1]
    worded = SQUARES.replace("[[define]]", '[words]\nX = "inputs"\n\n[[define]]')
    code, out = lint(written(worded + '\n[[derive]]\nwrt = "w"\n'))
    assert (code, out) == (
        0,
        "Squares: no clash found in 0 statements\n"
        "Nothing says what w and y mean: give an input words in [words], and a [[define]] a `text`.\n",
    )
    code, out = lint(written(worded.replace("inputs", 'i"\nw = "weights') + '\n[[derive]]\nwrt = "w"\n'))
    assert "Nothing says what y means: " in out


@pytest.mark.parametrize("name", list_problems())
def test_the_library_states_nothing_that_clashes_and_says_every_word(name: str) -> None:
    problem = load_problem(name)
    assert clashes_of(problem) == ()
    silent = {symbol.name for symbol in problem.program.symbols} - {problem.program.output.name}
    assert silent <= problem.meanings.keys()


@pytest.mark.parametrize("name", ["convolution-1d", "convolution-2d", "matrix-power", "kalman-gain", "vec-kronecker"])
def test_what_the_library_expects_can_be_read(name: str) -> None:
    code, out = lint(name)
    assert code == 0
    assert "as expected" in out


def test_an_unknown_key_is_told_with_its_line(written: Write) -> None:
    path = written(asking('wrt = "w"\nexpects = "w"'))
    done = CliRunner().invoke(main, ["lint", str(path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "x.toml: [[derive]] 1: unknown key 'expects' in line 15: did you mean expect?" in done.stderr


LINES = '''
a = 1
"b" = 2
[one]
a = 3
[[two]]
a.b = 4
[[two]]  # the second
  a = 5
c = """
a = 6
d = 7
"""
[x.y]
a = 8
'''


@pytest.mark.parametrize(
    ("header", "key", "line"),
    [
        (TOP, "a", 2),
        (TOP, "b", 3),
        (TOP, "one", 4),
        (TOP, "two", 6),
        (TOP, "c", None),
        (("one", 1), "a", 5),
        (("two", 1), "a", 7),
        (("two", 2), "a", None),  # two lines look so: nothing is said rather than something wrong
        (("two", 2), "c", 10),
        (("two", 3), "a", None),
        (("x.y", 1), "a", 15),
    ],
)
def test_the_line_of_a_key(header: tuple[str, int], key: str, line: int | None) -> None:
    assert line_of(LINES, header, key) == line


def test_a_problem_that_can_not_be_derived_is_2(written: Write) -> None:
    text = asking('wrt = "w"\nexpect = "w"').replace("sum((X @ w - y)**2)", "det(w @ w.T)")
    with pytest.raises(InputError):
        unmet(load_problem(written(text)), Limits())
    done = CliRunner().invoke(main, ["lint", str(written(text))])
    assert (done.exit_code, done.stdout) == (2, "")
